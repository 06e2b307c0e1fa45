//! Plan bytes that open, and many that do not.
//!
//! Every section of the plan at hand has rows, so that each can be damaged (the digest then tells) or made impossible
//! under a digest of its own (the checks of what the bytes say then tell).

use super::basis::{policy, rule, shop, strict};
use super::draft::with;
use super::steps;
use crate::file::{Insist, OpenCase, OpenGroup, Refusal, hex, unhex};
use poscond::{Expect, Plan};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

const ID: &str = "noodles-1";

/// Bytes of a plan's head.
const HEAD: usize = 76;

/// Bytes of a scope.
const SCOPE: usize = 16;

/// A plan with at least a row in every section, and every condition.
fn plan(wrong: &mut Vec<String>) -> Vec<u8> {
    let shop = with(
        &shop(),
        json!({
            "offset_transitions": [{"at": "2027-03-28T01:00:00Z", "utc_offset": "+09:00"}],
            "place": {"datum": "wgs84", "areas": [
                {"circle": {"lat_e7": 302_741_000, "lon_e7": 1_201_551_000, "radius_m": 200}},
                {"regions": ["3301"]},
            ]},
            "hours": {
                "weekly": {"mon": ["09:30-22:00"]}, "holidays": ["10:00-16:00"], "exceptions": {"2026-12-31": []},
            },
            "documents": [{"kind": "licence", "status": "approved", "valid_through": "2027-11-23"}],
            "terminals": ["T0000001"],
            "registration": {"phone": "unchecked"},
            "adjustments": [
                {"status": "approved", "from": "2026-11-23", "through": "2026-11-24",
                    "grant": {"limit": {"rule": "single-limit", "max": 90_000}}},
                {"status": "approved", "from": "2026-11-23", "through": "2026-11-24",
                    "grant": {"hours": ["22:00-23:00"]}},
            ],
        }),
    );
    let rules = [
        strict("licence", json!({"document": {"kind": "licence"}})),
        strict("single-limit", json!({"amount": {"max_minor": 50_000}})),
        rule(
            "day-limit",
            json!({"usage": {"window": "day", "measure": "count", "subject": "terminal", "max": 3}}),
            "refer",
            "warn",
        ),
        strict("location", json!({"location": {"fix_age_max_s": 60, "accuracy_max_m": 100}})),
        strict("hours", json!({"hours": {}})),
        strict("merchant", json!({"merchant": {}})),
        strict("phone", json!({"registration": {"field": "phone"}})),
        strict("labels", json!({"regulation": {"id": "labels-2027", "from": "2027-01-01"}})),
        strict("link", json!({"link": {"accepts": ["up", "weak"]}})),
        strict("profile", json!({"profile": {"age_max_days": 30}})),
        strict("patch", json!({"patch": {"level_min": 7}})),
        strict("software", json!({"software": {"app_min": "3.2", "app_recommended": "3.4"}})),
        strict("known-bad", json!({"known_bad": {"app": ["3.3"]}})),
        strict("battery", json!({"battery": {"min_percent": 10}})),
        strict("offline", json!({"offline": {"floor_limit_minor": 20_000, "count_max": 5}})),
        strict("binding", json!({"binding": {}})),
        strict("pos-codes", json!({"pos_codes": {"de25": [0, 8]}})),
        strict("disaster", json!({"disaster": {}})),
        strict("current", json!({"policy_current": {"age_max_days": 7}})),
        strict("entry-mode", json!({"entry_mode": {"allowed": ["chip"]}})),
        strict("currency", json!({"currency": {"allowed": [156]}})),
        with(
            &strict(
                "risk",
                json!({"require": {"expression": "custom.risk < 700 || terminal.battery_percent * 2 > 50"}}),
            ),
            json!({"when": "local.day != 13"}),
        ),
    ];
    let policy = with(
        &policy(rules),
        json!({
            "valid_from": "2026-01-01", "valid_through": "2027-12-31",
            "advice": {"document_days": 30, "usage_percent": 80},
            "custom_facts": {"risk": 3},
            "calendar": {"covers_from": "2026-01-01", "covers_through": "2027-12-31", "holidays": ["2026-10-01"]},
            "directives": [
                {"id": "flood", "regions": ["33"], "from": "2026-07-01", "through": "2026-07-03",
                    "effect": {"suspend": {}}},
                {"id": "rain", "regions": ["3301"], "from": "2026-07-04", "through": "2026-07-10",
                    "effect": {"relax": {"rules": ["hours"]}}},
            ],
        }),
    );
    compiled(policy, shop, wrong)
}

