//! Location: the ladder of the fix. Shapes, regions, unions and datums have their own file.
//!
//! Distances were computed with geographiclib 2.1 on WGS-84 (Karney's geodesics), none of the engine's code.

use super::basis::{as_it_is, at, policy, sale, shop, strict};
use super::draft::{Group, declines, fail, pass, proceeds, refers, unknown, with};
use poscond::Reason::*;
use serde_json::{Value, json};

pub(crate) fn groups() -> Vec<Group> {
    vec![no_place(), granted_place(), fix(), distance(), strict_edge(), far()]
}

/// The centre of the registered circle, near West Lake in Hangzhou.
pub(crate) const CENTRE: (i64, i64) = (302_741_000, 1_201_551_000);

/// A WGS-84 circle of 200 m.
pub(crate) fn circle() -> Value {
    json!({"circle": {"lat_e7": CENTRE.0, "lon_e7": CENTRE.1, "radius_m": 200}})
}

/// A service point at a place of these areas.
pub(crate) fn at_place(datum: &str, areas: Value) -> Value {
    with(&shop(), json!({"place": {"datum": datum, "areas": areas}}))
}

/// At most 60 s old and 100 m coarse.
pub(crate) fn located() -> Value {
    policy([strict("location", json!({"location": {"fix_age_max_s": 60, "accuracy_max_m": 100}}))])
}

/// A fix at a WGS-84 position, received now.
pub(crate) fn fixed(lat_e7: i64, lon_e7: i64, accuracy_m: i64) -> Value {
    json!({
        "fix_lat_e7": lat_e7, "fix_lon_e7": lon_e7, "fix_datum": "wgs84", "fix_accuracy_m": accuracy_m,
        "fix_at_utc_s": at("2026-11-23T12:00:00+08:00"),
    })
}

/// A sale at the centre of the circle, accurate to 10 m.
pub(crate) fn sale_at_centre() -> Value {
    with(&sale(), fixed(CENTRE.0, CENTRE.1, 10))
}

/// Both changes; nulls stay, which take facts out.
pub(crate) fn and(mut change: Value, more: Value) -> Value {
    for (key, value) in more.as_object().into_iter().flatten() {
        change[key] = value.clone();
    }
    change
}

fn no_place() -> Group {
    Group::new("no-place", "No place was registered.", located(), shop(), sale_at_centre())
        .case(
            "location.place",
            "unknown",
            "A perfect fix, and nothing to compare it with: unknown, not outside.",
            as_it_is(),
            refers(LocationPlaceMissing).de39("58"),
        )
        .case(
            "location.place",
            "precedence",
            "The place is asked for before the fix: without either it is the place that is missing.",
            json!({"fix_lat_e7": null, "fix_lon_e7": null, "fix_datum": null}),
            refers(LocationPlaceMissing),
        )
        .case(
            "location.place",
            "clock",
            "Which places are in force depends on the date, so without the time it is the clock's reason.",
            json!({"clock": "not_trusted"}),
            refers(ClockNotTrusted).guards([ClockNotTrusted]).says("location", unknown(ClockNotTrusted)),
        )
}

fn granted_place() -> Group {
    let grant = |status: &str, from: &str, through: &str| {
        json!({"status": status, "from": from, "through": through,
            "grant": {"place": {"datum": "wgs84", "areas": [circle()]}}})
    };
    let noon = |date: &str| {
        let now = at(&format!("{date}T12:00:00+08:00"));
        json!({"now_utc_s": now, "fix_at_utc_s": now})
    };
    let moment = |text: &str| json!({"now_utc_s": at(text), "fix_at_utc_s": at(text)});
    Group::new(
        "granted-place",
        "No place but a stall granted from 23 to 24 November; one asked for and one refused cover all November.",
        located(),
        with(
            &shop(),
            json!({"adjustments": [
                grant("requested", "2026-11-01", "2026-11-30"),
                grant("approved", "2026-11-23", "2026-11-24"),
                grant("rejected", "2026-11-01", "2026-11-30"),
            ]}),
        ),
        sale_at_centre(),
    )
    .case(
        "location.place",
        "adjustment",
        "20 November: the requested and the rejected stall count for nothing, so there is no place.",
        noon("2026-11-20"),
        refers(LocationPlaceMissing),
    )
    .case(
        "location.union",
        "adjustment boundary date",
        "22 November, 23:59:59 local: the grant is not in force yet.",
        moment("2026-11-22T23:59:59+08:00"),
        refers(LocationPlaceMissing),
    )
    .case(
        "location.union",
        "adjustment boundary date",
        "23 November, 00:00:00 local: the first date is included, and the fix is at the stall.",
        moment("2026-11-23T00:00:00+08:00"),
        proceeds().says("location", pass().seen(0)),
    )
    .case(
        "location.union",
        "adjustment boundary date",
        "24 November, 23:59:59 local: the last second of the last date.",
        moment("2026-11-24T23:59:59+08:00"),
        proceeds(),
    )
    .case(
        "location.union",
        "adjustment boundary date",
        "25 November, 00:00:00 local: over.",
        moment("2026-11-25T00:00:00+08:00"),
        refers(LocationPlaceMissing),
    )
}

