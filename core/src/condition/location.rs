//! Location: whether the terminal is where its service point is registered.
//!
//! With d the distance from the fix to the nearest area in force and a the accuracy of the fix, the first that holds:
//! fix missing; stale; a missing; a above the maximum: unknown. d = 0 (the boundary is inside): pass. d ≤ a: pass, for
//! the fix may well be inside; a strict rule says unknown. Otherwise fail.
//!
//! Areas may also be given as regions, which ask for the region code that came with the fix; a code that stands for a
//! whole city or province may be too coarse to tell. All areas in force are one
//! union under Kleene's logic: one that holds the terminal is enough, and "outside" needs all of them to say so.

use super::{Args, Condition, Parameter};
use crate::bounds::AREAS_MAX;
use crate::evaluate::Context;
use crate::finding::{Check, Required};
use crate::foresee::Ahead;
use crate::geo::{self, Disc, Fix, InnerBox, Point};
use crate::plan::{Plan, i32_at, take, u32_at};
use crate::reason::Reason;
use crate::time::are_days;
use crate::words::Unit;

/// Bytes: greatest age of the fix in seconds (4), greatest accuracy radius in metres (4), strict (1).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Location {
    pub(crate) fix_age_max_s: u32,
    pub(crate) accuracy_max_m: u32,
    pub(crate) strict: bool,
}

impl Condition for Location {
    const OPERATION: u8 = 17;
    const BYTES: usize = 9;

    fn read(args: &Args) -> Self {
        Self { fix_age_max_s: u32_at(args, 0), accuracy_max_m: u32_at(args, 4), strict: args[8] == 1 }
    }

    #[cfg(feature = "compile")]
    fn write(&self) -> Args {
        let mut args = [0; 16];
        args[..4].copy_from_slice(&self.fix_age_max_s.to_le_bytes());
        args[4..8].copy_from_slice(&self.accuracy_max_m.to_le_bytes());
        args[8] = u8::from(self.strict);
        args
    }

    fn name(&self) -> &'static str {
        "location"
    }

    fn reasons(&self) -> &'static [Reason] {
        &[
            Reason::LocationOutsideArea,
            Reason::LocationPlaceMissing,
            Reason::LocationFixMissing,
            Reason::LocationFixStale,
            Reason::LocationAccuracyMissing,
            Reason::LocationFixTooCoarse,
            Reason::LocationEdgeUncertain,
        ]
    }

    fn flags_are_possible(args: &Args) -> bool {
        args[8] <= 1
    }

    fn is_possible(&self, _: &Plan<'_>) -> bool {
        // Well below what counts as far, so that far is never within the accuracy.
        self.accuracy_max_m <= 50_000
    }

    fn tell(&self, _: &Plan<'_>, say: &mut dyn FnMut(Parameter)) {
        say(("fix_age_max_s", Unit::Seconds, self.fix_age_max_s.into()));
        say(("accuracy_max_m", Unit::Metres, self.accuracy_max_m.into()));
        say(("strict", Unit::Count, self.strict.into()));
    }

    fn instants(&self, ahead: &Ahead<'_, '_, '_>, say: &mut dyn FnMut(i64)) {
        for area in ahead.context.plan.areas {
            ahead.days((area.from_day, area.through_day), say);
        }
        if !ahead.afresh {
            ahead.age(ahead.context.request.fix_at_utc_s(), self.fix_age_max_s, say);
        }
    }

    #[cfg_attr(not(target_os = "none"), inline)]
    fn check(&self, context: &Context<'_, '_>) -> Check {
        let Some(now) = context.now else { return Check::CLOCK };
        let request = context.request;
        let (fix, region, accuracy_m) = (request.fix(), request.fix_region(), request.fix_accuracy_m());
        let age_s = request.fix_at_utc_s().map(|at| now.utc_s.saturating_sub(at));
        let (age_max_s, accuracy_max_m) = (i64::from(self.fix_age_max_s), i64::from(self.accuracy_max_m));
        let is_fresh = age_s.is_some_and(|age_s| (0..=age_max_s).contains(&age_s));
        let is_fine = accuracy_m.is_some_and(|accuracy_m| accuracy_m <= accuracy_max_m);

        // Goes over the areas once: what there is to compare with, and what a fix that can be used is worth.
        let usable = fix.filter(|_| is_fresh && is_fine).map(|(point, datum)| point.to_wgs84(datum));
        let (mut shapes, mut regions, mut region_found, mut region_coarse) = (false, false, false, false);
        let mut distance_mm = geo::FAR_MM;
        for area in context.plan.areas {
            if now.day < area.from_day || now.day > area.through_day {
                continue;
            }
            if let Shape::Regions(rows) = area.shape {
                regions = true;
                for held in region.into_iter().flat_map(|code| rows.iter().map(move |row| region_holds(row, code))) {
                    region_found |= held == Some(true);
                    region_coarse |= held.is_none();
                }
            } else {
                shapes = true;
                if let Some(point) = usable.filter(|_| distance_mm > 0) {
                    distance_mm = distance_mm.min(area.shape.distance_mm(point));
                }
            }
        }

        if !shapes && !regions {
            return Check::unknown(Reason::LocationPlaceMissing);
        }
        if !(shapes && fix.is_some() || regions && region.is_some()) {
            return Check::unknown(Reason::LocationFixMissing);
        }
        if !is_fresh {
            let check = Check::unknown(Reason::LocationFixStale);
            return check.shown(context, Unit::Seconds, age_s, Required::AtMost(age_max_s));
        }
        let too_coarse_a_region = Check::unknown(Reason::LocationFixTooCoarse);
        if region_found || !shapes {
            let check = Check::pass_if(region_found, Reason::LocationOutsideArea);
            let check = if region_coarse && !region_found { too_coarse_a_region } else { check };
            return check.shown(context, Unit::Region, region, Required::Nothing);
        }
        if fix.is_none() {
            return Check::unknown(Reason::LocationFixMissing);
        }
        let Some(accuracy_m) = accuracy_m else { return Check::unknown(Reason::LocationAccuracyMissing) };
        if !is_fine {
            let check = Check::unknown(Reason::LocationFixTooCoarse);
            return check.shown(context, Unit::Metres, Some(accuracy_m), Required::AtMost(accuracy_max_m));
        }
        // Shown in whole metres, rounded up, so that a distance above the accuracy also looks it.
        let distance_m = distance_mm.div_ceil(1000).cast_signed();
        let check = if distance_mm == 0 || distance_m <= accuracy_m && !self.strict {
            Check::PASS
        } else if distance_m <= accuracy_m {
            Check::unknown(Reason::LocationEdgeUncertain)
        } else if regions && region.is_none() {
            return Check::unknown(Reason::LocationFixMissing);
        } else if region_coarse {
            return too_coarse_a_region.shown(context, Unit::Region, region, Required::Nothing);
        } else {
            Check::fail(Reason::LocationOutsideArea)
        };
        let within_m = if self.strict { 0 } else { accuracy_m };
        check.shown(context, Unit::Metres, Some(distance_m), Required::AtMost(within_m))
    }
}

