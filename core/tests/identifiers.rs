//! Identifiers: known ones are valid, any slip that a scheme can see is seen, and no fault holds the value.
#![cfg(feature = "json")]

use poscond::IdentifierKind::{self, BankCard, Mcc, Mobile, ResidentId, Uscc};
use poscond::identifier::{Fault, check, check_on, mask};
use proptest::prelude::*;
use serde_json::json;

#[track_caller]
fn fault(kind: IdentifierKind, text: &str) -> Fault {
    check(kind, text).expect_err(text)
}

fn code(kind: IdentifierKind, text: &str) -> &'static str {
    check(kind, text).err().map_or("valid", Fault::code)
}

/// Pins published examples: of GB 11643-1999, of GB 32100-2015, and test numbers of card schemes.
#[test]
fn identifiers_known_to_be_valid() {
    for (kind, texts) in [
        (Uscc, &["91350100M000100Y43"][..]),
        (ResidentId, &["11010519491231002X"]),
        (
            BankCard,
            &["4111111111111111", "4111 1111 1111 1111", "378282246310005", "6200000000000005", "6759649826438453"],
        ),
        (Mobile, &["13800138000", "138 0013 8000", "+8613800138000", "+86 13800138000", "19912345678"]),
        (Mcc, &["0742", "5812", "9399", "3000"]),
    ] {
        for text in texts {
            assert_eq!(code(kind, text), "valid", "{} {text}", kind.name());
        }
    }
}

/// Pins each fault with its name and its place.
#[test]
fn identifier_faults_say_what_and_where() {
    for (kind, text, expected) in [
        (Uscc, "", "length"),
        (Uscc, "91350100M000100Y4", "length"),
        (Uscc, "91350100M000100Y433", "length"),
        (Uscc, "91350100m000100Y43", "lower_case"),
        (Uscc, "91350100Ｍ000100Y43", "full_width"),
        (Uscc, "91350100O000100Y43", "excluded_letter"),
        (Uscc, "913501 00M000100Y43", "separator"),
        (Uscc, "913501-00M000100Y43", "separator"),
        (Uscc, "91350100面000100Y43", "character"),
        (Uscc, "9135M100M000100Y43", "character"),
        (Uscc, "X1350100M000100Y43", "authority"),
        (Uscc, "97350100M000100Y43", "category"),
        (Uscc, "91990100M000100Y43", "region"),
        (Uscc, "91350100M000100Y44", "check_digit"),
        (ResidentId, "110105491231002", "old_form"),
        (ResidentId, "11010519491231002x", "lower_case"),
        (ResidentId, "11010519491231002Ｘ", "full_width"),
        (ResidentId, "1101051949123100X2", "character"),
        (ResidentId, "99010519491231002X", "region"),
        (ResidentId, "11010519491331002X", "birth_date"),
        (ResidentId, "11010520250229002X", "birth_date"),
        (ResidentId, "440524188001010014", "birth_date"),
        (ResidentId, "110105194912310021", "check_digit"),
        (BankCard, "4111111111111112", "check_digit"),
        (BankCard, "0000000000000000", "range"),
        (BankCard, "41111111111", "length"),
        (BankCard, "41111111111111111111", "length"),
        (BankCard, "4111-1111-1111-1111", "separator"),
        (BankCard, "4111  111111111111", "separator"),
        (BankCard, " 4111111111111111", "separator"),
        (BankCard, "4111111111111111 ", "separator"),
        (BankCard, "４111111111111111", "full_width"),
        (Mobile, "12800138000", "range"),
        (Mobile, "23800138000", "range"),
        (Mobile, "8613800138000", "length"),
        (Mobile, "+85291234567", "country_code"),
        (Mobile, "010-12345678", "separator"),
        (Mobile, "1380013800", "length"),
        (Mcc, "0000", "range"),
        (Mcc, "581", "length"),
        (Mcc, "58I2", "character"),
    ] {
        assert_eq!(code(kind, text), expected, "{} {text}", kind.name());
    }
    assert_eq!(fault(Uscc, "91350100O000100Y43"), Fault::ExcludedLetter { position: 9 });
    assert_eq!(fault(Uscc, "91350100M000100Y44"), Fault::CheckDigit { expected: '3' });
    assert_eq!(fault(ResidentId, "110105194912310021"), Fault::CheckDigit { expected: 'X' });
    assert_eq!(fault(BankCard, "4111 1111 1111 111a").code(), "character");
    assert!(matches!(fault(BankCard, "4111 11a1"), Fault::Character { position: 8, .. }));
    assert!(matches!(fault(BankCard, "4111 1111 a"), Fault::Separator { position: 10, .. }));
    assert!(matches!(fault(Mobile, "+86 1380a"), Fault::Character { position: 9, .. }));
}

