//! Identifiers that an application carries: whether a text can be one, and if not, why not.
//!
//! A check looks at the form and the check characters alone; whether the identifier was ever issued only its register knows.
//! The value itself is in no fault, no text and no log: a fault tells positions (counted in characters from 1, as the text
//! was written) and at most the check character that would fit. To show one to people there is [`mask`]. No heap, no panics.
//!
//! Characters are taken as they are written: full-width digits, lower-case letters and separators are faults of their own,
//! since what repairs them in silence hides which text the merchant's papers really carry. The one exception are numbers that
//! people write in groups (bank cards, mobiles): single spaces between digits are accepted, and `+86` before a mobile.

use crate::forms::Date;
use crate::time::day_of_date;
use crate::words::words;
use core::fmt::{self, Display, Formatter, Write};

words! {
    /// A kind of identifier.
    IdentifierKind {
        /// A unified social credit code (统一社会信用代码) of 18 characters: GB 32100-2015.
        Uscc = 1 "uscc",
        /// A citizen's identity number (公民身份号码) of 18 characters: GB 11643-1999, residence permits of people from Hong
        /// Kong, Macau and Taiwan among them. Not the number of a foreigner's permanent residence card.
        ResidentId = 2 "resident_id",
        /// A card number (PAN) of 12 to 19 digits: ISO/IEC 7812-1.
        BankCard = 3 "bank_card",
        /// A mobile number of mainland China of 11 digits, also after `+86` (ITU-T E.164).
        Mobile = 4 "mobile",
        /// A merchant category code of 4 digits: ISO 18245.
        Mcc = 5 "mcc",
    }
}

/// Why a text is no identifier of a kind. It never holds the text.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "json", derive(serde::Serialize), serde(tag = "code", rename_all = "snake_case"))]
pub enum Fault {
    /// So many characters, separators that are accepted not counted.
    #[error("`{found}` characters; accepted: {}", Lengths(*.shortest, *.longest))]
    Length {
        /// How many there are.
        found: usize,
        /// The fewest accepted.
        shortest: usize,
        /// The most accepted.
        longest: usize,
    },
    /// A resident id of the 15 digits that were issued until 1999 and ended with 2012.
    #[error("the old form of 15 digits; accepted: the 18 characters of the present identity card")]
    OldForm,
    /// A space, hyphen or other mark between the characters.
    #[error("a space or a mark stands at position {position}; accepted: {accepted}")]
    Separator {
        /// Where.
        position: usize,
        /// What is accepted between characters.
        accepted: &'static str,
    },
    /// A full-width digit, letter or plus sign (全角).
    #[error("character {position} is full-width (全角); accepted: half-width characters (半角)")]
    FullWidth {
        /// Where.
        position: usize,
    },
    /// A lower-case letter.
    #[error("character {position} is a lower-case letter; accepted: capitals")]
    LowerCase {
        /// Where.
        position: usize,
    },
    /// A letter that the code leaves out since it looks like a digit: I, O, S, V or Z (GB 32100-2015, 4.2).
    #[error(
        "character {position} is one of the letters I, O, S, V, Z, which the code does not use; accepted: the digit that it \
         looks like, or another letter"
    )]
    ExcludedLetter {
        /// Where.
        position: usize,
    },
    /// A character that the identifier does not have there.
    #[error("character {position} is none that stands there; accepted: {accepted}")]
    Character {
        /// Where.
        position: usize,
        /// What stands there.
        accepted: &'static str,
    },
    /// Of a mobile: another country's code.
    #[error("another country code than that of mainland China; accepted: 11 digits, alone or after +86")]
    CountryCode,
    /// The first characters are not those of any number in use.
    #[error("the number starts as none in use does; accepted: {accepted}")]
    Range {
        /// How numbers in use start.
        accepted: &'static str,
    },
    /// The first character of a social credit code names no registration authority (登记管理部门).
    #[error(
        "character 1 names no registration authority; accepted: 1 to 9, A to G, N or Y, such as 9 for market regulation"
    )]
    Authority,
    /// The second character of a social credit code names no kind of organisation of the authority (机构类别).
    #[error("character 2 names no kind of organisation of its authority; accepted: {accepted}")]
    Category {
        /// Those of the authority.
        accepted: &'static str,
    },
    /// The first two of these characters are no province (GB/T 2260).
    #[error(
        "the region code from character {position} on starts with no province; accepted: a code of GB/T 2260 such as 110101"
    )]
    Region {
        /// Where the region code starts.
        position: usize,
    },
    /// The date of birth is no date of the calendar from 1900 on.
    #[error("characters 7 to 14 are no date of birth; accepted: a date from 1900 on, written YYYYMMDD")]
    BirthDate,
    /// The date of birth lies ahead.
    #[error("the date of birth in characters 7 to 14 lies in the future; accepted: a date up to today")]
    BirthDateAhead,
    /// The last character does not fit the others.
    #[error(
        "the check character does not fit the others: a slip in one of them, or `{expected}` as the last; accepted: the number as its document has it"
    )]
    CheckDigit {
        /// What would fit the others.
        expected: char,
    },
    /// Within a social credit code, the last character of the organisation code (GB 11714) does not fit those before it.
    #[error(
        "character 17 does not fit the organisation code before it, which would end with `{expected}`; accepted: the code as the licence has it"
    )]
    OrganisationCheckDigit {
        /// What would fit.
        expected: char,
    },
}