/// The plan of a policy and a service point; no bytes, and a complaint, where there is none.
pub(crate) fn compiled(policy: Value, shop: Value, wrong: &mut Vec<String>) -> Vec<u8> {
    let compiled = || {
        let policy = serde_json::from_value(policy).map_err(|error| error.to_string())?;
        let shop = serde_json::from_value(shop).map_err(|error| error.to_string())?;
        poscond::compile(&policy, &shop).map_err(|problems| problems.to_string())
    };
    compiled().unwrap_or_else(|problem: String| {
        wrong.push(format!("open: {problem}"));
        Vec::new()
    })
}

/// How many bytes the condition of each operation has; there is no operation 0.
const CONDITION_BYTES: [usize; 23] = [0, 0, 9, 9, 15, 9, 4, 11, 3, 1, 14, 2, 10, 2, 8, 6, 2, 9, 0, 15, 16, 16, 2];

/// Where the sections of a plan start, from the head's counts.
pub(crate) struct Sections {
    rules: usize,
    pub(crate) scopes: usize,
    zone: usize,
    reasons: usize,
    counters: usize,
    raises: usize,
    values: usize,
    relaxations: usize,
    areas: usize,
    hours: usize,
    pub(crate) expressions: usize,
    pub(crate) texts: usize,
    digest: usize,
}

impl Sections {
    pub(crate) fn of(plan: &[u8]) -> Self {
        let count = |at: usize| usize::from(plan[at]);
        let length = |at: usize| usize::from(u16::from_le_bytes([plan[at], plan[at + 1]]));
        let rules = HEAD;
        let scopes = rules + length(36);
        let zone = scopes + SCOPE * count(29);
        let reasons = zone + 10 * count(30);
        let counters = reasons + 5 * count(31);
        let raises = counters + 9 * count(32);
        let values = raises + 16 * count(33);
        let relaxations = values + 8 * count(34);
        let areas = relaxations + 17 * count(35);
        let hours = areas + length(38);
        let expressions = hours + length(40);
        let texts = expressions + length(74);
        let digest = texts + length(42);
        Self {
            rules,
            scopes,
            zone,
            reasons,
            counters,
            raises,
            values,
            relaxations,
            areas,
            hours,
            expressions,
            texts,
            digest,
        }
    }

    /// Where the rule starts whose condition has this operation.
    pub(crate) fn rule(&self, plan: &[u8], operation: u8) -> usize {
        let mut at = self.rules;
        while plan[at] != operation && at < self.scopes {
            at += 3 + CONDITION_BYTES[usize::from(plan[at])];
        }
        at
    }

    /// Where the first scope starts that names an expression.
    pub(crate) fn scope_with_expression(&self, plan: &[u8]) -> usize {
        let mut scopes = (self.scopes..self.zone).step_by(SCOPE);
        scopes.find(|at| plan[at + 14..at + SCOPE] != [0xff; 2]).unwrap_or(self.scopes)
    }
}

pub(crate) struct Draft<'a> {
    id: &'static str,
    comment: &'static str,
    plan: &'a [u8],
    cases: Vec<OpenCase>,
}

fn refusal(kind: &str, message: impl Into<String>) -> Option<Refusal> {
    Some(Refusal { kind: kind.to_owned(), message: message.into() })
}

/// Refused for what a section says.
pub(crate) fn content(section: &str) -> Option<Refusal> {
    refusal("Content", format!("`{section}` of the plan hold something that no plan can say"))
}

fn insist(service_point: Option<&str>, revision_min: u32) -> Insist {
    Insist { service_point: service_point.map(str::to_owned), revision_min }
}

impl<'a> Draft<'a> {
    pub(crate) fn new(id: &'static str, comment: &'static str, plan: &'a [u8]) -> Self {
        Self { id, comment, plan, cases: Vec::new() }
    }

    fn case(
        mut self,
        flags: &'static str,
        comment: impl Into<String>,
        plan: Vec<u8>,
        expect: Insist,
        expected: Option<Refusal>,
    ) -> Self {
        self.cases.push(OpenCase {
            id: String::new(),
            comment: comment.into(),
            flags: flags.split_whitespace().map(str::to_owned).collect(),
            plan: hex(&plan),
            expect,
            expected,
        });
        self
    }

