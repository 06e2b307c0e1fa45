//! Where a fix is, and how far from where it should be: datums, distances, areas.
//!
//! Integers only. Positions are in 1e-7 degrees (1.1 cm of latitude), lengths in millimetres, fixed
//! point in `i64` with the scale in the name (`_q30` counts 2⁻³⁰). Every function here takes any
//! `i32`, in range or not, and never panics; out-of-range latitudes give a meaningless length.
//!
//! Sources: WGS 84 by its defining parameters a = 6 378 137 m, 1/f = 298.257 223 563 (NGA.STND.0036);
//! GCJ-02 and BD-09 have no published standard, so the formulae are those all open converters share
//! (eviltransform, gcoord).
#![expect(
    clippy::arithmetic_side_effects,
    reason = "fixed point; the range of every product is proven beside it, or by the bounds of i32"
)]

/// Degrees to the units of a [`Point`].
const DEGREE: i64 = 10_000_000;
/// Half a turn, 180°, in 1e-7 degrees.
const HALF_TURN: i64 = 180 * DEGREE;
/// 1 in Q30.
const ONE: i64 = 1 << 30;

/// A distance of 100 km, in mm. Farther is far: distances saturate here.
pub const FAR_MM: u64 = 100_000_000;
/// The largest radius of a [`Disc`], 100 km, in metres.
pub const RADIUS_M_MAX: u32 = 100_000;
/// The most corners of a polygon.
pub const CORNERS_MAX: usize = 64;

/// A position in 1e-7 degrees. WGS 84 unless said otherwise.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Point {
    /// Latitude, north positive: −900 000 000 ..= 900 000 000.
    pub lat_e7: i32,
    /// Longitude, east positive: −1 800 000 000 ..= 1 800 000 000; both ends are one meridian.
    pub lon_e7: i32,
}

impl Point {
    /// The point, if both coordinates are in range, ends included.
    #[must_use]
    pub const fn new(lat_e7: i32, lon_e7: i32) -> Option<Self> {
        if lat_e7.unsigned_abs() <= 900_000_000 && lon_e7.unsigned_abs() <= 1_800_000_000 {
            Some(Self { lat_e7, lon_e7 })
        } else {
            None
        }
    }

    /// This point, given in `datum`, in WGS 84.
    ///
    /// Within 5 cm of the exact inverse of the public forward formulae (the often seen one-step
    /// inverses are off by metres). GCJ-02 and BD-09 shift only what lies in their "in China" box,
    /// latitude 0.8293° to 55.8271° and longitude 72.004° to 137.8347°, ends included; a point outside
    /// it is returned as it is. Within 2 km of the rim the forward formulae are not invertible, and
    /// the result is one of the candidates.
    #[must_use]
    pub fn to_wgs84(self, datum: Datum) -> Self {
        match datum {
            Datum::Wgs84 => self,
            _ if !self.in_china() => self,
            Datum::Gcj02 => gcj02_to_wgs84(self),
            Datum::Bd09 => gcj02_to_wgs84(bd09_to_gcj02(self)),
        }
    }

    /// This point, given in WGS 84, in `datum`: the public forward formulae, within 5 cm.
    ///
    /// What lies outside their "in China" box is returned as it is.
    #[must_use]
    pub fn from_wgs84(self, datum: Datum) -> Self {
        match datum {
            Datum::Wgs84 => self,
            _ if !self.in_china() => self,
            Datum::Gcj02 => wgs84_to_gcj02(self),
            Datum::Bd09 => gcj02_to_bd09(wgs84_to_gcj02(self)),
        }
    }

    /// Whether it lies in the box in which GCJ-02 and BD-09 shift.
    fn in_china(self) -> bool {
        (8_293_000..=558_271_000).contains(&self.lat_e7) && (720_040_000..=1_378_347_000).contains(&self.lon_e7)
    }

    /// This point moved back by an offset of 1e-7 degrees, far smaller than `i32`.
    fn less(self, lat: i64, lon: i64) -> Self {
        #[expect(clippy::cast_possible_truncation, reason = "shifts are below 0.1°, and wrap at worst")]
        let (lat, lon) = (lat as i32, lon as i32);
        Self { lat_e7: self.lat_e7.wrapping_sub(lat), lon_e7: self.lon_e7.wrapping_sub(lon) }
    }
}

crate::words::words! {
    /// What the coordinates of a position refer to. Inside China the three differ by 250 to 1200 m.
    Datum {
        /// WGS 84: what satellite receivers give.
        Wgs84 = 1 "wgs84",
        /// GCJ-02: Chinese maps (AMap, Tencent), and Android location services in China.
        Gcj02 = 2 "gcj02",
        /// BD-09: Baidu maps, a further shift of GCJ-02.
        Bd09 = 3 "bd09",
    }
}

// ---- angles ------------------------------------------------------------------------------------

