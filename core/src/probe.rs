//! A sale in good order: what a service point would ask if nothing were wrong with terminal, card, host and place, so that
//! what refuses it is a matter of the service point.

use crate::bounds::INSTANT_UTC_S_MAX;
use crate::compile::{Problems, compile, ordered_by};
use crate::cure::Case;
use crate::geo::{Datum, Point};
use crate::plan::{Expect, Plan};
use crate::policy::Policy;
use crate::request::{Counter, Fact, Request, RequestError, Version};
use crate::service_point::{AreaForm, Place, ServicePoint};
use crate::words::{EntryMode, PowerState, TerminalState};
use alloc::{string::ToString, vec::Vec};

/// A currency that no policy is likely to accept (ISO 4217: transactions that involve none).
pub const NO_CURRENCY: i64 = 999;

/// The amount, in minor units.
const AMOUNT_MINOR: i64 = 100;

/// A request of which everything is known, and all as it should be as far as that can be told without a policy: a sale for
/// one major unit by chip at the service point's first terminal, at a point inside its first area, with every component
/// working, the latest of versions, whatever is dated done just now, and nothing used of so many counters. An instant
/// outside 1970 to 2199 becomes the nearest inside.
#[must_use]
pub fn in_order(service_point: &ServicePoint, now_utc_s: i64, counters: u8) -> Request {
    let now_utc_s = now_utc_s.clamp(0, INSTANT_UTC_S_MAX);
    let mut request = Request::new();
    for &fact in Fact::ALL {
        let value = match fact {
            // Its own setters say these.
            Fact::AppVersion | Fact::OsVersion | Fact::FixDatum => continue,
            Fact::Terminal => TerminalState::Active as i64,
            // On the battery, so that its level matters.
            Fact::Power => PowerState::Battery as i64,
            Fact::EntryMode => EntryMode::Chip as i64,
            Fact::De22 => 51,
            Fact::AmountMinor | Fact::OriginalAmountMinor => AMOUNT_MINOR,
            Fact::Currency => NO_CURRENCY,
            Fact::BatteryPercent => 100,
            Fact::FixAccuracyM => 5,
            Fact::FixRegion => region(service_point).into(),
            Fact::PatchLevel => u32::MAX.into(),
            Fact::OfflineAmountMinor | Fact::OfflineCount | Fact::PolicyVersionLatest | Fact::De25 => 0,
            // The first word of a fact is the one that nothing is wrong with.
            _ if fact.is_word() => 1,
            _ if fact.is_instant() => now_utc_s,
            _ => continue,
        };
        fits(request.set(fact, value));
    }
    request.set_app_version(Version([u16::MAX; 4])).set_os_version(Version([u16::MAX; 4]));
    fits(request.set_merchant_id(&service_point.merchant_id.to_string()));
    if let Some(id) = service_point.terminals.first() {
        fits(request.set_terminal_id(&id.to_string()));
    }
    if let Some(point) = service_point.place.as_ref().and_then(inside) {
        fits(request.set_fix(point.lat_e7.into(), point.lon_e7.into(), Datum::Wgs84));
    }
    for slot in 0..counters {
        fits(request.set_counter(slot, Counter { amount_minor: 0, taken_at_utc_s: now_utc_s, count: 0, reserved: 0 }));
    }
    request
}

/// A sale at an instant that meets of a policy's rules all that a request can meet: one [in order](in_order), with those
/// facts changed that a rule says are to be otherwise (a currency, a version, a code). What it asks for, of whom and when is
/// never changed. What still refuses it no terminal, card or host can mend.
///
/// Errs where policy and service point do not compile.
pub fn sale(policy: &Policy, service_point: &ServicePoint, now_utc_s: i64) -> Result<Request, Problems> {
    let bytes = compile(policy, service_point)?;
    // OK because what compiles opens.
    let counters = Plan::open(&bytes, Expect::default()).map_or(0, |plan| plan.counters().count());
    let request = in_order(service_point, now_utc_s, u8::try_from(counters).unwrap_or_default());
    Ok(Case::new(policy, service_point, &request).best_request().unwrap_or(request))
}

/// Lays a value that is in its range by what was registered; one that is not changes nothing.
fn fits<T>(_: Result<T, RequestError>) {}

