//! Places and fixes in different datums.
//!
//! Distances were computed with geographiclib 2.1 on WGS-84, shifts with gcoord 1.0.7 (forward formulae).

use super::basis::{sale, shop};
use super::draft::{Group, declines, fail, pass, proceeds, with};
use super::location::{CENTRE, and, at_place, fixed, located};
use poscond::Reason::*;
use serde_json::{Value, json};

pub(crate) fn groups() -> Vec<Group> {
    vec![gcj_place(), bd_place(), wgs_place(), outside_china()]
}

fn outside_by(seen: i64) -> super::draft::Says {
    fail(LocationOutsideArea).seen(seen)
}

/// The centre in the three datums.
const GCJ: (i64, i64) = (302_717_712, 1_201_597_945);

const BD: (i64, i64) = (302_775_992, 1_201_663_583);

fn small(centre: (i64, i64)) -> Value {
    json!([{"circle": {"lat_e7": centre.0, "lon_e7": centre.1, "radius_m": 50}}])
}

fn fixed_in(datum: &str, point: (i64, i64)) -> Value {
    and(fixed(point.0, point.1, 10), json!({"fix_datum": datum}))
}

fn gcj_place() -> Group {
    Group::new(
        "gcj02-place",
        "A circle of 50 m about the GCJ-02 position of a shop at 30.2741 N 120.1551 E (WGS-84), as map apps give it.",
        located(),
        at_place("gcj02", small(GCJ)),
        sale(),
    )
    .case(
        "location.datum",
        "datum",
        "A satellite receiver's WGS-84 fix at the shop: the place is converted, d = 0.",
        fixed_in("wgs84", CENTRE),
        proceeds().says("location", pass().seen(0)),
    )
    .case(
        "location.datum",
        "datum",
        "A GCJ-02 fix with the place's own numbers: the same point.",
        fixed_in("gcj02", GCJ),
        proceeds().says("location", pass().seen(0)),
    )
    .case(
        "location.datum",
        "datum",
        "A BD-09 fix at the shop is shifted back twice: the same point.",
        fixed_in("bd09", BD),
        proceeds().says("location", pass().seen(0)),
    )
    .case(
        "location.datum",
        "datum",
        "The place's own numbers declared as WGS-84 are 520.276 m from the shop, 470.276 m outside: d = 471. Equal \
         numbers are not equal points.",
        fixed_in("wgs84", GCJ),
        declines(LocationOutsideArea).says("location", outside_by(471).at_most(10)),
    )
    .case(
        "location.datum",
        "datum",
        "WGS-84 numbers of the shop declared as GCJ-02 end up about 520 m on the other side: outside.",
        fixed_in("gcj02", CENTRE),
        declines(LocationOutsideArea),
    )
    .case(
        "location.datum",
        "datum",
        "BD-09 numbers declared as GCJ-02 are about 900 m off: outside.",
        fixed_in("gcj02", BD),
        declines(LocationOutsideArea),
    )
}

fn bd_place() -> Group {
    Group::new(
        "bd09-place",
        "A circle of 50 m about the BD-09 position of the same shop.",
        located(),
        at_place("bd09", small(BD)),
        sale(),
    )
    .case(
        "location.datum",
        "datum",
        "A WGS-84 fix at the shop: d = 0.",
        fixed_in("wgs84", CENTRE),
        proceeds().says("location", pass().seen(0)),
    )
    .case(
        "location.datum",
        "datum",
        "The place's own numbers declared as WGS-84 are 1,150.621 m from the shop, 1,100.621 m outside: d = 1,101.",
        fixed_in("wgs84", BD),
        declines(LocationOutsideArea).says("location", outside_by(1_101)),
    )
}

fn wgs_place() -> Group {
    Group::new(
        "wgs84-place",
        "A circle of 50 m about the WGS-84 position of the same shop.",
        located(),
        at_place("wgs84", small(CENTRE)),
        sale(),
    )
    .case(
        "location.datum",
        "datum",
        "A GCJ-02 fix at the shop, as phones give it in China: converted, d = 0.",
        fixed_in("gcj02", GCJ),
        proceeds().says("location", pass().seen(0)),
    )
    .case(
        "location.datum",
        "datum",
        "The same numbers declared as WGS-84: 520.276 m from the centre, d = 471.",
        fixed_in("wgs84", GCJ),
        declines(LocationOutsideArea).says("location", outside_by(471)),
    )
}

fn outside_china() -> Group {
    let tokyo = (356_812_000, 1_397_671_000);
    Group::new(
        "outside-china",
        "A circle of 50 m in Tokyo, 139.7671 E: east of the formulae's box, which ends at 137.8347 E.",
        located(),
        with(&shop(), json!({"utc_offset": "+09:00", "place": {"datum": "wgs84", "areas": small(tokyo)}})),
        sale(),
    )
    .case(
        "location.datum",
        "datum",
        "GCJ-02 shifts nothing there: the same numbers are the same point.",
        fixed_in("gcj02", tokyo),
        proceeds().says("location", pass().seen(0)),
    )
    .case(
        "location.datum",
        "datum",
        "BD-09 shifts nothing there either: d = 0.",
        fixed_in("bd09", tokyo),
        proceeds().says("location", pass().seen(0)),
    )
}