    /// A bit flipped: the lowest of the byte at an offset.
    fn flipped(self, comment: &str, offset: usize, expected: Option<Refusal>) -> Self {
        let mut plan = self.plan.to_vec();
        plan[offset] ^= 1;
        self.case("damage", comment, plan, insist(Some(ID), 0), expected)
    }

    /// Bytes overwritten, under a digest that matches.
    pub(crate) fn sealed(
        self,
        flags: &'static str,
        comment: &str,
        offset: usize,
        bytes: &[u8],
        expected: Option<Refusal>,
    ) -> Self {
        let mut plan = self.plan.to_vec();
        plan[offset..offset + bytes.len()].copy_from_slice(bytes);
        self.whole(flags, comment, plan, expected)
    }

    /// Other bytes, under a digest that matches.
    pub(crate) fn whole(
        self,
        flags: &'static str,
        comment: &str,
        mut plan: Vec<u8>,
        expected: Option<Refusal>,
    ) -> Self {
        let body = plan.len() - 32;
        let digest = Sha256::digest(&plan[..body]);
        plan[body..].copy_from_slice(&digest);
        self.case(flags, comment, plan, insist(Some(ID), 0), expected)
    }

    /// The same, refused for what a section says.
    pub(crate) fn impossible(self, section: &str, comment: &str, offset: usize, bytes: &[u8]) -> Self {
        self.sealed("content", comment, offset, bytes, content(section))
    }
}

pub(crate) fn groups(wrong: &mut Vec<String>) -> Vec<OpenGroup> {
    let (plan, plan_of_steps) = (plan(wrong), steps::plan(wrong));
    if plan.is_empty() || plan_of_steps.is_empty() {
        return Vec::new();
    }
    let mut number = 0;
    [insisting(&plan), lengths(&plan), damage(&plan), newer(&plan), impossible_tables(&plan), impossible_rules(&plan)]
        .into_iter()
        .chain(steps::groups(&plan_of_steps))
        .map(|draft| OpenGroup {
            id: draft.id.to_owned(),
            comment: draft.comment.to_owned(),
            cases: draft
                .cases
                .into_iter()
                .map(|mut case| {
                    number += 1;
                    case.id = format!("open-{number:03}");
                    wrong.extend(problem(&case));
                    case
                })
                .collect(),
        })
        .collect()
}

/// Where a plan does not open, or not open, as stated.
fn problem(case: &OpenCase) -> Option<String> {
    let plan = unhex(&case.plan).unwrap_or_default();
    let asked = Expect {
        service_point: case.expect.service_point.as_deref(),
        revision_min: case.expect.revision_min,
        ..Expect::default()
    };
    let found = Plan::open(&plan, asked).err().map(|error| (format!("{error:?}"), error.to_string()));
    let same = match (&found, &case.expected) {
        (None, None) => true,
        (Some((debug, text)), Some(Refusal { kind, message })) => debug.starts_with(kind) && text == message,
        _ => false,
    };
    let (id, comment, expected) = (&case.id, &case.comment, &case.expected);
    (!same).then(|| format!("{id}: must be {expected:?}\n  reasoned: {comment}\n  is {found:?}"))
}

fn insisting(plan: &[u8]) -> Draft<'_> {
    Draft::new("insisting", "A plan of service point noodles-1, revision 7, and what its reader insists on.", plan)
        .case("stand-in", "Its own id and an older revision: opens.", plan.to_vec(), insist(Some(ID), 6), None)
        .case(
            "stand-in boundary",
            "Its own revision, 7: the same plan again opens.",
            plan.to_vec(),
            insist(Some(ID), 7),
            None,
        )
        .case(
            "stand-in boundary",
            "8 was in force already: a lower revision never replaces it.",
            plan.to_vec(),
            insist(Some(ID), 8),
            refusal("Revision", "service point revision `7` of the plan; accepted: at least 8"),
        )
        .case(
            "stand-in",
            "The plan of another service point.",
            plan.to_vec(),
            insist(Some("noodles-2"), 0),
            refusal("ServicePoint", "the plan is for another service point than the expected one"),
        )
        .case(
            "stand-in",
            "An id that only starts the same is another one.",
            plan.to_vec(),
            insist(Some("noodles-10"), 0),
            refusal("ServicePoint", "the plan is for another service point than the expected one"),
        )
        .case("stand-in", "Any service point, to look into the plan.", plan.to_vec(), insist(None, 0), None)
}

