//! Distances, areas and datums, against public libraries (tests/fixtures/geo, made by
//! host-tests/reference/geo.py) and by their laws. `--nocapture` shows the largest errors.
#![expect(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test may fail"
)]

use poscond::geo::{
    Datum, Disc, FAR_MM, Fix, InnerBox, Point, RADIUS_M_MAX, RingProblem, polygon_distance_mm, ring_problem, sin_turn,
};
use proptest::prelude::*;

const DEGREE: i32 = 10_000_000;

/// The rows of a fixture, without its comments.
fn rows(csv: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    csv.lines().filter(|line| !line.starts_with('#')).map(|line| line.split(',').collect())
}

fn int(field: &str) -> i64 {
    field.parse().expect("an integer")
}

fn point(lat: &str, lon: &str) -> Point {
    Point::new(lat.parse().expect("lat"), lon.parse().expect("lon")).expect("in range")
}

fn p(lat_e7: i32, lon_e7: i32) -> Point {
    Point { lat_e7, lon_e7 }
}

fn polygon(ring: &[Point], fix: Point) -> u64 {
    polygon_distance_mm(ring.iter().copied(), &Fix::new(fix))
}

/// The promise: within 0.1 % or 1 m, the larger, of the geodesic up to 100 km, and farther is far.
#[track_caller]
fn assert_near(got: u64, want: u64, what: &str) {
    let want = want.min(FAR_MM);
    let allowed = (want / 1000).max(1000);
    assert!(got.abs_diff(want) <= allowed, "{what}: {got} mm, not {want} mm");
}

// ---- trigonometry -------------------------------------------------------------------------------

/// Pins the polynomial and both foldings, at every quarter and between.
#[test]
fn sine_is_within_three_units() {
    let mut worst = 0;
    for row in rows(include_str!("fixtures/geo/sine.csv")) {
        let phase = row[0].parse().expect("a phase");
        worst = worst.max((sin_turn(phase) - int(row[1])).abs());
    }
    println!("sine: worst {worst} / 2^30");
    assert!(worst <= 3);
    assert_eq!(sin_turn(0), 0);
}

// ---- distances ----------------------------------------------------------------------------------

/// Pins distances to Karney's geodesics, 1 m to 100 km and far, everywhere; both ways.
#[test]
fn distances_are_those_of_geodesics() {
    let (mut worst_mm, mut worst_ppm, mut count) = (0, 0, 0);
    for row in rows(include_str!("fixtures/geo/geodesic.csv")) {
        let (a, b, want) = (point(row[1], row[2]), point(row[3], row[4]), int(row[5]).unsigned_abs());
        let got = Fix::new(a).distance_mm(b);
        assert_eq!(got, Fix::new(b).distance_mm(a), "{row:?} both ways");
        let error = got.abs_diff(want.min(FAR_MM));
        // What the documentation of `Fix::distance_mm` says: more than is promised.
        assert!(error <= 30 + want * 2 / 1_000_000, "{row:?}: {got} mm");
        worst_mm = worst_mm.max(error);
        if want > 100_000 {
            worst_ppm = worst_ppm.max(error * 1_000_000 / want);
        }
        count += 1;
    }
    println!("geodesics: {count}, worst {worst_mm} mm, {worst_ppm} ppm beyond 100 m");
    assert!(count >= 300);
}

/// Pins the distance to a circle to geodesic − radius for radii up to 100 km: the centre may be 200 km off.
#[test]
fn discs_are_those_of_geodesics() {
    let mut worst = 0;
    for row in rows(include_str!("fixtures/geo/geodesic.csv")) {
        let (a, b, d) = (point(row[1], row[2]), point(row[3], row[4]), int(row[5]).unsigned_abs());
        for radius_m in [0, 1, 50, 1000, 30_000, 99_000, RADIUS_M_MAX] {
            let got = Disc::new(a, radius_m).distance_mm(&Fix::new(b));
            let want = d.saturating_sub(u64::from(radius_m) * 1000);
            assert_near(got, want, &format!("{row:?} radius {radius_m}"));
            worst = worst.max(got.abs_diff(want.min(FAR_MM)));
        }
    }
    println!("discs: worst {worst} mm");
}

