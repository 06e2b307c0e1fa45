//! Reading requests: NDJSON in bounded memory, a JSON list or one JSON object as a whole, told apart by their content.

use crate::exit::{Exit, Failure};
use crate::output::BUFFER_BYTES;
use crate::progress::Progress;
use crate::text::{Document, Format, Located};
use poscond::Request;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;
use std::fs::File;
use std::io::{self, BufRead, BufReader, IsTerminal};
use std::path::{Path, PathBuf};

/// Refused requests that are told one by one; of more, only their number.
const TOLD_MAX: usize = 20;

/// Where a request stands.
pub(crate) struct Place<'a> {
    name: &'a str,
    /// The text around it: its line, or the whole file.
    around: &'a str,
    /// Where it starts and ends in that text.
    start: usize,
    end: usize,
    /// Lines before that text.
    lines_before: usize,
    /// Its place in a list.
    index: Option<usize>,
}

impl Place<'_> {
    fn text(&self) -> &str {
        &self.around[self.start..self.end]
    }

    /// An error about the value at a path inside the request.
    pub(crate) fn at(&self, path: &str, message: &str) -> Located {
        match Document::parse(self.name, self.text().to_owned(), Format::Json) {
            Ok(document) => self.moved(document.at(path, message.to_owned())),
            Err(error) => self.moved(error),
        }
    }

    /// An error located in the request alone, as one located in the file.
    fn moved(&self, error: Located) -> Located {
        let before = &self.around[..self.start];
        let column_before = before.rsplit('\n').next().unwrap_or_default().chars().count();
        let path = match self.index {
            Some(index) if error.path.is_empty() => format!("[{index}]"),
            Some(index) => format!("[{index}].{}", error.path),
            None => error.path,
        };
        Located {
            column: error.column.map(|column| if error.line == Some(1) { column + column_before } else { column }),
            line: error.line.map(|line| line + self.lines_before + before.matches('\n').count()),
            path,
            ..error
        }
    }

    /// The request that stands here.
    fn request(&self) -> Result<Request, Located> {
        let text = self.text();
        // A record may also be read from a list of its values in order, which no one should come to rely on.
        if text.starts_with('[') {
            return Err(self.at("", "found a list; accepted: a table"));
        }
        serde_json::from_str(text).or_else(|_| {
            let document = Document::parse(self.name, text.to_owned(), Format::Json);
            document.and_then(|document| document.model()).map_err(|error| self.moved(error))
        })
    }
}

/// What keeps a request from being decided.
pub(crate) enum Trouble {
    /// It is not accepted; others are read on to find all of those.
    Refused(Located),
    /// Nothing more can be done.
    Fatal(Failure),
}

/// What becomes of each request.
type Take<'a> = dyn FnMut(&Request, &Place<'_>) -> Result<(), Trouble> + 'a;

struct Reader<'a> {
    take: &'a mut Take<'a>,
    progress: &'a mut Progress,
    told: Vec<String>,
    refused: usize,
}

/// Reads all requests of these files in order; of standard input where there are none, or where one is `-`.
///
/// Errs, after reading on, with every request that is not accepted.
pub(crate) fn read_all<'a>(
    paths: &[PathBuf],
    progress: &'a mut Progress,
    take: &'a mut Take<'a>,
) -> Result<(), Failure> {
    let stdin = [PathBuf::from("-")];
    let paths = if paths.is_empty() {
        if io::stdin().is_terminal() {
            return Err(Failure::usage("no requests: name a file, or `-` to type them"));
        }
        &stdin
    } else {
        paths
    };
    let mut total = Some(0);
    for path in paths.iter().filter(|path| path.as_os_str() != "-") {
        let about = std::fs::metadata(path).map_err(|error| Failure::read(path, &error))?;
        total = total.filter(|_| about.is_file()).map(|total| total + about.len());
    }
    let has_stdin = paths.iter().any(|path| path.as_os_str() == "-");
    progress.expect_bytes(total.filter(|_| !has_stdin));

    let mut reader = Reader { take, progress, told: Vec::new(), refused: 0 };
    for path in paths {
        if path.as_os_str() == "-" {
            reader.read("stdin", Path::new("stdin"), &mut io::stdin().lock())?;
        } else {
            let file = File::open(path).map_err(|error| Failure::read(path, &error))?;
            let mut buffered = BufReader::with_capacity(BUFFER_BYTES, file);
            reader.read(&path.display().to_string(), path, &mut buffered)?;
        }
    }
    if reader.refused == 0 {
        return Ok(());
    }
    if reader.refused > reader.told.len() {
        reader.told.push(format!("… and {} more requests that are not accepted", reader.refused - TOLD_MAX));
    }
    Err(Failure { exit: Exit::Request, lines: reader.told })
}