fn fix() -> Group {
    let now = at("2026-11-23T12:00:00+08:00");
    let no_fix = json!({"fix_lat_e7": null, "fix_lon_e7": null, "fix_datum": null});
    Group::new(
        "fix",
        "A circle of 200 m; a fix may be 60 s old and 100 m coarse. The fix is at the centre, accurate to 10 m.",
        located(),
        at_place("wgs84", json!([circle()])),
        sale_at_centre(),
    )
    .case(
        "location.inside",
        "geodesy",
        "At the centre d = 0: pass, shown with the accuracy that would still be accepted, 10 m.",
        as_it_is(),
        proceeds().says("location", pass().seen(0).at_most(10)),
    )
    .case(
        "location.fix",
        "absence unknown",
        "There is no position to compare with the circle: unknown, not outside.",
        no_fix.clone(),
        refers(LocationFixMissing),
    )
    .case(
        "location.fix",
        "absence unknown",
        "A region code is no position where a circle is registered: still missing.",
        and(no_fix, json!({"fix_region": 330_106})),
        refers(LocationFixMissing),
    )
    .case("location.age", "boundary stale", "Exactly 60 s old is fresh.", json!({"fix_at_utc_s": now - 60}), proceeds())
    .case(
        "location.age",
        "boundary stale unknown",
        "61 s old is one second too old: unknown, though the position is inside.",
        json!({"fix_at_utc_s": now - 61}),
        refers(LocationFixStale).says("location", unknown(LocationFixStale).seen(61).at_most(60)),
    )
    .case(
        "location.age",
        "boundary stale unknown",
        "One second later than now: a fix cannot come from the future.",
        json!({"fix_at_utc_s": now + 1}),
        refers(LocationFixStale).says("location", unknown(LocationFixStale).seen(-1).at_most(60)),
    )
    .case(
        "location.age",
        "absence stale unknown",
        "A fix of unknown age counts as stale.",
        json!({"fix_at_utc_s": null}),
        refers(LocationFixStale).says("location", unknown(LocationFixStale).seen(Value::Null).at_most(60)),
    )
    .case(
        "location.age",
        "precedence",
        "Age is looked at before accuracy: stale and too coarse at once is stale.",
        json!({"fix_at_utc_s": now - 61, "fix_accuracy_m": 101}),
        refers(LocationFixStale),
    )
    .case(
        "location.accuracy",
        "absence unknown",
        "The fix does not say how accurate it is: unknown, not perfectly accurate.",
        json!({"fix_accuracy_m": null}),
        refers(LocationAccuracyMissing),
    )
    .case(
        "location.accuracy",
        "boundary",
        "Exactly 100 m is accepted.",
        json!({"fix_accuracy_m": 100}),
        proceeds().says("location", pass().at_most(100)),
    )
    .case(
        "location.accuracy",
        "boundary unknown",
        "101 m is one metre too coarse: unknown, though the position is inside.",
        json!({"fix_accuracy_m": 101}),
        refers(LocationFixTooCoarse).says("location", unknown(LocationFixTooCoarse).seen(101).at_most(100)),
    )
    .case(
        "location.accuracy",
        "overflow",
        "The greatest accuracy that a record holds, 2^32 - 1 m, is too coarse and not negative.",
        json!({"fix_accuracy_m": 4_294_967_295_i64}),
        refers(LocationFixTooCoarse).says("location", unknown(LocationFixTooCoarse).seen(4_294_967_295_i64)),
    )
    .case(
        "location.accuracy",
        "precedence",
        "111 km away and too coarse: how far it is does not matter for a fix that does not count.",
        and(fixed(312_741_000, CENTRE.1, 101), json!({})),
        refers(LocationFixTooCoarse),
    )
    .case(
        "guard.clock",
        "clock unknown",
        "Without the time the age of the fix is unknown: the clock's reason.",
        json!({"clock": "not_trusted"}),
        refers(ClockNotTrusted).guards([ClockNotTrusted]).says("location", unknown(ClockNotTrusted)),
    )
}

