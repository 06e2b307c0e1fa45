//! Hardware: power, battery, parts, damage, age and inspection.

use super::basis::{as_it_is, at, policy, sale, shop, strict};
use super::draft::{Group, Says, declines, fail, pass, proceeds, refers, unknown, with};
use poscond::Reason::*;
use serde_json::{Value, json};

pub(crate) fn groups() -> Vec<Group> {
    vec![power(), mains_only(), battery(), parts(), parts_accepted(), damage(), age(), inspection()]
}

fn one_of(words: &[&str]) -> Value {
    json!({"one_of": words})
}

fn power() -> Group {
    let either = one_of(&["mains", "battery"]);
    Group::new(
        "power",
        "The rule says nothing of states, so that mains and battery are accepted.",
        policy([strict("power", json!({"power": {}}))]),
        shop(),
        sale(),
    )
    .case(
        "parts.state",
        "word",
        "The mains feed it: passes.",
        json!({"power": "mains"}),
        proceeds().says("power", pass().about("power").seen("mains").needs(either.clone())),
    )
    .case(
        "parts.state",
        "word",
        "The battery feeds it: passes.",
        json!({"power": "battery"}),
        proceeds().says("power", pass().seen("battery")),
    )
    .case(
        "parts.state",
        "word",
        "The supply fails: 96.",
        json!({"power": "failing"}),
        declines(PowerFailing)
            .de39("96")
            .says("power", fail(PowerFailing).about("power").seen("failing").needs(either)),
    )
    .case(
        "parts.state",
        "word absence unknown",
        "Nothing is said of the supply: unknown.",
        as_it_is(),
        refers(PowerStateUnknown).says("power", unknown(PowerStateUnknown).seen(Value::Null)),
    )
}

fn mains_only() -> Group {
    Group::new(
        "mains-only",
        "A counter terminal that accepts the mains alone.",
        policy([strict("power", json!({"power": {"accepts": ["mains"]}}))]),
        shop(),
        sale(),
    )
    .case(
        "parts.state",
        "word",
        "On battery: not accepted here, with the same reason as a failing supply.",
        json!({"power": "battery"}),
        declines(PowerFailing).says("power", fail(PowerFailing).seen("battery").needs(one_of(&["mains"]))),
    )
    .case(
        "parts.state",
        "word",
        "On mains: the one state that is accepted.",
        json!({"power": "mains"}),
        proceeds(),
    )
}

fn battery() -> Group {
    let on = |power: Value, level: Value| json!({"power": power, "battery_percent": level});
    let least = |says: Says| says.about("battery_percent").at_least(15);
    Group::new(
        "battery",
        "At least 15 per cent.",
        policy([strict("battery", json!({"battery": {"min_percent": 15}}))]),
        shop(),
        sale(),
    )
    .case(
        "battery.level",
        "boundary",
        "15 per cent on battery equals the least and passes.",
        on(json!("battery"), json!(15)),
        proceeds().says("battery", least(pass()).seen(15)),
    )
    .case(
        "battery.level",
        "boundary",
        "14 per cent on battery is below it.",
        on(json!("battery"), json!(14)),
        declines(BatteryTooLow).de39("96").says("battery", least(fail(BatteryTooLow)).seen(14)),
    )
    .case(
        "battery.level",
        "boundary",
        "An empty battery, 0 per cent, is not an absent one.",
        on(json!("battery"), json!(0)),
        declines(BatteryTooLow).says("battery", fail(BatteryTooLow).seen(0)),
    )
    .case(
        "battery.level",
        "word",
        "0 per cent on the mains: the mains pass by themselves; the level is shown.",
        on(json!("mains"), json!(0)),
        proceeds().says("battery", least(pass()).seen(0)),
    )
    .case(
        "battery.level",
        "absence",
        "On the mains the level need not be known.",
        on(json!("mains"), Value::Null),
        proceeds().says("battery", least(pass()).seen(Value::Null)),
    )
    .case(
        "battery.level",
        "word boundary",
        "A failing supply is not the mains: 14 per cent fails.",
        on(json!("failing"), json!(14)),
        declines(BatteryTooLow),
    )
    .case(
        "battery.level",
        "word boundary",
        "A failing supply and 15 per cent: the battery is charged enough.",
        on(json!("failing"), json!(15)),
        proceeds(),
    )
    .case(
        "battery.level",
        "absence unknown",
        "14 per cent, and nothing said of the supply: it may be the mains, so unknown, with the level shown.",
        on(Value::Null, json!(14)),
        refers(PowerStateUnknown).says("battery", least(unknown(PowerStateUnknown)).seen(14)),
    )
    .case(
        "battery.level",
        "absence boundary",
        "15 per cent passes whatever feeds the terminal.",
        on(Value::Null, json!(15)),
        proceeds(),
    )
    .case(
        "battery.level",
        "absence unknown",
        "On battery and no level said: unknown, not empty.",
        on(json!("battery"), Value::Null),
        refers(BatteryLevelUnknown).says("battery", least(unknown(BatteryLevelUnknown)).seen(Value::Null)),
    )
    .case(
        "battery.level",
        "absence unknown",
        "Neither the supply nor the level: the level is what is missing.",
        on(Value::Null, Value::Null),
        refers(BatteryLevelUnknown),
    )
}