/// Pins that within a social credit code the organisation code has a check character of its own (GB 11714).
#[test]
fn identifier_with_a_wrong_organisation_code() {
    let made = uscc("91350100M000100Y5");
    assert_eq!(fault(Uscc, &made), Fault::OrganisationCheckDigit { expected: '4' });
}

/// Pins that a date of birth is held against today only where today is told.
#[test]
fn identifier_of_somebody_not_born_yet() {
    let number = resident("11010520991231002");
    assert_eq!(check(ResidentId, &number), Ok(()));
    let today = "2026-11-24".parse().expect("a date");
    assert_eq!(check_on(ResidentId, &number, today), Err(Fault::BirthDateAhead));
    assert_eq!(check_on(ResidentId, "11010519491231002X", today), Ok(()));
}

/// Pins the JSON form and the words of a fault.
#[test]
fn identifier_faults_in_json_and_in_words() {
    let slip = fault(Uscc, "91350100M000100Y44");
    assert_eq!(serde_json::to_value(slip).expect("JSON"), json!({"code": "check_digit", "expected": "3"}));
    let short = fault(BankCard, "4111");
    assert_eq!(short.to_string(), "`4` characters; accepted: 12 to 19");
    let value = json!({"code": "length", "found": 4, "shortest": 12, "longest": 19});
    assert_eq!(serde_json::to_value(short).expect("JSON"), value);
    assert_eq!(
        fault(Uscc, "91350100Ｍ000100Y43").to_string(),
        "character 9 is full-width (全角); accepted: half-width characters (半角)"
    );
}

/// Pins what of a value people see.
#[test]
fn identifiers_are_masked() {
    for (kind, text, shown) in [
        (ResidentId, "11010519491231002X", "**************002X"),
        (BankCard, "4111 1111 1111 1111", "***************1111"),
        (Mobile, "13800138000", "*******8000"),
        (Mcc, "5812", "5812"),
        (Mcc, "58123", "*****"),
        (BankCard, "41111111", "********"),
        (Uscc, "", ""),
        // Nothing that could move a cursor.
        (Uscc, "91350100M000100\u{1b}[2J", "*****************2J"),
    ] {
        let masked = mask(kind, text);
        assert_eq!((masked.to_string(), format!("{masked:?}")), (shown.to_owned(), shown.to_owned()), "{text:?}");
    }
}

const USCC: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// A social credit code from its first 17 characters.
fn uscc(body: &str) -> String {
    let of = |one: u8| USCC.iter().position(|&other| other == one).expect("one of the code's");
    let weights = (0..).map(|power| 3_usize.pow(power) % 31);
    let sum: usize = body.bytes().zip(weights).map(|(one, weight)| of(one) * weight).sum();
    format!("{body}{}", char::from(USCC[(31 - sum % 31) % 31]))
}

/// A resident id from its first 17 digits, by the table of GB 11643-1999.
fn resident(body: &str) -> String {
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = body.bytes().zip(weights).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    format!("{body}{}", char::from(b"10X98765432"[(sum % 11) as usize]))
}

/// A card number from all digits but the last.
fn luhn(body: &str) -> String {
    let digits = body.bytes().rev().map(|digit| u32::from(digit - b'0'));
    let sum: u32 =
        digits.enumerate().map(|(at, digit)| if at % 2 == 0 { digit * 2 / 10 + digit * 2 % 10 } else { digit }).sum();
    format!("{body}{}", (10 - sum % 10) % 10)
}

