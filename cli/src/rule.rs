//! A rule of a plan in words: what it asks for, of which transactions, and what follows.

use crate::expression;
use crate::money;
use crate::wording::{self, date, duration, entry_mode, value_in};
use poscond::bounds::AMOUNT_MINOR_CAP;
use poscond::{
    Action, CardKind, EntryMode, Fact, Measure, Parameter, Plan, Reason, RuleRow, Subject, TransactionType, Unit,
    Window,
};

/// What the condition of a rule compares with.
pub(crate) fn parameters(rule: &RuleRow<'_>, plan: &Plan<'_>) -> Vec<Parameter> {
    let mut told = Vec::new();
    rule.tell(plan, |parameter| told.push(parameter));
    told
}

/// The currency that all rules about currencies agree on, where they name only one. Nothing else in a plan says in
/// what its limits are counted.
pub(crate) fn only_currency(plan: &Plan<'_>) -> Option<i64> {
    let told = plan.rule_rows().flat_map(|rule| parameters(&rule, plan));
    let mut codes: Vec<i64> = told.filter(|&(_, unit, _)| unit == Unit::Currency).map(|(.., code)| code).collect();
    codes.sort_unstable();
    codes.dedup();
    if let [code] = codes[..] { Some(code) } else { None }
}

/// What a rule asks for, such as `amount at most ¥5,000.00`.
pub(crate) fn condition(rule: &RuleRow<'_>, plan: &Plan<'_>, currency: Option<i64>) -> String {
    let told = Told { parameters: parameters(rule, plan), currency };
    match rule.condition {
        // What the service point alone settled.
        "settled" => "met by the service point".to_owned(),
        "fixed" => told.fixed(rule.subject),
        // What it settled but for a date.
        "regulation" => {
            let from = date(told.value("through").saturating_add(1));
            format!("regulation {} not met, in force from {from}", rule.subject.unwrap_or_default())
        }
        "review" => format!("application under review, due by {}", told.list("through")),
        "support" => format!("support request open, due by {}", told.list("through")),
        "document" => told.document(rule.subject.unwrap_or_default()),
        "entry_mode" => format!("read by {}", told.list("allowed")),
        "battery" => format!("battery at least {}, or on mains", told.list("min_percent")),
        "profile" => format!("profile at most {} old", told.list("age_max_s")),
        "sign_on" => format!("signed on at most {} ago", told.list("age_max_s")),
        "age" => format!("in service for at most {}", told.list("age_max_s")),
        "inspection" => format!("inspected at most {} ago", told.list("age_max_s")),
        "software" => format!("application version at least {}{}", told.list("app_min"), told.recommended()),
        "os" => format!("operating system version at least {}", told.list("os_min")),
        "known_bad" => match told.list("app") {
            app if app.is_empty() => format!("operating system version none of {}", told.list("os")),
            app => format!("application version none of {app}"),
        },
        "patch" => format!("patch level at least {}", told.value("level_min")),
        "binding" => format!("terminal of the service point, which lists {}", told.value("terminals")),
        "pos_codes" => {
            let de22 = (told.value("de22") == 1).then(|| "DE22 as the card was read".to_owned());
            let de25 = Some(told.list("de25")).filter(|codes| !codes.is_empty()).map(|codes| format!("DE25 {codes}"));
            de22.into_iter().chain(de25).collect::<Vec<_>>().join(", ")
        }
        "policy_current" => format!("policy the latest, confirmed at most {} ago", days(told.value("age_max_days"))),
        "disaster" => {
            let terms = told.rows(["from", "through"]);
            let terms = terms.iter().map(|&[from, through]| format!("{} … {}", date(from), date(through)));
            format!("region suspended by an authority: {}", terms.collect::<Vec<_>>().join(", "))
        }
        "offline" => {
            let limits = [("floor_limit_minor", "each"), ("amount_max_minor", "in all"), ("count_max", "")];
            let limits = limits.into_iter().filter(|(name, _)| told.value(name) > 0);
            let limits = limits.map(|(name, of)| format!("{} {of}", told.list(name)).trim_end().to_owned());
            format!("offline at most {}", limits.collect::<Vec<_>>().join(", "))
        }
        "location" => {
            let (age, accuracy) = (told.list("fix_age_max_s"), told.list("accuracy_max_m"));
            let strict = if told.value("strict") == 1 { ", strict" } else { "" };
            format!("location: fix at most {age} old, accuracy at most {accuracy}{strict}")
        }
        "hours" => "within the registered opening hours".to_owned(),
        "amount" => told.amount(),
        "currency" => format!("currency {}", told.list("allowed")),
        "usage" => told.usage(plan),
        "require" => rule.requirement.map_or_else(String::new, expression::text),
        _ if !told.list("accepts").is_empty() => told.word(),
        // A condition that this file does not know yet is told as the plan has it.
        name => {
            let told = told.parameters.iter().map(|&(word, unit, value)| format!("{word} {}", told.show(unit, value)));
            format!("{name}: {}", told.collect::<Vec<_>>().join(", "))
        }
    }
}