/// Pins what is inside, about 0.1° of meridian.
#[test]
fn the_boundary_of_a_disc_is_inside() {
    let centre = p(0, 0);
    let fix = Fix::new(p(1_000_000, 0));
    let d = Fix::new(centre).distance_mm(fix.point());
    assert_eq!(d, 11_057_427); // as geographiclib has it
    assert_eq!(Disc::new(centre, 11_057).distance_mm(&fix), 427);
    assert_eq!(Disc::new(centre, 11_058).distance_mm(&fix), 0);
    assert_eq!(Disc::new(centre, 0).distance_mm(&Fix::new(centre)), 0);
    assert!(Disc::new(centre, 0).distance_mm(&Fix::new(p(0, 1))) > 0);
}

/// Pins saturation: beyond 100 km, beyond 3° of latitude, across the globe, pole to pole.
#[test]
fn far_is_far() {
    let home = Fix::new(p(30 * DEGREE, 120 * DEGREE));
    for far in [
        p(31 * DEGREE, 120 * DEGREE),
        p(30 * DEGREE, 122 * DEGREE),
        p(27 * DEGREE, 120 * DEGREE),
        p(-30 * DEGREE, -60 * DEGREE),
        p(30 * DEGREE, -60 * DEGREE),
    ] {
        assert_eq!(home.distance_mm(far), FAR_MM, "{far:?}");
        assert!(Disc::new(home.point(), 1000).distance_mm(&Fix::new(far)) >= FAR_MM - 1_000_000, "{far:?}");
    }
    assert_eq!(Fix::new(p(90 * DEGREE, 0)).distance_mm(p(-90 * DEGREE, 0)), FAR_MM);
    assert_eq!(Disc::new(p(0, 0), RADIUS_M_MAX).distance_mm(&Fix::new(p(0, 180 * DEGREE))), FAR_MM);
    assert_eq!(Disc::new(p(0, 0), u32::MAX), Disc::new(p(0, 0), RADIUS_M_MAX));
}

// ---- datums -------------------------------------------------------------------------------------

/// Pins GCJ-02 and BD-09 as exact inverses of gcoord's and eviltransform's forward formulae, within 5 cm.
#[test]
fn datums_are_inverted() {
    let (mut worst_gcj, mut worst_bd, mut count) = (0, 0, 0);
    for row in rows(include_str!("fixtures/geo/datum.csv")) {
        let wgs = point(row[1], row[2]);
        let off = |shifted: Point, datum| Fix::new(wgs).distance_mm(shifted.to_wgs84(datum));
        let gcj = off(point(row[3], row[4]), Datum::Gcj02);
        let bd = off(point(row[5], row[6]), Datum::Bd09);
        assert!(gcj <= 50 && bd <= 50, "{row:?}: gcj {gcj} mm, bd {bd} mm");
        (worst_gcj, worst_bd, count) = (worst_gcj.max(gcj), worst_bd.max(bd), count + 1);
    }
    println!("datums: {count}, worst gcj {worst_gcj} mm, bd {worst_bd} mm");
    assert!(count >= 300);
}

/// Pins the box: its corners shift, one unit outside does not.
#[test]
fn datums_shift_only_in_their_box() {
    let (south, north, west, east) = (8_293_000, 558_271_000, 720_040_000, 1_378_347_000);
    for datum in [Datum::Gcj02, Datum::Bd09] {
        for inside in [p(south, west), p(north, west), p(south, east), p(north, east)] {
            assert_ne!(inside.to_wgs84(datum), inside);
        }
        for outside in [
            p(south - 1, west),
            p(north + 1, west),
            p(south, west - 1),
            p(north, east + 1),
            p(0, 0),
            p(514_000_000, -1_000_000),
            p(-337_000_000, 1_512_000_000),
        ] {
            assert_eq!(outside.to_wgs84(datum), outside);
        }
    }
    let beijing = p(399_042_000, 1_164_074_000);
    assert_eq!(beijing.to_wgs84(Datum::Wgs84), beijing);
}

