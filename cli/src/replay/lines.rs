//! Lines of logs, many at a time: cut at ends of lines, numbered, in bounded memory.

use super::tally::At;
use std::io::{self, Read};

/// Bytes that are read at once. A line of a decision takes some 1.5 kB.
const CHUNK_BYTES: u64 = 1 << 19;

/// Longest line that is read: a plan and its service point take some 10 kB.
const LINE_BYTES_MAX: usize = 1 << 24;

/// Some lines of one file.
pub(super) struct Chunk {
    /// Where the first of them stands.
    pub(super) at: At,
    /// Whole lines; the last may lack its end where the file does.
    pub(super) bytes: Vec<u8>,
}

impl Chunk {
    /// The lines that say something, with their places, and whether they lack their end.
    pub(super) fn lines(&self) -> impl Iterator<Item = (At, &[u8], bool)> {
        let mut at = At { line: self.at.line - 1, ..self.at };
        let mut rest = self.bytes.as_slice();
        let all = std::iter::from_fn(move || {
            if rest.is_empty() {
                return None;
            }
            let (line, is_torn) = match memchr::memchr(b'\n', rest) {
                Some(end) => {
                    let line = &rest[..end];
                    rest = &rest[end + 1..];
                    (line, false)
                }
                None => (std::mem::take(&mut rest), true),
            };
            at.line += 1;
            Some((at, line, is_torn))
        });
        all.filter(|(_, line, _)| !line.trim_ascii().is_empty())
    }
}

/// What reading a file comes upon.
pub(super) enum Piece {
    Lines(Chunk),
    /// A line of more than [`LINE_BYTES_MAX`] bytes, passed over.
    TooLong(At),
}

/// Reads a file piece by piece; a byte order mark at its start is passed over.
pub(super) fn read(file: usize, from: &mut dyn Read, take: &mut dyn FnMut(Piece, u64)) -> io::Result<()> {
    let mut at = At { file, line: 1 };
    let mut rest: Vec<u8> = Vec::new();
    let mut is_passing_over = false;
    loop {
        let mut bytes = std::mem::take(&mut rest);
        bytes.reserve(CHUNK_BYTES as usize);
        let read = from.take(CHUNK_BYTES).read_to_end(&mut bytes)? as u64;
        if read == 0 {
            if !bytes.is_empty() && !is_passing_over {
                take(Piece::Lines(Chunk { at, bytes }), 0);
            }
            return Ok(());
        }
        if at.line == 1 && bytes.starts_with(b"\xef\xbb\xbf") {
            bytes.drain(..3);
        }
        if is_passing_over {
            // What is left of the line that is too long.
            match memchr::memchr(b'\n', &bytes) {
                Some(end) => {
                    bytes.drain(..=end);
                    at.line += 1;
                    is_passing_over = false;
                }
                None => continue,
            }
        }
        match memchr::memrchr(b'\n', &bytes) {
            Some(end) => {
                rest.extend_from_slice(&bytes[end + 1..]);
                bytes.truncate(end + 1);
                let lines = memchr::memchr_iter(b'\n', &bytes).count() as u64;
                take(Piece::Lines(Chunk { at, bytes }), read);
                at.line += lines;
            }
            None if bytes.len() > LINE_BYTES_MAX => {
                take(Piece::TooLong(at), read);
                is_passing_over = true;
            }
            None => rest = bytes,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is read: the places and texts of lines, and the place of each that is too long.
    fn all(text: &mut dyn Read) -> Vec<(u64, String)> {
        let mut out = Vec::new();
        let mut take = |piece: Piece, _| match piece {
            Piece::TooLong(at) => out.push((at.line, "too long".to_owned())),
            Piece::Lines(chunk) => {
                for (at, line, is_torn) in chunk.lines() {
                    let end = if is_torn { "" } else { "." };
                    out.push((at.line, format!("{}{end}", String::from_utf8_lossy(line))));
                }
            }
        };
        read(0, text, &mut take).expect("it is read");
        out
    }

    #[test]
    fn numbers_count_blank_lines_and_long_ones() {
        let found = all(&mut "\u{feff}a\n\n  \nb\nc".as_bytes());
        assert_eq!(found, [(1, "a.".into()), (4, "b.".into()), (5, "c".into())]);
        let long = || io::repeat(b'x').take(LINE_BYTES_MAX as u64 + 3 * CHUNK_BYTES);
        let found = all(&mut b"a\n".chain(long()).chain(&b"\nb\n"[..]).chain(long()));
        assert_eq!(found, [(1, "a.".into()), (2, "too long".into()), (3, "b.".into()), (4, "too long".into())]);
        // A line that lies across many chunks is one.
        let across = |count| io::repeat(b'x').take(count);
        let found = all(&mut across(3 * CHUNK_BYTES).chain(&b"\nb\n"[..]));
        assert_eq!((found[0].1.len() as u64, found[1].clone()), (3 * CHUNK_BYTES + 1, (2, "b.".into())));
    }
}