/// What a condition compares with, and the currency of its amounts.
struct Told {
    parameters: Vec<Parameter>,
    currency: Option<i64>,
}

impl Told {
    fn show(&self, unit: Unit, value: i64) -> String {
        value_in(unit, value, self.currency)
    }

    /// The value under a word; 0 where there is none.
    fn value(&self, word: &str) -> i64 {
        self.parameters.iter().find(|row| row.0 == word).map_or(0, |row| row.2)
    }

    /// All values under a word.
    fn list(&self, word: &str) -> String {
        self.values(word).join(", ")
    }

    /// The same, one by one.
    fn values(&self, word: &str) -> Vec<String> {
        let rows = self.parameters.iter().filter(|row| row.0 == word);
        rows.map(|&(_, unit, value)| self.show(unit, value)).collect()
    }

    /// All values under a word that is followed by others, each row of them as one.
    fn rows<const N: usize>(&self, words: [&str; N]) -> Vec<[i64; N]> {
        let is_row = |row: &&[Parameter]| row.iter().map(|one| one.0).eq(words);
        self.parameters.windows(N).filter(is_row).map(|row| std::array::from_fn(|at| row[at].2)).collect()
    }

    /// A fact that is one of some words, such as `printer: working or degraded`.
    fn word(&self) -> String {
        let fact = u8::try_from(self.value("accepts") >> 8).ok().and_then(Fact::from_u8);
        format!("{}: {}", fact.map_or_else(String::new, wording::fact), self.values("accepts").join(" or "))
    }

    /// What the service point settled, such as `phone: a field of the registration is wrong (REGISTRATION_FIELD_WRONG)`.
    fn fixed(&self, subject: Option<&str>) -> String {
        let reason = self.parameters.iter().find(|row| row.0 == "says").and_then(|row| u16::try_from(row.2).ok());
        let reason = reason.and_then(Reason::from_u16);
        if let [mcc] = self.values("mcc").as_slice() {
            return format!("merchant category {mcc} {}accepted", if reason.is_some() { "not " } else { "" });
        }
        let of = subject.map_or_else(String::new, |subject| format!("{subject}: "));
        match reason {
            Some(reason) => format!("{of}{} ({})", reason.meaning(), reason.name()),
            None => format!("{of}met by the service point"),
        }
    }

    fn recommended(&self) -> String {
        match self.list("recommended") {
            version if version.is_empty() => version,
            version => format!(", {version} recommended"),
        }
    }

    fn document(&self, kind: &str) -> String {
        let terms = self.rows(["valid_from", "valid_through"]);
        let reason = self.list("otherwise");
        if terms.is_empty() {
            return format!("document {kind}: no approved copy ({reason})");
        }
        let otherwise = if reason.is_empty() { reason } else { format!(", else {reason}") };
        let term = |&[from, through]: &[i64; 2]| match (from == i64::from(i32::MIN), through == i64::from(i32::MAX)) {
            (true, true) => "without end".to_owned(),
            (true, false) => format!("through {}", date(through)),
            (false, true) => format!("from {}", date(from)),
            (false, false) => format!("{} … {}", date(from), date(through)),
        };
        let terms = terms.iter().map(term).collect::<Vec<_>>().join(" or ");
        let grace = match self.value("grace_days") {
            0 => String::new(),
            count => format!(", {} of grace", days(count)),
        };
        format!("document {kind} valid {terms}{grace}{otherwise}")
    }

    fn amount(&self) -> String {
        let (min, max) = (self.value("min_minor"), self.value("max_minor"));
        match (min > 1, is_limit(max)) {
            (false, false) => "amount of at most twelve digits".to_owned(),
            (true, false) => format!("amount at least {}", self.list("min_minor")),
            (false, true) => format!("amount at most {}{}", self.list("max_minor"), self.raises(Unit::Minor)),
            (true, true) => {
                let (min, max) = (self.list("min_minor"), self.list("max_minor"));
                format!("amount at least {min}, at most {max}{}", self.raises(Unit::Minor))
            }
        }
    }