fn lengths(plan: &[u8]) -> Draft<'_> {
    let found = |found: usize, stated: usize| {
        refusal("Length", format!("a plan of `{found}` bytes; accepted: the `{stated}` bytes that it states"))
    };
    let whole = plan.len();
    let any = || insist(Some(ID), 0);
    Draft::new("lengths", "The head states how long the body is; 32 bytes of digest follow.", plan)
        .case("damage", "No bytes at all: at least a head of 76 is asked for.", Vec::new(), any(), found(0, HEAD))
        .case("damage", "Three bytes of the magic are too short.", plan[..3].to_vec(), any(), found(3, HEAD))
        .case("damage", "One byte less than a head.", plan[..75].to_vec(), any(), found(75, HEAD))
        .case("damage", "The head alone states more.", plan[..HEAD].to_vec(), any(), found(HEAD, whole))
        .case("damage", "The last byte is missing.", plan[..whole - 1].to_vec(), any(), found(whole - 1, whole))
        .case("damage", "One byte too many.", [plan, &[0]].concat(), any(), found(whole + 1, whole))
        .case(
            "damage",
            "Something else: erased flash.",
            vec![0xff; whole],
            any(),
            refusal("Magic", "the bytes do not start with `POSC`, so they are not a plan"),
        )
        .case(
            "damage",
            "Something else that is short.",
            b"PK".to_vec(),
            any(),
            refusal("Magic", "the bytes do not start with `POSC`, so they are not a plan"),
        )
}

fn damage(plan: &[u8]) -> Draft<'_> {
    let at = Sections::of(plan);
    let digest = || refusal("Digest", "the digest does not match the plan's bytes");
    let length = plan.len();
    let stated = if plan[8] & 1 == 0 { length + 1 } else { length - 1 };
    Draft::new("damage", "One bit flipped in every part of the plan.", plan)
        .flipped(
            "In the magic: something else than a plan.",
            0,
            refusal("Magic", "the bytes do not start with `POSC`, so they are not a plan"),
        )
        .flipped("In the format version, which turns 1 to 0.", 4, refusal("Format", "plan format `0`; accepted: 1"))
        .flipped(
            "In the flag that says that a signature follows.",
            5,
            refusal(
                "Length",
                format!("a plan of `{length}` bytes; accepted: the `{}` bytes that it states", length + 72),
            ),
        )
        .flipped(
            "In the length of the body.",
            8,
            refusal("Length", format!("a plan of `{length}` bytes; accepted: the `{stated}` bytes that it states")),
        )
        .flipped("In the policy's version, which decides nothing.", 12, digest())
        .flipped("In the revision of the service point.", 16, digest())
        .flipped("In the first valid date.", 20, digest())
        .flipped("In the number of rules.", 28, digest())
        .flipped("In the length of the rules.", 36, digest())
        .flipped("In the merchant's id.", 44, digest())
        .flipped("In a threshold of advice, which decides nothing.", 60, digest())
        .flipped("In the first rule's operation.", at.rules, digest())
        .flipped("In the second scope's transactions.", at.scopes + SCOPE, digest())
        .flipped("In the offset from UTC.", at.zone + 8, digest())
        .flipped("In the first reason's number.", at.reasons, digest())
        .flipped("In the counter's window.", at.counters, digest())
        .flipped("In the raise's first date.", at.raises, digest())
        .flipped("In the document's first date.", at.values, digest())
        .flipped("In the rules that a directive softens.", at.relaxations, digest())
        .flipped("In the circle's latitude.", at.areas + 12, digest())
        .flipped("In the opening hours.", at.hours, digest())
        .flipped("In the first expression's length.", at.expressions, digest())
        .flipped("In the first step of the first expression.", at.expressions + 2, digest())
        .flipped("In the policy's id.", at.texts + 1, digest())
        .flipped("In the digest's first byte.", at.digest, digest())
        .flipped("In the digest's last byte.", length - 1, digest())
}

