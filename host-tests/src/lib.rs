//! Golden vectors: what every host must decide, byte for byte.
//!
//! The cases are written by hand in [`author`], with the expectation reasoned beside each; the tool `vectors` computes
//! the whole report, refuses where it differs from what was reasoned, and writes the data files of `vectors/`. [`mod@file`]
//! reads them, [`lint`] says what they lack, [`host`] runs them on a host, [`native`] is the first.
#![forbid(unsafe_code)]

pub mod author;
pub mod file;
pub mod host;
mod layout;
pub mod lint;
pub mod native;
pub mod pack;