    fn usage(&self, plan: &Plan<'_>) -> String {
        let slot = self.value("counter");
        let counter = usize::try_from(slot).ok().and_then(|slot| plan.counters().nth(slot));
        let of = counter.map_or_else(String::new, |row| {
            let window = if row.window == Window::Day { "day" } else { "month" };
            format!(" a {window} {}", at_subject(row.subject))
        });
        let (measure, unit) = match self.parameters.iter().find(|row| row.0 == "max") {
            Some((_, Unit::Count, _)) => (Measure::Count, Unit::Count),
            _ => (Measure::Amount, Unit::Minor),
        };
        let max = match (is_limit(self.value("max")), measure) {
            (true, _) => format!("at most {}", self.list("max")),
            (false, Measure::Amount) => "any amount".to_owned(),
            (false, Measure::Count) => "any number of transactions".to_owned(),
        };
        let age = match self.value("age_max_s") {
            0 if !self.parameters.iter().any(|row| row.0 == "age_max_s") => String::new(),
            age_s => format!(" at most {} old", duration(age_s)),
        };
        format!("usage: {max}{of}{}, counter {slot}{age}", self.raises(unit))
    }

    /// Such as ` (raised to ¥8,000.00 from 2026-11-20 through 2026-11-26)`.
    fn raises(&self, unit: Unit) -> String {
        let rows = self.rows(["raised", "from", "through"]);
        let raise = |&[limit, from, through]: &[i64; 3]| {
            let limit = if is_limit(limit) { self.show(unit, limit) } else { "no limit".to_owned() };
            format!("to {limit} from {} through {}", date(from), date(through))
        };
        match rows.as_slice() {
            [] => String::new(),
            rows => format!(" (raised {})", rows.iter().map(raise).collect::<Vec<_>>().join(", ")),
        }
    }
}

/// Whether a limit limits anything.
const fn is_limit(max: i64) -> bool {
    max.unsigned_abs() < AMOUNT_MINOR_CAP
}

pub(crate) fn days(count: i64) -> String {
    if count == 1 { "1 day".to_owned() } else { format!("{} days", money::grouped(count.unsigned_abs())) }
}

const fn at_subject(subject: Subject) -> &'static str {
    match subject {
        Subject::Terminal => "at the terminal",
        Subject::ServicePoint => "at all terminals",
        Subject::Card => "with one card",
    }
}

/// The transactions that a rule concerns, where it does not concern all: `sale, pre-auth`, `contactless`, `credit`.
pub(crate) fn scope(rule: &RuleRow<'_>) -> Vec<String> {
    let lists = [
        named(rule.transactions, TransactionType::ALL, |word| (word as u8, wording::transaction(word).to_owned())),
        named(rule.entry_modes, EntryMode::ALL, |word| (word as u8, entry_mode(word).to_owned())),
        named(rule.card_kinds, CardKind::ALL, |word| (word as u8, wording::card_kind(word).to_owned())),
    ];
    lists.into_iter().flatten().map(|list| list.join(", ")).collect()
}

/// What follows: `fails: decline`, `unknown: refer, or warn when the host is unreachable`. A referral that becomes a
/// decline there is the usual thing, and is not told.
pub(crate) fn actions(rule: &RuleRow<'_>) -> Vec<String> {
    let action = |action: Action| match (action, rule.on_unreachable) {
        (Action::Refer, instead) if instead != Action::Decline => {
            format!("refer, or {} when the host is unreachable", instead.name())
        }
        _ => action.name().to_owned(),
    };
    if rule.on_fail == rule.on_unknown {
        vec![format!("fails or unknown: {}", action(rule.on_fail))]
    } else {
        vec![format!("fails: {}", action(rule.on_fail)), format!("unknown: {}", action(rule.on_unknown))]
    }
}

/// Whether a rule refers and leaves it at a decline where the host cannot be reached.
pub(crate) fn refers_or_declines(rule: &RuleRow<'_>) -> bool {
    rule.on_unreachable == Action::Decline && [rule.on_fail, rule.on_unknown].contains(&Action::Refer)
}

/// The words of a mask; nothing where it does not restrict.
pub(crate) fn named<T: Copy>(mask: u16, all: &[T], name: impl Fn(T) -> (u8, String)) -> Option<Vec<String>> {
    let word = |&word: &T| {
        let (number, name) = name(word);
        (mask & (1 << number) != 0).then_some(name)
    };
    (mask != u16::MAX).then(|| all.iter().filter_map(word).collect())
}
