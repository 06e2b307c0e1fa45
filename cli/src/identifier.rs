//! `poscond identifier`: whether values are identifiers of a kind. They come from standard input and are never shown whole.

use crate::args;
use crate::clock;
use crate::exit::{Exit, Failure};
use crate::output;
use poscond::IdentifierKind;
use poscond::identifier::{Fault, check_on, mask};
use std::io::Read;
use zeroize::Zeroizing;

/// What is said of one value.
#[derive(serde::Serialize)]
struct Checked {
    /// The line that it stands on, from 1.
    line: usize,
    masked: String,
    is_valid: bool,
    fault: Option<Fault>,
    message: Option<String>,
}

pub(crate) fn run(args: &args::Identifier) -> Result<Exit, Failure> {
    let names = || IdentifierKind::ALL.iter().map(|kind| format!("`{}`", kind.name())).collect::<Vec<_>>().join(", ");
    let kind = match args.kind.as_slice() {
        [name] => IdentifierKind::ALL.iter().copied().find(|kind| kind.name() == name),
        _ => return Err(Failure::usage("values are read from standard input alone; accepted: one kind, and no value")),
    };
    let kind = kind.ok_or_else(|| Failure::usage(format!("unknown kind of identifier; accepted: {}", names())))?;
    let mut bytes = Zeroizing::new(Vec::new());
    std::io::stdin().lock().read_to_end(&mut bytes).map_err(|error| Failure::io("stdin", "read", &error))?;
    let text = std::str::from_utf8(&bytes).map_err(|error| {
        let line = bytes[..error.valid_up_to()].iter().filter(|&&byte| byte == b'\n').count() + 1;
        Failure::new(Exit::Usage, format!("stdin:{line}: the text is not UTF-8"))
    })?;
    let today = clock::today();
    let lines = text.lines().enumerate().filter(|(_, value)| !value.is_empty());
    let all: Vec<Checked> = lines
        .map(|(at, value)| {
            let fault = check_on(kind, value, today).err();
            Checked {
                line: at + 1,
                masked: mask(kind, value).to_string(),
                is_valid: fault.is_none(),
                fault,
                message: fault.map(|fault| fault.to_string()),
            }
        })
        .collect();
    let mut out = String::new();
    for one in &all {
        if args.json {
            // OK because it holds nothing that JSON cannot.
            out.push_str(&serde_json::to_string(one).unwrap_or_default());
        } else {
            let says = match (&one.fault, &one.message) {
                (Some(fault), Some(message)) => format!("✗  {}: {message}", fault.code()),
                _ => "✓".to_owned(),
            };
            out.push_str(&format!("{:>4}  {}  {says}", one.line, one.masked));
        }
        out.push('\n');
    }
    output::print(&out)?;
    Ok(if all.iter().all(|one| one.is_valid) { Exit::Done } else { Exit::Found })
}
