//! Areas: circles where maps end, polygons, regions, unions, datums.
//!
//! Distances were computed with geographiclib 2.1 on WGS-84, shifts with gcoord 1.0.7 (forward formulae).

use super::basis::{as_it_is, sale};
use super::draft::{Group, declines, fail, pass, proceeds, refers, unknown, with};
use super::location::{CENTRE, and, at_place, circle, fixed, located, sale_at_centre};
use poscond::Reason::*;
use serde_json::{Value, json};

pub(crate) fn groups() -> Vec<Group> {
    vec![
        antimeridian(),
        meridian_180(),
        pole(),
        rectangle(),
        notch(),
        parallel(),
        dateline_polygon(),
        regions(),
        union(),
        two_circles(),
    ]
}

fn outside_by(seen: i64) -> super::draft::Says {
    fail(LocationOutsideArea).seen(seen)
}

fn antimeridian() -> Group {
    let area = json!({"circle": {"lat_e7": -178_000_000, "lon_e7": 1_799_990_000, "radius_m": 200}});
    Group::new(
        "antimeridian",
        "A circle of 200 m about 17.8 S 179.999 E in Fiji, 106 m west of the antimeridian.",
        located(),
        with(&at_place("wgs84", json!([area])), json!({"utc_offset": "+12:00"})),
        sale(),
    )
    .case(
        "location.circle",
        "geodesy",
        "179.9995947 W lies 148.995 m east of the centre, over the antimeridian: inside.",
        fixed(-178_000_000, -1_799_995_947, 0),
        proceeds().says("location", pass().seen(0)),
    )
    .case(
        "location.edge",
        "geodesy boundary",
        "179.9981752 W is 299.496 m away, 99.496 m outside: d = 100 equals the accuracy.",
        fixed(-178_000_000, -1_799_981_752, 100),
        proceeds().says("location", pass().seen(100)),
    )
    .case(
        "location.outside",
        "geodesy boundary",
        "179.9981657 W is 300.503 m away, 100.503 m outside: d = 101.",
        fixed(-178_000_000, -1_799_981_657, 100),
        declines(LocationOutsideArea).says("location", outside_by(101)),
    )
}

fn meridian_180() -> Group {
    let area = json!({"circle": {"lat_e7": 0, "lon_e7": 1_800_000_000, "radius_m": 1}});
    Group::new(
        "meridian-180",
        "The smallest circle, 1 m, about 0 N 180 E.",
        located(),
        at_place("wgs84", json!([area])),
        sale(),
    )
    .case(
        "location.circle",
        "geodesy range",
        "180 W is the same meridian as 180 E: d = 0.",
        fixed(0, -1_800_000_000, 0),
        proceeds().says("location", pass().seen(0)),
    )
}

fn pole() -> Group {
    let area = json!({"circle": {"lat_e7": 899_990_000, "lon_e7": 0, "radius_m": 112}});
    Group::new(
        "pole",
        "A circle of 112 m about 89.999 N 0 E, 111.694 m from the pole.",
        located(),
        at_place("wgs84", json!([area])),
        sale(),
    )
    .case(
        "location.circle",
        "geodesy range",
        "The pole itself, at whatever longitude, is 111.694 m away: inside.",
        fixed(900_000_000, 1_234_567_890, 0),
        proceeds().says("location", pass().seen(0)),
    )
    .case(
        "location.circle",
        "geodesy",
        "89.999 N 180 E is 223.388 m away over the pole, 111.388 m outside, and not half round the globe: d = 112.",
        fixed(899_990_000, 1_800_000_000, 0),
        declines(LocationOutsideArea).says("location", outside_by(112)),
    )
    .case(
        "location.circle",
        "geodesy",
        "89.999 N 90 E is 157.959 m away, 45.959 m outside: d = 46 is within an accuracy of 46 m.",
        fixed(899_990_000, 900_000_000, 46),
        proceeds().says("location", pass().seen(46)),
    )
}

