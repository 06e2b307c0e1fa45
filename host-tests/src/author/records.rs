//! Requests in the wire form, written byte by byte from the layout and not by the engine's encoder.

use super::draft::raw;
use crate::file::{Decoded, RecordCase, RecordGroup, Refusal, hex};
use poscond::Request;
use serde_json::{Value, json};

/// Bytes of a whole record: 112 of facts and 12 counters of 24.
const WHOLE: usize = 400;

/// A record in the making.
#[derive(Clone)]
struct Record(Vec<u8>);

impl Record {
    /// So many zero bytes that state their size and layout 1.
    fn of(bytes: usize) -> Self {
        let mut record = Self(vec![0; bytes]);
        record.put(0, &u16::try_from(bytes).unwrap_or(u16::MAX).to_le_bytes());
        record.put(2, &[1, 0]);
        record
    }

    fn put(&mut self, offset: usize, bytes: &[u8]) -> &mut Self {
        self.0[offset..offset + bytes.len()].copy_from_slice(bytes);
        self
    }

    /// Marks a fact present.
    fn mark(mut self, bit: usize) -> Self {
        self.0[8 + bit / 8] |= 1 << (bit % 8);
        self
    }

    /// Bytes that no presence bit announces.
    fn bytes(mut self, offset: usize, bytes: &[u8]) -> Self {
        self.put(offset, bytes);
        self
    }

    fn fact(self, bit: usize, offset: usize, bytes: &[u8]) -> Self {
        self.bytes(offset, bytes).mark(bit)
    }

    fn now(self, utc_s: i64) -> Self {
        self.fact(0, 16, &utc_s.to_le_bytes())
    }

    fn amount(self, minor: i64) -> Self {
        self.fact(3, 40, &minor.to_le_bytes())
    }

    fn fix(self, lat_e7: i32, lon_e7: i32) -> Self {
        self.fact(7, 80, &lat_e7.to_le_bytes()).fact(8, 84, &lon_e7.to_le_bytes()).fact(12, 98, &[1])
    }

    fn mark_counter(mut self, slot: usize) -> Self {
        self.0[4 + slot / 8] |= 1 << (slot % 8);
        self
    }

    fn counter(self, slot: usize, amount_minor: i64, taken_at_utc_s: i64, count: i32) -> Self {
        let at = 112 + 24 * slot;
        self.bytes(at, &amount_minor.to_le_bytes())
            .bytes(at + 8, &taken_at_utc_s.to_le_bytes())
            .bytes(at + 16, &count.to_le_bytes())
            .mark_counter(slot)
    }
}

/// What the author reasoned of a record.
enum Stated {
    Says(Value),
    Refused(&'static str, String),
}

struct Draft {
    id: &'static str,
    comment: &'static str,
    cases: Vec<(&'static str, &'static str, Record, Stated)>,
}

impl Draft {
    fn new(id: &'static str, comment: &'static str) -> Self {
        Self { id, comment, cases: Vec::new() }
    }

    /// The record says this.
    fn says(mut self, flags: &'static str, comment: &'static str, record: Record, request: Value) -> Self {
        self.cases.push((flags, comment, record, Stated::Says(request)));
        self
    }

    /// The record is refused with this kind and message.
    fn refused(
        mut self,
        flags: &'static str,
        comment: &'static str,
        record: Record,
        kind: &'static str,
        message: impl Into<String>,
    ) -> Self {
        self.cases.push((flags, comment, record, Stated::Refused(kind, message.into())));
        self
    }

