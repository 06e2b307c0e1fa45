//! What is said without a plan, and the words in which a reader and a language are asked for.

use crate::plan::written;
use crate::refusal::{Code, Refusal};
use poscond::texts::{self, Language, Reader, Texts};
use poscond::{Datum, Plan, Point, Reason, Request};
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
    Ok(serde_json::to_string(&Reason::ALL.iter().map(row).collect::<Vec<_>>()).unwrap_or_default())
}

/// A point of one datum in another: latitude and longitude in 1e-7 degrees.
#[wasm_bindgen]
pub fn convert_datum(lat_e7: i32, lon_e7: i32, from: &str, to: &str) -> Result<Vec<i32>, String> {
    let (from, to) = (word(Datum::ALL, Datum::name, "from", from)?, word(Datum::ALL, Datum::name, "to", to)?);
    let Some(point) = Point::new(lat_e7, lon_e7) else {
        let message = format!("`{lat_e7}, {lon_e7}`; accepted: a latitude within ±900000000 and a longitude within ±1800000000");
        return Err(Refusal::at(Code::Argument, "point".to_owned(), message).json());
    };
    let point = if from == to { point } else { point.to_wgs84(from).from_wgs84(to) };
    Ok(vec![point.lat_e7, point.lon_e7])
}

/// The way between two points in WGS 84, in millimetres along the ellipsoid; `u32::MAX` from there on.
#[wasm_bindgen]
#[must_use]
pub fn distance_mm(lat_e7: i32, lon_e7: i32, to_lat_e7: i32, to_lon_e7: i32) -> u32 {
    let (Some(from), Some(to)) = (Point::new(lat_e7, lon_e7), Point::new(to_lat_e7, to_lon_e7)) else { return u32::MAX };
    u32::try_from(poscond::geo::Fix::new(from).distance_mm(to)).unwrap_or(u32::MAX)
}