/// The region that the network would tell: the one registered, where the place says no other.
fn region(service_point: &ServicePoint) -> u32 {
    let of_place = service_point.place.iter().flat_map(|place| &place.areas).find_map(|area| match area {
        AreaForm::Regions(regions) => Some(regions),
        _ => None,
    });
    let holds_own = of_place.is_none_or(|regions| regions.iter().any(|region| region.contains(service_point.region)));
    let first = of_place.and_then(|regions| regions.first());
    if holds_own { service_point.region.code() } else { first.map_or(0, |region| region.code()) }
}

/// A point inside the first area of a place that has any, in WGS-84: the centre of a circle, in a polygon the middle of
/// where it is widest half-way between two of its corners.
fn inside(place: &Place) -> Option<Point> {
    place.areas.iter().find_map(|area| match area {
        AreaForm::Circle { lat_e7, lon_e7, .. } => {
            Some(Point { lat_e7: lat_e7.to(), lon_e7: lon_e7.to() }.to_wgs84(place.datum))
        }
        AreaForm::Polygon(corners) => {
            let corners = corners.iter().map(|(lat_e7, lon_e7)| Point { lat_e7: lat_e7.to(), lon_e7: lon_e7.to() });
            inside_ring(&corners.map(|corner| corner.to_wgs84(place.datum)).collect::<Vec<_>>())
        }
        AreaForm::Regions(_) => None,
    })
}

/// A point inside a ring of corners.
fn inside_ring(corners: &[Point]) -> Option<Point> {
    // Every product is of at most 1.8e9 and 3.6e9.
    /// Half a turn and a whole one, in 1e-7 degrees.
    const HALF_E7: i64 = 1_800_000_000;
    const TURN_E7: i64 = 3_600_000_000;
    let first = i64::from(corners.first()?.lon_e7);
    // East of the first corner, so that a ring across the meridian of 180° is whole.
    let east = |lon: i32| {
        i64::from(lon).saturating_sub(first).saturating_add(HALF_E7).rem_euclid(TURN_E7).saturating_sub(HALF_E7)
    };
    let ring: Vec<(i64, i64)> = corners.iter().map(|corner| (corner.lat_e7.into(), east(corner.lon_e7))).collect();
    let lats = ordered_by(ring.iter().map(|corner| corner.0), |&lat| lat);
    // The highest strip between two latitudes of corners, so that half-way no corner stands.
    let strips = lats.iter().zip(lats.iter().skip(1)).map(|(&low, &high)| (high.saturating_sub(low), low));
    let (height, low) = strips.max()?;
    let lat = low.saturating_add(height.div_euclid(2));
    let edges = ring.iter().zip(ring.iter().cycle().skip(1));
    let crossings = edges.filter(|(a, b)| (a.0 <= lat) != (b.0 <= lat)).filter_map(|(a, b)| {
        let along = lat.saturating_sub(a.0).saturating_mul(b.1.saturating_sub(a.1));
        Some(a.1.saturating_add(along.checked_div(b.0.saturating_sub(a.0))?))
    });
    let crossings = ordered_by(crossings, |&lon| lon);
    let spans = crossings.chunks_exact(2).filter_map(|span| match span {
        [west, east] => Some((east.saturating_sub(*west), *west)),
        _ => None,
    });
    let (width, west) = spans.max()?;
    let lon = first.saturating_add(west).saturating_add(width.div_euclid(2)).saturating_add(HALF_E7);
    let lon = lon.rem_euclid(TURN_E7).saturating_sub(HALF_E7);
    Point::new(i32::try_from(lat).ok()?, i32::try_from(lon).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(corners: &[(i32, i32)]) -> Option<(i32, i32)> {
        let corners: Vec<Point> = corners.iter().map(|&(lat_e7, lon_e7)| Point { lat_e7, lon_e7 }).collect();
        inside_ring(&corners).map(|point| (point.lat_e7, point.lon_e7))
    }

    /// Pins that the point lies inside: of a square, of one that is open to the east, and across the meridian of 180°.
    #[test]
    fn a_point_inside_a_ring() {
        assert_eq!(ring(&[(0, 0), (0, 100), (100, 100), (100, 0)]), Some((50, 50)));
        // The letter C, whose middle is outside it: its back is hit.
        let c = [(0, 0), (0, 100), (10, 100), (10, 20), (90, 20), (90, 100), (100, 100), (100, 0)];
        assert_eq!(ring(&c), Some((50, 10)));
        let date_line = [(0, 1_799_999_900), (0, -1_799_999_700), (100, -1_799_999_700), (100, 1_799_999_900)];
        assert_eq!(ring(&date_line), Some((50, -1_799_999_900)));
        assert_eq!(ring(&[]), None);
    }
}