    /// The record is refused, since a fact is out of its range.
    fn range(self, comment: &'static str, record: Record, fact: &str) -> Self {
        self.refused("range", comment, record, "Range", format!("fact `{fact}` has a value out of its range"))
    }
}

pub(crate) fn groups(wrong: &mut Vec<String>) -> Vec<RecordGroup> {
    let mut number = 0;
    [sizes(), presence(), facts(), ranges(), words(), texts(), counters()]
        .into_iter()
        .map(|draft| RecordGroup {
            id: draft.id.to_owned(),
            comment: draft.comment.to_owned(),
            cases: draft
                .cases
                .into_iter()
                .map(|(flags, comment, record, stated)| {
                    number += 1;
                    let id = format!("records-{number:03}");
                    let expected = match (Request::decode(&record.0), stated) {
                        (Ok(request), Stated::Says(says)) => {
                            if json!(request) != says {
                                wrong.push(format!(
                                    "{id}: must be {says}\n  reasoned: {comment}\n  is {}",
                                    json!(request)
                                ));
                            }
                            Decoded::Request(raw(&request))
                        }
                        (found, stated) => {
                            let found = found.map_err(|error| (format!("{error:?}"), error.to_string()));
                            match (found, stated) {
                                (Err((debug, text)), Stated::Refused(kind, message))
                                    if debug.starts_with(kind) && text == message =>
                                {
                                    Decoded::Error(Refusal { kind: kind.to_owned(), message })
                                }
                                (found, _) => {
                                    wrong.push(format!("{id}: is {found:?}\n  reasoned: {comment}"));
                                    Decoded::Request(raw(&json!({})))
                                }
                            }
                        }
                    };
                    RecordCase {
                        id,
                        comment: comment.to_owned(),
                        flags: flags.split_whitespace().map(str::to_owned).collect(),
                        record: hex(&record.0),
                        expected,
                    }
                })
                .collect(),
        })
        .collect()
}

fn size_message(found: usize) -> String {
    format!("a request of `{found}` bytes; accepted: the size that the record states, at least 16")
}

fn sizes() -> Draft {
    Draft::new("sizes", "A record starts with its size. A missing tail is absence; a longer one must be zero.")
        .says("absence size", "A whole record in which nothing is present.", Record::of(WHOLE), json!({}))
        .says("absence size", "The head alone, 16 bytes: nothing can be present.", Record::of(16), json!({}))
        .says(
            "absence size",
            "24 bytes hold the time and end after it; all later facts are absent.",
            Record::of(24).now(1_795_406_400),
            json!({"now_utc_s": 1_795_406_400}),
        )
        .says(
            "absence size",
            "112 bytes hold all facts and no counter.",
            Record::of(112).amount(1).fact(19, 105, &[2]),
            json!({"amount_minor": 1, "tamper": "tampered"}),
        )
        .says(
            "absence size",
            "136 bytes hold the first counter too.",
            Record::of(136).counter(0, 5, 6, 7),
            json!({"counters": [{"slot": 0, "amount_minor": 5, "count": 7, "taken_at_utc_s": 6}]}),
        )
        .refused(
            "absence size",
            "24 bytes end before the instant of the fix, which is marked present all the same.",
            Record::of(24).now(1).mark(1),
            "Beyond",
            "fact `fix_at_utc_s` is marked present and lies beyond the end of the record",
        )
        .refused(
            "absence size",
            "104 bytes end just before the byte of the terminal's state, number 104.",
            Record::of(104).mark(18),
            "Beyond",
            "fact `terminal` is marked present and lies beyond the end of the record",
        )
        .refused(
            "absence size",
            "136 bytes end after the first counter, and the second is marked present.",
            Record::of(136).mark_counter(1),
            "Counter",
            "counter `1` has a value out of its range, or is not one of 0 to 11",
        )
        .says(
            "size",
            "A newer record of 408 bytes whose new tail is zero: it says nothing new.",
            Record::of(408).amount(2),
            json!({"amount_minor": 2}),
        )
        .says(
            "size",
            "The longest that a size can state in whole words, 65,528 bytes of zeros.",
            Record::of(65_528),
            json!({}),
        )
        .refused(
            "size",
            "A newer record whose tail says something that this engine does not know: byte 407.",
            Record::of(408).bytes(407, &[1]),
            "Reserved",
            "byte `407` of a request must be zero",
        )
        .refused("size", "No bytes at all.", Record(Vec::new()), "Size", size_message(0))
        .refused("size", "Less than a head.", Record(vec![8, 0, 1, 0, 0, 0, 0, 0]), "Size", size_message(8))
        .refused(
            "size",
            "392 bytes that state 400: cut off on the way.",
            Record(Record::of(WHOLE).0[..392].to_vec()),
            "Size",
            size_message(392),
        )
        .refused(
            "size",
            "401 bytes that state 401: records come in whole words of eight.",
            Record::of(401),
            "Size",
            size_message(401),
        )
        .refused(
            "size damage",
            "400 bytes of 0xFF state 65,535 bytes: erased flash is no request.",
            Record(vec![0xff; WHOLE]),
            "Size",
            size_message(WHOLE),
        )
        .refused(
            "size damage",
            "400 zero bytes state no size: neither is zeroed memory.",
            Record(vec![0; WHOLE]),
            "Size",
            size_message(WHOLE),
        )
}

fn presence() -> Draft {
    let unknown =
        |bit: u8| format!("unknown presence bit `{bit}` of a request; accepted: bits of facts that this engine knows");
    Draft::new("presence", "What is marked present must be known and whole; what is not marked is not looked at.")
        .refused(
            "absence damage",
            "0xFF everywhere but in size and layout: bit 20 is the first that no fact has.",
            Record(vec![0xff; WHOLE]).bytes(0, &[0x90, 1, 1, 0]),
            "UnknownFact",
            unknown(20),
        )
        .refused("absence", "Bit 63 belongs to no fact.", Record::of(WHOLE).mark(63), "UnknownFact", unknown(63))
        .refused(
            "absence",
            "Bit 12 of the counters: there are twelve, 0 to 11; shown as 64 + 12.",
            Record::of(WHOLE).mark_counter(12),
            "UnknownFact",
            unknown(76),
        )
        .refused("absence", "Bit 31 of the counters.", Record::of(WHOLE).mark_counter(31), "UnknownFact", unknown(95))
        .says(
            "absence",
            "Bytes of facts that are not marked present may hold anything, even what they could not say.",
            Record::of(WHOLE).bytes(16, &[0xff; 90]).bytes(112, &[0xff; 288]),
            json!({}),
        )
        .refused(
            "absence",
            "A latitude and longitude without a datum: never guessed.",
            Record::of(WHOLE).fact(7, 80, &[0; 4]).fact(8, 84, &[0; 4]),
            "Incomplete",
            "fact `fix_datum` is missing beside another that means nothing without it",
        )
        .refused(
            "absence",
            "A datum without a position.",
            Record::of(WHOLE).fact(12, 98, &[2]),
            "Incomplete",
            "fact `fix_lat_e7` is missing beside another that means nothing without it",
        )
        .refused(
            "absence",
            "The first byte of the padding before the counters is not zero.",
            Record::of(WHOLE).bytes(106, &[1]),
            "Reserved",
            "byte `106` of a request must be zero",
        )
        .refused(
            "size",
            "Layout 2 is another one.",
            Record::of(WHOLE).bytes(2, &[2]),
            "Layout",
            "request layout `2`; accepted: 1",
        )
        .refused(
            "size",
            "Layout 0 is none.",
            Record::of(WHOLE).bytes(2, &[0]),
            "Layout",
            "request layout `0`; accepted: 1",
        )
        .refused(
            "size",
            "A big-endian record states layout 256 and its size the wrong way round: the size tells first.",
            Record::of(WHOLE).bytes(0, &[1, 0x90, 0, 1]),
            "Size",
            size_message(WHOLE),
        )
}

fn facts() -> Draft {
    let merchant = b"898330158120001\0";
    let all = Record::of(WHOLE)
        .now(1_795_406_400)
        .fact(1, 24, &1_795_406_399_i64.to_le_bytes())
        .fact(2, 32, &1_790_000_000_i64.to_le_bytes())
        .amount(10_000)
        .fact(4, 48, &[3, 0, 2, 0, 0, 1, 0xff, 0xff])
        .fact(5, 56, b"T0000001")
        .fact(6, 64, merchant)
        .fix(302_741_000, -1_201_551_000)
        .fact(9, 88, &15_u32.to_le_bytes())
        .fact(10, 92, &330_106_u32.to_le_bytes())
        .fact(11, 96, &156_u16.to_le_bytes())
        .fact(12, 98, &[3])
        .fact(13, 99, &[8])
        .fact(14, 100, &[7])
        .fact(15, 101, &[5])
        .fact(16, 102, &[2])
        .fact(17, 103, &[2])
        .fact(18, 104, &[4])
        .fact(19, 105, &[2])
        .counter(0, 1, 2, 3)
        .counter(11, -1, 7_258_118_399, -3);
    let said = json!({
        "now_utc_s": 1_795_406_400, "fix_at_utc_s": 1_795_406_399, "profile_refreshed_at_utc_s": 1_790_000_000,
        "amount_minor": 10_000, "app_version": "3.2.256.65535", "terminal_id": "T0000001",
        "merchant_id": "898330158120001", "fix_lat_e7": 302_741_000, "fix_lon_e7": -1_201_551_000,
        "fix_accuracy_m": 15, "fix_region": 330_106, "currency": 156, "fix_datum": "bd09", "transaction": "test",
        "entry_mode": "stored", "card_kind": "account", "clock": "not_trusted", "host": "unreachable",
        "terminal": "dormant", "tamper": "tampered",
        "counters": [
            {"slot": 0, "amount_minor": 1, "count": 3, "taken_at_utc_s": 2},
            {"slot": 11, "amount_minor": -1, "count": -3, "taken_at_utc_s": 7_258_118_399_i64},
        ],
    });
    Draft::new("facts", "Every fact at its place, with the last word of each enumeration.").says(
        "range",
        "All facts and the first and last counter; each number is little-endian.",
        all,
        said,
    )
}

fn ranges() -> Draft {
    let most = 9_007_199_254_740_991_i64;
    let record = || Record::of(WHOLE);
    let wide = |accuracy: u32| record().fact(9, 88, &accuracy.to_le_bytes());
    let region = |code: u32| record().fact(10, 92, &code.to_le_bytes());
    let currency = |code: u16| record().fact(11, 96, &code.to_le_bytes());
    Draft::new("ranges", "The ends of every range, and one beyond.")
        .says("range", "The first instant is present and zero.", record().now(0), json!({"now_utc_s": 0}))
        .says(
            "range",
            "The last instant, 2199-12-31T23:59:59Z.",
            record().now(7_258_118_399),
            json!({"now_utc_s": 7_258_118_399_i64}),
        )
        .range("One second after the last instant.", record().now(7_258_118_400), "now_utc_s")
        .range("One second before 1970.", record().now(-1), "now_utc_s")
        .says("range", "An amount of zero can be said.", record().amount(0), json!({"amount_minor": 0}))
        .says("range overflow", "The largest amount, 2^53 - 1.", record().amount(most), json!({"amount_minor": most}))
        .range("2^53 is more than every host keeps exactly.", record().amount(most + 1), "amount_minor")
        .range("An amount is never below zero.", record().amount(-1), "amount_minor")
        .says(
            "range",
            "The north pole on the antimeridian.",
            record().fix(900_000_000, -1_800_000_000),
            json!({"fix_lat_e7": 900_000_000, "fix_lon_e7": -1_800_000_000, "fix_datum": "wgs84"}),
        )
        .range("A latitude of 91 degrees.", record().fix(910_000_000, 0), "fix_lat_e7")
        .range("1e-7 degrees beyond the south pole.", record().fix(-900_000_001, 0), "fix_lat_e7")
        .range("1e-7 degrees beyond 180 E.", record().fix(0, 1_800_000_001), "fix_lon_e7")
        .range("The least integer of 32 bits as longitude.", record().fix(0, i32::MIN), "fix_lon_e7")
        .says(
            "range overflow",
            "An accuracy of 2^32 - 1 m is the most there is.",
            wide(u32::MAX),
            json!({"fix_accuracy_m": 4_294_967_295_u32}),
        )
        .says("range", "An accuracy of 0 m can be said.", wide(0), json!({"fix_accuracy_m": 0}))
        .says("range", "The region of six nines.", region(999_999), json!({"fix_region": 999_999}))
        .range("A region of seven digits.", region(1_000_000), "fix_region")
        .says("range", "Currency 999, the most that three digits hold.", currency(999), json!({"currency": 999}))
        .range("Currency 0 is none.", currency(0), "currency")
        .range("Currency 1000 has four digits.", currency(1_000), "currency")
        .says(
            "range overflow",
            "The highest version there is.",
            record().fact(4, 48, &[0xff; 8]),
            json!({"app_version": "65535.65535.65535.65535"}),
        )
}

fn words() -> Draft {
    let mut draft = Draft::new("words", "Each word is one byte; 0 is never a word, and 255 is none.");
    for (comment, bit, offset, byte, fact) in [
        ("Transaction 0: zeroed memory says nothing.", 13, 99, 0, "transaction"),
        ("Transaction 9 is one above the last.", 13, 99, 9, "transaction"),
        ("Transaction 255: erased flash says nothing.", 13, 99, 255, "transaction"),
        ("Entry mode 0 is no word.", 14, 100, 0, "entry_mode"),
        ("Entry mode 8 is one above the last.", 14, 100, 8, "entry_mode"),
        ("Card kind 6 is one above the last.", 15, 101, 6, "card_kind"),
        ("Clock 3 is one above the last.", 16, 102, 3, "clock"),
        ("Clock 0 is not \"trusted\".", 16, 102, 0, "clock"),
        ("Host 255 is no word.", 17, 103, 255, "host"),
        ("Terminal state 5 is one above the last.", 18, 104, 5, "terminal"),
        ("Tamper state 3 is one above the last.", 19, 105, 3, "tamper"),
    ] {
        draft = draft.range(comment, Record::of(WHOLE).fact(bit, offset, &[byte]), fact);
    }
    draft.range("Datum 4 is one above the last.", Record::of(WHOLE).fix(0, 0).fact(12, 98, &[4]), "fix_datum")
}

fn texts() -> Draft {
    let merchant = |text: &[u8; 16]| Record::of(WHOLE).fact(6, 64, text);
    let terminal = |text: &[u8; 8]| Record::of(WHOLE).fact(5, 56, text);
    Draft::new(
        "texts",
        "DE41 has 8 characters; DE42 has 15 and a zero byte after it; printable ASCII, spaces to fill up.",
    )
    .says(
        "range",
        "Padded with spaces, which are not part of the id.",
        merchant(b"A1             \0"),
        json!({"merchant_id": "A1"}),
    )
    .says("range", "All eight characters of a terminal id.", terminal(b"~!ab-1 z"), json!({"terminal_id": "~!ab-1 z"}))
    .range("The sixteenth byte is a space and not zero.", merchant(b"A1              "), "merchant_id")
    .range(
        "Padded with zeros, as C does, and not with spaces.",
        merchant(b"A1\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
        "merchant_id",
    )
    .range("Nothing but spaces is no id.", merchant(b"               \0"), "merchant_id")
    .range("0xE9 is not ASCII: no code page is guessed.", merchant(b"CAF\xe9           \0"), "merchant_id")
    .range("0x7F is ASCII and not printable.", terminal(b"T\x7f      "), "terminal_id")
    .range("Zeros are no terminal id.", terminal(&[0; 8]), "terminal_id")
}

fn counters() -> Draft {
    let most = 9_007_199_254_740_991_i64;
    let record = || Record::of(WHOLE);
    let wrong = |slot: u8| format!("counter `{slot}` has a value out of its range, or is not one of 0 to 11");
    Draft::new("counters", "Twelve counters of amount, instant, count and four zero bytes.")
        .says(
            "range overflow",
            "The least that a counter can say.",
            record().counter(3, -most, 0, i32::MIN),
            json!({"counters": [{"slot": 3, "amount_minor": -most, "count": i32::MIN, "taken_at_utc_s": 0}]}),
        )
        .says(
            "range overflow",
            "The most that a counter can say.",
            record().counter(3, most, 7_258_118_399, i32::MAX),
            json!({"counters": [
                {"slot": 3, "amount_minor": most, "count": i32::MAX, "taken_at_utc_s": 7_258_118_399_i64},
            ]}),
        )
        .refused(
            "range",
            "2^53 is more than every host keeps.",
            record().counter(3, most + 1, 0, 0),
            "Counter",
            wrong(3),
        )
        .refused("range", "-2^53 likewise is too much.", record().counter(11, -most - 1, 0, 0), "Counter", wrong(11))
        .refused("range", "Taken one second before 1970.", record().counter(0, 0, -1, 0), "Counter", wrong(0))
        .refused(
            "range",
            "Taken one second after the last instant.",
            record().counter(0, 0, 7_258_118_400, 0),
            "Counter",
            wrong(0),
        )
        .refused(
            "absence",
            "The four bytes after the count must be zero.",
            record().counter(5, 0, 0, 0).bytes(112 + 24 * 5 + 20, &[1]),
            "Counter",
            wrong(5),
        )
}
