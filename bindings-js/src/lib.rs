//! The WebAssembly half of the npm package `poscond`: converts and never decides.
//!
//! What is asked often crosses as numbers: JavaScript writes the request's record into [`record`] and reads what was decided
//! from [`answer`]. What is asked seldom crosses as JSON text. An error crosses as JSON too; `js/error.ts` makes it a
//! `PoscondError`.

mod json;
mod plan;
mod refusal;
mod say;

/// The heap, by an allocator of a fifth of the code of std's. With pools joined, so that what grew apart is used as one.
#[cfg(target_family = "wasm")]
#[global_allocator]
static HEAP: rlsf::GlobalTlsf<HeapOptions> = rlsf::GlobalTlsf::new();

/// How the heap is to be.
#[cfg(target_family = "wasm")]
struct HeapOptions;

#[cfg(target_family = "wasm")]
impl rlsf::GlobalTlsfOptions for HeapOptions {
    const ENABLE_REALLOCATION: bool = false;
}

use poscond::{Fact, Request};
use poscond_js_decide::ANSWER_WORDS;
use refusal::{Code, Refusal};
use std::cell::Cell;

thread_local! {
    /// The request that is asked about. JavaScript writes it, little-endian as the module is.
    pub(crate) static RECORD: Cell<Request> = const { Cell::new(Request::new()) };
    /// What was decided last.
    pub(crate) static ANSWER: Cell<[u32; ANSWER_WORDS]> = const { Cell::new([0; ANSWER_WORDS]) };
}

/// Where JavaScript writes a request's record; the place never changes.
#[wasm_bindgen::prelude::wasm_bindgen]
#[must_use]
pub fn record() -> *const u8 {
    RECORD.with(Cell::as_ptr).cast::<u8>().cast_const()
}

/// Where JavaScript reads what was decided; the place never changes.
#[wasm_bindgen::prelude::wasm_bindgen]
#[must_use]
pub fn answer() -> *const u8 {
    ANSWER.with(Cell::as_ptr).cast::<u8>().cast_const()
}

/// The request that JavaScript wrote, if it is one.
fn asked() -> Result<Request, String> {
    let request = RECORD.get();
    request.check().map_err(|error| Refusal::record(&error).json())?;
    Ok(request)
}

/// Errs with what is wrong with the record.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn refuse_record() -> Result<(), String> {
    asked().map(drop)
}

/// Errs with a field that a request, or a counter of one, does not have: what JavaScript's encoder meets.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn refuse_field(path: &str, key: &str) -> Result<(), String> {
    const OF_COUNTER: &[&str] = &["slot", "amount_minor", "count", "taken_at_utc_s"];
    let of_request: Vec<&str> = Fact::ALL.iter().map(|fact| fact.name()).chain(["counters"]).collect();
    let known = if path == key { &of_request } else { OF_COUNTER };
    let error = json::Error::unknown("field", key, known);
    Err(Refusal::at(Code::Request, path.to_owned(), error.message()).json())
}

/// A record of any length, or from another engine, as this engine writes it.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn normalise(record: &[u8]) -> Result<Vec<u8>, String> {
    let request = Request::decode(record).map_err(|error| Refusal::record(&error).json())?;
    Ok(request.encode().to_vec())
}