/// Turns per 1e-7 degree, for an angle that makes `num / den` turns a degree, in Q64.
const fn turns_per_e7(num: u128, den: u128) -> u64 {
    #[expect(clippy::cast_possible_truncation, reason = "a constant below 2^64 for every use here")]
    let turns = ((num << 64) / (den * 10_000_000)) as u64;
    turns
}

/// An angle that is its own coordinate: 1/360 turn a degree.
const PLAIN: u64 = turns_per_e7(1, 360);
/// Half of it.
const HALF: u64 = turns_per_e7(1, 720);

/// The phase (2³² to the turn) of an angle of `x_e7` at `turns_per_e7`, within 1 unit.
///
/// Whole turns fall off the top of the product, so the range is reduced exactly, and without dividing.
fn phase(x_e7: i64, turns_per_e7: u64) -> u32 {
    // The constant is short of the truth by under 1, the product by under |x| < 2³³ in Q64.
    (x_e7.cast_unsigned().wrapping_mul(turns_per_e7).wrapping_add(1 << 31) >> 32) as u32
}

/// Sine of `phase` (2³² to the turn), in Q30, within 3 units.
///
/// An odd polynomial in the quarter turn, fitted with relative error below 3e-11 and exactly 1 at the
/// quarter.
#[must_use]
pub fn sin_turn(phase: u32) -> i64 {
    let x = phase.cast_signed();
    // Fold the outer quarters back: sin(π − x) = sin x. Then |t| ≤ 1 in Q30.
    let outer = x.wrapping_add(1 << 30) < 0;
    let t = i64::from(if outer { i32::MIN.wrapping_sub(x) } else { x });
    let tt = (t * t) >> 30;
    // OK because |sum| < 2³¹ and tt ≤ 2³⁰: every product is below 2⁶².
    let mut sum = 172_065 - ((3_682 * tt) >> 30);
    sum = -5_026_886 + ((sum * tt) >> 30);
    sum = 85_569_280 + ((sum * tt) >> 30);
    sum = -693_598_666 + ((sum * tt) >> 30);
    sum = 1_686_629_713 + ((sum * tt) >> 30);
    (sum * t + (ONE >> 1)) >> 30
}

/// Cosine, as [`sin_turn`].
fn cos_turn(phase: u32) -> i64 {
    sin_turn(phase.wrapping_add(1 << 30))
}

/// c₀ + c₁x + c₂x² for x in 0 ..= 1, Q30.
fn series(c: [i64; 3], x_q30: i64) -> i64 {
    let [c0, c1, c2] = c;
    // OK because |c₁| and |c₂| are below 2³² wherever this is called.
    c0 + (((c1 + ((c2 * x_q30) >> 30)) * x_q30) >> 30)
}

/// Constants by exact arithmetic, from the defining parameters.
#[expect(clippy::cast_possible_truncation, reason = "constants, each below 2^40")]
mod ellipsoid {
    /// π in Q40.
    const PI: u128 = 3_454_217_652_358;
    /// 180/π · 10⁷, the 1e-7 degrees of a radian, in Q20.
    const RADIAN_E7: u128 = ((1_800_000_000_u128) << 60) / PI;

    /// e² = f(2 − f) in Q50, from 1/f = 298.257 223 563.
    const WGS84_EE: u128 = {
        let inverse_f_e9 = 298_257_223_563_u128;
        (((2 * inverse_f_e9 - 1_000_000_000) * 1_000_000_000) << 50) / (inverse_f_e9 * inverse_f_e9)
    };
    /// a, mm.
    const WGS84_A: u128 = 6_378_137_000;

    /// a (1 + e²s/2 + 3e⁴s²/8), s = sin²φ: the radius of curvature in the prime vertical, mm.
    ///
    /// What is left out is below 0.1 ppm.
    pub(super) const NORMAL_MM: [i64; 3] = [
        WGS84_A as i64,
        ((WGS84_A * WGS84_EE / 2) >> 50) as i64,
        ((WGS84_A * ((WGS84_EE * WGS84_EE) >> 50) * 3 / 8) >> 50) as i64,
    ];

    /// a(1 − e²)(1 + 3e²s/2 + 15e⁴s²/8), s = sin²φ: mm of meridian to 1e-7 degree, in Q32.
    ///
    /// What is left out is below 0.7 ppm.
    pub(super) const MERIDIAN_Q32: [i64; 3] = {
        let k = ((WGS84_A * ((1 << 50) - WGS84_EE)) << 2) / RADIAN_E7; // Q(50 + 2 − 20) = Q32
        [k as i64, ((k * WGS84_EE * 3 / 2) >> 50) as i64, ((k * ((WGS84_EE * WGS84_EE) >> 50) * 15 / 8) >> 50) as i64]
    };