fn usccs() -> impl Strategy<Value = String> {
    let organisation = "[0-9A-HJ-NPQRTUWXY]{8}".prop_map(|body: String| {
        let value = |one: u8| char::from(one).to_digit(36).expect("one of the code's");
        let sum: u32 = body.bytes().zip([3, 7, 9, 10, 5, 8, 4, 2]).map(|(one, weight)| value(one) * weight).sum();
        let last = match 11 - sum % 11 {
            10 => 'X',
            11 => '0',
            digit => char::from_digit(digit, 10).expect("a digit"),
        };
        format!("{body}{last}")
    });
    let head = prop::sample::select(vec!["91", "92", "93", "51", "12", "11", "Y1", "N2", "A1", "31"]);
    let region = ("(1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|10)", "[0-9]{4}");
    (head, region, organisation)
        .prop_map(|(head, (province, rest), organisation)| uscc(&format!("{head}{province}{rest}{organisation}")))
}

fn residents() -> impl Strategy<Value = String> {
    let region = ("(1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])", "[0-9]{4}");
    (region, 1900_u32..2026, 1_u32..13, 1_u32..29, 0_u32..1000).prop_map(
        |((province, rest), year, month, day, number)| {
            resident(&format!("{province}{rest}{year:04}{month:02}{day:02}{number:03}"))
        },
    )
}

fn any_kind() -> impl Strategy<Value = IdentifierKind> {
    prop::sample::select(IdentifierKind::ALL.to_vec())
}

/// Valid ones with their kind.
fn valid() -> impl Strategy<Value = (IdentifierKind, String)> {
    prop_oneof![
        usccs().prop_map(|text| (Uscc, text)),
        residents().prop_map(|text| (ResidentId, text)),
        "[1-9][0-9]{10,17}".prop_map(|body: String| (BankCard, luhn(&body))),
    ]
}

fn swapped(text: &str, at: usize) -> String {
    let mut bytes = text.as_bytes().to_vec();
    bytes.swap(at, at + 1);
    String::from_utf8(bytes).expect("ASCII")
}

proptest! {
    /// Pins that identifiers made by the standards' own tables pass, and show nothing but their end.
    #[test]
    fn identifiers_made_by_the_tables_pass((kind, text) in valid()) {
        prop_assert_eq!(check(kind, &text), Ok(()), "{}", text);
        let masked = mask(kind, &text).to_string();
        prop_assert!(masked.ends_with(&text[text.len() - 4..]) && masked.starts_with(&"*".repeat(text.len() - 4)));
    }

    /// Pins that every substitution of one character is seen.
    #[test]
    fn identifier_with_one_character_wrong((kind, text) in valid(), at in any::<prop::sample::Index>(), to in any::<prop::sample::Index>()) {
        let at = at.index(text.len());
        let characters: &[u8] = if kind == Uscc { USCC } else { b"0123456789" };
        let to = char::from(characters[to.index(characters.len())]);
        prop_assume!(text.as_bytes()[at] != to as u8);
        let mut wrong = text.clone();
        wrong.replace_range(at..=at, &to.to_string());
        prop_assert!(check(kind, &wrong).is_err(), "{} for {}", wrong, text);
    }

    /// Pins that every swap of neighbours is seen; of Luhn's scheme all but 09 and 90.
    #[test]
    fn identifier_with_neighbours_swapped((kind, text) in valid(), at in any::<prop::sample::Index>()) {
        let at = at.index(text.len() - 1);
        let pair = &text[at..at + 2];
        prop_assume!(pair.as_bytes()[0] != pair.as_bytes()[1]);
        prop_assume!(kind != BankCard || !["09", "90"].contains(&pair));
        prop_assert!(check(kind, &swapped(&text, at)).is_err(), "{} at {}", text, at);
    }

    /// Pins that no text makes a check panic, and that what a fault tells holds no run of the text's characters.
    #[test]
    fn identifier_of_any_text(kind in any_kind(), text in "\\PC{0,40}|[0-9A-Zx+ ]{0,24}|[0-9０-９]{10,20}") {
        if let Err(fault) = check(kind, &text) {
            let said = format!("{fault} {fault:?} {}", serde_json::to_string(&fault).expect("JSON"));
            let characters: Vec<char> = text.chars().collect();
            for run in characters.windows(6).map(|run| run.iter().collect::<String>()) {
                let is_of_a_value = run.chars().filter(char::is_ascii_digit).count() >= 4;
                // 110101 and 11714 are of the words themselves.
                prop_assert!(!is_of_a_value || run == "110101" || !said.contains(&run), "{} {}", run, said);
            }
        }
        let _ = mask(kind, &text).to_string();
    }
}
