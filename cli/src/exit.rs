//! Exit codes, and failures that carry one.

use crate::text::Located;
use std::fmt;
use std::io;
use std::path::Path;
use std::process::ExitCode;

/// What the exit code of the process says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Exit {
    /// Done, whatever the outcomes.
    Done = 0,
    /// A file could not be read or written.
    Io = 1,
    /// The command line makes no sense.
    Usage = 2,
    /// A policy or service point is not accepted.
    Input = 3,
    /// A request is not accepted.
    Request = 4,
    /// A plan does not open.
    Plan = 5,
    /// A key is not accepted.
    Key = 6,
    /// `test` found a case that fails, or too little covered; `check` an error; `identifier` a value that is none; `replay`
    /// a decision that differs or a line that cannot be decided again.
    Found = 7,
    /// With `--exit-outcome`: the strongest outcome is `refer`.
    Refer = 10,
    /// With `--exit-outcome`: the strongest outcome is `decline`.
    Decline = 11,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// The table of exit codes, as every help page shows it.
pub(crate) const EXIT_CODES: &str = "\
Exit codes:
   0  done, whatever the outcomes
   1  a file could not be read or written
   2  the command line makes no sense
   3  a policy or service point is not accepted
   4  a request is not accepted
   5  a plan does not open
   6  a key is not accepted
   7  a case of a policy fails, a check finds an error or a value that is no identifier, or a
      replay a decision that differs or a line that it cannot decide again
  10  with --exit-outcome: the strongest outcome is refer
  11  with --exit-outcome: the strongest outcome is decline
After 2 to 6 nothing was written.";

/// Why a command ended early: an exit code, and lines for standard error, each a whole message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Failure {
    /// The exit code.
    pub exit: Exit,
    /// The messages, in order.
    pub lines: Vec<String>,
}

impl Failure {
    pub(crate) fn new(exit: Exit, line: impl Into<String>) -> Self {
        Self { exit, lines: vec![line.into()] }
    }

    /// An error of the command line, as clap words its own.
    pub(crate) fn usage(what: impl fmt::Display) -> Self {
        Self::new(Exit::Usage, format!("error: {what}\n\nFor more information, try '--help'."))
    }

    /// A file that cannot be read or written; quiet and no failure where the reader of a pipe went away.
    pub(crate) fn io(name: impl fmt::Display, doing: &str, error: &io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self { exit: Exit::Done, lines: Vec::new() };
        }
        let why = match error.kind() {
            io::ErrorKind::NotFound => "no such file or folder".to_owned(),
            io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
            io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
            _ => {
                let text = error.to_string();
                text.split(" (os error").next().unwrap_or_default().to_lowercase()
            }
        };
        Self::new(Exit::Io, format!("{name}: cannot be {doing}: {why}"))
    }

    pub(crate) fn read(path: &Path, error: &io::Error) -> Self {
        Self::io(path.display(), "read", error)
    }

    pub(crate) fn written(path: &Path, error: &io::Error) -> Self {
        Self::io(path.display(), "written", error)
    }

    pub(crate) fn input(error: &Located) -> Self {
        Self::new(Exit::Input, error.to_string())
    }

    /// All values, or all failures with each line once, under the first exit code.
    pub(crate) fn gather<T>(results: impl IntoIterator<Item = Result<T, Self>>) -> Result<Vec<T>, Self> {
        let mut values = Vec::new();
        let mut failure: Option<Self> = None;
        for result in results {
            match result {
                Ok(value) => values.push(value),
                Err(next) => match &mut failure {
                    None => failure = Some(next),
                    Some(failure) => {
                        let fresh = next.lines.into_iter().filter(|line| !failure.lines.contains(line));
                        let fresh: Vec<String> = fresh.collect();
                        failure.lines.extend(fresh);
                    }
                },
            }
        }
        failure.map_or(Ok(values), Err)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.lines.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}

impl std::error::Error for Failure {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_names_every_code() {
        for exit in [
            Exit::Done,
            Exit::Io,
            Exit::Usage,
            Exit::Input,
            Exit::Request,
            Exit::Plan,
            Exit::Key,
            Exit::Found,
            Exit::Refer,
            Exit::Decline,
        ] {
            assert!(EXIT_CODES.contains(&format!("\n{:>4}  ", exit as u8)), "{exit:?}");
        }
    }

    #[test]
    fn io_errors_are_in_plain_words() {
        let gone = io::Error::from_raw_os_error(2);
        assert_eq!(Failure::read(Path::new("a.toml"), &gone).lines, ["a.toml: cannot be read: no such file or folder"]);
        let full = io::Error::from_raw_os_error(28);
        assert_eq!(Failure::written(Path::new("o"), &full).lines, ["o: cannot be written: no space left on device"]);
    }
}