    /// e² of the Krasovsky 1940 ellipsoid, as the GCJ-02 formulae have it, in Q50.
    const GCJ_EE: u128 = (669_342_162_296_594_323_u128 << 50) / 100_000_000_000_000_000_000;
    /// Its a, in metres. (eviltransform has 6 378 137: at most 2 cm of difference.)
    const GCJ_A: u128 = 6_378_245;

    /// (1 − e²s)^½ / a, s = sin²φ: the 1e-7 degrees of longitude (times cos φ) to 1e-7 m, in Q44.
    pub(super) const GCJ_LON_Q44: [i64; 3] = {
        let k = (RADIAN_E7 << 24) / (GCJ_A * 10_000_000);
        [k as i64, -(((k * GCJ_EE / 2) >> 50) as i64), -(((k * ((GCJ_EE * GCJ_EE) >> 50) / 8) >> 50) as i64)]
    };
    /// (1 − e²s)^(3⁄2) / a(1 − e²), s = sin²φ: the 1e-7 degrees of latitude to 1e-7 m, in Q44.
    pub(super) const GCJ_LAT_Q44: [i64; 3] = {
        let k = (RADIAN_E7 << 74) / (GCJ_A * 10_000_000 * ((1 << 50) - GCJ_EE));
        [k as i64, -(((k * GCJ_EE * 3 / 2) >> 50) as i64), ((k * ((GCJ_EE * GCJ_EE) >> 50) * 3 / 8) >> 50) as i64]
    };
}

// ---- datums ------------------------------------------------------------------------------------

/// The inverse of GCJ-02: the w with w + shift(w) = g.
fn gcj02_to_wgs84(g: Point) -> Point {
    // The shift changes by under 0.7 % of a move, so each round leaves under 0.7 % of the error:
    // 700 m, 5 m, 3 cm.
    let mut w = g;
    for _ in 0..2 {
        let (lat, lon) = gcj02_shift(w);
        w = g.less(lat, lon);
    }
    w
}

/// GCJ-02 itself.
fn wgs84_to_gcj02(w: Point) -> Point {
    let (lat, lon) = gcj02_shift(w);
    w.less(-lat, -lon)
}

/// What GCJ-02 adds to a WGS 84 position near China, in 1e-7 degrees.
fn gcj02_shift(w: Point) -> (i64, i64) {
    // Offsets from 105° E, 35° N. OK because |x|, |y| < 35° here: products are below 2⁶⁰.
    let x = i64::from(w.lon_e7) - 105 * DEGREE;
    let y = i64::from(w.lat_e7) - 35 * DEGREE;
    let sin = |angle: i64, turns: u64| sin_turn(phase(angle, turns));
    let cube = |s: i64| (((s * s) >> 30) * s) >> 30;
    // 20 sin 6πx + 20 sin 2πx, metres in Q30, by sin 3α = 3 sin α − 4 sin³α.
    let fast = sin(x, turns_per_e7(1, 1));
    let common = 80 * (fast - cube(fast));
    // 20 sin πv + 40 sin πv/3 + a sin πv/12 + b sin πv/30, likewise.
    let waves = |v: i64, a: i64, b: i64| {
        let slow = sin(v, turns_per_e7(1, 6));
        100 * slow - 80 * cube(slow) + a * sin(v, turns_per_e7(1, 24)) + b * sin(v, turns_per_e7(1, 60))
    };
    // Two thirds of it, Q30 to 1e-7 m. OK because the waves sum to at most 580 m: 580·2³⁰·10⁷ < 2⁶³.
    let metres_e7 = |waves: i64| (((common + waves) * DEGREE) >> 30) * 2 / 3;
    // √|x| in 1e-7 √degree.
    let root = (x.unsigned_abs() * 10_000_000).isqrt().cast_signed();

    let north =
        2 * x + 3 * y + (2 * y + x) * y / (10 * DEGREE) + root / 5 - 100 * DEGREE + metres_e7(waves(y, 160, 320));
    let east = x + 2 * y + (x + y) * x / (10 * DEGREE) + root / 10 + 300 * DEGREE + metres_e7(waves(x, 150, 300));

    // Metres to degrees, on the ellipsoid. OK because the metres are below 1200 in 1e-7, 2³⁴, and the
    // scales below 2²⁸.
    let cos = cos_turn(phase(i64::from(w.lat_e7), PLAIN));
    let sin2 = ONE - ((cos * cos) >> 30);
    let lat = rounded(north * series(ellipsoid::GCJ_LAT_Q44, sin2), 44);
    let lon = (((east * series(ellipsoid::GCJ_LON_Q44, sin2)) >> 14) + cos / 2) / cos.max(1);
    (lat, lon)
}