/// Pins the wire bytes and names.
#[test]
fn datum_bytes_and_names() {
    for (byte, datum, name) in [(1, Datum::Wgs84, "wgs84"), (2, Datum::Gcj02, "gcj02"), (3, Datum::Bd09, "bd09")] {
        assert_eq!(Datum::from_u8(byte), Some(datum));
        assert_eq!((datum as u8, datum.name()), (byte, name));
    }
    assert_eq!((Datum::from_u8(0), Datum::from_u8(4)), (None, None));
}

/// Pins the ends of the ranges.
#[test]
fn points_are_in_range() {
    assert!(Point::new(900_000_000, 1_800_000_000).is_some());
    assert!(Point::new(-900_000_000, -1_800_000_000).is_some());
    assert!(Point::new(900_000_001, 0).is_none() && Point::new(0, -1_800_000_001).is_none());
    assert!(Point::new(i32::MIN, 0).is_none() && Point::new(0, i32::MIN).is_none());
}

// ---- polygons -----------------------------------------------------------------------------------

/// Pins distances to polygons to a brute-force search over geodesics; 0 inside, on an edge, on a corner,
/// and nowhere else.
#[test]
fn polygon_distances_are_those_of_geodesics() {
    let (mut worst_mm, mut worst_ppm, mut count) = (0, 0, 0);
    for row in rows(include_str!("fixtures/geo/polygon.csv")) {
        let numbers: Vec<&str> = row[4].split(' ').collect();
        let mut ring: Vec<Point> = numbers.chunks(2).map(|c| point(c[0], c[1])).collect();
        assert_eq!(ring_problem(&ring), None, "{}", row[0]);
        let (fix, want) = (point(row[1], row[2]), int(row[3]).unsigned_abs());
        let what = format!("{} from {fix:?}", row[0]);
        let got = polygon(&ring, fix);
        assert_near(got, want, &what);
        assert_eq!(got == 0, want == 0, "{what}: {got} mm, not {want} mm");
        // The way round and the first corner make no difference to speak of.
        ring.reverse();
        ring.rotate_left(1);
        assert_near(polygon(&ring, fix), want, &what);
        assert_eq!(polygon(&ring, fix) == 0, got == 0, "{what} the other way round");
        let error = got.abs_diff(want.min(FAR_MM));
        if want < 100_000 {
            worst_mm = worst_mm.max(error);
        } else {
            worst_ppm = worst_ppm.max(error * 1_000_000 / want);
        }
        count += 1;
    }
    println!("polygons: {count}, worst {worst_mm} mm below 100 m, {worst_ppm} ppm beyond");
    assert!(count >= 60);
}

/// Pins the boundary exactly: a slanted edge through lattice points, and one unit to either side.
#[test]
fn the_boundary_of_a_polygon_is_inside() {
    let ring = [p(0, 0), p(0, 3000), p(2000, 3000)];
    for on in [p(0, 0), p(0, 1), p(0, 3000), p(1000, 3000), p(2000, 3000), p(2, 3), p(1000, 1500)] {
        assert_eq!(polygon(&ring, on), 0, "{on:?}");
    }
    for inside in [p(1, 2), p(1, 2999), p(999, 1500)] {
        assert_eq!(polygon(&ring, inside), 0, "{inside:?}");
    }
    for outside in [p(-1, 0), p(-1, 1500), p(0, -1), p(0, 3001), p(1001, 1500), p(3, 4), p(2001, 3000), p(2000, 2999)] {
        let d = polygon(&ring, outside);
        assert!(d > 0 && d < 30, "{outside:?} is {d} mm off");
    }
}

/// Pins that an edge across the antimeridian is the short way round, and that nothing is inside at its
/// antipodes.
#[test]
fn a_polygon_across_the_antimeridian() {
    let ring = [p(-DEGREE, 179 * DEGREE), p(-DEGREE, -179 * DEGREE), p(DEGREE, -179 * DEGREE), p(DEGREE, 179 * DEGREE)];
    for inside in [p(0, 180 * DEGREE), p(0, -180 * DEGREE), p(0, 1_795_000_000), p(DEGREE, -179 * DEGREE)] {
        assert_eq!(polygon(&ring, inside), 0, "{inside:?}");
    }
    for far in [p(0, 0), p(0, 177 * DEGREE), p(0, -177 * DEGREE)] {
        assert_eq!(polygon(&ring, far), FAR_MM, "{far:?}");
    }
    // 0.1° of equator is 11 131.949 m, from either side.
    for near in [p(0, 1_789_000_000), p(0, -1_789_000_000)] {
        assert_near(polygon(&ring, near), 11_131_949, "0.1° off");
    }
}

