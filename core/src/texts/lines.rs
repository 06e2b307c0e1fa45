//! A text as a terminal shows it: so many lines of so many columns, in UTF-8 or GBK.

use super::gbk::TABLE;
use crate::canonical::{Full, Sink};
use crate::words::words;

/// Most columns of a line.
pub const COLUMNS_MAX: usize = 80;

/// Bytes that a line or a word of most columns may have: a character of one column has one, of two columns three.
const BYTES: usize = 2 * COLUMNS_MAX;

words! {
    /// How characters become bytes.
    Encoding {
        /// UTF-8 (RFC 3629).
        Utf8 = 1 "utf-8",
        /// GBK: the texts of this engine and ASCII; any other character becomes `?`.
        Gbk = 2 "gbk",
    }
}

/// Writes a text in an encoding.
pub(super) type Write = fn(&str, &mut dyn Sink) -> Result<(), Full>;

impl Encoding {
    /// What writes in it. Asked for where the encoding is named, so that a host that never names GBK carries no table of it.
    #[inline]
    pub(super) fn write(self) -> Write {
        match self {
            Self::Utf8 => |text, out| out.put(text.as_bytes()),
            Self::Gbk => |text, out| {
                text.chars().try_for_each(|one| match to_gbk(one) {
                    [0, byte] => out.put(&[byte]),
                    both => out.put(&both),
                })
            },
        }
    }
}

/// A sink that breaks what it takes into lines for another, each but the last ended by a line feed.
///
/// A Chinese character takes two columns, any other one. No character is cut in half, and no word that fits on a line; no
/// line starts with a mark that closes or ends with one that opens. What does not fit on the last line is left out, and an
/// ellipsis says so. To be [finished](Lines::finish) at the end.
pub struct Lines<'a> {
    out: &'a mut dyn Sink,
    columns: usize,
    rows_left: usize,
    write: Write,
    line: Piece,
    word: Piece,
    /// The last character of the word.
    last: Option<char>,
    /// Bytes of a character that is not whole yet, and how many.
    partial: ([u8; 4], usize),
    /// Whether a line feed was taken that nothing follows yet.
    is_broken: bool,
    /// Whether anything was left out.
    is_cut: bool,
}

/// A few characters, and how many columns they take.
#[derive(Clone, Copy)]
struct Piece {
    bytes: [u8; BYTES],
    length: usize,
    width: usize,
}

impl Piece {
    const EMPTY: Self = Self { bytes: [0; BYTES], length: 0, width: 0 };

    /// Takes a character, where it has room.
    fn push(&mut self, one: char) {
        let mut bytes = [0; 4];
        for &byte in one.encode_utf8(&mut bytes).as_bytes() {
            if let Some(place) = self.bytes.get_mut(self.length) {
                *place = byte;
                self.length = self.length.saturating_add(1);
            }
        }
        self.width = self.width.saturating_add(width(one));
    }

    fn append(&mut self, other: &Self) {
        for one in other.text().chars() {
            self.push(one);
        }
    }

    fn text(&self) -> &str {
        // OK because whole characters are pushed; what has no room would be a line wider than it may be.
        self.bytes.get(..self.length).and_then(|bytes| core::str::from_utf8(bytes).ok()).unwrap_or_default()
    }
}

/// The columns of a character.
const fn width(one: char) -> usize {
    // Latin letters and marks are narrow; what Chinese texts are made of is wide, the ellipsis included.
    if (one as u32) < 0x2000 { 1 } else { 2 }
}

/// What must not start a line.
const fn closes(one: char) -> bool {
    matches!(
        one,
        '，' | '。' | '：' | '；' | '、' | '）' | '》' | '”' | '！' | '？' | ',' | '.' | ':' | ';' | ')' | '%' | '…'
    )
}

/// What must not end a line.
const fn opens(one: char) -> bool {
    matches!(one, '（' | '《' | '“' | '(')
}

impl<'a> Lines<'a> {
    /// Lines of at most so many columns (4 to 80, else the nearest), at most so many of them.
    #[inline]
    pub fn new(out: &'a mut dyn Sink, columns: usize, rows: usize, encoding: Encoding) -> Self {
        Self::written_by(encoding.write(), out, columns, rows)
    }

    pub(super) fn written_by(write: Write, out: &'a mut dyn Sink, columns: usize, rows: usize) -> Self {
        Self {
            out,
            columns: columns.clamp(4, COLUMNS_MAX),
            rows_left: rows,
            write,
            line: Piece::EMPTY,
            word: Piece::EMPTY,
            last: None,
            partial: ([0; 4], 0),
            is_broken: false,
            is_cut: false,
        }
    }