/// The inverse of BD-09, which turns and stretches a GCJ-02 position g about 0° N 0° E a little:
/// b = g + (r g + ε i g) + (0.006°, 0.0065°), with r = 2e-5° sin(g.lat · 3000°/°) / |g| and
/// ε = 3e-6 cos(g.lon · 3000°/°). Terms in ε² are below 0.1 mm.
fn bd09_to_gcj02(b: Point) -> Point {
    let h = b.less(BD09_LAT, BD09_LON);
    // A round leaves under 2.5 % of the error: 70 m, 1.7 m, 4 cm, 1 mm.
    let mut g = h;
    for _ in 0..3 {
        let (lat, lon) = bd09_twist(g, h);
        g = h.less(lat, lon);
    }
    g
}

/// BD-09 itself, of a GCJ-02 position.
fn gcj02_to_bd09(g: Point) -> Point {
    let (lat, lon) = bd09_twist(g, g);
    g.less(-lat - BD09_LAT, -lon - BD09_LON)
}

/// What BD-09 adds after it has turned, in 1e-7 degrees.
const BD09_LAT: i64 = 60_000;
const BD09_LON: i64 = 65_000;

/// r h + ε i h, with r and ε at the GCJ-02 position g, in 1e-7 degrees.
fn bd09_twist(g: Point, h: Point) -> (i64, i64) {
    const FAST: u64 = turns_per_e7(3000, 360);
    // OK because h is in or near the box: |lon| < 2³¹, and every product is below 2⁶³.
    let (lat, lon) = (i64::from(h.lat_e7), i64::from(h.lon_e7));
    let length = (lat * lat + lon * lon).cast_unsigned().isqrt().cast_signed().max(1);
    let (unit_lat, unit_lon) = ((lat << 20) / length, (lon << 20) / length);
    let stretch = 200 * sin_turn(phase(i64::from(g.lat_e7), FAST)); // 1e-7 degrees, Q30
    let turn = 3 * cos_turn(phase(i64::from(g.lon_e7), FAST)); // 1e-6 radians, Q30
    (
        rounded(((stretch * unit_lat) >> 20) + turn * lon / 1_000_000, 30),
        rounded(((stretch * unit_lon) >> 20) - turn * lat / 1_000_000, 30),
    )
}

/// `x` without its lowest `bits`, to the nearest.
fn rounded(x: i64, bits: u32) -> i64 {
    (x + (1 << (bits - 1))) >> bits
}

// ---- distances ---------------------------------------------------------------------------------

/// The ellipsoid at a latitude.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Curvature {
    /// Radius of the parallel, mm: 0 ..= 6 378 137 000 < 2³³.
    parallel_mm: i64,
    /// Length of 1e-7 degree of meridian, mm in Q32: 11.05 to 11.17, below 2³⁶.
    meridian_q32: i64,
}

impl Curvature {
    fn at(lat_e7: i64) -> Self {
        let cos = cos_turn(phase(lat_e7, PLAIN)).max(0);
        let sin2 = ONE - ((cos * cos) >> 30);
        Self {
            // OK because 6.4e9 · 2³⁰ < 2⁶³.
            parallel_mm: (series(ellipsoid::NORMAL_MM, sin2) * cos) >> 30,
            meridian_q32: series(ellipsoid::MERIDIAN_Q32, sin2),
        }
    }
}

/// The square of a distance beyond all that count.
const BEYOND: i64 = i64::MAX;

/// The geodesic between latitudes of curvature `a` and `b`, `d_lat` and `d_lon` apart, squared, mm².
///
/// With m the meridian arc and w the chord of the two parallels, m² + w² + w²(w² + 2m²)/12R² differs
/// from the square of the geodesic by less than 2 ppm up to 200 km, the poles and the antimeridian
/// included. May be [`BEYOND`] from 200 km on; otherwise below 2⁶⁰.
fn squared_mm(a: Curvature, b: Curvature, d_lat: i64, d_lon: i64) -> i64 {
    if d_lat.abs() > 3 * DEGREE {
        return BEYOND;
    }
    // OK because 2³⁷ · 2²⁵ < 2⁶³. The mean scale of the ends is that of the arc, within 0.4 ppm.
    let m = ((a.meridian_q32 + b.meridian_q32) * d_lat.abs()) >> 33;
    // w² = 2a sin(Δλ/2) · 2b sin(Δλ/2)
    let sin = sin_turn(phase(d_lon.abs(), HALF)).abs();
    let (wa, wb) = ((a.parallel_mm * sin) >> 29, (b.parallel_mm * sin) >> 29);
    if (wa | wb) >> 29 != 0 {
        // One chord is over 536 km. Then either m is over 200 km, or the chords, less than 2° of
        // latitude off, differ by at most 400 km, and w is over 260 km.
        return BEYOND;
    }
    // OK because m² < 2⁵⁷ and w² < 2⁵⁸; the last product is below 2²⁶ · 2²⁷ · 2⁸ before its shift.
    let (mm, ww) = (m * m, wa * wb);
    mm + ww + ((((ww >> 32) * ((ww + 2 * mm) >> 32)) * ARC_Q12) >> 12)
}
/// 2⁶⁴ / 12R², R = 6371 km in mm, in Q12.
const ARC_Q12: i64 = 155;