fn distance() -> Group {
    let d = |seen: i64, accuracy: i64| fail(LocationOutsideArea).seen(seen).at_most(accuracy);
    Group::new(
        "distance",
        "The same circle of 200 m about 30.2741 N 120.1551 E; fixes north (N) and east (E) of the centre.",
        located(),
        at_place("wgs84", json!([circle()])),
        sale_at_centre(),
    )
    .case(
        "location.circle",
        "boundary geodesy",
        "199.898 m N is within 200 m: inside, with accuracy 0.",
        fixed(302_759_032, CENTRE.1, 0),
        proceeds().says("location", pass().seen(0).at_most(0)),
    )
    .case(
        "location.circle",
        "boundary geodesy",
        "200.097 m N is 97 mm outside, which is 1 m rounded up: above an accuracy of 0.",
        fixed(302_759_050, CENTRE.1, 0),
        declines(LocationOutsideArea).says("location", d(1, 0)),
    )
    .case(
        "location.edge",
        "boundary geodesy",
        "The same fix with an accuracy of 1 m: d = 1 does not exceed it, the terminal may well be inside.",
        fixed(302_759_050, CENTRE.1, 1),
        proceeds().says("location", pass().seen(1).at_most(1)),
    )
    .case(
        "location.circle",
        "boundary geodesy",
        "199.897 m E is within 200 m: a degree of longitude is shorter here than one of latitude.",
        fixed(CENTRE.0, 1_201_571_775, 0),
        proceeds().says("location", pass().seen(0)),
    )
    .case(
        "location.circle",
        "boundary geodesy",
        "200.099 m E is 99 mm outside.",
        fixed(CENTRE.0, 1_201_571_796, 0),
        declines(LocationOutsideArea).says("location", d(1, 0)),
    )
    .case(
        "location.edge",
        "boundary geodesy",
        "249.495 m N is 49.495 m outside, d = 50: equal to the accuracy of 50 m passes.",
        fixed(302_763_506, CENTRE.1, 50),
        proceeds().says("location", pass().seen(50).at_most(50)),
    )
    .case(
        "location.outside",
        "boundary geodesy",
        "250.404 m N is 50.404 m outside, d = 51: one metre above the accuracy of 50 m fails.",
        fixed(302_763_588, CENTRE.1, 50),
        declines(LocationOutsideArea).de39("58").says("location", d(51, 50)),
    )
    .case(
        "location.outside",
        "boundary geodesy",
        "249.495 m N with an accuracy of 49 m: the same d = 50 is now one metre above it.",
        fixed(302_763_506, CENTRE.1, 49),
        declines(LocationOutsideArea).says("location", d(50, 49)),
    )
    .case(
        "location.edge",
        "boundary geodesy",
        "299.600 m S is 99.600 m outside, d = 100: within the coarsest accuracy that counts.",
        fixed(302_713_974, CENTRE.1, 100),
        proceeds().says("location", pass().seen(100).at_most(100)),
    )
    .case(
        "location.outside",
        "boundary geodesy",
        "300.400 m S is 100.400 m outside, d = 101: beyond any accuracy that counts.",
        fixed(302_713_902, CENTRE.1, 100),
        declines(LocationOutsideArea).says("location", d(101, 100)),
    )
}

fn strict_edge() -> Group {
    let rule = json!({"location": {"fix_age_max_s": 60, "accuracy_max_m": 100, "strict": true}});
    Group::new(
        "strict",
        "The same circle under a strict rule: only d = 0 passes.",
        policy([strict("location", rule)]),
        at_place("wgs84", json!([circle()])),
        sale_at_centre(),
    )
    .case(
        "location.inside",
        "boundary geodesy",
        "199.898 m N: inside is inside for a strict rule too, whatever the accuracy.",
        fixed(302_759_032, CENTRE.1, 100),
        proceeds().says("location", pass().seen(0).at_most(0)),
    )
    .case(
        "location.edge",
        "boundary geodesy unknown",
        "97 mm outside with an accuracy of 1 m: a strict rule does not know.",
        fixed(302_759_050, CENTRE.1, 1),
        refers(LocationEdgeUncertain).says("location", unknown(LocationEdgeUncertain).seen(1).at_most(0)),
    )
    .case(
        "location.edge",
        "boundary geodesy unknown",
        "d = 50 equals the accuracy of 50 m: uncertain.",
        fixed(302_763_506, CENTRE.1, 50),
        refers(LocationEdgeUncertain).says("location", unknown(LocationEdgeUncertain).seen(50)),
    )
    .case(
        "location.outside",
        "boundary geodesy",
        "d = 51 is above the accuracy of 50 m: fails as ever.",
        fixed(302_763_588, CENTRE.1, 50),
        declines(LocationOutsideArea).says("location", fail(LocationOutsideArea).seen(51)),
    )
}

fn far() -> Group {
    Group::new(
        "far",
        "The same circle, seen from far away.",
        located(),
        at_place("wgs84", json!([circle()])),
        sale_at_centre(),
    )
    .case(
        "location.outside",
        "geodesy boundary",
        "100,199.598 m E is 99,999.598 m outside, which is 100,000 m rounded up.",
        fixed(302_699_592, 1_211_964_300, 100),
        declines(LocationOutsideArea).says("location", fail(LocationOutsideArea).seen(100_000).at_most(100)),
    )
    .case(
        "location.outside",
        "geodesy",
        "105,199.997 m E: beyond 100 km d is 100 km.",
        fixed(302_695_356, 1_212_483_938, 100),
        declines(LocationOutsideArea).says("location", fail(LocationOutsideArea).seen(100_000)),
    )
    .case(
        "location.outside",
        "geodesy overflow",
        "At the antipode, 20,004 km away, d is 100 km too: nothing wraps.",
        fixed(-302_741_000, -598_449_000, 100),
        declines(LocationOutsideArea).says("location", fail(LocationOutsideArea).seen(100_000)),
    )
    .case(
        "location.outside",
        "geodesy range",
        "Latitude 0, longitude 0 is a position in the Gulf of Guinea and not an absent one.",
        fixed(0, 0, 0),
        declines(LocationOutsideArea).says("location", fail(LocationOutsideArea).seen(100_000)),
    )
}