/// Whether a six-digit region code starts with the first so many digits of another.
pub(crate) fn region_matches(code: u32, digits: u8, other: u32) -> bool {
    match digits {
        2 => code / 10_000 == other / 10_000,
        4 => code / 100 == other / 100,
        _ => code == other,
    }
}

/// Whether a registered region holds a code: nothing where the code stands for a whole city or province that holds the
/// region, so that either may be true. In a plan a region is the code in the lower three bytes and how many of its
/// digits count in the highest.
fn region_holds(row: &[u8; REGION_BYTES], code: i64) -> Option<bool> {
    let [a, b, c, digits] = *row;
    let registered = u32::from_le_bytes([a, b, c, 0]);
    let code = u32::try_from(code).unwrap_or_default();
    let says = match code {
        _ if code.is_multiple_of(10_000) => 2,
        _ if code.is_multiple_of(100) => 4,
        _ => 6,
    };
    if region_matches(registered, digits, code) {
        Some(true)
    } else if says < digits && region_matches(code, says, registered) {
        None
    } else {
        Some(false)
    }
}

/// The registered areas in a plan: each its kind (1 circle, 2 polygon, 3 regions), how many rows it has, two zero
/// bytes, its first and last local date, and its rows.
///
/// A circle is one row of 20 bytes: latitude, longitude, radius in metres, and half the height and width of its
/// [`InnerBox`]. A polygon has a row of 8 bytes a corner, regions 4 bytes each.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Areas<'a>(pub(crate) &'a [u8]);

const AREA_HEAD_BYTES: usize = 12;
const CIRCLE_BYTES: usize = 20;
const CORNER_BYTES: usize = 8;
const REGION_BYTES: usize = 4;

#[derive(Clone, Copy)]
pub(crate) struct Area<'a> {
    from_day: i32,
    through_day: i32,
    pub(crate) shape: Shape<'a>,
}