/// From one longitude to another, the shorter way round: within ±180°.
fn shorter_way(from: i32, to: i32) -> i64 {
    // OK because two i32 differ by less than 2³², and 2³² − 360° < 180°.
    let lon = i64::from(to) - i64::from(from);
    let turns = i64::from(lon > HALF_TURN) - i64::from(lon < -HALF_TURN);
    lon - turns * 2 * HALF_TURN
}

/// A WGS 84 point, with what every distance from it shares.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Fix {
    point: Point,
    here: Curvature,
}

impl Fix {
    /// The fix at a WGS 84 point.
    #[must_use]
    pub fn new(point: Point) -> Self {
        Self { point, here: Curvature::at(i64::from(point.lat_e7)) }
    }

    /// The point.
    #[must_use]
    pub fn point(&self) -> Point {
        self.point
    }

    /// The geodesic distance, mm, within 2 ppm and 3 cm; [`FAR_MM`] if that is less.
    #[must_use]
    pub fn distance_mm(&self, to: Point) -> u64 {
        self.squared_mm(&Self::new(to)).isqrt().min(FAR_MM)
    }

    /// The square of the distance, up to 200 km and more.
    fn squared_mm(&self, to: &Self) -> u64 {
        let d_lat = i64::from(to.point.lat_e7) - i64::from(self.point.lat_e7);
        let d_lon = shorter_way(self.point.lon_e7, to.point.lon_e7);
        squared_mm(self.here, to.here, d_lat, d_lon).cast_unsigned()
    }
}

/// A circle on the ellipsoid: all that is within a radius of its centre.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Disc {
    centre: Fix,
    radius_mm: u64,
}

impl Disc {
    /// The circle about a WGS 84 centre; a radius over [`RADIUS_M_MAX`] counts as that.
    #[must_use]
    pub fn new(centre: Point, radius_m: u32) -> Self {
        Self { centre: Fix::new(centre), radius_mm: u64::from(radius_m.min(RADIUS_M_MAX)) * 1000 }
    }

    /// How far outside the fix is, mm: 0 inside and on the boundary; [`FAR_MM`] at most.
    ///
    /// ```
    /// use poscond::geo::{Disc, Fix, Point};
    /// let fix = Fix::new(Point { lat_e7: 1_000_000, lon_e7: 0 }); // 11 057.427 m of meridian
    /// let disc = |radius_m| Disc::new(Point { lat_e7: 0, lon_e7: 0 }, radius_m);
    /// assert_eq!(disc(11_058).distance_mm(&fix), 0);
    /// assert_eq!(disc(11_057).distance_mm(&fix), 427);
    /// ```
    #[must_use]
    pub fn distance_mm(&self, fix: &Fix) -> u64 {
        let squared = self.centre.squared_mm(fix);
        // OK because the radius is at most 1e8 mm. The root is for those outside only.
        if squared <= self.radius_mm * self.radius_mm { 0 } else { (squared.isqrt() - self.radius_mm).min(FAR_MM) }
    }
}

/// A rectangle of latitude and longitude about the centre of a [`Disc`], all of it inside.
///
/// A plan carries it, so that a fix well inside its circle costs two comparisons and no sine.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct InnerBox {
    /// Half its height, 1e-7 degrees.
    pub half_lat_e7: u32,
    /// Half its width, 1e-7 degrees.
    pub half_lon_e7: u32,
}

impl InnerBox {
    /// The box of the circle about a WGS 84 centre; a radius over [`RADIUS_M_MAX`] counts as that.
    #[must_use]
    pub fn new(centre: Point, radius_m: u32) -> Self {
        // With the meridian arc and the chord of either parallel at most 0.69 of the radius, the square of the distance
        // is at most 2 · 0.69² = 0.952 of the radius squared, and the arc adds 6e-5 of that at 100 km.
        let side_mm = i64::from(radius_m.min(RADIUS_M_MAX)) * 690;
        // 1e-7 degree of meridian is below 11.17 mm everywhere.
        let half_lat = side_mm * 100 / 1117;
        // No parallel of the box is longer than the one nearest the equator. OK because 6.9e7 · 5.73e8 < 2⁵⁶.
        let nearest = (i64::from(centre.lat_e7).abs() - half_lat).max(0);
        let half_lon = side_mm * E7_PER_RADIAN / Curvature::at(nearest).parallel_mm.max(1);
        #[expect(clippy::cast_possible_truncation, reason = "below 6.2e6, and cut to half a turn")]
        let (half_lat_e7, half_lon_e7) =
            (half_lat.cast_unsigned() as u32, half_lon.min(HALF_TURN).cast_unsigned() as u32);
        Self { half_lat_e7, half_lon_e7 }
    }