    /// Ends the text; nothing may follow. Errs only where the other sink does.
    // By reference, since a move would take the stack of two.
    pub fn finish(&mut self) -> Result<(), Full> {
        self.place_word()?;
        if self.rows_left == 0 {
            return Ok(());
        }
        if self.is_cut {
            self.cut();
        }
        self.put_line()
    }

    fn take(&mut self, one: char) -> Result<(), Full> {
        if one == '\n' {
            self.place_word()?;
            self.is_broken = true;
            return Ok(());
        }
        let may_break = match self.last {
            None => false,
            Some(' ') => one != ' ',
            Some(last) => (width(last) > 1 || width(one) > 1) && !closes(one) && !opens(last) && one != ' ',
        };
        if may_break || self.word.width.saturating_add(width(one)) > self.columns {
            self.place_word()?;
        }
        self.word.push(one);
        self.last = Some(one);
        Ok(())
    }

    /// Moves the word onto the line, or onto the next one where it does not fit.
    fn place_word(&mut self) -> Result<(), Full> {
        let word = self.word;
        // Spaces behind a word may stand outside; they are as wide as they are long.
        let text = word.text();
        let needed = word.width.saturating_sub(text.len().saturating_sub(without_end(text).len()));
        (self.word, self.last) = (Piece::EMPTY, None);
        if needed == 0 {
            // Spaces alone are no reason for a new line, and stand nowhere at its start.
            if self.line.width > 0 && self.line.width.saturating_add(word.width) <= self.columns && !self.is_cut {
                self.line.append(&word);
            }
            return Ok(());
        }
        if core::mem::take(&mut self.is_broken) {
            self.next_line()?;
        }
        if self.line.width > 0 && self.line.width.saturating_add(needed) > self.columns {
            if self.rows_left <= 1 {
                self.is_cut = true;
                return Ok(());
            }
            self.next_line()?;
        }
        if self.is_cut || self.rows_left == 0 {
            self.is_cut = true;
            return Ok(());
        }
        self.line.append(&word);
        Ok(())
    }

    fn next_line(&mut self) -> Result<(), Full> {
        if self.rows_left <= 1 {
            // The last line stays as it is, and whatever follows is left out.
            self.is_cut = true;
            return Ok(());
        }
        self.put_line()?;
        self.out.put(b"\n")?;
        self.rows_left = self.rows_left.saturating_sub(1);
        self.line = Piece::EMPTY;
        Ok(())
    }

    /// Makes room for an ellipsis at the end of the line.
    fn cut(&mut self) {
        let line = self.line;
        self.line = Piece::EMPTY;
        let most = self.columns.saturating_sub(2);
        for one in without_end(line.text()).chars() {
            if self.line.width.saturating_add(width(one)) > most {
                break;
            }
            self.line.push(one);
        }
        self.line.push('…');
    }

    /// Writes the line without the spaces at its end.
    fn put_line(&mut self) -> Result<(), Full> {
        let line = self.line;
        (self.write)(without_end(line.text()), self.out)
    }
}

impl Sink for Lines<'_> {
    fn put(&mut self, bytes: &[u8]) -> Result<(), Full> {
        for &byte in bytes {
            let (partial, length) = &mut self.partial;
            if let Some(place) = partial.get_mut(*length) {
                *place = byte;
                *length = length.saturating_add(1);
            }
            let whole = partial.get(..*length).unwrap_or_default();
            match core::str::from_utf8(whole) {
                Ok(text) => {
                    let one = text.chars().next();
                    *length = 0;
                    if let Some(one) = one {
                        self.take(one)?;
                    }
                }
                // More of it is to come.
                Err(error) if error.error_len().is_none() => {}
                Err(_) => *length = 0,
            }
        }
        Ok(())
    }
}

/// A text without the spaces at its end.
fn without_end(text: &str) -> &str {
    let spaces = text.bytes().rev().take_while(|&byte| byte == b' ').count();
    text.split_at_checked(text.len().saturating_sub(spaces)).map_or(text, |(text, _)| text)
}

/// A character in GBK; a byte of ASCII behind a zero.
fn to_gbk(one: char) -> [u8; 2] {
    let code = u32::from(one);
    if let Some(byte) = u8::try_from(code).ok().filter(u8::is_ascii) {
        return [0, byte];
    }
    let found = u16::try_from(code).ok().and_then(|code| TABLE.binary_search_by_key(&code, |row| row.0).ok());
    found.and_then(|at| TABLE.get(at)).map_or([0, b'?'], |row| row.1.to_be_bytes())
}