fn rectangle() -> Group {
    let corners = json!([
        [302_740_000, 1_201_550_000],
        [302_740_000, 1_201_560_000],
        [302_750_000, 1_201_560_000],
        [302_750_000, 1_201_550_000],
    ]);
    Group::new(
        "rectangle",
        "A market hall 0.001 degrees each way: 30.2740-30.2750 N, 120.1550-120.1560 E.",
        located(),
        at_place("wgs84", json!([{"polygon": corners}])),
        sale(),
    )
    .case(
        "location.polygon",
        "geodesy",
        "In the middle: inside.",
        fixed(302_745_000, 1_201_555_000, 0),
        proceeds().says("location", pass().seen(0)),
    )
    .case(
        "location.inside",
        "boundary geodesy",
        "On the southern edge, to the last digit: the boundary belongs to the area.",
        fixed(302_740_000, 1_201_555_000, 0),
        proceeds().says("location", pass().seen(0)),
    )
    .case(
        "location.inside",
        "boundary geodesy",
        "On the north-eastern corner: a corner belongs to the area too.",
        fixed(302_750_000, 1_201_560_000, 0),
        proceeds().says("location", pass().seen(0)),
    )
    .case(
        "location.polygon",
        "boundary geodesy",
        "1e-7 degrees south of the edge is 11 mm outside: d = 1, above an accuracy of 0.",
        fixed(302_739_999, 1_201_555_000, 0),
        declines(LocationOutsideArea).says("location", outside_by(1)),
    )
    .case(
        "location.edge",
        "boundary geodesy",
        "9.500 m south of the edge: d = 10 equals the accuracy of 10 m.",
        fixed(302_739_143, 1_201_555_000, 10),
        proceeds().says("location", pass().seen(10)),
    )
    .case(
        "location.polygon",
        "boundary geodesy",
        "10.498 m south of the edge: d = 11 is one metre above the accuracy of 10 m.",
        fixed(302_739_053, 1_201_555_000, 10),
        declines(LocationOutsideArea).says("location", outside_by(11).at_most(10)),
    )
}

fn notch() -> Group {
    let (south, west) = (302_740_000, 1_201_550_000);
    let corner = |north: i64, east: i64| json!([south + north, west + east]);
    let corners = json!([
        corner(0, 0),
        corner(0, 20_000),
        corner(10_000, 20_000),
        corner(10_000, 10_000),
        corner(20_000, 10_000),
        corner(20_000, 0),
    ]);
    Group::new(
        "notch",
        "An L of 0.002 degrees each way without its north-eastern quarter.",
        located(),
        at_place("wgs84", json!([{"polygon": corners}])),
        sale(),
    )
    .case(
        "location.polygon",
        "geodesy",
        "In the middle of the missing quarter, 48.109 m east of one edge and 55.429 m north of the other: d = 49. The \
         bounding box would hold it.",
        fixed(south + 15_000, west + 15_000, 48),
        declines(LocationOutsideArea).says("location", outside_by(49).at_most(48)),
    )
    .case(
        "location.polygon",
        "geodesy boundary",
        "The corner in the notch belongs to the area.",
        fixed(south + 10_000, west + 10_000, 0),
        proceeds().says("location", pass().seen(0)),
    )
    .case(
        "location.polygon",
        "geodesy",
        "In the upper arm of the L, on the latitude of the missing quarter: inside.",
        fixed(south + 15_000, west + 5_000, 0),
        proceeds().says("location", pass().seen(0)),
    )
}

fn parallel() -> Group {
    let corners = json!([[600_000_000, 0], [600_000_000, 100_000_000], [610_000_000, 100_000_000], [610_000_000, 0]]);
    Group::new(
        "parallel",
        "60-61 N, 0-10 E. The great circle between the southern corners runs up to 60.0947 N; the edge does not.",
        located(),
        at_place("wgs84", json!([{"polygon": corners}])),
        sale(),
    )
    .case(
        "location.polygon",
        "geodesy",
        "60.05 N 5 E lies south of the great circle and north of the 60th parallel, along which the edge is straight: \
         inside.",
        fixed(600_500_000, 50_000_000, 0),
        proceeds().says("location", pass().seen(0)),
    )
    .case(
        "location.polygon",
        "geodesy boundary",
        "59.9999 N 5 E is 11.141 m south of the edge: d = 12.",
        fixed(599_999_000, 50_000_000, 0),
        declines(LocationOutsideArea).says("location", outside_by(12)),
    )
}

