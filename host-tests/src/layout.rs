//! JSON laid out for people and diffs: what fits on a line stands on one, all else has a line a member.

/// Wide enough for a finding.
const COLUMNS: usize = 200;

/// Lays out compact JSON; keeps the order of keys and the spelling of every value.
pub(crate) fn layout(compact: &str) -> String {
    let mut out = String::new();
    lay(compact, 0, 0, &mut out);
    out.push('\n');
    out
}

/// Writes a value whose first character stands in column `at`, in a block indented by `indent`.
fn lay(value: &str, indent: usize, at: usize, out: &mut String) {
    let line = spaced(value);
    let (open, close) = match value.as_bytes() {
        [b'{', .., b'}'] => ('{', '}'),
        [b'[', .., b']'] => ('[', ']'),
        _ => return out.push_str(&line),
    };
    // One column is kept for a comma after it.
    if at + line.chars().count() < COLUMNS {
        return out.push_str(&line);
    }
    out.push(open);
    let inner = indent + 2;
    for (nth, member) in members(&value[1..value.len() - 1]).into_iter().enumerate() {
        out.push_str(if nth == 0 { "\n" } else { ",\n" });
        out.extend(std::iter::repeat_n(' ', inner));
        let key = if open == '{' { key_length(member) } else { 0 };
        if key > 0 {
            out.push_str(&member[..key]);
            out.push_str(": ");
            lay(&member[key + 1..], inner, inner + member[..key].chars().count() + 2, out);
        } else {
            lay(member, inner, inner, out);
        }
    }
    out.push('\n');
    out.extend(std::iter::repeat_n(' ', indent));
    out.push(close);
}

/// Calls back with every byte of JSON: its offset, itself, how deep it lies, whether it is inside a string.
fn walk(json: &str, mut visit: impl FnMut(usize, u8, usize, bool)) {
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    for (at, byte) in json.bytes().enumerate() {
        let quote = byte == b'"' && !escaped;
        if !in_string && matches!(byte, b'}' | b']') {
            depth = depth.saturating_sub(1);
        }
        visit(at, byte, depth, in_string || quote);
        if !in_string && matches!(byte, b'{' | b'[') {
            depth += 1;
        }
        escaped = in_string && byte == b'\\' && !escaped;
        in_string ^= quote;
    }
}

/// The members of an object or array, between its brackets.
fn members(inner: &str) -> Vec<&str> {
    let (mut found, mut start) = (Vec::new(), 0);
    walk(inner, |at, byte, depth, in_string| {
        if byte == b',' && depth == 0 && !in_string {
            found.push(&inner[start..at]);
            start = at + 1;
        }
    });
    found.push(&inner[start..]);
    found
}

/// The length of a member's key with its quotes.
fn key_length(member: &str) -> usize {
    let mut length = 0;
    walk(member, |at, byte, depth, in_string| {
        if byte == b':' && depth == 0 && !in_string && length == 0 {
            length = at;
        }
    });
    length
}

/// On one line, with a space after each comma and colon.
fn spaced(compact: &str) -> String {
    let mut bytes = Vec::with_capacity(compact.len() * 5 / 4);
    walk(compact, |_, byte, _, in_string| {
        bytes.push(byte);
        if !in_string && matches!(byte, b',' | b':') {
            bytes.push(b' ');
        }
    });
    String::from_utf8(bytes).unwrap_or_default()
}

/// Takes the white space out again: what was compact before is so again, byte for byte.
pub(crate) fn compact(json: &str) -> String {
    let mut bytes = Vec::with_capacity(json.len());
    walk(json, |_, byte, _, in_string| {
        if in_string || !byte.is_ascii_whitespace() {
            bytes.push(byte);
        }
    });
    String::from_utf8(bytes).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layout_and_compact_undo_each_other() {
        let json =
            format!(r#"{{"a":[1,{{"b":"x, y: \"{{\" \\"}},[]],"long":["{}",{{}}],"c":null}}"#, "z".repeat(COLUMNS));
        let laid = layout(&json);
        assert!(laid.contains("\n  \"a\": [1, {\"b\": \"x, y: \\\"{\\\" \\\\\"}, []],\n"), "{laid}");
        assert_eq!(compact(&laid), json);
    }
}