    /// Whether a WGS 84 point is in the box about this centre.
    #[must_use]
    pub fn holds(self, centre: Point, point: Point) -> bool {
        let d_lon = shorter_way(centre.lon_e7, point.lon_e7);
        centre.lat_e7.abs_diff(point.lat_e7) <= self.half_lat_e7 && d_lon.abs() <= i64::from(self.half_lon_e7)
    }
}
/// 1e-7 degrees in a radian, rounded down.
const E7_PER_RADIAN: i64 = 572_957_795;

// ---- polygons ----------------------------------------------------------------------------------

/// A position in the plane of (longitude, latitude) about an origin, 1e-7 degrees.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Offset {
    /// |lat| ≤ 180°: both ends are clamped to the poles.
    lat: i64,
    /// |lon| ≤ 360°.
    lon: i64,
}

impl Offset {
    /// The position `part` of the way to `to`, Q30.
    fn toward(self, to: Self, part: i64) -> Self {
        // OK because 2³² · 2³⁰ < 2⁶³.
        Self {
            lat: self.lat + rounded((to.lat - self.lat) * part, 30),
            lon: self.lon + rounded((to.lon - self.lon) * part, 30),
        }
    }

    fn minus(self, o: Self) -> Self {
        Self { lat: self.lat - o.lat, lon: self.lon - o.lon }
    }

    /// Twice the area to the left of `self` then `o`: > 0 if `o` turns left of `self`.
    fn cross(self, o: Self) -> i64 {
        self.lon * o.lat - o.lon * self.lat
    }

    /// The wider of the two extents.
    fn extent(self) -> i64 {
        self.lat.abs().max(self.lon.abs())
    }
}

/// Where `p` is in the frame of a ring: latitude clamped to the poles, longitude the shorter way
/// from `meridian`.
fn in_frame(meridian: i32, p: Point) -> Offset {
    Offset { lat: i64::from(p.lat_e7).clamp(-90 * DEGREE, 90 * DEGREE), lon: shorter_way(meridian, p.lon_e7) }
}

/// The edges of a ring of corners, the closing one last, as seen from an origin.
///
/// Longitudes are unwrapped from the first corner. In a ring narrower than 180° every edge so goes
/// the shorter way round. Corners are read one by one, as needed.
#[derive(Clone)]
struct Edges<I> {
    rest: I,
    meridian: i32,
    origin: Offset,
    first: Option<Offset>,
    last: Offset,
}

impl<I: Iterator<Item = Point>> Edges<I> {
    /// From `origin`, or from 0° N on the meridian of the first corner.
    fn new(mut corners: I, origin: Option<Point>) -> Self {
        let first = corners.next();
        let meridian = first.map_or(0, |corner| corner.lon_e7);
        let zero = Offset { lat: 0, lon: 0 };
        let origin = origin.map_or(zero, |origin| in_frame(meridian, origin));
        let first = first.map(|corner| in_frame(meridian, corner).minus(origin));
        Self { rest: corners, meridian, origin, first, last: first.unwrap_or(zero) }
    }
}

impl<I: Iterator<Item = Point>> Iterator for Edges<I> {
    type Item = (Offset, Offset);

    fn next(&mut self) -> Option<Self::Item> {
        let from = self.last;
        self.last = match self.rest.next() {
            Some(corner) => in_frame(self.meridian, corner).minus(self.origin),
            None => self.first.take()?,
        };
        Some((from, self.last))
    }
}

/// How far outside a polygon the fix is, mm: 0 inside and on the boundary, and only there;
/// [`FAR_MM`] at most.
///
/// Edges are straight in (longitude, latitude), as maps draw them, and go the shorter way round; the
/// ring closes by itself. For a ring that has no [`ring_problem`]. Inside is decided exactly; the
/// distance is that of the WGS 84 geodesic, within 0.1 % or 0.2 m.
///
/// ```
/// use poscond::geo::{Fix, Point, polygon_distance_mm};
/// let corner = |lat_e7, lon_e7| Point { lat_e7, lon_e7 };
/// let antimeridian = 1_800_000_000;
/// let ring = [corner(0, antimeridian - 5), corner(0, 5 - antimeridian), corner(9, antimeridian)];
/// let off = |lat_e7, lon_e7| polygon_distance_mm(ring.iter().copied(), &Fix::new(corner(lat_e7, lon_e7)));
/// assert_eq!(off(0, -antimeridian), 0); // on the edge
/// assert_eq!(off(-1, antimeridian), 11); // 1e-7 degree south of it
/// ```
#[must_use]
pub fn polygon_distance_mm(corners: impl Iterator<Item = Point> + Clone, fix: &Fix) -> u64 {
    let edges = Edges::new(corners, Some(fix.point));
    if inside(edges.clone()) {
        return 0;
    }
    let view = View::from(fix);
    let mut best = (FAR_MM * FAR_MM).cast_signed();
    for (a, b) in edges {
        // Pieces of at most 2° each way are near enough to straight lines in the fix's plane.
        let (mut from, mut pieces) = (a, b.minus(a).extent() / PIECE + 1);
        while pieces > 1 {
            let to = from.toward(b, ONE / pieces);
            best = view.nearer(from, to, best);
            (from, pieces) = (to, pieces - 1);
        }
        best = view.nearer(from, b, best);
    }
    best.cast_unsigned().isqrt().max(1)
}
/// The longest piece of an edge taken for straight at first.
const PIECE: i64 = 2 * DEGREE;
/// The longest piece of an edge taken for straight in the end: it bows by under 0.1 m.
const STRAIGHT: i64 = DEGREE / 50;

