//! What is said without a plan, and the words in which a reader and a language are asked for.

use crate::plan::{json, read, written};
use crate::refusal::{Code, Refusal};
use poscond::identifier::{self, Fault, IdentifierKind};
use poscond::texts::{self, Language, Reader, Texts};
use poscond::{Date, Datum, Plan, Point, Policy, Readiness, Reason, Request, ServicePoint};
use serde::Serialize;
use wasm_bindgen::prelude::wasm_bindgen;

/// One of some words.
fn word<T: Copy>(all: &[T], name: impl Fn(T) -> &'static str, path: &str, asked: &str) -> Result<T, String> {
    all.iter().copied().find(|&one| name(one) == asked).ok_or_else(|| {
        let names: Vec<&str> = all.iter().map(|&one| name(one)).collect();
        let message = format!("`{asked}`; accepted: {}", names.join(", "));
        Refusal::at(Code::Argument, path.to_owned(), message).json()
    })
}

fn reader_of(asked: &str) -> Result<Reader, String> {
    word(Reader::ALL, Reader::name, "reader", asked)
}

fn language_of(asked: &str) -> Result<Language, String> {
    word(Language::ALL, Language::name, "lang", asked)
}

pub(crate) fn texts<'a>(
    plan: &'a Plan<'a>,
    request: &'a Request,
    reader: &str,
    language: &str,
) -> Result<Texts<'a>, String> {
    Ok(Texts { plan, request, reader: reader_of(reader)?, language: language_of(language)? })
}

/// Every reason with what it says to a reader and the steps against it, as JSON.
#[wasm_bindgen]
pub fn reasons(reader: &str, language: &str) -> Result<String, String> {
    #[derive(Serialize)]
    struct Row {
        number: u16,
        name: &'static str,
        family: &'static str,
        de39: String,
        who: &'static str,
        code: String,
        text: String,
        steps: Vec<String>,
    }
    let (reader, language) = (reader_of(reader)?, language_of(language)?);
    let row = |&reason: &Reason| {
        let text = written(|out| texts::of_reason(reason, reader, language, out));
        let step = |&step| written(|out| texts::of_step(step, language, out));
        Row {
            number: reason as u16,
            name: reason.name(),
            family: reason.family().name(),
            de39: String::from_utf8_lossy(&reason.de39()).into_owned(),
            who: reason.who().name(),
            code: text.split(' ').next().unwrap_or_default().to_owned(),
            text,
            steps: if reader == Reader::Cardholder { Vec::new() } else { reason.steps().iter().map(step).collect() },
        }
    };
    Ok(json(&Reason::ALL.iter().map(row).collect::<Vec<_>>()))
}

/// A point of one datum in another: latitude and longitude in 1e-7 degrees.
#[wasm_bindgen]
pub fn convert_datum(lat_e7: i32, lon_e7: i32, from: &str, to: &str) -> Result<Vec<i32>, String> {
    let (from, to) = (word(Datum::ALL, Datum::name, "from", from)?, word(Datum::ALL, Datum::name, "to", to)?);
    // Where it is not on the globe JavaScript has said so.
    let point = Point::new(lat_e7, lon_e7).unwrap_or_default();
    let point = if from == to { point } else { point.to_wgs84(from).from_wgs84(to) };
    Ok(vec![point.lat_e7, point.lon_e7])
}

/// The way between two points in WGS 84, in millimetres along the ellipsoid; `u32::MAX` from there on.
#[wasm_bindgen]
#[must_use]
pub fn distance_mm(lat_e7: i32, lon_e7: i32, to_lat_e7: i32, to_lon_e7: i32) -> u32 {
    let (Some(from), Some(to)) = (Point::new(lat_e7, lon_e7), Point::new(to_lat_e7, to_lon_e7)) else {
        return u32::MAX;
    };
    u32::try_from(poscond::geo::Fix::new(from).distance_mm(to)).unwrap_or(u32::MAX)
}

/// How far a service point's application has come, as JSON: the readiness, and what each step and each refusal says.
#[wasm_bindgen]
pub fn readiness(policy: &str, service_point: &str, now_utc_s: f64, language: &str) -> Result<String, String> {
    #[derive(Serialize)]
    struct Said {
        readiness: Readiness,
        steps: Vec<String>,
        refusals: Vec<String>,
    }
    let language = language_of(language)?;
    let (policy, point): (Policy, ServicePoint) =
        (read(Code::Policy, policy)?, read(Code::ServicePoint, service_point)?);
    // OK because JavaScript hands in an integer below 2^53.
    let readiness = poscond::readiness(&policy, &point, now_utc_s as i64);
    let readiness = readiness.map_err(|problems| Refusal::from(problems).json())?;
    let step = |step| written(|out| texts::of_readiness_step(step, language, out));
    let refusal = |refusal| written(|out| texts::of_refusal(refusal, language, out));
    let steps = readiness.steps.iter().map(step).collect();
    let refusals = readiness.refusals.iter().map(refusal).collect();
    Ok(json(&Said { readiness, steps, refusals }))
}

fn kind_of(asked: &str) -> Result<IdentifierKind, String> {
    word(IdentifierKind::ALL, IdentifierKind::name, "kind", asked)
}

/// Why a text is no identifier of a kind, as JSON; `null` where it can be one.
#[wasm_bindgen]
pub fn check_identifier(kind: &str, text: &str, today: Option<String>) -> Result<String, String> {
    #[derive(Serialize)]
    struct Said {
        fault: Fault,
        message: String,
    }
    let kind = kind_of(kind)?;
    let checked = match today {
        None => identifier::check(kind, text),
        Some(today) => match today.parse::<Date>() {
            Ok(date) => identifier::check_on(kind, text, date),
            Err(expected) => {
                return Err(Refusal::at(Code::Argument, "today".to_owned(), format!("`{today}`; {expected}")).json());
            }
        },
    };
    let said = checked.err().map(|fault| Said { fault, message: fault.to_string() });
    Ok(json(&said))
}

/// An identifier as people may see it.
#[wasm_bindgen]
pub fn mask_identifier(kind: &str, text: &str) -> Result<String, String> {
    Ok(identifier::mask(kind_of(kind)?, text).to_string())
}
