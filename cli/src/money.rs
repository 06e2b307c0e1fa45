//! Amounts of money for people.

/// Currencies that are shown in major units: ISO 4217 number, code, digits after the point. Any other is shown in minor
/// units with its number, since to guess its digits would be wrong by a factor of ten or more.
const CURRENCIES: &[(i64, &str, usize)] = &[
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

/// An amount such as `¥5,200.00`, `EUR 12.34`, `1,234 minor (999)`, or without a currency `1,234 minor`.
pub(crate) fn amount(minor: i64, currency: Option<i64>) -> String {
    let sign = if minor < 0 { "-" } else { "" };
    let digits = minor.unsigned_abs();
    let Some(number) = currency else { return format!("{sign}{} minor", grouped(digits)) };
    let Some(&(_, code, point)) = CURRENCIES.iter().find(|row| row.0 == number) else {
        return format!("{sign}{} minor ({number:03})", grouped(digits));
    };
    let unit = 10_u64.pow(point as u32);
    let fraction = if point == 0 { String::new() } else { format!(".{:0point$}", digits % unit) };
    let major = grouped(digits / unit);
    if code == "CNY" { format!("{sign}¥{major}{fraction}") } else { format!("{code} {sign}{major}{fraction}") }
}

/// A currency such as `CNY (156)`, or `999` where its code is not known.
pub(crate) fn currency(number: i64) -> String {
    match CURRENCIES.iter().find(|row| row.0 == number) {
        Some((_, code, _)) => format!("{code} ({number:03})"),
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
        assert!(CURRENCIES.is_sorted());
    }
}
