//! The policy for the euro zone: nothing of the tool or the engine is Chinese.

mod common;

use chrono::{Offset, TimeZone};
use chrono_tz::Tz;
use common::Folder;

const EURO: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/euro");

/// The zone of each service point.
const ZONES: &[(&str, Tz)] = &[
    ("amsterdam-taxi", Tz::Europe__Amsterdam),
    ("athens-kiosk", Tz::Europe__Athens),
    ("berlin-bar", Tz::Europe__Berlin),
    ("dublin-pub", Tz::Europe__Dublin),
    ("ghent-new-flower-shop", Tz::Europe__Brussels),
    ("helsinki-cafe", Tz::Europe__Helsinki),
    ("lisbon-pastry-shop", Tz::Europe__Lisbon),
    ("madrid-market-stall", Tz::Europe__Madrid),
    ("paris-bistro", Tz::Europe__Paris),
    ("rome-pharmacy", Tz::Europe__Rome),
    ("santorini-hotel", Tz::Europe__Athens),
    ("vienna-bookshop", Tz::Europe__Vienna),
];

/// Pins that the policy compiles for all, that nothing is to be said of it, and that it does what its cases say.
#[test]
fn the_policy_is_sound_and_does_what_it_is_meant_to() {
    let folder = Folder::new();
    let ran = folder.run(&format!("compile -p {EURO}/policy.toml -s {EURO}/service-points -o plans/"));
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert_eq!(std::fs::read_dir(folder.path("plans")).unwrap().count(), ZONES.len());
    for more in ["", &format!("-s {EURO}/service-points")] {
        let ran = folder.run(&format!("check --strict --today 2026-11-25 {more} {EURO}/policy.toml"));
        assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, "nothing to say of 41 rules\n", ""));
    }
    let ran = folder.run(&format!("test --coverage-min 90 {EURO}/cases.toml"));
    assert!(ran.code == 0 && ran.out.contains("\n96 cases passed\n"), "{}{}", ran.out, ran.err);
}

/// Pins that the offsets written in the service points are those of their zones, hour by hour for two years.
#[test]
fn the_clocks_are_those_of_the_zones() {
    for (id, zone) in ZONES {
        let path = format!("{EURO}/service-points/{id}.toml");
        let point = poscond_cli::input::read_service_point(path.as_ref()).unwrap().model;
        let start = 1_767_225_600; // 2026-01-01
        for hour in 0..2 * 365 * 24 {
            let at = start + hour * 3600;
            let transition = point.offset_transitions.iter().rev().find(|one| one.at.utc_s() <= at);
            let offset_min = transition.map_or(point.utc_offset, |one| one.utc_offset).minutes();
            let expected = zone.timestamp_opt(at, 0).unwrap().offset().fix().local_minus_utc() / 60;
            assert_eq!(i32::from(offset_min), expected, "{id} at {at}");
        }
    }
}

/// Pins that what people read of it is euros and WGS 84, in Latin letters.
#[test]
fn nothing_chinese_is_said() {
    let folder = Folder::new();
    assert_eq!(folder.run(&format!("compile -p {EURO}/policy.toml -s {EURO}/service-points -o plans/")).code, 0);
    let requests: Vec<String> = (1..=ZONES.len())
        .map(|number| {
            format!(
                r#"{{"now_utc_s": 1790000000, "clock": "trusted", "host": "reachable", "merchant_id": "EU{number:013}",
                    "transaction": "sale", "entry_mode": "contactless", "amount_minor": 600050, "currency": 985}}"#
            )
            .replace('\n', " ")
        })
        .collect();
    folder.put("requests.ndjson", requests.join("\n"));
    let euro = format!("-p {EURO}/policy.toml -s {EURO}/service-points");
    let mut said = String::new();
    for command in [
        format!("decide {euro} --quiet --format table requests.ndjson"),
        format!("decide {euro} --format ndjson requests.ndjson"),
        "inspect plans".to_owned(),
        "inspect --json plans".to_owned(),
        format!("test {EURO}/cases.toml"),
        format!("check {EURO}/policy.toml --json"),
    ] {
        let ran = folder.run(&command);
        assert!(!ran.out.is_empty() && ran.err.is_empty(), "{command}: {}", ran.err);
        said.push_str(&ran.out);
    }
    // A change that matters, so that the comparison has something to show.
    let new = std::fs::read_to_string(format!("{EURO}/policy.toml")).unwrap();
    folder.put_with("new.toml", &new, "max_minor = 5_000_00", "max_minor = 4_000_00");
    let ran = folder.run(&format!("diff {EURO}/policy.toml new.toml -s {EURO}/service-points/paris-bistro.toml"));
    assert!(ran.out.contains("tightened") && ran.out.contains("\"amount_minor\": 400001"), "{}", ran.out);
    said.push_str(&ran.out);
    assert!(said.contains("EUR 50.00") && said.contains("EUR 5,000.00"), "{said}");
    assert!(said.chars().all(|letter| !('\u{2e80}'..='\u{9fff}').contains(&letter)));
    for word in ["CNY", "¥", "gcj02", "bd09", "+08:00", "\"currency\": 156", "(156)"] {
        assert!(!said.contains(word), "{word}");
    }
}