impl Fault {
    /// The stable name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Length { .. } => "length",
            Self::OldForm => "old_form",
            Self::Separator { .. } => "separator",
            Self::FullWidth { .. } => "full_width",
            Self::LowerCase { .. } => "lower_case",
            Self::ExcludedLetter { .. } => "excluded_letter",
            Self::Character { .. } => "character",
            Self::CountryCode => "country_code",
            Self::Range { .. } => "range",
            Self::Authority => "authority",
            Self::Category { .. } => "category",
            Self::Region { .. } => "region",
            Self::BirthDate => "birth_date",
            Self::BirthDateAhead => "birth_date_ahead",
            Self::CheckDigit { .. } => "check_digit",
            Self::OrganisationCheckDigit { .. } => "organisation_check_digit",
        }
    }
}

/// The lengths accepted, as people read them.
struct Lengths(usize, usize);

impl Display for Lengths {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        match (self.0, self.1) {
            (shortest, longest) if shortest == longest => write!(out, "{longest}"),
            (shortest, longest) => write!(out, "{shortest} to {longest}"),
        }
    }
}

/// Whether a text can be an identifier of a kind; of a date of birth only whether it is a date. Errs with the first fault: of
/// characters, then of the length, then of what they say, then of the check characters.
pub fn check(kind: IdentifierKind, text: &str) -> Result<(), Fault> {
    examine(kind, text, None)
}

/// The same on a day: a date of birth may not lie after it. Errs as [`check`] does.
pub fn check_on(kind: IdentifierKind, text: &str, today: Date) -> Result<(), Fault> {
    examine(kind, text, Some(today))
}

/// The text as people may see it: the last four characters where there are more than eight, and stars before them; of a
/// category code, which is no secret, all. What is neither digit nor letter of ASCII is a star too.
#[must_use]
pub const fn mask(kind: IdentifierKind, text: &str) -> Masked<'_> {
    Masked { kind, text }
}

/// A text with most of its characters hidden; to be shown.
#[derive(Clone, Copy)]
pub struct Masked<'a> {
    kind: IdentifierKind,
    text: &'a str,
}

// By hand, since a derived one would show the text.
impl fmt::Debug for Masked<'_> {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        Display::fmt(self, out)
    }
}

