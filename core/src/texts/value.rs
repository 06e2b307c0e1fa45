//! Values for people: money, distances, times and dates, the same on every host.

use super::{Both, Language, both, catalogue};
use crate::canonical::{Full, Sink, put_digits, put_integer};
use crate::geo::FAR_MM;
use crate::plan::Plan;
use crate::reason::Reason;
use crate::request::{Fact, Version};
use crate::time::civil;
use crate::words::Unit;

/// A value with what is needed to show it.
#[derive(Clone, Copy)]
pub(super) struct Value<'a> {
    pub(super) plan: &'a Plan<'a>,
    /// The currency of amounts, ISO 4217 numeric.
    pub(super) currency: Option<i64>,
    pub(super) fact: Option<Fact>,
    pub(super) unit: Unit,
    /// Whether counts are of transactions; else they are plain numbers.
    pub(super) counts_transactions: bool,
}

/// Currencies that are shown in major units (ISO 4217): number, code, digits after the point.
const CURRENCIES: &[(i64, &str, u32)] = &[
    (36, "AUD", 2),
    (48, "BHD", 3),
    (124, "CAD", 2),
    (156, "CNY", 2),
    (208, "DKK", 2),
    (344, "HKD", 2),
    (356, "INR", 2),
    (392, "JPY", 0),
    (410, "KRW", 0),
    (414, "KWD", 3),
    (446, "MOP", 2),
    (458, "MYR", 2),
    (554, "NZD", 2),
    (578, "NOK", 2),
    (643, "RUB", 2),
    (702, "SGD", 2),
    (704, "VND", 0),
    (752, "SEK", 2),
    (756, "CHF", 2),
    (764, "THB", 2),
    (784, "AED", 2),
    (826, "GBP", 2),
    (840, "USD", 2),
    (901, "TWD", 2),
    (978, "EUR", 2),
];

/// The code of a currency and how many digits follow its point (ISO 4217, by numeric code); nothing where it is not one of
/// those that are shown in major units. Any other is shown in minor units with its number, since to guess its digits would
/// be wrong by a factor of ten or more.
#[must_use]
pub fn currency(number: i64) -> Option<(&'static str, u32)> {
    CURRENCIES.iter().find(|row| row.0 == number).map(|&(_, code, digits)| (code, digits))
}

/// Yuan, which Chinese writes as a unit behind the amount.
const CNY: i64 = 156;

impl Value<'_> {
    /// Writes a value.
    pub(super) fn put(&self, value: i64, language: Language, sink: &mut dyn Sink) -> Result<(), Full> {
        let say = |sink: &mut dyn Sink, both: Both| sink.put(both.get(language).as_bytes());
        match self.unit {
            Unit::Minor => put_money(value, self.currency, language, sink),
            Unit::Metres => put_metres(value, language, sink),
            Unit::Seconds => put_duration(value, language, sink),
            Unit::LocalMinutes => put_minutes(value, language, sink),
            Unit::Date => put_date(value, sink),
            Unit::Instant => put_instant(self.plan, value, sink),
            Unit::Count if self.counts_transactions => {
                put_grouped(value, sink)?;
                match value {
                    1 => say(sink, both!("笔", " transaction")),
                    _ => say(sink, both!("笔", " transactions")),
                }
            }
            Unit::Count => put_integer(sink, value),
            Unit::Percent => {
                put_integer(sink, value)?;
                sink.put(b"%")
            }
            Unit::Currency => match currency(value) {
                Some((code, _)) => sink.put(code.as_bytes()),
                None => put_padded(value, 3, sink),
            },
            Unit::Mcc => put_padded(value, 4, sink),
            Unit::Region => put_padded(value, 6, sink),
            Unit::Code => put_padded(value, 2, sink),
            Unit::Version => put_version(Version::from_packed(value.cast_unsigned()), sink),
            Unit::Word => {
                let name = self.fact.zip(u8::try_from(value).ok()).and_then(|(fact, word)| fact.word_name(word));
                match name {
                    Some(name) => sink.put(catalogue::word(name, language).unwrap_or(name).as_bytes()),
                    None => put_integer(sink, value),
                }
            }
            Unit::Reason => match u16::try_from(value).ok().and_then(Reason::from_u16) {
                Some(reason) => sink.put(reason.name().as_bytes()),
                None => put_integer(sink, value),
            },
            Unit::None => put_integer(sink, value),
        }
    }
}

fn put_padded(value: i64, width: usize, sink: &mut dyn Sink) -> Result<(), Full> {
    put_digits(sink, value.unsigned_abs(), width)
}

/// The parts of a version with points between them.
fn put_version(Version(parts): Version, sink: &mut dyn Sink) -> Result<(), Full> {
    for (at, part) in parts.into_iter().enumerate() {
        if at > 0 {
            sink.put(b".")?;
        }
        put_integer(sink, part.into())?;
    }
    Ok(())
}

/// Digits with commas between groups of three.
fn put_grouped(value: i64, sink: &mut dyn Sink) -> Result<(), Full> {
    if value < 0 {
        sink.put(b"-")?;
    }
    let mut power = 1_000_000_000_000_000_000_u64;
    let (mut rest, mut started) = (value.unsigned_abs(), false);
    while power > 0 {
        let group = rest.checked_div(power).unwrap_or_default();
        rest = rest.checked_rem(power).unwrap_or_default();
        if started {
            sink.put(b",")?;
            put_digits(sink, group, 3)?;
        } else if group > 0 || power == 1 {
            put_digits(sink, group, 1)?;
            started = true;
        }
        power /= 1000;
    }
    Ok(())
}

