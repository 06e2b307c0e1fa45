//! Plan bytes that open, and many that do not.
//!
//! Every section of the plan at hand has rows, so that each can be damaged (the digest then tells) or made impossible
//! under a digest of its own (the checks of what the bytes say then tell).

use super::basis::{policy, rule, shop, strict};
use super::draft::with;
use crate::file::{Insist, OpenCase, OpenGroup, Refusal, hex, unhex};
use poscond::{Expect, Plan};
use serde_json::json;
use sha2::{Digest, Sha256};

const ID: &str = "noodles-1";

/// A plan with at least a row in every section.
fn plan(wrong: &mut Vec<String>) -> Vec<u8> {
    let licence = |status: &str| json!({"kind": "licence", "status": status, "valid_through": "2027-11-23"});
    let shop = with(
        &shop(),
        json!({
            "offset_transitions": [{"at": "2027-03-28T01:00:00Z", "utc_offset": "+09:00"}],
            "place": {"datum": "wgs84", "areas": [
                {"circle": {"lat_e7": 302_741_000, "lon_e7": 1_201_551_000, "radius_m": 200}},
                {"regions": ["3301"]},
            ]},
            "hours": {"weekly": {"mon": ["09:30-22:00"]}, "exceptions": {"2026-12-31": []}},
            "documents": [licence("approved")],
            "adjustments": [{"status": "approved", "from": "2026-11-23", "through": "2026-11-24",
                "grant": {"limit": {"rule": "single-limit", "max": 90_000}}}],
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
    ];
    let mut policy = policy(rules);
    policy["valid_from"] = json!("2026-01-01");
    policy["valid_through"] = json!("2027-12-31");
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

/// Where the sections of a plan start, from the head's counts.
struct Sections {
    rules: usize,
    zone: usize,
    reasons: usize,
    counters: usize,
    raises: usize,
    terms: usize,
    areas: usize,
    hours: usize,
    texts: usize,
    digest: usize,
}

impl Sections {
    fn of(plan: &[u8]) -> Self {
        let count = |at: usize| usize::from(plan[at]);
        let length = |at: usize| usize::from(u16::from_le_bytes([plan[at], plan[at + 1]]));
        let rules = 56;
        let zone = rules + 32 * count(28);
        let reasons = zone + 10 * count(29);
        let counters = reasons + 5 * count(30);
        let raises = counters + 8 * count(31);
        let terms = raises + 16 * count(32);
        let areas = terms + 8 * count(33);
        let hours = areas + length(34);
        let texts = hours + length(36);
        let digest = texts + length(38);
        Self { rules, zone, reasons, counters, raises, terms, areas, hours, texts, digest }
    }
}

struct Draft<'a> {
    id: &'static str,
    comment: &'static str,
    plan: &'a [u8],
    cases: Vec<OpenCase>,
}

fn refusal(kind: &str, message: impl Into<String>) -> Option<Refusal> {
    Some(Refusal { kind: kind.to_owned(), message: message.into() })
}

fn insist(service_point: Option<&str>, revision_min: u32) -> Insist {
    Insist { service_point: service_point.map(str::to_owned), revision_min }
}

impl<'a> Draft<'a> {
    fn new(id: &'static str, comment: &'static str, plan: &'a [u8]) -> Self {
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
    fn sealed(
        self,
        flags: &'static str,
        comment: &str,
        offset: usize,
        bytes: &[u8],
        expected: Option<Refusal>,
    ) -> Self {
        let mut plan = self.plan.to_vec();
        plan[offset..offset + bytes.len()].copy_from_slice(bytes);
        let body = plan.len() - 32;
        let digest = Sha256::digest(&plan[..body]);
        plan[body..].copy_from_slice(&digest);
        self.case(flags, comment, plan, insist(Some(ID), 0), expected)
    }

    /// The same, refused for what a section says.
    fn impossible(self, section: &str, comment: &str, offset: usize, bytes: &[u8]) -> Self {
        let expected = refusal("Content", format!("`{section}` of the plan hold something that no plan can say"));
        self.sealed("content", comment, offset, bytes, expected)
    }
}

pub(crate) fn groups(wrong: &mut Vec<String>) -> Vec<OpenGroup> {
    let plan = plan(wrong);
    if plan.is_empty() {
        return Vec::new();
    }
    let mut number = 0;
    [insisting(&plan), lengths(&plan), damage(&plan), newer(&plan), impossible_tables(&plan), impossible_rules(&plan)]
        .into_iter()
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
    let asked = Expect { service_point: case.expect.service_point.as_deref(), revision_min: case.expect.revision_min };
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
        .case("damage", "No bytes at all: at least a head of 56 is asked for.", Vec::new(), any(), found(0, 56))
        .case("damage", "Three bytes of the magic are too short.", plan[..3].to_vec(), any(), found(3, 56))
        .case("damage", "One byte less than a head.", plan[..55].to_vec(), any(), found(55, 56))
        .case("damage", "The head alone states more.", plan[..56].to_vec(), any(), found(56, whole))
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
        .flipped("In the flags of the head.", 5, digest())
        .flipped(
            "In the length of the body.",
            8,
            refusal("Length", format!("a plan of `{length}` bytes; accepted: the `{stated}` bytes that it states")),
        )
        .flipped("In the policy's version, which decides nothing.", 12, digest())
        .flipped("In the revision of the service point.", 16, digest())
        .flipped("In the first valid date.", 20, digest())
        .flipped("In the number of rules.", 28, digest())
        .flipped("In the merchant's id.", 40, digest())
        .flipped("In the first rule's operation.", at.rules, digest())
        .flipped("In the offset from UTC.", at.zone + 8, digest())
        .flipped("In the first reason's number.", at.reasons, digest())
        .flipped("In the counter's window.", at.counters, digest())
        .flipped("In the raise's first date.", at.raises, digest())
        .flipped("In the document's first date.", at.terms, digest())
        .flipped("In the circle's latitude.", at.areas + 12, digest())
        .flipped("In the opening hours.", at.hours, digest())
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
    Draft::new(
        "impossible-tables",
        "Head, tables, areas, hours and texts that cannot be, under digests that match.",
        plan,
    )
    .impossible("head", "A flag that no format 1 has.", 5, &[1])
    .impossible("head", "The last valid date is before the first.", 24, &0_i32.to_le_bytes())
    .impossible("head", "A merchant's id with a control character.", 41, &[0x1b])
    .impossible("lengths", "One rule more than there are: the sections do not fit.", 28, &[plan[28] + 1])
    .impossible("lengths", "One byte of texts less: a byte is left over.", 38, &[plan[38].wrapping_sub(1)])
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
    .impossible("raises", "The raise ends before it starts.", at.raises + 4, &0_i32.to_le_bytes())
    .impossible("terms", "The document ends before it starts.", at.terms, &i32::MAX.to_le_bytes())
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
    .impossible("hours", "A span that opens at 24:00.", at.texts - 4, &1440_u16.to_le_bytes())
    .impossible("hours", "A span that closes when it opens.", at.texts - 2, &570_u16.to_le_bytes())
    .impossible("hours", "A span that closes after 48:00.", at.texts - 2, &2881_u16.to_le_bytes())
    .impossible("hours", "Monday's spans lie beyond the table.", at.hours + 4, &[1, 1])
    .impossible("lengths", "More spans than there are bytes for.", at.hours + 1, &[9])
    .impossible("texts", "An id with a space.", at.texts + 1, b" ")
    .impossible("texts", "A text less than the head counts: two kinds of document.", 55, &[2])
    .impossible(
        "rules",
        "The first id is longer than all texts, so a rule's document has no name.",
        at.texts,
        &[255],
    )
}

fn impossible_rules(plan: &[u8]) -> Draft<'_> {
    let at = Sections::of(plan);
    let (document, amount, usage, location) = (at.rules, at.rules + 32, at.rules + 64, at.rules + 96);
    Draft::new("impossible-rules", "Rules that cannot be, under digests that match.", plan)
        .impossible("rules", "Operation 0 is no condition.", document, &[0])
        .impossible("rules", "Operation 13 is one above the last.", document, &[13])
        .impossible("rules", "The unknown declines and the failed only warns.", document + 1, &[0b0011_1101])
        .impossible("rules", "A referral that cannot be settled refers.", document + 1, &[0b0010_1011])
        .impossible("rules", "The highest bit of the actions means nothing.", document + 1, &[0b1011_1011])
        .impossible("rules", "It concerns no transaction.", amount + 2, &[0, 0])
        .impossible("rules", "It concerns transaction 9, one above the last.", amount + 2, &[0, 2])
        .impossible("rules", "It concerns an absent transaction.", amount + 2, &[3, 0])
        .impossible("rules", "It ends the day before it begins.", amount + 8, &[1, 0, 0, 0, 0, 0, 0, 0])
        .impossible("rules", "Its documents lie beyond the table.", document + 17, &[2])
        .impossible("rules", "A byte of the condition that must be zero.", document + 31, &[1])
        .impossible("rules", "A limit of zero.", amount + 16, &[0; 8])
        .impossible("rules", "A limit of thirteen digits.", amount + 16, &1_000_000_000_000_u64.to_le_bytes())
        .impossible("rules", "Its raises lie beyond the table.", amount + 30, &[2])
        .impossible("rules", "Its counter lies beyond the table.", usage + 24, &[1])
        .impossible("rules", "Measure 3 is one above the last.", usage + 25, &[3])
        .impossible("rules", "An accuracy of 50,001 m.", location + 20, &50_001_u32.to_le_bytes())
        .impossible("rules", "Strict is neither yes nor no.", location + 24, &[2])
}