#[derive(Clone, Copy)]
pub(crate) enum Shape<'a> {
    Circle(&'a [u8; CIRCLE_BYTES]),
    Polygon(&'a [[u8; CORNER_BYTES]]),
    Regions(&'a [[u8; REGION_BYTES]]),
}

fn point_at(bytes: &[u8]) -> Point {
    Point { lat_e7: i32_at(bytes, 0), lon_e7: i32_at(bytes, 4) }
}

fn inner_box_at(row: &[u8; CIRCLE_BYTES]) -> InnerBox {
    InnerBox { half_lat_e7: u32_at(row, 12), half_lon_e7: u32_at(row, 16) }
}

impl Shape<'_> {
    /// Distance from a point, in millimetres; regions have none.
    #[inline]
    fn distance_mm(self, point: Point) -> u64 {
        match self {
            Shape::Circle(row) if inner_box_at(row).holds(point_at(row), point) => 0,
            _ => self.exact_distance_mm(point),
        }
    }

    /// The same by the ellipsoid. Apart, so that no sine is computed where the box settles it.
    #[inline(never)]
    fn exact_distance_mm(self, point: Point) -> u64 {
        let fix = Fix::new(point);
        match self {
            Shape::Circle(row) => Disc::new(point_at(row), u32_at(row, 8)).distance_mm(&fix),
            Shape::Polygon(rows) => geo::polygon_distance_mm(rows.iter().map(|row| point_at(row)), &fix),
            Shape::Regions(_) => geo::FAR_MM,
        }
    }

    fn is_possible(self) -> bool {
        let on_earth = |row: &[u8]| {
            let point = point_at(row);
            Point::new(point.lat_e7, point.lon_e7).is_some()
        };
        match self {
            Shape::Circle(row) => {
                on_earth(row)
                    && (1..=geo::RADIUS_M_MAX).contains(&u32_at(row, 8))
                    && inner_box_at(row) == InnerBox::new(point_at(row), u32_at(row, 8))
            }
            Shape::Polygon(rows) => {
                (3..=crate::bounds::CORNERS_MAX).contains(&rows.len()) && rows.iter().all(|row| on_earth(row))
            }
            Shape::Regions(rows) => {
                !rows.is_empty()
                    && rows.iter().all(|row| {
                        let [a, b, c, digits] = *row;
                        [2, 4, 6].contains(&digits) && u32::from_le_bytes([a, b, c, 0]) <= 999_999
                    })
            }
        }
    }
}

impl<'a> Iterator for Areas<'a> {
    type Item = Area<'a>;

    #[inline]
    fn next(&mut self) -> Option<Area<'a>> {
        let (head, mut rest) = self.0.split_first_chunk::<AREA_HEAD_BYTES>()?;
        let shape = match head[0] {
            1 => {
                let (row, after) = rest.split_first_chunk()?;
                rest = after;
                Shape::Circle(row)
            }
            2 => Shape::Polygon(take(&mut rest, head[1])?),
            _ => Shape::Regions(take(&mut rest, head[1])?),
        };
        self.0 = rest;
        Some(Area { from_day: i32_at(head, 4), through_day: i32_at(head, 8), shape })
    }
}

impl Areas<'_> {
    pub(crate) fn are_possible(self) -> bool {
        if self.count() > AREAS_MAX {
            return false;
        }
        let mut rest = self;
        loop {
            let head = rest.0.first_chunk::<AREA_HEAD_BYTES>().copied();
            let Some(area) = rest.next() else { return rest.0.is_empty() };
            let Some([kind, count, zero, also_zero, ..]) = head else { return false };
            let is_possible = (1..=3).contains(&kind)
                && (kind != 1 || count == 1)
                && zero == 0
                && also_zero == 0
                && are_days((area.from_day, area.through_day))
                && area.shape.is_possible();
            if !is_possible {
                return false;
            }
        }
    }
}

#[cfg(feature = "compile")]
pub use authored::*;

#[cfg(feature = "compile")]
mod authored {
    use super::*;
    use crate::bounds::{AccuracyMaxM, AgeMaxS, CORNERS_MAX};
    use crate::compile::{Fold, Folded, Folding};
    use crate::geo::{Datum, RingProblem};
    use crate::request::Fact;
    use crate::service_point::{AddressCheck, AreaForm};
    use crate::words::Verdict;
    use alloc::{format, string::String, vec::Vec};

    /// `location`: the terminal is in the registered area.
    #[derive(Clone, PartialEq, Eq, Debug)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[cfg_attr(feature = "json", derive(serde::Serialize), serde(deny_unknown_fields))]
    pub struct LocationRule {
        /// Greatest age of the fix, in seconds.
        pub fix_age_max_s: AgeMaxS,
        /// Greatest accuracy radius at which a fix still counts, in metres.
        pub accuracy_max_m: AccuracyMaxM,
        /// Whether a fix outside the area by no more than its accuracy is unknown instead of a pass.
        #[cfg_attr(feature = "json", serde(default))]
        pub strict: bool,
    }