fn newer(plan: &[u8]) -> Draft<'_> {
    Draft::new("newer", "Whole plans that this engine is too old for, under digests that match.", plan)
        .sealed(
            "content",
            "Format 2 lays bytes out otherwise.",
            4,
            &[2],
            refusal("Format", "plan format `2`; accepted: 1"),
        )
        .sealed(
            "content",
            "Engine 2 knows conditions that this one does not.",
            6,
            &[2, 0],
            refusal("Engine", "the plan needs engine version `2`; this one is 1"),
        )
        .sealed(
            "content",
            "Engine 256: the version has two bytes.",
            6,
            &[0, 1],
            refusal("Engine", "the plan needs engine version `256`; this one is 1"),
        )
}

fn impossible_tables(plan: &[u8]) -> Draft<'_> {
    let at = Sections::of(plan);
    let weekly = at.hours + 13;
    let dates = weekly + 14;
    Draft::new(
        "impossible-tables",
        "Head, tables, areas, hours and texts that cannot be, under digests that match.",
        plan,
    )
    .impossible("head", "A flag that no format 1 has.", 5, &[2])
    .impossible("head", "Engine 0 was never made.", 6, &[0, 0])
    .impossible("head", "The last valid date is before the first.", 24, &0_i32.to_le_bytes())
    .impossible("head", "No rule at all.", 28, &[0])
    .impossible("head", "65 rules: a decision's sets have 64 bits.", 28, &[65])
    .impossible("head", "A merchant's id with a control character.", 45, &[0x1b])
    .impossible("head", "Advice on documents 366 days before; at most 365.", 60, &366_u16.to_le_bytes())
    .impossible("head", "Advice on closing 1,441 minutes before; at most a day.", 70, &1_441_u16.to_le_bytes())
    .impossible("head", "Advice on usage from 101 per cent on.", 72, &[101])
    .impossible("head", "Advice on the battery from 101 per cent on.", 73, &[101])
    .impossible("lengths", "256 bytes of expressions more than there are: the texts do not fit.", 75, &[1])
    .impossible("lengths", "One scope more than there are: the sections do not fit.", 29, &[plan[29] + 1])
    .impossible("lengths", "One relaxation less: its bytes are left over.", 35, &[plan[35] - 1])
    .impossible("lengths", "One byte of texts less: a byte is left over.", 42, &[plan[42].wrapping_sub(1)])
    .impossible("scopes", "The second scope concerns no transaction.", at.scopes + SCOPE, &[0, 0])
    .impossible("scopes", "It concerns transaction 9, one above the last.", at.scopes + SCOPE, &[0, 2])
    .impossible("scopes", "It concerns an absent transaction.", at.scopes + SCOPE, &[3, 0])
    .impossible("scopes", "It concerns entry mode 8, one above the last.", at.scopes + SCOPE + 2, &[0, 1])
    .impossible("scopes", "It concerns card kind 6, one above the last.", at.scopes + SCOPE + 4, &[0x40, 0])
    .impossible("scopes", "It ends the day before it begins.", at.scopes + 6, &[1, 0, 0, 0, 0, 0, 0, 0])
    .impossible("offset rows", "The first offset does not hold from ever.", at.zone, &0_i64.to_le_bytes())
    .impossible("offset rows", "An offset of 16:01.", at.zone + 8, &961_i16.to_le_bytes())
    .impossible("offset rows", "A transition at a negative instant.", at.zone + 10, &(-1_i64).to_le_bytes())
    .impossible("reasons", "A number that no reason has.", at.reasons, &[100, 0])
    .impossible("reasons", "The first two reasons have one rank.", at.reasons + 2, &[plan[at.reasons + 7]])
    .impossible("reasons", "DE39 00, which approves.", at.reasons + 3, b"00")
    .impossible("reasons", "The first number stands twice.", at.reasons + 5, &plan[at.reasons..at.reasons + 2])
    .impossible("counters", "Window 3 is one above the last.", at.counters, &[3])
    .impossible("counters", "Subject 0 is none.", at.counters + 1, &[0])
    .impossible(
        "counters",
        "A business day that starts 721 minutes after midnight.",
        at.counters + 2,
        &721_i16.to_le_bytes(),
    )
    .impossible("counters", "A mask of entry modes that counts none.", at.counters + 4, &[0, 0])
    .impossible("counters", "Refunds 3 is one above the last.", at.counters + 8, &[3])
    .impossible("raises", "The raise ends before it starts.", at.raises + 4, &0_i32.to_le_bytes())
    .impossible("raises", "A raise to nothing.", at.raises + 8, &[0; 8])
    .impossible("rules", "The document ends before it starts.", at.values, &i32::MAX.to_le_bytes())
    .impossible("relaxations", "A directive that softens no rule.", at.relaxations, &[0; 8])
    .impossible("relaxations", "It softens a rule that is not there.", at.relaxations + 7, &[0x80])
    .impossible("relaxations", "It ends before it starts.", at.relaxations + 12, &0_i32.to_le_bytes())
    .impossible("relaxations", "It softens to refer, which softens nothing.", at.relaxations + 16, &[2])
    .impossible("areas", "Kind 4 is one above the last.", at.areas, &[4])
    .impossible("areas", "A circle with two centres.", at.areas + 1, &[2])
    .impossible("areas", "A latitude of 91 degrees.", at.areas + 12, &910_000_000_i32.to_le_bytes())
    .impossible("areas", "A radius of zero.", at.areas + 20, &[0; 4])
    .impossible("areas", "A region of three digits.", at.areas + 32 + 12 + 3, &[3])
    .impossible(
        "areas",
        "A circle's inner box that reaches farther than the circle.",
        at.areas + 24,
        &u32::MAX.to_le_bytes(),
    )
    .impossible("hours", "A span that opens at 24:00.", at.expressions - 4, &1440_u16.to_le_bytes())
    .impossible(
        "hours",
        "A span that closes when it opens.",
        at.expressions - 2,
        &plan[at.expressions - 4..at.expressions - 2],
    )
    .impossible("hours", "A span that closes after 48:00.", at.expressions - 2, &2881_u16.to_le_bytes())
    .impossible("hours", "Monday's spans lie beyond the table.", weekly, &[3, 1])
    .impossible("hours", "The calendar ends before it starts.", at.hours + 9, &0_i32.to_le_bytes())
    .impossible(
        "hours",
        "Two dates of their own in the wrong order: the first is the greatest there is.",
        dates,
        &84_005_i32.to_le_bytes(),
    )
    .impossible("hours", "The second date lies after 2199.", dates + 6, &84_006_i32.to_le_bytes())
    .impossible("lengths", "Registered is neither yes nor no.", at.hours, &[2])
    .impossible("lengths", "Whether the calendar was consulted is neither yes nor no.", at.hours + 1, &[2])
    .impossible("lengths", "More spans than there are bytes for.", at.hours + 2, &[9])
    .impossible("texts", "An id with a space.", at.texts + 1, b" ")
    .impossible("texts", "A text less than the head counts: one subject more.", 59, &[plan[59] + 1])
    .impossible(
        "rules",
        "The first id is longer than all texts, so a rule's document has no name.",
        at.texts,
        &[255],
    )
}