/// An amount such as `5,200.00元`, `CNY 5,200.00`, `EUR 12.34`; in minor units where the currency is not known.
pub(super) fn put_money(minor: i64, number: Option<i64>, language: Language, sink: &mut dyn Sink) -> Result<(), Full> {
    let known = number.and_then(|number| Some((number, currency(number)?)));
    let Some((number, (code, point))) = known else {
        put_grouped(minor, sink)?;
        sink.put(both!("（最小货币单位", " minor units").get(language).as_bytes())?;
        if let Some(number) = number {
            sink.put(both!("，币种", " of currency ").get(language).as_bytes())?;
            put_padded(number, 3, sink)?;
        }
        return sink.put(both!("）", "").get(language).as_bytes());
    };
    let in_yuan = number == CNY && language == Language::ZhCn;
    if !in_yuan {
        sink.put(code.as_bytes())?;
        sink.put(b" ")?;
    }
    // OK because no currency has more than three digits after the point.
    let unit = 10_i64.saturating_pow(point).max(1);
    if minor < 0 && minor > unit.saturating_neg() {
        sink.put(b"-")?;
    }
    put_grouped(minor.checked_div(unit).unwrap_or_default(), sink)?;
    if point > 0 {
        sink.put(b".")?;
        let fraction = minor.unsigned_abs().checked_rem(unit.unsigned_abs()).unwrap_or_default();
        // OK because point is at most 3.
        put_digits(sink, fraction, usize::try_from(point).unwrap_or_default())?;
    }
    if in_yuan { sink.put("元".as_bytes()) } else { Ok(()) }
}

/// A distance; what is as far as the engine measures is said to be that far or farther.
fn put_metres(value: i64, language: Language, sink: &mut dyn Sink) -> Result<(), Full> {
    let far_m = FAR_MM.cast_signed() / 1000;
    if value >= far_m {
        put_integer(sink, far_m / 1000)?;
        return sink.put(both!("公里以上", " km or more").get(language).as_bytes());
    }
    if value < 10_000 {
        put_integer(sink, value)?;
        return sink.put(both!("米", " m").get(language).as_bytes());
    }
    put_integer(sink, value / 1000)?;
    sink.put(b".")?;
    put_integer(sink, value % 1000 / 100)?;
    sink.put(both!("公里", " km").get(language).as_bytes())
}

/// A duration in its two largest units that are not zero.
fn put_duration(seconds: i64, language: Language, sink: &mut dyn Sink) -> Result<(), Full> {
    let s = seconds.unsigned_abs();
    let units = [
        (s / 86_400, both!("天", " days")),
        (s / 3600 % 24, both!("小时", " h")),
        (s / 60 % 60, both!("分钟", " min")),
        (s % 60, both!("秒", " s")),
    ];
    let mut is_first = true;
    for (count, name) in units.into_iter().filter(|(count, _)| *count > 0).take(2) {
        if !is_first && language == Language::En {
            sink.put(b" ")?;
        }
        is_first = false;
        put_digits(sink, count, 1)?;
        let name = if count == 1 && name.get(Language::En) == " days" { both!("天", " day") } else { name };
        sink.put(name.get(language).as_bytes())?;
    }
    if is_first { sink.put(both!("0秒", "0 s").get(language).as_bytes()) } else { Ok(()) }
}

/// A local time such as `23:10`; after midnight it says so.
fn put_minutes(minute: i64, language: Language, sink: &mut dyn Sink) -> Result<(), Full> {
    let next_day = minute > 1440;
    let minute = if next_day { minute.saturating_sub(1440) } else { minute };
    if next_day && language == Language::ZhCn {
        sink.put("次日".as_bytes())?;
    }
    put_clock(minute, sink)?;
    if next_day && language == Language::En { sink.put(b" next day") } else { Ok(()) }
}

fn put_clock(minute: i64, sink: &mut dyn Sink) -> Result<(), Full> {
    put_padded(minute / 60, 2, sink)?;
    sink.put(b":")?;
    put_padded(minute % 60, 2, sink)
}

fn put_date(days: i64, sink: &mut dyn Sink) -> Result<(), Full> {
    let (year, month, day) = civil(i32::try_from(days).unwrap_or_default());
    put_padded(year.into(), 4, sink)?;
    sink.put(b"-")?;
    put_padded(month.into(), 2, sink)?;
    sink.put(b"-")?;
    put_padded(day.into(), 2, sink)
}

/// A moment on the service point's clock: `2026-11-23 12:40`, with seconds where it has any.
pub(super) fn put_instant(plan: &Plan<'_>, utc_s: i64, sink: &mut dyn Sink) -> Result<(), Full> {
    let (day, second) = plan.local(utc_s);
    put_date(day.into(), sink)?;
    sink.put(b" ")?;
    put_clock(i64::from(second / 60), sink)?;
    if second % 60 != 0 {
        sink.put(b":")?;
        put_padded(i64::from(second % 60), 2, sink)?;
    }
    Ok(())
}
