//! Requests that two plans decide differently: from one that proceeds, by one fact, by two, then by several at random.

use super::meaning::{Changes, Example};
use super::{Key, rule_parameters};
use crate::decided::Decided;
use crate::slots::{self, SLOTS, without_counter};
use poscond::expression::code::{Clock, Step};
use poscond::probe::{self, NO_CURRENCY};
use poscond::service_point::AreaForm;
use poscond::{
    Action, CATALOGUE, Counter, CounterRow, Datum, Fact, Guard, Outcome, Plan, Request, RuleRow, ServicePoint, Unit,
    Version,
};
use std::collections::{BTreeMap, BTreeSet};

/// What was found.
pub(super) struct Searched {
    pub(super) examples: Vec<(Key, Example)>,
    pub(super) tried: usize,
}

/// One thing that a request may say instead.
#[derive(Clone, PartialEq, Debug)]
enum Turn {
    Number(Fact, i64),
    Version(Fact, Version),
    Without(Fact),
    Fix(i64, i64),
    Counter(u8, Counter),
    WithoutCounter(u8),
    Terminal(String),
}

/// A DE22 for each entry mode, by its number.
const DE22: [i64; 8] = [0, 12, 21, 51, 71, 32, 801, 102];

impl Turn {
    /// The fact that it is about, where it is one.
    fn fact(&self) -> Option<Fact> {
        match self {
            Self::Number(fact, _) | Self::Version(fact, _) | Self::Without(fact) => Some(*fact),
            _ => None,
        }
    }

    fn lay(&self, request: &mut Request) {
        // OK because a value out of its range changes nothing.
        let _ = match self {
            // How the card was read is said twice.
            Self::Number(Fact::EntryMode, mode) => {
                let de22 = usize::try_from(*mode).ok().and_then(|mode| DE22.get(mode)).copied().unwrap_or(0);
                request.set(Fact::EntryMode, *mode).and_then(|request| request.set(Fact::De22, de22)).map(|_| ())
            }
            Self::Number(Fact::NowUtcS, now) => {
                move_to(request, *now);
                Ok(())
            }
            Self::Number(fact, value) => request.set(*fact, *value).map(|_| ()),
            Self::Version(Fact::AppVersion, version) => {
                request.set_app_version(*version);
                Ok(())
            }
            Self::Version(_, version) => {
                request.set_os_version(*version);
                Ok(())
            }
            Self::Without(fact) => {
                clear(request, *fact);
                Ok(())
            }
            Self::Fix(lat, lon) => request.set_fix(*lat, *lon, Datum::Wgs84).map(|_| ()),
            Self::Counter(slot, counter) => request.set_counter(*slot, *counter).map(|_| ()),
            Self::WithoutCounter(slot) => {
                without_counter(request, *slot);
                Ok(())
            }
            Self::Terminal(id) => request.set_terminal_id(id).map(|_| ()),
        };
    }
}

/// The same request at another moment: what is known of before is as old as it was.
fn move_to(request: &mut Request, now: i64) {
    let by = now.saturating_sub(request.now_utc_s().unwrap_or(now));
    for fact in CATALOGUE.iter().filter(|row| row.unit == "s UTC").map(|row| row.fact) {
        let value = instant_of(request, fact);
        // OK because an instant out of its range stays what it was.
        let _ = value.map(|value| request.set(fact, value.saturating_add(by)).map(|_| ()));
    }
    for slot in 0..SLOTS {
        if let Some(counter) = request.counter(slot) {
            let taken_at_utc_s = counter.taken_at_utc_s.saturating_add(by);
            let _ = request.set_counter(slot, Counter { taken_at_utc_s, ..counter });
        }
    }
    let _ = request.set_now_utc_s(now);
}

/// An instant of a request.
fn instant_of(request: &Request, fact: Fact) -> Option<i64> {
    match fact {
        Fact::NowUtcS => request.now_utc_s(),
        Fact::FixAtUtcS => request.fix_at_utc_s(),
        Fact::ProfileRefreshedAtUtcS => request.profile_refreshed_at_utc_s(),
        Fact::SignedOnAtUtcS => request.signed_on_at_utc_s(),
        Fact::InServiceSinceUtcS => request.in_service_since_utc_s(),
        Fact::InspectedAtUtcS => request.inspected_at_utc_s(),
        Fact::PolicyConfirmedAtUtcS => request.policy_confirmed_at_utc_s(),
        Fact::OriginalAtUtcS => request.original_at_utc_s(),
        _ => None,
    }
}

