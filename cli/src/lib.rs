//! The tool `poscond`: decide requests, compile plans, look into plans and reasons.
//!
//! It converts and shows; what is decided is decided by the crate `poscond`. Each command is a file of its name.
//! Reading policies and service points ([`input`]), located errors ([`text`]) and the lines of a log ([`log`]) are open to
//! other tools of the workspace.

mod args;
mod cases;
mod check;
mod clock;
mod compile;
mod decide;
mod decided;
mod diff;
pub mod exit;
mod explain;
mod expression;
mod identifier;
pub mod input;
mod inspect;
mod key;
mod keygen;
pub mod log;
mod money;
mod output;
mod progress;
mod readiness;
mod reason;
mod receipt;
mod replay;
mod requests;
mod router;
mod rule;
mod schema;
mod slots;
mod summary;
mod table;
pub mod text;
mod wording;

use crate::args::{Arguments, Command};
use clap::Parser;
use std::io::Write;
use std::process::ExitCode;

/// Runs the tool with the arguments of the process; writes errors to standard error, one a line.
pub fn run() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Check(args) => check::run(&args),
        Command::Decide(args) => decide::run(&args),
        Command::Compile(args) => compile::run(&args),
        Command::Diff(args) => diff::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Identifier(args) => identifier::run(&args),
        Command::Inspect(args) => inspect::run(&args),
        Command::Keygen(args) => keygen::run(&args),
        Command::Readiness(args) => readiness::run(&args),
        Command::Reason(args) => reason::run(&args),
        Command::Replay(args) => replay::run(&args),
        Command::Schema(args) => schema::run(&args),
        Command::Test(args) => cases::run(&args),
        Command::VerifyReceipt(args) => receipt::run(&args),
    };
    match done {
        Ok(exit) => exit.into(),
        Err(failure) => {
            // OK because there is nowhere left to say that standard error is gone.
            let _ = write!(std::io::stderr(), "{failure}");
            failure.exit.into()
        }
    }
}