/// Pins that a ring reaching almost half round is near from across its own seam.
#[test]
fn a_wide_polygon_is_near_from_both_ends() {
    let ring = [p(0, 0), p(0, 1_799_000_000), p(DEGREE, 900_000_000)];
    assert_eq!(ring_problem(&ring), None);
    assert_near(polygon(&ring, p(0, 1_799_500_000)), 5_565_975, "0.05° east of the east end");
    assert_near(polygon(&ring, p(0, -1_799_500_000)), 16_697_924, "0.15° east of the east end");
}

/// Pins that an edge along a parallel bows away from the chord of its ends: at 80° N, 150 m in 37 km,
/// which here decides between two edges.
#[test]
fn a_parallel_is_no_geodesic() {
    let fix = p(799_900_000, 0);
    let ring = [
        p(799_797_000, 10_000),
        p(799_700_000, 10_000),
        p(799_700_000, -11_000_000),
        p(801_000_000, -11_000_000),
        p(801_000_000, 9_500_000),
        p(800_000_000, 9_500_000),
        p(800_000_000, -9_500_000),
        p(799_797_000, -9_500_000),
    ];
    assert_eq!(ring_problem(&ring), None);
    // 0.01° of meridian is 1116.6 m; the corner south of the fix is at 1150 m.
    assert_near(polygon(&ring, fix), Fix::new(fix).distance_mm(p(800_000_000, 0)), "the parallel");
    assert!(polygon(&ring, fix) < Fix::new(fix).distance_mm(ring[0]));
}

/// Pins what fewer than three corners do: nothing is far, a point and a line are themselves.
#[test]
fn rings_that_bound_nothing_do_not_panic() {
    assert_eq!(polygon(&[], p(0, 0)), FAR_MM);
    assert_eq!(polygon(&[p(5, 5)], p(5, 5)), 0);
    assert_near(polygon(&[p(0, 0)], p(0, 1_000_000)), 11_131_949, "a point");
    assert_near(polygon(&[p(0, 0), p(DEGREE, 0)], p(5_000_000, 1_000_000)), 11_131_525, "a line");
}