fn impossible_rules(plan: &[u8]) -> Draft<'_> {
    let at = Sections::of(plan);
    // What a rule's condition compares with starts after three bytes: operation, actions, scope.
    let [fixed, deadline, word, age] = [2, 3, 4, 5].map(|operation| at.rule(plan, operation) + 3);
    let [software, known_bad, battery, offline] = [7, 8, 9, 10].map(|operation| at.rule(plan, operation) + 3);
    let [binding, pos_codes, disaster, current] = [11, 12, 13, 14].map(|operation| at.rule(plan, operation) + 3);
    let [document, entry_modes, location, amount] = [15, 16, 17, 19].map(|operation| at.rule(plan, operation) + 3);
    let [currency, usage] = [20, 21].map(|operation| at.rule(plan, operation) + 3);
    Draft::new("impossible-rules", "Rules that cannot be, under digests that match.", plan)
        .impossible("rules", "Operation 0 is no condition.", document - 3, &[0])
        .impossible("rules", "Operation 22 is one above the last.", document - 3, &[22])
        .impossible("rules", "The unknown declines and the failed only warns.", document - 2, &[0b0011_1101])
        .impossible("rules", "A referral that cannot be settled refers.", document - 2, &[0b0010_1011])
        .impossible("rules", "The highest bit of the actions means nothing.", document - 2, &[0b1011_1011])
        .impossible("rules", "Its scope lies beyond the table.", document - 1, &[plan[29]])
        .impossible("rules", "One rule more than there are: it would be the first scope.", 28, &[plan[28] + 1])
        .impossible("rules", "One rule less: bytes of the last are left over.", 28, &[plan[28] - 1])
        .impossible("rules", "An answer that passes and has a reason.", fixed, &[1])
        .impossible("rules", "An answer that is not applicable.", fixed, &[4])
        .impossible("rules", "An answer in metres.", fixed + 1, &[2])
        .impossible("rules", "Its reason is not among the plan's.", fixed + 2, &599_u16.to_le_bytes())
        .impossible("rules", "Its subject lies beyond the texts.", fixed + 4, &[200])
        .impossible("rules", "It observed something and says no unit.", fixed + 5, &[1])
        .impossible("rules", "A date that turns after 2199.", deadline, &84_006_i32.to_le_bytes())
        .impossible("rules", "Nothing is said after the date.", deadline + 7, &[0, 0])
        .impossible("rules", "The word of a fact that is a number.", word, &[3])
        .impossible("rules", "The word of a fact that is none.", word, &[55])
        .impossible("rules", "No reason where the word is absent.", word + 1, &[0, 0])
        .impossible("rules", "Every word is accepted: the rule cannot fail.", word + 3, &[0; 12])
        .impossible("rules", "A reason for the sixth of five words.", word + 13, &203_u16.to_le_bytes())
        .impossible("rules", "The age of an amount.", age, &[3])
        .impossible("rules", "No reason where it is too old.", age + 1, &[0, 0])
        .impossible("rules", "Two versions are recommended at once.", software + 10, &[2])
        .impossible("rules", "No version is known to be bad.", known_bad + 2, &[0])
        .impossible("rules", "The bad versions lie beyond the table.", known_bad + 1, &[255])
        .impossible("rules", "A battery of at least nothing.", battery, &[0])
        .impossible("rules", "A battery of at least 101 per cent.", battery, &[101])
        .impossible("rules", "A floor limit of zero.", offline, &[0; 5])
        .impossible("rules", "At most no sale offline.", offline + 10, &[0; 4])
        .impossible("rules", "It limits nothing that is sold offline.", offline, &[0xff; 14])
        .impossible("rules", "The terminals lie beyond the table.", binding, &[255])
        .impossible("rules", "A terminal's id that is a document's dates.", binding, &[0])
        .impossible("rules", "DE25 codes in the wrong order.", pos_codes + 2, &[9, 8])
        .impossible("rules", "A code of DE25 of three digits.", pos_codes + 3, &[100])
        .impossible("rules", "Neither DE22 nor DE25 is looked at.", pos_codes, &[0; 4])
        .impossible("rules", "A code after the last.", pos_codes + 4, &[9])
        .impossible("rules", "No suspension to look at.", disaster + 1, &[0])
        .impossible("rules", "Another version than the plan's.", current, &2_u32.to_le_bytes())
        .impossible("rules", "Its documents lie beyond the table.", document, &[255])
        .impossible("rules", "The dates decide, and there are none.", document + 1, &[0, 1])
        .impossible("rules", "No entry mode is accepted.", entry_modes, &[0, 0])
        .impossible("rules", "Entry mode 8, one above the last, is accepted.", entry_modes, &[0, 1])
        .impossible("rules", "A limit of zero.", amount, &[0; 8])
        .impossible("rules", "A limit of thirteen digits.", amount, &1_000_000_000_000_u64.to_le_bytes())
        .impossible("rules", "A minimum above the limit.", amount + 8, &50_001_u32.to_le_bytes())
        .impossible("rules", "Its raises lie beyond the table.", amount + 14, &[2])
        .impossible("rules", "No currency is accepted.", currency, &[0, 0])
        .impossible("rules", "Currency 1000 has four digits.", currency, &1_000_u16.to_le_bytes())
        .impossible("rules", "A currency after the last.", currency + 4, &[156, 0])
        .impossible("rules", "Its counter lies beyond the table.", usage + 8, &[1])
        .impossible("rules", "Measure 3 is one above the last.", usage + 9, &[3])
        .impossible("rules", "An accuracy of 50,001 m.", location + 4, &50_001_u32.to_le_bytes())
        .impossible("rules", "Strict is neither yes nor no.", location + 8, &[2])
        .impossible("rules", "A version of neither application nor system.", software, &[2])
        .impossible("rules", "Bad versions of neither application nor system.", known_bad, &[2])
        .impossible("rules", "DE22 is neither looked at nor not.", pos_codes, &[2])
        .impossible("rules", "A document of a state that there is not.", document + 2, &[4])
}