const PARTS: [&str; 6] = ["card_reader", "contact", "positioning", "communication", "printer", "key_pad"];

fn parts() -> Group {
    let rules: Vec<Value> = PARTS.iter().map(|part| strict(part, json!({"component": {"part": part}}))).collect();
    let working: serde_json::Map<String, Value> =
        PARTS.iter().map(|&part| (part.to_owned(), json!("working"))).collect();
    let mut group = Group::new(
        "parts",
        "Six parts, each of which may work or be degraded.",
        policy(rules),
        shop(),
        with(&sale(), Value::Object(working)),
    )
    .case(
        "parts.state",
        "word",
        "All six parts work: no bit is set.",
        as_it_is(),
        proceeds()
            .says("printer", pass().about("printer").seen("working").needs(one_of(&["working", "degraded"])))
            .sets(0, 0),
    );
    let faulty = [
        ("card_reader", CardReaderFaulty, "The card reader is out of order, and only its own rule fails."),
        ("contact", ContactFaulty, "A contact is out of order, and only its own rule fails."),
        ("positioning", PositioningFaulty, "The positioning module is out of order, and only its own rule fails."),
        (
            "communication",
            CommunicationFaulty,
            "The communication module is out of order, and only its own rule fails.",
        ),
        ("printer", PrinterFaulty, "The printer is out of order, and only its own rule fails."),
        ("key_pad", KeyPadFaulty, "The key pad is out of order, and only its own rule fails."),
    ];
    for (nth, (part, reason, why)) in faulty.into_iter().enumerate() {
        let stated = declines(reason).de39("96").says(part, fail(reason).about(part).seen("faulty")).sets(1 << nth, 0);
        group = group.case("parts.state", "word", why, json!({part: "faulty"}), stated);
    }
    group
        .case(
            "parts.state",
            "word",
            "A degraded printer still prints: accepted.",
            json!({"printer": "degraded"}),
            proceeds().says("printer", pass().seen("degraded")),
        )
        .case(
            "parts.state",
            "word",
            "A printer that is not fitted is not accepted, with the reason of that part.",
            json!({"printer": "not_fitted"}),
            declines(PrinterFaulty).says("printer", fail(PrinterFaulty).seen("not_fitted")),
        )
        .case(
            "parts.state",
            "word absence unknown",
            "Nothing is said of the key pad: one reason serves all parts, and the fact names it.",
            json!({"key_pad": null}),
            refers(ComponentStateUnknown)
                .says("key_pad", unknown(ComponentStateUnknown).about("key_pad").seen(Value::Null))
                .sets(0, 0b10_0000),
        )
        .case(
            "parts.state",
            "word absence",
            "A battery too low or a damaged case is not what these rules look at.",
            json!({"battery_percent": 0, "damage": "damaged"}),
            proceeds(),
        )
}

fn parts_accepted() -> Group {
    Group::new(
        "parts-accepted",
        "A printer that must work well, and a card reader that may be missing.",
        policy([
            strict("printer", json!({"component": {"part": "printer", "accepts": ["working"]}})),
            strict("reader", json!({"component": {"part": "card_reader", "accepts": ["not_fitted", "working"]}})),
        ]),
        shop(),
        with(&sale(), json!({"printer": "working", "card_reader": "not_fitted"})),
    )
    .case(
        "parts.state",
        "word",
        "A reader that is not fitted is accepted, and what is accepted stands in the order of the catalogue.",
        as_it_is(),
        proceeds().says("reader", pass().seen("not_fitted").needs(one_of(&["working", "not_fitted"]))),
    )
    .case(
        "parts.state",
        "word",
        "Degraded is not listed for the printer.",
        json!({"printer": "degraded"}),
        declines(PrinterFaulty).says("printer", fail(PrinterFaulty).seen("degraded").needs(one_of(&["working"]))),
    )
    .case(
        "parts.state",
        "word",
        "Nor for the reader, though it is better than not to be there.",
        json!({"card_reader": "degraded"}),
        declines(CardReaderFaulty),
    )
}