impl Reader<'_> {
    fn read(&mut self, name: &str, path: &Path, from: &mut dyn BufRead) -> Result<(), Failure> {
        let failure = |error| Failure::read(path, &error);
        let mut bytes = Vec::new();
        let mut lines_before = 0;
        let mut is_first = true;
        loop {
            bytes.clear();
            if from.read_until(b'\n', &mut bytes).map_err(failure)? == 0 {
                return Ok(());
            }
            if is_first && lines_before == 0 && bytes.starts_with(b"\xef\xbb\xbf") {
                bytes.drain(..3);
            }
            if bytes.trim_ascii().is_empty() {
                lines_before += 1;
                continue;
            }
            if is_first && !is_ndjson(bytes.trim_ascii()) {
                from.read_to_end(&mut bytes).map_err(failure)?;
                return self.whole(name, lines_before, &bytes);
            }
            is_first = false;
            self.progress.advance(bytes.len());
            let found = match utf8(name, lines_before, &bytes) {
                Ok(line) => self.take(&Place {
                    name,
                    around: line,
                    start: line.len() - line.trim_start().len(),
                    end: line.trim_end().len(),
                    lines_before,
                    index: None,
                }),
                Err(error) => Err(Trouble::Refused(error)),
            };
            self.note(found)?;
            lines_before += 1;
        }
    }

    /// A text that is a list, or one object.
    fn whole(&mut self, name: &str, lines_before: usize, bytes: &[u8]) -> Result<(), Failure> {
        let text = match utf8(name, lines_before, bytes) {
            Ok(text) => text,
            Err(error) => return self.note(Err(Trouble::Refused(error))),
        };
        let (start, end) = (text.len() - text.trim_start().len(), text.trim_end().len());
        let place = Place { name, around: text, start, end, lines_before, index: None };
        if !place.text().starts_with('[') {
            self.progress.advance(text.len());
            let taken = self.take(&place);
            return self.note(taken);
        }
        let items: Vec<&RawValue> = match serde_json::from_str(text) {
            Ok(items) => items,
            Err(_) => {
                let error = place.at("", "found a list that cannot be read; accepted: a list of tables");
                return self.note(Err(Trouble::Refused(error)));
            }
        };
        for (index, item) in items.into_iter().enumerate() {
            // OK because a raw value is borrowed from the text.
            let start = item.get().as_ptr() as usize - text.as_ptr() as usize;
            let end = start + item.get().len();
            self.progress.advance(item.get().len());
            let taken = self.take(&Place { start, end, index: Some(index), ..place });
            self.note(taken)?;
        }
        Ok(())
    }

    fn take(&mut self, place: &Place<'_>) -> Result<(), Trouble> {
        let request = place.request().map_err(Trouble::Refused)?;
        (self.take)(&request, place)
    }

    fn note(&mut self, taken: Result<(), Trouble>) -> Result<(), Failure> {
        match taken {
            Ok(()) => {}
            Err(Trouble::Fatal(failure)) => return Err(failure),
            Err(Trouble::Refused(error)) => {
                self.refused += 1;
                if self.told.len() < TOLD_MAX {
                    self.told.push(error.to_string());
                }
            }
        }
        Ok(())
    }
}

/// Whether a text of which this is the first line has one request a line: not a list, and not an object that goes on.
fn is_ndjson(line: &[u8]) -> bool {
    !line.starts_with(b"[") && serde_json::from_slice::<IgnoredAny>(line).map_or_else(|error| !error.is_eof(), |_| true)
}

fn utf8<'a>(name: &str, lines_before: usize, bytes: &'a [u8]) -> Result<&'a str, Located> {
    std::str::from_utf8(bytes).map_err(|error| {
        let before = bytes[..error.valid_up_to()].iter().filter(|&&byte| byte == b'\n').count();
        Located {
            name: name.to_owned(),
            line: Some(lines_before + before + 1),
            column: None,
            path: String::new(),
            message: "the text is not UTF-8".to_owned(),
        }
    })
}