fn dateline_polygon() -> Group {
    let corners =
        json!(
            [[-10_000, 1_799_990_000], [-10_000, -1_799_990_000], [10_000, -1_799_990_000], [10_000, 1_799_990_000],]
        );
    Group::new(
        "dateline-polygon",
        "0.001 S to 0.001 N, 179.999 E to 179.999 W: 223 m wide, the shorter way round.",
        located(),
        at_place("wgs84", json!([{"polygon": corners}])),
        sale(),
    )
    .case(
        "location.polygon",
        "geodesy",
        "On the antimeridian, written as 180 W: inside.",
        fixed(0, -1_800_000_000, 0),
        proceeds().says("location", pass().seen(0)),
    )
    .case(
        "location.polygon",
        "geodesy",
        "0 N 0 E is half round the globe and not inside, as it would be the longer way round.",
        fixed(0, 0, 0),
        declines(LocationOutsideArea).says("location", outside_by(100_000)),
    )
}

fn regions() -> Group {
    let region = |code: i64| json!({"fix_region": code});
    let found = |code: i64| pass().seen(code).needs(Value::Null);
    let now = sale()["now_utc_s"].as_i64().unwrap_or_default();
    Group::new(
        "regions",
        "Registered: province 31, city 3301, district 330203. The fix is a region code without a position.",
        located(),
        at_place("wgs84", json!([{"regions": ["31", "3301", "330203"]}])),
        with(&sale(), json!({"fix_region": 330_106, "fix_at_utc_s": now})),
    )
    .case(
        "location.regions",
        "range",
        "330106 starts with 3301: pass, without a position and without an accuracy.",
        as_it_is(),
        proceeds().says("location", found(330_106)),
    )
    .case(
        "location.regions",
        "boundary",
        "330199, the highest code of city 3301.",
        region(330_199),
        proceeds().says("location", found(330_199)),
    )
    .case(
        "location.coarse_region",
        "boundary unknown",
        "330200 is city 3302 as a whole, which holds district 330203 and others: unknown.",
        region(330_200),
        refers(LocationFixTooCoarse).says("location", unknown(LocationFixTooCoarse).seen(330_200).needs(Value::Null)),
    )
    .case(
        "location.coarse_region",
        "unknown",
        "330000 is province 33 as a whole, which holds city 3301 and others: unknown.",
        region(330_000),
        refers(LocationFixTooCoarse),
    )
    .case(
        "location.coarse_region",
        "range",
        "330100 is city 3301 as a whole, all of which is registered: pass.",
        region(330_100),
        proceeds().says("location", found(330_100)),
    )
    .case(
        "location.coarse_region",
        "range",
        "330300 is another city as a whole, and nothing of it is registered: outside, however coarse.",
        region(330_300),
        declines(LocationOutsideArea).says("location", outside_by(330_300)),
    )
    .case(
        "location.regions",
        "boundary",
        "330201 is not district 330203: outside.",
        region(330_201),
        declines(LocationOutsideArea).says("location", outside_by(330_201)),
    )
    .case(
        "location.regions",
        "boundary",
        "330203 is the district itself.",
        region(330_203),
        proceeds().says("location", found(330_203)),
    )
    .case(
        "location.regions",
        "boundary",
        "330204 is the next district: six digits must all agree.",
        region(330_204),
        declines(LocationOutsideArea),
    )
    .case(
        "location.regions",
        "boundary",
        "319999 is the highest code of province 31.",
        region(319_999),
        proceeds().says("location", found(319_999)),
    )
    .case(
        "location.regions",
        "boundary",
        "309999 is one below province 31.",
        region(309_999),
        declines(LocationOutsideArea),
    )
    .case(
        "location.regions",
        "range",
        "The code 003301 is a number of four digits, and not city 3301.",
        region(3_301),
        declines(LocationOutsideArea).says("location", outside_by(3_301)),
    )
    .case(
        "location.regions",
        "absence unknown",
        "No region code: unknown.",
        json!({"fix_region": null}),
        refers(LocationFixMissing),
    )
    .case(
        "location.fix",
        "absence unknown",
        "A position in the middle of Hangzhou is no region code, and only regions are registered: missing.",
        and(fixed(CENTRE.0, CENTRE.1, 10), json!({"fix_region": null})),
        refers(LocationFixMissing),
    )
    .case(
        "location.regions",
        "boundary stale",
        "The age of the fix is the region's: 60 s passes.",
        json!({"fix_at_utc_s": now - 60}),
        proceeds(),
    )
    .case(
        "location.regions",
        "boundary stale unknown",
        "61 s is stale, though the code is right.",
        json!({"fix_at_utc_s": now - 61}),
        refers(LocationFixStale).says("location", unknown(LocationFixStale).seen(61)),
    )
}