    impl Fold for LocationRule {
        fn fold<'a>(&'a self, _: &mut Folding<'a>) -> Folded {
            Folded::of(&Location {
                fix_age_max_s: self.fix_age_max_s.to(),
                accuracy_max_m: self.accuracy_max_m.to(),
                strict: self.strict,
            })
        }
    }

    /// `mocked`: the position is not made up by a program.
    #[derive(Clone, PartialEq, Eq, Debug, Default)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[cfg_attr(feature = "json", derive(serde::Serialize), serde(deny_unknown_fields))]
    pub struct MockedRule {}

    impl Fold for MockedRule {
        fn fold<'a>(&'a self, _: &mut Folding<'a>) -> Folded {
            Folded::word(Fact::FixSource, Reason::LocationMockUnknown, &[None, Some(Reason::LocationMocked)])
        }
    }

    /// `address`: an inspection found the service point at its registered address.
    #[derive(Clone, PartialEq, Eq, Debug, Default)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[cfg_attr(feature = "json", derive(serde::Serialize), serde(deny_unknown_fields))]
    pub struct AddressRule {}

    impl Fold for AddressRule {
        fn fold<'a>(&'a self, folding: &mut Folding<'a>) -> Folded {
            let answer = match folding.service_point.address_check {
                Some(AddressCheck::Matches) => None,
                Some(AddressCheck::Differs) => Some((Verdict::Fail, Reason::AddressDiffers)),
                None => Some((Verdict::Unknown, Reason::AddressNotChecked)),
            };
            Folded::answer(answer, None)
        }
    }

    /// Writes an area as a plan has it, its place converted to WGS-84; errs with what is wrong and where in the form.
    pub(crate) fn write_area(
        form: &AreaForm,
        datum: Datum,
        (from_day, through_day): (i32, i32),
    ) -> Result<Vec<u8>, (&'static str, String)> {
        let (kind, rows, mut body) = match form {
            AreaForm::Circle { lat_e7, lon_e7, radius_m } => {
                let place = Point { lat_e7: lat_e7.to(), lon_e7: lon_e7.to() }.to_wgs84(datum);
                let mut row = write_point(place);
                let inner = InnerBox::new(place, radius_m.to());
                row.extend(radius_m.to::<u32>().to_le_bytes());
                row.extend(inner.half_lat_e7.to_le_bytes());
                row.extend(inner.half_lon_e7.to_le_bytes());
                (1, 1, row)
            }
            AreaForm::Polygon(corners) => {
                let corners: Vec<Point> = corners
                    .iter()
                    .map(|&(lat_e7, lon_e7)| Point { lat_e7: lat_e7.to(), lon_e7: lon_e7.to() }.to_wgs84(datum))
                    .collect();
                if let Some(problem) = geo::ring_problem(&corners) {
                    return Err(("polygon", ring_problem_text(&problem, corners.len())));
                }
                (2, corners.len(), corners.iter().flat_map(|&corner| write_point(corner)).collect())
            }
            AreaForm::Regions(regions) => {
                if regions.is_empty() || regions.len() > CORNERS_MAX {
                    return Err(("regions", format!("`{}` regions; accepted: 1 to {CORNERS_MAX}", regions.len())));
                }
                let rows = regions.iter().flat_map(|region| {
                    let [a, b, c, _] = region.code().to_le_bytes();
                    [a, b, c, region.digits()]
                });
                (3, regions.len(), rows.collect())
            }
        };
        // OK because there are at most 64 rows.
        let mut out = Vec::from([kind, u8::try_from(rows).unwrap_or_default(), 0, 0]);
        out.extend(from_day.to_le_bytes());
        out.extend(through_day.to_le_bytes());
        out.append(&mut body);
        Ok(out)
    }

    fn write_point(point: Point) -> Vec<u8> {
        [point.lat_e7.to_le_bytes(), point.lon_e7.to_le_bytes()].concat()
    }

    fn ring_problem_text(problem: &RingProblem, corners: usize) -> String {
        match problem {
            RingProblem::TooFewCorners | RingProblem::TooManyCorners => {
                format!("`{corners}` corners; accepted: 3 to {CORNERS_MAX}")
            }
            RingProblem::RepeatedCorner { index } => {
                format!(
                    "corner `{index}` repeats the one before it; accepted: each corner once (the ring closes by itself)"
                )
            }
            RingProblem::Crossing { edge_a, edge_b } => format!(
                "the edges after corners `{edge_a}` and `{edge_b}` cross or touch; accepted: corners in order around the area"
            ),
            RingProblem::Degenerate => {
                format!("`{corners}` corners on one line enclose nothing; accepted: corners around an area")
            }
            RingProblem::TooWide => {
                format!("`{corners}` corners span half the globe or a pole; accepted: less than 180° of longitude")
            }
        }
    }

    #[cfg(feature = "json")]
    crate::table::table! {
        LocationRule { fix_age_max_s, accuracy_max_m, strict = default }
        MockedRule {}
        AddressRule {}
    }
}