/// Whether the origin is inside or on the ring: by the parity of the edges to its east.
fn inside(edges: impl Iterator<Item = (Offset, Offset)>) -> bool {
    let mut odd = false;
    for (a, b) in edges {
        if (a.lat > 0) == (b.lat > 0) {
            // Not across the parallel; but it may lie on it, or touch it with its start.
            let on = a.lat == 0 && (a.lon == 0 || b.lat == 0 && (a.lon > 0) != (b.lon > 0));
            if on {
                return true;
            }
        } else {
            // OK because the latitudes have opposite signs and are at most 180° apart, the longitudes
            // at most 360° off: 3.6e9 · 1.8e9 < 2⁶³.
            let cross = a.cross(b);
            if cross == 0 {
                return true;
            }
            odd ^= (cross > 0) == (b.lat > 0);
        }
    }
    odd
}

/// 255/256 of the radians in 1e-7 degree, in Q40.
const CHORD_Q40: i64 = 1911;

/// The surroundings of a fix, flattened.
struct View {
    lat: i64,
    here: Curvature,
    sin_lat: i64,
}

impl View {
    fn from(fix: &Fix) -> Self {
        let lat = i64::from(fix.point.lat_e7).clamp(-90 * DEGREE, 90 * DEGREE);
        Self { lat, here: Curvature::at(lat), sin_lat: sin_turn(phase(lat, PLAIN)) }
    }

    /// The square of the distance to the nearest point of a piece of an edge, or `best` if less.
    ///
    /// The nearest point of the chord in the plane, then of the edge about there, until the piece is
    /// as good as straight; then the distance proper.
    fn nearer(&self, mut a: Offset, mut b: Offset, best: i64) -> i64 {
        if self.is_beyond(a, b, best) {
            return best;
        }
        loop {
            let ((ax, ay), (bx, by)) = (self.plane(a), self.plane(b));
            let (ex, ey) = (bx - ax, by - ay);
            // The box about the piece, grown by more than its bow.
            let bow = (ex.abs() + ey.abs()) >> 7;
            let off = |p: i64, q: i64| (p.min(q) - bow).max(-(p.max(q) + bow)).clamp(0, 1 << 30);
            let (x, y) = (off(ax, bx), off(ay, by));
            if x * x + y * y > best {
                return best;
            }
            // OK because the piece is under 320 km long and comes within 103 km: all below 2²⁹.
            let along = -(ax * ex + ay * ey);
            let part = fraction(along, ex * ex + ey * ey);
            if b.minus(a).extent() <= STRAIGHT {
                let q = a.toward(b, part);
                return best.min(squared_mm(self.here, Curvature::at(self.lat + q.lat), q.lat, q.lon));
            }
            (a, b) = (a.toward(b, (part - ONE / 16).max(0)), a.toward(b, (part + ONE / 16).min(ONE)));
        }
    }

    /// Whether a piece is plainly farther than `best`: a lower bound of its distance, without a sine.
    ///
    /// The meridian arc to its nearer latitude, and the chord to its nearer longitude, on a parallel
    /// no longer than any of the piece.
    fn is_beyond(&self, a: Offset, b: Offset, best: i64) -> bool {
        let near = a.lat.min(b.lat).max(-a.lat.max(b.lat)).max(0);
        let far = a.lat.abs().max(b.lat.abs());
        if near > 3 * DEGREE {
            return true;
        }
        // OK because the piece is within 5°, 2²⁶, times 2³⁶. The slope of the parallel's radius over
        // the meridian is a sine.
        let metres = |lat: i64| (self.here.meridian_q32 * lat) >> 32;
        let (m, shortest) = (metres(near), (self.here.parallel_mm - metres(far)).max(0));
        // The longitudes' gap, either way round the globe; 17° stand for more.
        let (west, east) = (a.lon.min(b.lon), a.lon.max(b.lon));
        let (near, far) = if west > 0 { (west, east) } else { (-east, -west) };
        let gap = near.min(2 * HALF_TURN - far).clamp(0, 17 * DEGREE);
        // 2 sin(gap/2) is more than 255/256 of the gap, here in radians. OK because 2³³ · 2²⁸ and
        // 2⁴¹ · 2¹¹ fit, and the chords are below 2³¹.
        let chord = |radius: i64| (((radius * gap) >> 20) * CHORD_Q40) >> 20;
        m * m + chord(self.here.parallel_mm) * chord(shortest) > best
    }