fn union() -> Group {
    let outside_circle = fixed(302_763_588, CENTRE.1, 50);
    let outside_circle_again = outside_circle.clone();
    Group::new(
        "union",
        "A circle of 200 m, or anywhere in city 3302.",
        located(),
        at_place("wgs84", json!([circle(), {"regions": ["3302"]}])),
        sale_at_centre(),
    )
    .case(
        "location.union",
        "absence",
        "The circle holds the fix: the absent region code is not needed.",
        as_it_is(),
        proceeds().says("location", pass().seen(0)),
    )
    .case(
        "location.union",
        "geodesy",
        "51 m outside the circle with an accuracy of 50 m, but in city 3302: one area is enough.",
        and(outside_circle.clone(), json!({"fix_region": 330_203})),
        proceeds().says("location", pass().seen(330_203)),
    )
    .case(
        "location.union",
        "absence unknown",
        "51 m outside the circle, and no region code: it may be in city 3302, so it is unknown.",
        outside_circle.clone(),
        refers(LocationFixMissing).says("location", unknown(LocationFixMissing)),
    )
    .case(
        "location.union",
        "geodesy",
        "51 m outside the circle and in city 3301: neither area holds it, which is known.",
        and(outside_circle, json!({"fix_region": 330_106})),
        declines(LocationOutsideArea).says("location", outside_by(51).at_most(50)),
    )
    .case(
        "location.union",
        "absence geodesy",
        "50 m outside with an accuracy of 50 m passes by the circle: the absent region is not needed.",
        fixed(302_763_506, CENTRE.1, 50),
        proceeds().says("location", pass().seen(50)),
    )
    .case(
        "location.union",
        "absence",
        "In city 3302 and without a position: one area holds it, and one is enough.",
        json!({"fix_lat_e7": null, "fix_lon_e7": null, "fix_datum": null, "fix_region": 330_203}),
        proceeds().says("location", pass().seen(330_203)),
    )
    .case(
        "location.coarse_region",
        "unknown geodesy",
        "51 m outside the circle, and the code is that of province 33 as a whole: city 3302 may hold the terminal.",
        and(outside_circle_again, json!({"fix_region": 330_000})),
        refers(LocationFixTooCoarse).says("location", unknown(LocationFixTooCoarse).seen(330_000).needs(Value::Null)),
    )
    .case(
        "location.union",
        "absence unknown",
        "In city 3301 and without a position: the circle may hold it, so it is unknown.",
        json!({"fix_lat_e7": null, "fix_lon_e7": null, "fix_datum": null, "fix_region": 330_106}),
        refers(LocationFixMissing),
    )
}

fn two_circles() -> Group {
    let second = json!({"circle": {"lat_e7": 302_740_996, "lon_e7": 1_201_654_928, "radius_m": 100}});
    Group::new(
        "two-circles",
        "A circle of 200 m, and one of 100 m whose centre lies 999.995 m to the east.",
        located(),
        at_place("wgs84", json!([circle(), second])),
        sale_at_centre(),
    )
    .case(
        "location.union",
        "geodesy boundary",
        "640.501 m from the first and 59.494 m from the second: d is the distance to the nearest, 60.",
        fixed(302_740_997, 1_201_638_352, 60),
        proceeds().says("location", pass().seen(60).at_most(60)),
    )
    .case(
        "location.union",
        "geodesy boundary",
        "One metre to the west it is 60.495 m from the second: d = 61.",
        fixed(302_740_997, 1_201_638_248, 60),
        declines(LocationOutsideArea).says("location", outside_by(61)),
    )
    .case(
        "location.union",
        "geodesy",
        "At the second centre: inside.",
        fixed(302_740_996, 1_201_654_928, 0),
        proceeds().says("location", pass().seen(0)),
    )
}