fn damage() -> Group {
    Group::new(
        "damage",
        "The terminal must not have been damaged.",
        policy([strict("damage", json!({"damage": {}}))]),
        shop(),
        sale(),
    )
    .case(
        "parts.state",
        "word",
        "`none` is the word for whole, and is not the same as absent.",
        json!({"damage": "none"}),
        proceeds().says("damage", pass().about("damage").seen("none").needs(one_of(&["none"]))),
    )
    .case(
        "parts.state",
        "word",
        "It was damaged: decline with 96.",
        json!({"damage": "damaged"}),
        declines(Damaged).de39("96").says("damage", fail(Damaged).about("damage").seen("damaged")),
    )
    .case(
        "parts.state",
        "word absence unknown",
        "Nobody says whether it was damaged: unknown.",
        as_it_is(),
        refers(DamageUnknown).says("damage", unknown(DamageUnknown).seen(Value::Null)),
    )
}

fn age() -> Group {
    let now = at("2026-11-23T12:00:00+08:00");
    let since = |age_s: i64| json!({"in_service_since_utc_s": now - age_s});
    Group::new(
        "age",
        "In service for at most 1,825 days: 157,680,000 seconds, whatever leap days lie between.",
        policy([strict("age", json!({"age": {"age_max_days": 1_825}}))]),
        shop(),
        sale(),
    )
    .case(
        "hardware.age",
        "boundary stale",
        "Exactly 157,680,000 seconds passes.",
        since(157_680_000),
        proceeds().says("age", pass().about("in_service_since_utc_s").seen(157_680_000).at_most(157_680_000)),
    )
    .case(
        "hardware.age",
        "boundary stale",
        "One second more is too old, although five calendar years are a day longer.",
        since(157_680_001),
        declines(HardwareTooOld).de39("58").says("age", fail(HardwareTooOld).seen(157_680_001)),
    )
    .case(
        "hardware.age",
        "boundary unknown stale",
        "Put into service one second after now: unknown.",
        since(-1),
        refers(HardwareAgeUnknown).says("age", unknown(HardwareAgeUnknown).seen(-1)),
    )
    .case(
        "hardware.age",
        "absence unknown",
        "Nobody says since when it is in service: unknown.",
        as_it_is(),
        refers(HardwareAgeUnknown).says("age", unknown(HardwareAgeUnknown).seen(Value::Null)),
    )
    .case(
        "hardware.age",
        "clock unknown",
        "An age needs the time.",
        with(&since(0), json!({"clock": "not_trusted"})),
        refers(ClockNotTrusted)
            .guards([ClockNotTrusted])
            .says("age", unknown(ClockNotTrusted).about("in_service_since_utc_s").shows_nothing()),
    )
}

fn inspection() -> Group {
    let now = at("2026-11-23T12:00:00+08:00");
    let inspected = |age_s: i64| json!({"inspected_at_utc_s": now - age_s});
    Group::new(
        "inspection",
        "Inspected within 90 days: 7,776,000 seconds.",
        policy([strict("inspection", json!({"inspection": {"age_max_days": 90}}))]),
        shop(),
        sale(),
    )
    .case(
        "inspection.age",
        "boundary stale",
        "Exactly 7,776,000 seconds ago passes.",
        inspected(7_776_000),
        proceeds().says("inspection", pass().about("inspected_at_utc_s").seen(7_776_000).at_most(7_776_000)),
    )
    .case(
        "inspection.age",
        "boundary stale",
        "One second more: overdue.",
        inspected(7_776_001),
        declines(InspectionOverdue).de39("58").says("inspection", fail(InspectionOverdue).seen(7_776_001)),
    )
    .case(
        "inspection.age",
        "boundary unknown stale",
        "Inspected one second after now: unknown.",
        inspected(-1),
        refers(InspectionUnknown).says("inspection", unknown(InspectionUnknown).seen(-1)),
    )
    .case(
        "inspection.age",
        "absence unknown",
        "Nobody says when it was inspected: unknown, not overdue.",
        as_it_is(),
        refers(InspectionUnknown).says("inspection", unknown(InspectionUnknown).seen(Value::Null)),
    )
}
