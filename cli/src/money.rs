//! Amounts of money for people.

use poscond::texts;

/// An amount such as `¥5,200.00`, `EUR 12.34`, `1,234 minor (999)`, or without a currency `1,234 minor`.
pub(crate) fn amount(minor: i64, currency: Option<i64>) -> String {
    let sign = if minor < 0 { "-" } else { "" };
    let digits = minor.unsigned_abs();
    let Some(number) = currency else { return format!("{sign}{} minor", grouped(digits)) };
    let Some((code, point)) = texts::currency(number) else {
        return format!("{sign}{} minor ({number:03})", grouped(digits));
    };
    let (unit, width) = (10_u64.pow(point), point as usize);
    let fraction = if point == 0 { String::new() } else { format!(".{:0width$}", digits % unit) };
    let major = grouped(digits / unit);
    if code == "CNY" { format!("{sign}¥{major}{fraction}") } else { format!("{code} {sign}{major}{fraction}") }
}

/// A currency such as `CNY (156)`, or `999` where its code is not known.
pub(crate) fn currency(number: i64) -> String {
    match texts::currency(number) {
        Some((code, _)) => format!("{code} ({number:03})"),
        None => format!("{number:03}"),
    }
}

/// A number with commas between groups of three digits.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts() {
        assert_eq!(amount(520_000, Some(156)), "¥5,200.00");
        assert_eq!(amount(1, Some(156)), "¥0.01");
        assert_eq!(amount(-1_234_567, Some(978)), "EUR -12,345.67");
        assert_eq!(amount(1200, Some(392)), "JPY 1,200");
        assert_eq!(amount(1200, Some(414)), "KWD 1.200");
        assert_eq!(amount(1200, Some(999)), "1,200 minor (999)");
        assert_eq!(amount(1200, Some(8)), "1,200 minor (008)");
        assert_eq!(amount(999, None), "999 minor");
        assert_eq!((currency(36), currency(999)), ("AUD (036)".to_owned(), "999".to_owned()));
        assert_eq!((grouped(0), grouped(999), grouped(1_000_000)), ("0".into(), "999".into(), "1,000,000".into()));
    }
}