impl Display for Masked<'_> {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        /// Most characters that are hidden one by one: what is longer is no identifier.
        const HIDDEN_MAX: usize = 28;
        let count = self.text.chars().count();
        let shown = match self.kind {
            IdentifierKind::Mcc if count == 4 => 4,
            _ if count > 8 => 4,
            _ => 0,
        };
        let hidden = count.saturating_sub(shown);
        for _ in 0..hidden.min(HIDDEN_MAX) {
            out.write_char('*')?;
        }
        for one in self.text.chars().skip(hidden) {
            out.write_char(if one.is_ascii_alphanumeric() { one } else { '*' })?;
        }
        Ok(())
    }
}

/// Most characters that an identifier has.
const LENGTH_MAX: usize = 19;

/// The digits of a resident id before its check character, of a social credit code likewise.
const BODY: usize = 17;

/// The characters of a social credit code in the order of their values (GB 32100-2015, table 1).
const USCC_CHARACTERS: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// The provinces of GB/T 2260, by their two digits.
const PROVINCES: &[u8] = &[
    11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54, 61, 62, 63,
    64, 65, 71, 81, 82,
];

/// The characters of an identifier without what is written between them.
struct Characters {
    bytes: [u8; LENGTH_MAX],
    length: usize,
}

impl Characters {
    fn get(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or_default()
    }

    fn part(&self, from: usize, length: usize) -> impl Iterator<Item = u8> + '_ {
        self.bytes.iter().copied().skip(from).take(length)
    }

    /// The value of these digits.
    fn number(&self, from: usize, length: usize) -> u32 {
        self.part(from, length).fold(0, |number, digit| number.saturating_mul(10).saturating_add(value(digit)))
    }
}

/// The value of a digit or a capital: 0 to 9, 10 to 35.
fn value(one: u8) -> u32 {
    char::from(one).to_digit(36).unwrap_or_default()
}

fn examine(kind: IdentifierKind, text: &str, today: Option<Date>) -> Result<(), Fault> {
    match kind {
        IdentifierKind::Uscc => uscc(&read(kind, text, 0)?),
        IdentifierKind::ResidentId => resident_id(&read(kind, text, 0)?, today),
        IdentifierKind::BankCard => bank_card(&read(kind, text, 0)?),
        IdentifierKind::Mobile => mobile(text),
        IdentifierKind::Mcc => mcc(&read(kind, text, 0)?),
    }
}

/// The lengths of a kind.
const fn lengths(kind: IdentifierKind) -> (usize, usize) {
    match kind {
        IdentifierKind::Uscc | IdentifierKind::ResidentId => (18, 18),
        IdentifierKind::BankCard => (12, 19),
        IdentifierKind::Mobile => (11, 11),
        IdentifierKind::Mcc => (4, 4),
    }
}

/// What may stand in a place of a kind, in words.
const fn accepted(kind: IdentifierKind, at: usize) -> &'static str {
    match kind {
        IdentifierKind::Uscc if at >= 2 && at < 8 => "a digit",
        IdentifierKind::Uscc => "a digit, or a capital but I, O, S, V and Z",
        IdentifierKind::ResidentId if at >= BODY => "a digit or X",
        _ => "a digit",
    }
}