/// Pins every problem of a ring, and rings that have none.
#[test]
fn ring_problems() {
    use RingProblem::*;
    let square = [p(0, 0), p(0, 10), p(10, 10), p(10, 0)];
    let with = |extra: &[Point]| [&square[..], extra].concat();
    let circle = |n: i32| (0..n).map(|k| p(k * k, k * 1000)).collect::<Vec<_>>(); // convex

    assert_eq!(ring_problem(&square), None);
    assert_eq!(ring_problem(&[square[3], square[2], square[1], square[0]]), None);
    assert_eq!(ring_problem(&circle(64)), None);
    // A corner in the middle of a straight edge is no problem.
    assert_eq!(ring_problem(&with(&[p(5, 0)])), None);
    assert_eq!(ring_problem(&[p(0, 1_799_999_999), p(0, -1_799_999_999), p(5, 1_800_000_000)]), None);
    assert_eq!(ring_problem(&[p(0, 0), p(0, 1_799_999_999), p(899_999_999, 5)]), None);

    assert_eq!(ring_problem(&square[..2]), Some(TooFewCorners));
    assert_eq!(ring_problem(&circle(65)), Some(TooManyCorners));
    assert_eq!(ring_problem(&with(&[p(0, 0)])), Some(RepeatedCorner { index: 4 }));
    assert_eq!(ring_problem(&[p(0, 0), p(0, 0), p(5, 5)]), Some(RepeatedCorner { index: 1 }));
    let one_meridian = [p(0, 1_799_999_000), p(0, 1_800_000_000), p(5, -1_799_999_000), p(0, -1_800_000_000)];
    assert_eq!(ring_problem(&one_meridian), Some(RepeatedCorner { index: 3 }));
    assert_eq!(ring_problem(&[p(0, 0), p(0, 1_800_000_000), p(5, 5)]), Some(TooWide));
    assert_eq!(ring_problem(&[p(0, -1_000_000_000), p(0, 900_000_000), p(5, 5)]), Some(TooWide));
    let round_the_pole = [p(800_000_000, 0), p(800_000_000, 1_200_000_000), p(800_000_000, -1_200_000_000)];
    assert_eq!(ring_problem(&round_the_pole), Some(TooWide));
    assert_eq!(ring_problem(&[p(0, 0), p(0, 10), p(900_000_000, 5)]), Some(TooWide));
    assert_eq!(ring_problem(&[p(0, 0), p(0, 10), p(-900_000_000, 5)]), Some(TooWide));
    assert_eq!(ring_problem(&[p(0, 0), p(5, 5), p(2, 2)]), Some(Degenerate));
    assert_eq!(ring_problem(&[p(0, 0), p(0, 5), p(0, 2), p(0, 9)]), Some(Degenerate));

    let crossing = |edge_a, edge_b| Some(Crossing { edge_a, edge_b });
    assert_eq!(ring_problem(&[p(0, 0), p(10, 10), p(0, 10), p(10, 0)]), crossing(0, 2)); // bow tie
    assert_eq!(ring_problem(&with(&[p(-5, 5)])), crossing(0, 3)); // through an edge
    assert_eq!(ring_problem(&with(&[p(0, 5)])), crossing(0, 3)); // a corner on an edge
    assert_eq!(ring_problem(&[p(0, 0), p(0, 10), p(5, 10), p(5, 20), p(5, 12), p(9, 5)]), crossing(2, 3)); // a spike
    assert_eq!(ring_problem(&[p(0, 0), p(0, 10), p(0, 5), p(9, 9)]), crossing(0, 1)); // a spike at the start
    assert_eq!(ring_problem(&[p(0, 5), p(0, 10), p(0, 0), p(9, 9)]), crossing(0, 1)); // beyond the start
    assert_eq!(ring_problem(&[p(0, 0), p(0, 5), p(9, 9), p(0, 10)]), crossing(0, 3)); // and where it closes
    assert_eq!(ring_problem(&[p(0, 0), p(9, 9), p(0, 10), p(0, -5)]), crossing(0, 2)); // the start on an edge
    // Two edges on one line that overlap: 0–8 and 4–12 at latitude 0.
    assert_eq!(ring_problem(&[p(0, 0), p(0, 8), p(5, 8), p(5, 14), p(0, 12), p(0, 4), p(-5, 2)]), crossing(0, 4));
    // Across the antimeridian too.
    let tie = [p(0, 1_799_999_995), p(10, -1_799_999_995), p(0, -1_799_999_995), p(10, 1_799_999_995)];
    assert_eq!(ring_problem(&tie), crossing(0, 2));
}

// ---- laws ---------------------------------------------------------------------------------------

prop_compose! {
    fn any_point()(lat_e7 in -900_000_000..=900_000_000, lon_e7 in -1_800_000_000..=1_800_000_000) -> Point {
        p(lat_e7, lon_e7)
    }
}

prop_compose! {
    /// Two points some tens of km apart at most, near latitude 0 to ±89.
    fn neighbours()(lat in -890_000_000..=890_000_000, lon in -1_790_000_000..=1_790_000_000,
                    north in -3_000_000..=3_000_000, east in -3_000_000..=3_000_000) -> (Point, Point) {
        (p(lat, lon), p(lat + north, lon + east))
    }
}