    /// East and north of the fix in its tangent plane, mm; good to 1e-4 within 5° of latitude.
    fn plane(&self, o: Offset) -> (i64, i64) {
        let parallel = Curvature::at(self.lat + o.lat).parallel_mm;
        let turn = phase(o.lon, PLAIN);
        let half_lift = (parallel * ((ONE - cos_turn(turn)) >> 1)) >> 30;
        // OK because the parallel is below 6.4e9, times 2³⁰ below 2⁶³; the latitudes differ by at
        // most 5°, 2²⁶, times 2³⁶.
        (
            (parallel * sin_turn(turn)) >> 30,
            ((self.here.meridian_q32 * o.lat) >> 32) + ((half_lift * self.sin_lat) >> 29),
        )
    }
}

/// `part` / `whole` in Q30, clamped to 0 ..= 1; 0 if `whole` is 0.
fn fraction(part: i64, whole: i64) -> i64 {
    let part = part.min(whole).max(0);
    // Scaled so that the whole takes 32 bits at most, 2⁻³¹ of it lost.
    let spare = 32_u32.saturating_sub(whole.leading_zeros());
    ((part >> spare) << 30) / (whole >> spare).max(1)
}

/// Why corners do not bound an area.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RingProblem {
    /// Fewer than three.
    TooFewCorners,
    /// More than [`CORNERS_MAX`].
    TooManyCorners,
    /// The corner at this index is at an earlier one; a ring closes by itself.
    RepeatedCorner {
        /// The later of the two.
        index: usize,
    },
    /// It spans 180° of longitude or more, or touches or goes round a pole.
    TooWide,
    /// All corners are on one line.
    Degenerate,
    /// Two edges have a point in common, other than the corner between neighbours. Edge i goes from
    /// corner i to the next.
    Crossing {
        /// The earlier edge.
        edge_a: usize,
        /// The later edge.
        edge_b: usize,
    },
}

/// The first problem of a ring of corners, in the order of [`RingProblem`]; exact. `None` if it
/// bounds an area.
#[must_use]
pub fn ring_problem(corners: &[Point]) -> Option<RingProblem> {
    if corners.len() < 3 {
        return Some(RingProblem::TooFewCorners);
    }
    if corners.len() > CORNERS_MAX {
        return Some(RingProblem::TooManyCorners);
    }
    let edges = Edges::new(corners.iter().copied(), None).enumerate();
    for (index, (corner, _)) in edges.clone() {
        if edges.clone().take(index).any(|(_, (earlier, _))| earlier == corner) {
            return Some(RingProblem::RepeatedCorner { index });
        }
    }
    let lons = || edges.clone().map(|(_, (corner, _))| corner.lon);
    let width = lons().max().unwrap_or(0) - lons().min().unwrap_or(0);
    if width >= HALF_TURN || corners.iter().any(|c| i64::from(c.lat_e7).abs() >= 90 * DEGREE) {
        return Some(RingProblem::TooWide);
    }
    // From here on OK because corners differ by less than 180° each way: products are below 2⁶².
    let turns = edges.clone().zip(edges.clone().cycle().skip(1));
    if turns.clone().all(|((_, (a, b)), (_, (_, c)))| b.minus(a).cross(c.minus(b)) == 0) {
        return Some(RingProblem::Degenerate);
    }
    for (edge_a, a) in edges.clone() {
        for (edge_b, b) in edges.clone().skip(edge_a + 1) {
            if meet(a, b) {
                return Some(RingProblem::Crossing { edge_a, edge_b });
            }
        }
    }
    None
}

/// Whether two edges have a point in common, other than one corner that ends one and starts the other.
fn meet((a, b): (Offset, Offset), (c, d): (Offset, Offset)) -> bool {
    // Neighbours meet again only if one folds back on the other.
    if b == c {
        return on(d, a, b) || on(a, c, d);
    }
    if d == a {
        return on(c, a, b) || on(b, c, d);
    }
    let side = |from: Offset, to: Offset, p: Offset| to.minus(from).cross(p.minus(from)).signum();
    side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0
        || on(c, a, b)
        || on(d, a, b)
        || on(a, c, d)
        || on(b, c, d)
}

/// Whether `p` is on the edge from `a` to `b`, ends included.
fn on(p: Offset, a: Offset, b: Offset) -> bool {
    b.minus(a).cross(p.minus(a)) == 0
        && (a.lat.min(b.lat)..=a.lat.max(b.lat)).contains(&p.lat)
        && (a.lon.min(b.lon)..=a.lon.max(b.lon)).contains(&p.lon)
}