/// Reads the characters of an identifier, of which so many were read before.
///
/// Errs at the first that is none of the kind's, then where there are too few or too many.
fn read(kind: IdentifierKind, text: &str, before: usize) -> Result<Characters, Fault> {
    let is_grouped = matches!(kind, IdentifierKind::BankCard | IdentifierKind::Mobile);
    let mut characters = Characters { bytes: [0; LENGTH_MAX], length: 0 };
    let mut rest = text.chars().enumerate().peekable();
    let mut is_after_digit = false;
    while let Some((at, one)) = rest.next() {
        let position = at.saturating_add(before).saturating_add(1);
        let is_before_digit = rest.peek().is_some_and(|(_, next)| next.is_ascii_digit());
        if one == ' ' && is_grouped && is_after_digit && is_before_digit {
            is_after_digit = false;
            continue;
        }
        is_after_digit = one.is_ascii_digit();
        let place = characters.length;
        let fits = match kind {
            IdentifierKind::Uscc if !(2..8).contains(&place) => {
                u8::try_from(one).is_ok_and(|one| USCC_CHARACTERS.contains(&one))
            }
            IdentifierKind::ResidentId if place == BODY => one.is_ascii_digit() || one == 'X',
            _ => one.is_ascii_digit(),
        };
        if !fits {
            return Err(misfit(kind, one, place, position, is_grouped));
        }
        if let (Some(slot), Ok(one)) = (characters.bytes.get_mut(place), u8::try_from(one)) {
            *slot = one;
        }
        characters.length = place.saturating_add(1);
    }
    let (found, (shortest, longest)) = (characters.length, lengths(kind));
    match kind {
        IdentifierKind::ResidentId if found == 15 => Err(Fault::OldForm),
        _ if (shortest..=longest).contains(&found) => Ok(characters),
        _ => Err(Fault::Length { found, shortest, longest }),
    }
}

/// What is wrong with a character.
fn misfit(kind: IdentifierKind, one: char, place: usize, position: usize, is_grouped: bool) -> Fault {
    let is_letter_here =
        kind == IdentifierKind::Uscc || kind == IdentifierKind::ResidentId && one == 'x' && place == BODY;
    match one {
        '\u{ff10}'..='\u{ff19}' | '\u{ff21}'..='\u{ff3a}' | '\u{ff41}'..='\u{ff5a}' | '\u{ff0b}' => {
            Fault::FullWidth { position }
        }
        _ if one.is_ascii_lowercase() && is_letter_here => Fault::LowerCase { position },
        'I' | 'O' | 'S' | 'V' | 'Z' if kind == IdentifierKind::Uscc => Fault::ExcludedLetter { position },
        _ if one.is_whitespace() || one.is_ascii_punctuation() => Fault::Separator {
            position,
            accepted: if is_grouped { "digits, with single spaces between groups" } else { "the characters alone" },
        },
        _ => Fault::Character { position, accepted: accepted(kind, place) },
    }
}

/// GB 32100-2015: authority, kind of organisation, region, organisation code with its own check character (GB 11714-1997),
/// check character modulo 31 with the weights 3^(i−1).
fn uscc(code: &Characters) -> Result<(), Fault> {
    // The table of 2015 names 1, 5, 9 and Y, later ones more authorities, each with its own kinds.
    let kinds: &[u8] = match code.get(0) {
        b'1' | b'5' | b'9' => b"1239",
        b'Y' => b"1",
        b'2'..=b'8' | b'A'..=b'G' | b'N' => b"123456789",
        _ => return Err(Fault::Authority),
    };
    if !kinds.contains(&code.get(1)) {
        let accepted = match kinds {
            b"1" => "1",
            b"1239" => "1, 2, 3 or 9",
            _ => "1 to 9",
        };
        return Err(Fault::Category { accepted });
    }
    // 10 stands for the authorities of the state itself.
    let province = code.number(2, 2);
    if province != 10 && !is_province(province) {
        return Err(Fault::Region { position: 3 });
    }
    let of_character = |one: u8| USCC_CHARACTERS.iter().position(|&other| other == one).unwrap_or_default();
    let mut weight = 1_usize;
    let mut sum = 0_usize;
    for one in code.part(0, BODY) {
        sum = sum.saturating_add(of_character(one).saturating_mul(weight));
        weight = weight.saturating_mul(3) % 31;
    }
    let expected = 31_usize.saturating_sub(sum % 31) % 31;
    let expected = USCC_CHARACTERS.get(expected).copied().unwrap_or_default();
    if code.get(BODY) != expected {
        return Err(Fault::CheckDigit { expected: expected.into() });
    }
    let weighted =
        code.part(8, 8).zip([3, 7, 9, 10, 5, 8, 4, 2]).map(|(one, weight)| value(one).saturating_mul(weight));
    let expected = match 11_u32.saturating_sub(weighted.sum::<u32>() % 11) {
        10 => 'X',
        11 => '0',
        digit => char::from_digit(digit, 10).unwrap_or_default(),
    };
    if char::from(code.get(16)) == expected { Ok(()) } else { Err(Fault::OrganisationCheckDigit { expected }) }
}