/// Takes a fact away; of a fix all three, which mean nothing without each other.
fn clear(request: &mut Request, fact: Fact) {
    let fix = [Fact::FixLatE7, Fact::FixLonE7, Fact::FixDatum];
    if fix.contains(&fact) {
        for part in fix {
            request.clear(part);
        }
    } else {
        request.clear(fact);
    }
}

/// The counters of two plans: those of the first in their slots, then what only the second counts.
fn counters_of(plans: [&Plan<'_>; 2]) -> Vec<CounterRow> {
    let mut all: Vec<CounterRow> = plans[0].counters().collect();
    let more: Vec<CounterRow> = plans[1].counters().filter(|row| slot_of(row, &all).is_none()).collect();
    all.extend(more);
    all.truncate(usize::from(SLOTS));
    all
}

/// Where a counter stands among others; what differs only in how its host counts is the same counter.
fn slot_of(row: &CounterRow, counters: &[CounterRow]) -> Option<u8> {
    let loosely = |other: &CounterRow| {
        *row == CounterRow { business_day_offset_min: row.business_day_offset_min, refunds: row.refunds, ..*other }
    };
    let exactly = counters.iter().position(|other| other == row);
    u8::try_from(exactly.or_else(|| counters.iter().position(loosely))?).ok()
}

/// A request with its counters in the slots that a plan has for them.
fn in_slots_of(plan: &Plan<'_>, counters: &[CounterRow], request: &Request) -> Request {
    let from: Vec<Option<u8>> = plan.counters().map(|row| slot_of(&row, counters)).collect();
    slots::moved(from.into_iter(), request)
}

/// Values that mean something to either of two plans.
#[derive(Default)]
struct Values {
    minor: BTreeSet<i64>,
    counts: BTreeSet<i64>,
    ages_s: BTreeSet<i64>,
    days: BTreeSet<i32>,
    minutes: BTreeSet<i32>,
    metres: BTreeSet<i64>,
    percents: BTreeSet<i64>,
    codes: BTreeSet<i64>,
    currencies: BTreeSet<i64>,
    versions: BTreeSet<u64>,
    facts: BTreeMap<Fact, BTreeSet<i64>>,
}

impl Values {
    fn of(plans: [&Plan<'_>; 2], point: &ServicePoint) -> Self {
        let mut values = Self::default();
        for plan in plans {
            for row in plan.rule_rows() {
                let parameters = rule_parameters(&row, plan);
                for &(word, unit, value) in &parameters {
                    values.add(unit, value);
                    if word == "age_max_days" {
                        values.ages_s.insert(value.saturating_mul(86_400));
                    }
                }
                // A document fails after its grace.
                let grace = parameters.iter().find(|parameter| parameter.0 == "grace_days").map_or(0, |grace| grace.2);
                for &(.., day) in parameters.iter().filter(|parameter| parameter.1 == Unit::Date) {
                    values.add(Unit::Date, day.saturating_add(grace));
                }
                let (from, through) = row.valid_days;
                values.days.extend([from, through.saturating_add(1)]);
                for step in row.when.into_iter().chain(row.requirement).flatten() {
                    values.add_step(step);
                }
            }
            let (from, through) = plan.valid_days();
            values.days.extend([from, through.saturating_add(1)]);
        }
        let span = |text: String| {
            let minutes = |clock: &str| {
                let (hour, minute) = clock.split_once(':')?;
                Some(hour.parse::<i32>().ok()? * 60 + minute.parse::<i32>().ok()?)
            };
            let (open, close) = text.split_once('-')?;
            Some([minutes(open)?, minutes(close)?])
        };
        if let Some(hours) = &point.hours {
            let all = hours.weekly.days().into_iter().chain(hours.exceptions.values()).chain(&hours.holidays).flatten();
            values.minutes.extend(all.filter_map(|one| span(one.to_string())).flatten().map(|minute| minute % 1440));
            values.days.extend(hours.exceptions.keys().map(|date| date.days()));
        }
        for adjustment in &point.adjustments {
            values.days.extend([adjustment.from.days(), adjustment.through.days() + 1]);
        }
        values.minor.extend([1, 100, 10_000]);
        values.minutes.extend([0, 720, 1380]);
        values
    }

    fn add(&mut self, unit: Unit, value: i64) {
        match unit {
            Unit::Minor => {
                self.minor.insert(value);
            }
            Unit::Count => {
                self.counts.insert(value);
            }
            Unit::Seconds => {
                self.ages_s.insert(value);
            }
            Unit::Date => {
                let day = i32::try_from(value).unwrap_or(0);
                self.days.extend([day, day.saturating_add(1)]);
            }
            Unit::Metres => {
                self.metres.insert(value);
            }
            Unit::Percent => {
                self.percents.insert(value);
            }
            Unit::Code => {
                self.codes.insert(value);
            }
            Unit::Currency => {
                self.currencies.insert(value);
            }
            Unit::Version => {
                self.versions.insert(value.cast_unsigned());
            }
            _ => {}
        }
    }

    fn add_step(&mut self, step: Step<'_>) {
        match step {
            Step::Constant { value, is_boolean: false } => {
                self.minor.insert(value);
                self.counts.insert(value);
            }
            Step::Compared { fact: Fact::AppVersion | Fact::OsVersion, constant, .. } => {
                self.versions.insert(constant.cast_unsigned() ^ (1 << 63));
            }
            Step::Compared { fact, constant, .. } => {
                self.facts.entry(fact).or_default().insert(constant);
            }
            Step::Local { clock: Clock::Date, constant, .. } => {
                self.days.extend([constant, constant.saturating_add(1)]);
            }
            Step::Local { clock: Clock::Time, constant, .. } => {
                self.minutes.extend([constant, constant.saturating_add(1)].map(|minute| minute.rem_euclid(1440)));
            }
            _ => {}
        }
    }

    /// Instants that matter: about the dates at the minutes, within what either plan is valid for.
    fn instants(&self, plan: &Plan<'_>) -> Vec<i64> {
        let (first, last) = plan.valid_days();
        let known = |day: i32| (first.max(0)..=last.min(84_000)).contains(&day);
        let mut days: BTreeSet<i32> = self.days.iter().flat_map(|&day| [day.saturating_sub(1), day]).collect();
        let middle = match (known(20_780), first == i32::MIN, last == i32::MAX) {
            (true, ..) => 20_780,
            (false, false, _) => first,
            (false, true, _) => last.saturating_sub(7),
        };
        days.extend(middle..middle.saturating_add(8));
        let days: Vec<i32> = days.into_iter().filter(|day| (1..84_000).contains(day)).collect();
        let mut out = BTreeSet::new();
        for &day in &days {
            for &minute in &self.minutes {
                let at = at_local(plan, day, minute);
                out.extend([at, at - 1]);
            }
        }
        let mut out: Vec<i64> = out.into_iter().filter(|at| *at > 0).collect();
        // As many as can be tried, spread over all of them.
        if out.len() > 1500 {
            let every = out.len() / 1500 + 1;
            out = out.into_iter().step_by(every).collect();
        }
        out
    }
}

/// When the clock of a service point shows a minute of a day.
fn at_local(plan: &Plan<'_>, day: i32, minute: i32) -> i64 {
    let utc = i64::from(day) * 86_400 + i64::from(minute) * 60;
    // Local midnight lies within 16 hours of that of UTC: what the plan shows there tells by how much.
    let (shown, second) = plan.local(utc);
    utc - (i64::from(shown) - i64::from(day)) * 86_400 - i64::from(second) + i64::from(minute) * 60
}

/// What a request may say, by what it is about.
fn turns(plans: [&Plan<'_>; 2], point: &ServicePoint, now: i64) -> Vec<Vec<Turn>> {
    let values = Values::of(plans, point);
    let near = |values: &BTreeSet<i64>| {
        values
            .iter()
            .flat_map(|&value| [value, value.saturating_add(1), value.saturating_sub(1)])
            .collect::<BTreeSet<i64>>()
    };
    let mut out = Vec::new();
    for row in CATALOGUE {
        let fact = row.fact;
        let numbers: Vec<i64> = match fact {
            Fact::NowUtcS => values.instants(plans[0]).into_iter().chain(values.instants(plans[1])).collect(),
            Fact::MerchantId | Fact::TerminalId | Fact::FixLatE7 | Fact::FixLonE7 | Fact::FixDatum => continue,
            Fact::AmountMinor | Fact::OfflineAmountMinor | Fact::OriginalAmountMinor => {
                near(&values.minor).into_iter().collect()
            }
            Fact::OfflineCount | Fact::PatchLevel => near(&values.counts).into_iter().collect(),
            Fact::PolicyVersionLatest => vec![0, 1],
            Fact::De22 => vec![12, 21, 51, 71, 32, 801, 102, 999],
            Fact::De25 => near(&values.codes).into_iter().chain([0, 6, 8]).collect(),
            Fact::Currency => values.currencies.iter().copied().chain([NO_CURRENCY]).collect(),
            Fact::FixAccuracyM => near(&values.metres).into_iter().chain([0, 10]).collect(),
            Fact::BatteryPercent => near(&values.percents).into_iter().collect(),
            Fact::FixRegion => vec![i64::from(point.region.code()), 999_999],
            _ if row.kind == "word" => row.words.iter().map(|(number, _)| i64::from(*number)).collect(),
            _ if row.unit == "s UTC" => {
                let ages = near(&values.ages_s).into_iter().chain([0, 60]);
                ages.map(|age| now.saturating_sub(age)).collect()
            }
            _ => vec![0, 1],
        };
        let own = values.facts.get(&fact).map(near).unwrap_or_default();
        let mut of_fact: Vec<Turn> = numbers.into_iter().chain(own).map(|value| Turn::Number(fact, value)).collect();
        if row.kind == "version" {
            let around = |&version: &u64| [version, version.saturating_sub(1), version.saturating_add(1), u64::MAX];
            let versions: BTreeSet<u64> = values.versions.iter().flat_map(around).chain([0, u64::MAX]).collect();
            of_fact = versions.into_iter().map(|version| Turn::Version(fact, Version::from_packed(version))).collect();
        }
        of_fact.push(Turn::Without(fact));
        out.push(of_fact);
    }
    let ids = point.terminals.iter().map(ToString::to_string).chain(["ELSEWHER".to_owned()]);
    out.push(ids.map(Turn::Terminal).chain([Turn::Without(Fact::TerminalId)]).collect());
    out.push(fixes(point));
    for (slot, _) in (0..SLOTS).zip(counters_of(plans)) {
        out.push(counters(slot, &values, now));
    }
    out
}

/// Positions about the registered places.
fn fixes(point: &ServicePoint) -> Vec<Turn> {
    let mut out = Vec::new();
    if let Some(place) = &point.place {
        for area in &place.areas {
            let (lat, lon, radius_m) = match area {
                AreaForm::Circle { lat_e7, lon_e7, radius_m } => (lat_e7.get(), lon_e7.get(), radius_m.get()),
                AreaForm::Polygon(corners) => match corners.first() {
                    Some((lat, lon)) => (lat.get(), lon.get(), 100),
                    None => continue,
                },
                AreaForm::Regions(_) => continue,
            };
            let corner = |value: i64| i32::try_from(value).unwrap_or(0);
            let wgs84 = poscond::Point { lat_e7: corner(lat), lon_e7: corner(lon) }.to_wgs84(place.datum);
            // A metre is about 90 ten-millionths of a degree of latitude.
            let steps =
                [0, radius_m / 2, radius_m - 3, radius_m + 3, radius_m + 30, radius_m + 120, radius_m * 2, 3_000];
            // Of a polygon one corner is known: one of the two ways lies outside.
            let ways: &[i64] = if matches!(area, AreaForm::Polygon(_)) { &[1, -1] } else { &[1] };
            let metres = steps.into_iter().chain([3]).flat_map(|metres| ways.iter().map(move |way| metres * way));
            out.extend(metres.map(|metres| Turn::Fix(i64::from(wgs84.lat_e7) + metres * 90, wgs84.lon_e7.into())));
        }
    }
    out.push(Turn::Without(Fact::FixLatE7));
    out
}

/// Counters at what limits leave beside an amount.
fn counters(slot: u8, values: &Values, now: i64) -> Vec<Turn> {
    let mut out = vec![Turn::WithoutCounter(slot)];
    let ages: Vec<i64> = values.ages_s.iter().copied().flat_map(|age| [age, age + 1]).chain([5, 90_000]).collect();
    let amounts = values.minor.iter().flat_map(|&limit| [limit - 100, limit - 99, limit - 10_000]);
    for amount_minor in amounts.chain([0]) {
        out.push(Turn::Counter(slot, Counter { amount_minor, taken_at_utc_s: now - 5, count: 0, reserved: 0 }));
    }
    for &count in &values.counts {
        for count in [count - 1, count] {
            let count = i32::try_from(count).unwrap_or(i32::MAX);
            out.push(Turn::Counter(slot, Counter { amount_minor: 0, taken_at_utc_s: now - 5, count, reserved: 0 }));
        }
    }
    for age in ages {
        let taken_at_utc_s = now.saturating_sub(age).max(0);
        out.push(Turn::Counter(slot, Counter { amount_minor: 0, taken_at_utc_s, count: 0, reserved: 0 }));
    }
    out
}

/// A request of which everything is known, and most of it as it should be.
fn plain(plans: [&Plan<'_>; 2], point: &ServicePoint, now: i64) -> Request {
    // OK because a request has twelve counters.
    probe::in_order(point, now, u8::try_from(counters_of(plans).len()).unwrap_or(SLOTS))
}

/// How bad a request stands under a plan.
fn score(plan: &Plan<'_>, counters: &[CounterRow], request: &Request) -> (Outcome, u32) {
    let decision = plan.evaluate(&in_slots_of(plan, counters, request));
    // Where the plan does not hold, no rule is asked, and none fails: worse than all of them.
    let guards = decision.guards & !(Guard::HostUnreachable as u8);
    (decision.outcome, decision.failed.count_ones() + decision.unknown.count_ones() + 64 * guards.count_ones())
}

/// A request that is as good as can be under a plan, and how many were decided on the way.
fn best(plan: &Plan<'_>, counters: &[CounterRow], turns: &[Vec<Turn>], start: &Request) -> (Request, usize) {
    let mut best = *start;
    let mut at = score(plan, counters, &best);
    let mut tried = 0;
    for _ in 0..2 {
        for of_fact in turns {
            if at == (Outcome::Proceed, 0) {
                break;
            }
            for turn in of_fact {
                let mut next = best;
                turn.lay(&mut next);
                tried += 1;
                let stands = score(plan, counters, &next);
                if stands < at {
                    (best, at) = (next, stands);
                }
            }
        }
    }
    (best, tried)
}

/// Most days that are looked at for themselves.
const DAYS_MAX: usize = 12;

/// Looks for requests that two plans decide differently, for each of some changes: those that differ from a good one by one fact
/// all, by two as many as may be tried. On `days` the policies differ.
pub(super) fn examples(
    before: &Plan<'_>,
    after: &Plan<'_>,
    point: &ServicePoint,
    changes: &Changes,
    days: &BTreeSet<i32>,
    tries_max: usize,
) -> Searched {
    let mut found: Vec<(Key, Example)> = Vec::new();
    let mut tried = 0;
    let counters = counters_of([before, after]);
    let first = Values::of([before, after], point).instants(before).first().copied().unwrap_or(1_795_406_400);
    let start = plain([before, after], point, first);
    // The best moment first, so that instants can be told from it.
    let moments = turns([before, after], point, first);
    let mut bases = Vec::new();
    for plan in [before, after] {
        let (rough, count) = best(plan, &counters, &moments[..1], &start);
        tried += count;
        let now = rough.now_utc_s().unwrap_or(first);
        let turns = turns([before, after], point, now);
        // What changed rules concern, then a sale and a refund as they come.
        for asked in
            asked_of(plan, changes).into_iter().chain([vec![(Fact::Transaction, 1)], vec![(Fact::Transaction, 4)]])
        {
            let mut fresh = plain([before, after], point, now);
            for &(fact, word) in &asked {
                Turn::Number(fact, word).lay(&mut fresh);
            }
            let is_asked = |turn: &Turn| asked.iter().any(|(fact, _)| turn.fact() == Some(*fact));
            let free: Vec<Vec<Turn>> = turns.iter().filter(|of_fact| !of_fact.iter().any(is_asked)).cloned().collect();
            let (fine, count) = best(plan, &counters, &free, &fresh);
            tried += count;
            if !bases.iter().any(|(known, _)| *known == fine) {
                bases.push((fine, turns.clone()));
            }
        }
    }
    // A good sale on each of the days.
    let sale =
        bases.iter().map(|(base, _)| base).find(|base| base.transaction() == Some(poscond::TransactionType::Sale));
    let mut on_days = Vec::new();
    if let Some(sale) = sale.copied() {
        let minutes = Values::of([before, after], point).minutes;
        for &day in days.iter().take(DAYS_MAX) {
            let now = at_local(before, day, 720);
            let turns = turns([before, after], point, now);
            let mut then = sale;
            move_to(&mut then, now);
            bases.push((then, turns));
            for at in minutes.iter().map(|&minute| at_local(before, day, minute)) {
                on_days.extend([at, at - 1].map(|at| {
                    let mut then = sale;
                    move_to(&mut then, at);
                    then
                }));
            }
        }
    }
    // Of each change by direction: 1 where one was found, 2 where it proceeds by one of the two, which shows more.
    let mut seen: BTreeMap<Key, [u8; 3]> = BTreeMap::new();
    let mut look = |request: &Request, tried: &mut usize| {
        *tried += 1;
        let moved = in_slots_of(after, &counters, request);
        let (old, new) = (Decided::by(before, request), Decided::by(after, &moved));
        if old == new {
            return;
        }
        for key in keys((before, request), (after, &moved), changes) {
            let slots = seen.entry(key.clone()).or_default();
            let slot = &mut slots[match new.outcome.cmp(&old.outcome) {
                std::cmp::Ordering::Less => 0,
                std::cmp::Ordering::Equal => 1,
                std::cmp::Ordering::Greater => 2,
            }];
            let worth = if old.outcome == Outcome::Proceed || new.outcome == Outcome::Proceed { 2 } else { 1 };
            if worth > *slot {
                *slot = worth;
                found.retain(|(other, example)| *other != key || example.direction() != new.outcome.cmp(&old.outcome));
                let request = shortened(before, after, &counters, request);
                let unusual = unusual(&request, &plain([before, after], point, request.now_utc_s().unwrap_or(first)));
                found.push((
                    key,
                    Example {
                        point: point.id.to_string(),
                        request,
                        request_new: in_slots_of(after, &counters, &request),
                        unusual,
                        old,
                        new,
                    },
                ));
            }
        }
    };
    for request in &on_days {
        look(request, &mut tried);
    }
    for (base, turns) in &bases {
        look(base, &mut tried);
        for turn in turns.iter().flatten() {
            let mut request = *base;
            turn.lay(&mut request);
            look(&request, &mut tried);
        }
    }
    // What the expressions of changed rules name, all together.
    for (base, _) in &bases {
        for together in named_together([before, after], changes, base.now_utc_s().unwrap_or(first)) {
            for turns in &together {
                let mut request = *base;
                for turn in turns {
                    turn.lay(&mut request);
                }
                look(&request, &mut tried);
            }
        }
    }
    // Two at a time, those of facts with few values first.
    for (base, turns) in &bases {
        let mut few: Vec<&Vec<Turn>> = turns.iter().collect();
        few.sort_by_key(|of_fact| of_fact.len());
        for (at, left) in few.iter().enumerate() {
            for right in &few[..at] {
                for one in left.iter() {
                    for other in right.iter() {
                        if tried >= tries_max {
                            return Searched { examples: found, tried };
                        }
                        let mut request = *base;
                        // The moment last, so that what is told from it moves with it.
                        let (one, other) = if one.fact() == Some(Fact::NowUtcS) { (other, one) } else { (one, other) };
                        one.lay(&mut request);
                        other.lay(&mut request);
                        look(&request, &mut tried);
                    }
                }
            }
        }
    }
    Searched { examples: found, tried }
}

/// For each changed rule with expressions: its facts at its constants and beside them, every one with every other.
fn named_together(plans: [&Plan<'_>; 2], changes: &Changes, now: i64) -> Vec<Vec<Vec<Turn>>> {
    /// Most requests for one rule.
    const TOGETHER_MAX: usize = 1_000;
    let mut out = Vec::new();
    for key in changes.by_key.keys() {
        let mut facts: BTreeMap<Fact, BTreeSet<i64>> = BTreeMap::new();
        let mut constants = BTreeSet::new();
        let (_, second) = plans[0].local(now);
        let midnight = now - i64::from(second);
        for row in plans.iter().flat_map(|plan| plan.rule_rows()).filter(|row| row.id == key) {
            if row.condition == "usage" {
                out.extend(plans.map(|plan| used_up(plan, &row, plans, midnight)));
            }
            if (row.when.is_some(), row.condition) == (true, "amount") {
                let limits = plans.iter().flat_map(|plan| rule_parameters(&row, plan)).map(|parameter| parameter.2);
                facts.entry(Fact::AmountMinor).or_default().extend(limits);
            }
            for step in row.when.into_iter().chain(row.requirement).flatten() {
                match step {
                    Step::Compared { fact, constant, .. } => {
                        facts.entry(fact).or_default().insert(constant);
                    }
                    Step::Fact(fact) => {
                        facts.entry(fact).or_default();
                    }
                    Step::Amount { .. } => {
                        facts.entry(Fact::AmountMinor).or_default();
                    }
                    Step::Constant { value, is_boolean: false } => {
                        constants.insert(value);
                    }
                    // On the day at hand.
                    Step::Local { clock: Clock::Time, constant, .. } => {
                        let at = midnight + i64::from(constant) * 60;
                        facts.entry(Fact::NowUtcS).or_default().insert(at);
                    }
                    _ => {}
                }
            }
        }
        let mut together: Vec<Vec<Turn>> = vec![Vec::new()];
        for (fact, own) in facts {
            let values = if own.is_empty() { constants.iter().copied().chain([100]).collect() } else { own };
            let near: BTreeSet<i64> =
                values.iter().flat_map(|&value| [value.saturating_sub(1), value, value.saturating_add(1)]).collect();
            let next = together.iter().flat_map(|turns| {
                near.iter().map(move |&value| [turns.clone(), vec![Turn::Number(fact, value)]].concat())
            });
            together = next.take(TOGETHER_MAX).collect();
        }
        if together.len() > 1 {
            out.push(together);
        }
    }
    out
}

/// A counter at its limit, just as the business day of either plan begins: what was counted belongs to the day before.
fn used_up(plan: &Plan<'_>, row: &RuleRow<'_>, plans: [&Plan<'_>; 2], midnight: i64) -> Vec<Vec<Turn>> {
    let parameters = rule_parameters(row, plan);
    let value = |word: &str| parameters.iter().find(|parameter| parameter.0 == word).map(|parameter| parameter.2);
    let own = value("counter").and_then(|slot| plan.counters().nth(usize::try_from(slot).ok()?));
    let (Some(slot), Some(max)) = (own.and_then(|row| slot_of(&row, &counters_of(plans))), value("max")) else {
        return Vec::new();
    };
    let starts = plans.iter().flat_map(|plan| plan.counters());
    let starts: BTreeSet<i64> =
        starts.map(|row| (i64::from(row.business_day_offset_min) * 60).rem_euclid(86_400)).collect();
    let at_start = |start| {
        let now = midnight + start + 2;
        let count = i32::try_from(max).unwrap_or(i32::MAX);
        let counter = Counter { amount_minor: max, taken_at_utc_s: now - 5, count, reserved: 0 };
        vec![Turn::Number(Fact::NowUtcS, now), Turn::Counter(slot, counter)]
    };
    starts.into_iter().map(at_start).collect()
}

/// Words that put a request into the scope of rules that changed: for each some.
fn asked_of(plan: &Plan<'_>, changes: &Changes) -> Vec<Vec<(Fact, i64)>> {
    let mut out: Vec<Vec<(Fact, i64)>> = Vec::new();
    for row in plan.rule_rows().filter(|row| changes.by_key.contains_key(row.id)) {
        let words = |mask: u16| (1..16).filter(move |word| mask != u16::MAX && mask & (1 << word) != 0);
        let with = |fact: Fact, mask: u16, most: usize| {
            let named: Vec<Option<(Fact, i64)>> = words(mask).take(most).map(|word| Some((fact, word))).collect();
            if named.is_empty() { vec![None] } else { named }
        };
        for transaction in with(Fact::Transaction, row.transactions, 2) {
            for mode in with(Fact::EntryMode, row.entry_modes, 2) {
                for kind in with(Fact::CardKind, row.card_kinds, 2) {
                    let asked: Vec<(Fact, i64)> = [transaction, mode, kind].into_iter().flatten().collect();
                    // What a referral becomes is seen without the host.
                    let refers = [row.on_fail, row.on_unknown].contains(&Action::Refer) || row.condition == "offline";
                    let cut_off = refers.then(|| [asked.clone(), vec![(Fact::Host, 2)]].concat());
                    for asked in [asked].into_iter().chain(cut_off).filter(|asked| !asked.is_empty()) {
                        if !out.contains(&asked) {
                            out.push(asked);
                        }
                    }
                }
            }
        }
    }
    out
}

/// The changes that a difference comes from: of rules that say another thing of the request; else of what concerns all.
fn keys(before: (&Plan<'_>, &Request), after: (&Plan<'_>, &Request), changes: &Changes) -> Vec<Key> {
    let says = |(plan, request): (&Plan<'_>, &Request)| {
        let findings = plan.findings(request).map(|one| (one.rule.to_owned(), (one.verdict, one.reason, one.action)));
        findings.collect::<BTreeMap<_, _>>()
    };
    let (old, new) = (says(before), says(after));
    let ids: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let spoke = |of: &BTreeMap<String, _>, id: &String| of.get(id).copied();
    let differ = ids.into_iter().filter(|id| spoke(&old, id) != spoke(&new, id) && changes.by_key.contains_key(*id));
    let rules: Vec<Key> = differ.cloned().collect();
    if !rules.is_empty() {
        return rules;
    }
    changes.by_key.keys().filter(|key| key.starts_with('@') && *key != "@advice").cloned().collect()
}

/// What a request says of when, and otherwise than a plain one.
fn unusual(request: &Request, plain: &Request) -> Request {
    let mut out = *request;
    for &fact in Fact::ALL {
        if fact != Fact::NowUtcS && value_of(request, fact) == value_of(plain, fact) {
            clear(&mut out, fact);
        }
    }
    for slot in 0..SLOTS {
        if request.counter(slot) == plain.counter(slot) {
            without_counter(&mut out, slot);
        }
    }
    out
}

/// The bytes of a fact on the wire.
fn value_of(request: &Request, fact: Fact) -> Option<Vec<u8>> {
    request.has(fact).then(|| request.encode()[fact.offset()..fact.end()].to_vec())
}

/// A request without the facts that do not matter to the difference.
fn shortened(before: &Plan<'_>, after: &Plan<'_>, counters: &[CounterRow], request: &Request) -> Request {
    let both =
        |request: &Request| (Decided::by(before, request), Decided::by(after, &in_slots_of(after, counters, request)));
    let wanted = both(request);
    let mut short = *request;
    for slot in 0..SLOTS {
        let mut less = short;
        without_counter(&mut less, slot);
        if both(&less) == wanted {
            short = less;
        }
    }
    for &fact in Fact::ALL.iter().rev() {
        // Who asks for what, when, says more than it takes room.
        let who = [Fact::MerchantId, Fact::NowUtcS, Fact::Clock, Fact::Host, Fact::Transaction, Fact::AmountMinor];
        if who.contains(&fact) || !short.has(fact) {
            continue;
        }
        let mut less = short;
        clear(&mut less, fact);
        if both(&less) == wanted {
            short = less;
        }
    }
    short
}