fn east_by(at: Point, by: i32) -> Point {
    let lon = (i64::from(at.lon_e7) + i64::from(by) + 1_800_000_000).rem_euclid(3_600_000_000) - 1_800_000_000;
    p(at.lat_e7, lon.try_into().expect("wrapped"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    /// No i32 overflows, panics, or passes FAR_MM.
    #[test]
    fn any_numbers_give_a_length(raw in prop::collection::vec((special(), special()), 0..8), radius: u32) {
        let points: Vec<Point> = raw.into_iter().map(|(lat, lon)| p(lat, lon)).collect();
        let _ = ring_problem(&points);
        for &at in &points {
            let fix = Fix::new(at);
            prop_assert!(polygon_distance_mm(points.iter().copied(), &fix) <= FAR_MM);
            for &to in &points {
                prop_assert!(fix.distance_mm(to) <= FAR_MM);
                prop_assert!(Disc::new(to, radius).distance_mm(&fix) <= FAR_MM);
            }
            for datum in [Datum::Wgs84, Datum::Gcj02, Datum::Bd09] {
                let _ = at.to_wgs84(datum);
            }
        }
    }

    /// A distance is the same both ways, and nothing from a point to itself.
    #[test]
    fn symmetry((a, b) in neighbours(), c in any_point()) {
        for (a, b) in [(a, b), (a, c)] {
            prop_assert_eq!(Fix::new(a).distance_mm(b), Fix::new(b).distance_mm(a));
        }
        prop_assert_eq!(Fix::new(a).distance_mm(a), 0);
    }

    /// Moving all by any longitude, over the antimeridian too, changes nothing.
    #[test]
    fn meridians_are_alike((a, b) in neighbours(), (c, d) in neighbours(), by in -1_800_000_000..=1_800_000_000) {
        let c = p(a.lat_e7 + (c.lat_e7 >> 9), a.lon_e7 + (c.lon_e7 >> 9));
        let d = p(a.lat_e7 + (d.lat_e7 >> 9), a.lon_e7 + (d.lon_e7 >> 9));
        let moved = |x: Point| east_by(x, by);
        let here = Fix::new(b).distance_mm(a);
        prop_assert_eq!(Fix::new(moved(b)).distance_mm(moved(a)), here);
        let here = polygon(&[a, c, d], b);
        prop_assert_eq!(polygon(&[moved(a), moved(c), moved(d)], moved(b)), here);
    }

    /// A wider circle is never farther; a wider one by the distance holds the fix.
    #[test]
    fn wider_is_nearer((a, b) in neighbours(), radius in 0..RADIUS_M_MAX, more in 0..RADIUS_M_MAX) {
        let fix = Fix::new(b);
        let d = Disc::new(a, radius).distance_mm(&fix);
        prop_assert!(Disc::new(a, radius.saturating_add(more)).distance_mm(&fix) <= d);
        let reach = radius + u32::try_from(d.div_ceil(1000)).expect("100 km at most");
        prop_assert!(reach > RADIUS_M_MAX || Disc::new(a, reach).distance_mm(&fix) == 0);
    }

    /// A polygon is as near as its nearest corner or nearer, and its corners are in it.
    #[test]
    fn corners_belong((a, b) in neighbours(), (c, d) in neighbours()) {
        let c = p(a.lat_e7 + (c.lat_e7 >> 7), a.lon_e7 + (c.lon_e7 >> 7));
        let ring = [a, b, c];
        let fix = p(a.lat_e7 + (d.lat_e7 >> 7), a.lon_e7 + (d.lon_e7 >> 7));
        let nearest = ring.iter().map(|&corner| Fix::new(fix).distance_mm(corner)).min().expect("three");
        let got = polygon(&ring, fix);
        prop_assert!(got <= nearest + nearest / 1000 + 200, "{} > {}", got, nearest);
        for corner in ring {
            prop_assert_eq!(polygon(&ring, corner), 0);
        }
    }

    /// Inside agrees with the signs of the three cross products of a triangle.
    #[test]
    fn inside_a_triangle(v in prop::array::uniform4((-50..50_i32, -50..50_i32)), at in any_point()) {
        let at = p(at.lat_e7 / 2, at.lon_e7);
        let [a, b, c, f] = v.map(|(lat, lon)| (i64::from(lat), i64::from(lon)));
        let cross = |o: (i64, i64), u: (i64, i64), w: (i64, i64)| ((u.1 - o.1) * (w.0 - o.0) - (w.1 - o.1) * (u.0 - o.0)).signum();
        let sides = [cross(a, b, f), cross(b, c, f), cross(c, a, f)];
        prop_assume!(cross(a, b, c) != 0);
        let want = sides.iter().all(|&s| s >= 0) || sides.iter().all(|&s| s <= 0);
        let [a, b, c, f] = v.map(|(lat, lon)| east_by(p(at.lat_e7 + lat, at.lon_e7), lon));
        prop_assert_eq!(polygon(&[a, b, c], f) == 0, want);
    }
}

/// Any i32, and often the telling ones.
fn special() -> impl Strategy<Value = i32> {
    prop_oneof![
        any::<i32>(),
        prop::sample::select(vec![i32::MIN, i32::MAX, 0, 900_000_000, -900_000_000, 1_800_000_000, -1_800_000_000, 1]),
        -900_000_000..=900_000_000,
        300_000_000..=301_000_000,
        1_050_000_000..=1_050_100_000,
    ]
}

/// The box of a circle lies inside it: no point of it is outside, at any latitude, pole and antimeridian included.
#[test]
fn the_inner_box_is_inside() {
    for lat in [0, 1, 302_592_000, -450_000_000, 700_000_000, 890_000_000, 899_990_000, 900_000_000, -900_000_000] {
        for lon in [0, 1_201_303_000, 1_799_999_000, -1_800_000_000] {
            for radius_m in [1, 60, 1_000, 30_000, 100_000] {
                let centre = Point::new(lat, lon).expect("in range");
                let (disc, inner) = (Disc::new(centre, radius_m), InnerBox::new(centre, radius_m));
                let (high, wide) = (i64::from(inner.half_lat_e7), i64::from(inner.half_lon_e7));
                for (up, right) in [(1, 1), (1, -1), (-1, 1), (-1, -1), (1, 0), (0, 1), (-1, 0), (0, -1)] {
                    let at_lat = (i64::from(lat) + up * high).clamp(-900_000_000, 900_000_000);
                    let at_lon =
                        (i64::from(lon) + right * wide + 5_400_000_000).rem_euclid(3_600_000_000) - 1_800_000_000;
                    let point = Point {
                        lat_e7: at_lat.try_into().expect("clamped"),
                        lon_e7: at_lon.try_into().expect("wrapped"),
                    };
                    assert!(inner.holds(centre, point), "{centre:?} {radius_m} m: {point:?} is a corner of {inner:?}");
                    assert_eq!(disc.distance_mm(&Fix::new(point)), 0, "{centre:?} {radius_m} m: {point:?}");
                }
                // It is worth having: six tenths of the radius to the north are in it.
                let six_tenths = i32::try_from(radius_m * 600 / 11 - 1).expect("small");
                let towards = if lat > 0 { -six_tenths } else { six_tenths };
                let near = Point { lat_e7: lat + towards, lon_e7: lon };
                assert!(inner.holds(centre, near), "{centre:?} {radius_m} m: {near:?} {inner:?}");
            }
        }
    }
}

/// Pins that the way to a datum and back ends where it began, within 20 cm, all over the box but its rim.
#[test]
fn to_a_datum_and_back() {
    for lat_e7 in (12_000_000..550_000_000).step_by(17_000_003) {
        for lon_e7 in (730_000_000..1_370_000_000).step_by(19_000_013) {
            let point = Point { lat_e7, lon_e7 };
            for &datum in Datum::ALL {
                let back = point.from_wgs84(datum).to_wgs84(datum);
                let away_mm = Fix::new(point).distance_mm(back);
                assert!(away_mm <= 200, "{point:?} {datum:?} {back:?}: {away_mm} mm");
                let moved_mm = Fix::new(point).distance_mm(point.from_wgs84(datum));
                assert_eq!(moved_mm > 1_000, datum != Datum::Wgs84, "{point:?} {datum:?}: {moved_mm} mm");
            }
        }
    }
    let flushing = Point { lat_e7: 407_590_000, lon_e7: -738_300_000 };
    assert_eq!(flushing.from_wgs84(Datum::Bd09), flushing);
}