fn is_province(number: u32) -> bool {
    PROVINCES.iter().any(|&province| u32::from(province) == number)
}

/// GB 11643-1999: region, date of birth, sequence, check character by ISO 7064 MOD 11-2.
fn resident_id(number: &Characters, today: Option<Date>) -> Result<(), Fault> {
    let province = number.number(0, 2);
    // 83 is Taiwan's on residence permits; on identity cards it was to be 71.
    if province != 83 && !is_province(province) {
        return Err(Fault::Region { position: 1 });
    }
    let [year, month, day] =
        [(6, 4), (10, 2), (12, 2)].map(|(at, length)| i32::try_from(number.number(at, length)).unwrap_or_default());
    let born = day_of_date((year, month, day)).and_then(Date::from_days).ok_or(Fault::BirthDate)?;
    if today.is_some_and(|today| born > today) {
        return Err(Fault::BirthDateAhead);
    }
    let rest = number.part(0, BODY).fold(0_u32, |rest, digit| rest.saturating_add(value(digit)).saturating_mul(2) % 11);
    let expected = match 12_u32.saturating_sub(rest) % 11 {
        10 => 'X',
        digit => char::from_digit(digit, 10).unwrap_or_default(),
    };
    if char::from(number.get(BODY)) == expected { Ok(()) } else { Err(Fault::CheckDigit { expected }) }
}

/// ISO/IEC 7812-1: the first digit is that of an industry (0 is of ISO itself, on no bank's card), the last Luhn's.
fn bank_card(number: &Characters) -> Result<(), Fault> {
    if number.get(0) == b'0' {
        return Err(Fault::Range { accepted: "1 to 9 as the first digit" });
    }
    let body = number.length.saturating_sub(1);
    // Of the digits before the last every second one counts twice, the last of them first.
    let is_twice = |at: usize| body.saturating_sub(at) % 2 == 1;
    let sum = number.part(0, body).enumerate().fold(0_u32, |sum, (at, digit)| {
        let once = value(digit);
        let twice = once.saturating_mul(2);
        sum.saturating_add(match is_twice(at) {
            true if twice > 9 => twice.saturating_sub(9),
            true => twice,
            false => once,
        })
    });
    let expected = char::from_digit(10_u32.saturating_sub(sum % 10) % 10, 10).unwrap_or_default();
    if char::from(number.get(body)) == expected { Ok(()) } else { Err(Fault::CheckDigit { expected }) }
}

/// The numbering plan of public telecommunication networks (电信网编号计划): 11 digits from 13 to 19.
fn mobile(text: &str) -> Result<(), Fault> {
    let (national, before) = match text.strip_prefix("+86") {
        // One space may stand behind the country code.
        Some(national) => match national.strip_prefix(' ') {
            Some(national) => (national, 4),
            None => (national, 3),
        },
        None if text.starts_with('+') => return Err(Fault::CountryCode),
        None => (text, 0),
    };
    let number = read(IdentifierKind::Mobile, national, before)?;
    if number.get(0) == b'1' && (b'3'..=b'9').contains(&number.get(1)) {
        Ok(())
    } else {
        Err(Fault::Range { accepted: "13 to 19 as the first two digits" })
    }
}

/// ISO 18245: categories start with agricultural services, of which 0742 is the first.
fn mcc(code: &Characters) -> Result<(), Fault> {
    if code.number(0, 4) >= 700 { Ok(()) } else { Err(Fault::Range { accepted: "0700 to 9999" }) }
}
