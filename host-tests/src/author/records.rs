//! Requests in the wire form, written byte by byte from the layout and not by the engine's encoder.

use super::draft::{raw, with};
use crate::file::{Decoded, RecordCase, RecordGroup, Refusal, hex};
use poscond::Request;
use serde_json::{Value, json};

/// Bytes of a whole record: 112 of facts, 12 counters of 24, and 160 of the facts that came later.
const WHOLE: usize = 560;

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
            "112 bytes end before the first counter.",
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
            "absence size",
            "400 bytes, as an older terminal writes them: all counters and no fact that came after them.",
            Record::of(400).amount(1).counter(11, 5, 6, 7),
            json!({"amount_minor": 1, "counters": [{"slot": 11, "amount_minor": 5, "count": 7, "taken_at_utc_s": 6}]}),
        )
        .refused(
            "absence size",
            "400 bytes end before the instant of the sign-on, the first fact after the counters.",
            Record::of(400).mark(20),
            "Beyond",
            "fact `signed_on_at_utc_s` is marked present and lies beyond the end of the record",
        )
        .says(
            "absence size",
            "408 bytes hold that instant, and nothing after it.",
            Record::of(408).fact(20, 400, &8_i64.to_le_bytes()),
            json!({"signed_on_at_utc_s": 8}),
        )
        .refused(
            "absence size",
            "552 bytes end before the printer, byte 552.",
            Record::of(552).mark(50),
            "Beyond",
            "fact `printer` is marked present and lies beyond the end of the record",
        )
        .says(
            "absence size",
            "552 bytes hold the communication module, byte 551.",
            Record::of(552).fact(49, 551, &[1]),
            json!({"communication": "working"}),
        )
        .says(
            "size",
            "A newer record of 568 bytes whose new tail is zero: it says nothing new.",
            Record::of(568).amount(2),
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
            "A newer record whose tail says something that this engine does not know: byte 567.",
            Record::of(568).bytes(567, &[1]),
            "Reserved",
            "byte `567` of a request must be zero",
        )
        .refused("size", "No bytes at all.", Record(Vec::new()), "Size", size_message(0))
        .refused("size", "Less than a head.", Record(vec![8, 0, 1, 0, 0, 0, 0, 0]), "Size", size_message(8))
        .refused(
            "size",
            "552 bytes that state 560: cut off on the way.",
            Record(Record::of(WHOLE).0[..552].to_vec()),
            "Size",
            size_message(552),
        )
        .refused(
            "size",
            "561 bytes that state 561: records come in whole words of eight.",
            Record::of(561),
            "Size",
            size_message(561),
        )
        .refused(
            "size damage",
            "560 bytes of 0xFF state 65,535 bytes: erased flash is no request.",
            Record(vec![0xff; WHOLE]),
            "Size",
            size_message(WHOLE),
        )
        .refused(
            "size damage",
            "560 zero bytes state no size: neither is zeroed memory.",
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
            "0xFF everywhere but in size and layout: bit 55 is the first that no fact has.",
            Record(vec![0xff; WHOLE]).bytes(0, &[0x30, 2, 1, 0]),
            "UnknownFact",
            unknown(55),
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
            Record::of(WHOLE).bytes(16, &[0xff; 90]).bytes(112, &[0xff; 288]).bytes(400, &[0xff; 157]),
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
            "absence",
            "The first byte after the last fact is not zero.",
            Record::of(WHOLE).bytes(557, &[1]),
            "Reserved",
            "byte `557` of a request must be zero",
        )
        .refused(
            "absence",
            "The last byte is not zero.",
            Record::of(WHOLE).bytes(559, &[0xff]),
            "Reserved",
            "byte `559` of a request must be zero",
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
            Record::of(WHOLE).bytes(0, &[2, 0x30, 0, 1]),
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
        .fact(17, 103, &[3])
        .fact(18, 104, &[4])
        .fact(19, 105, &[2])
        .counter(0, 1, 2, 3)
        .counter(11, -1, 7_258_118_399, -3)
        .fact(20, 400, &1_795_400_001_i64.to_le_bytes())
        .fact(21, 408, &1_700_000_002_i64.to_le_bytes())
        .fact(22, 416, &1_790_000_003_i64.to_le_bytes())
        .fact(23, 424, &1_795_000_004_i64.to_le_bytes())
        .fact(24, 432, &1_795_300_005_i64.to_le_bytes())
        .fact(25, 440, &8_800_i64.to_le_bytes())
        .fact(26, 448, &123_456_i64.to_le_bytes())
        .fact(27, 456, &(-1_i64).to_le_bytes())
        .fact(28, 464, &2_i64.to_le_bytes())
        .fact(29, 472, &(-256_i64).to_le_bytes())
        .fact(30, 480, &4_i64.to_le_bytes())
        .fact(31, 488, &5_i64.to_le_bytes())
        .fact(32, 496, &6_i64.to_le_bytes())
        .fact(33, 504, &(-9_007_199_254_740_991_i64).to_le_bytes())
        .fact(34, 512, &9_007_199_254_740_991_i64.to_le_bytes())
        .fact(35, 520, &[11, 0, 0, 0, 2, 1, 0xfe, 0xff])
        .fact(36, 528, &258_u32.to_le_bytes())
        .fact(37, 532, &202_611_u32.to_le_bytes())
        .fact(38, 536, &17_u32.to_le_bytes())
        .fact(39, 540, &907_u16.to_le_bytes())
        .fact(40, 542, &[59])
        .fact(41, 543, &[83])
        .fact(42, 544, &[8])
        .fact(43, 545, &[2])
        .fact(44, 546, &[5])
        .fact(45, 547, &[3])
        .fact(46, 548, &[1])
        .fact(47, 549, &[2])
        .fact(48, 550, &[3])
        .fact(49, 551, &[4])
        .fact(50, 552, &[1])
        .fact(51, 553, &[4])
        .fact(52, 554, &[2])
        .fact(53, 555, &[3])
        .fact(54, 556, &[2]);
    let said = json!({
        "now_utc_s": 1_795_406_400, "fix_at_utc_s": 1_795_406_399, "profile_refreshed_at_utc_s": 1_790_000_000,
        "amount_minor": 10_000, "app_version": "3.2.256.65535", "terminal_id": "T0000001",
        "merchant_id": "898330158120001", "fix_lat_e7": 302_741_000, "fix_lon_e7": -1_201_551_000,
        "fix_accuracy_m": 15, "fix_region": 330_106, "currency": 156, "fix_datum": "bd09", "transaction": "test",
        "entry_mode": "stored", "card_kind": "account", "clock": "not_trusted", "host": "timing_out",
        "terminal": "dormant", "tamper": "tampered",
        "counters": [
            {"slot": 0, "amount_minor": 1, "count": 3, "taken_at_utc_s": 2},
            {"slot": 11, "amount_minor": -1, "count": -3, "taken_at_utc_s": 7_258_118_399_i64},
        ],
    });
    let later = json!({
        "signed_on_at_utc_s": 1_795_400_001, "in_service_since_utc_s": 1_700_000_002, "inspected_at_utc_s": 1_790_000_003,
        "policy_confirmed_at_utc_s": 1_795_000_004, "original_at_utc_s": 1_795_300_005, "original_amount_minor": 8_800,
        "offline_amount_minor": 123_456, "custom_0": -1, "custom_1": 2, "custom_2": -256, "custom_3": 4, "custom_4": 5,
        "custom_5": 6, "custom_6": -9_007_199_254_740_991_i64, "custom_7": 9_007_199_254_740_991_i64,
        "os_version": "11.0.258.65534", "offline_count": 258, "patch_level": 202_611, "policy_version_latest": 17,
        "de22": 907, "de25": 59, "battery_percent": 83, "original_transaction": "test", "fix_source": "mocked",
        "link": "down", "power": "failing", "card_reader": "working", "contact": "degraded", "positioning": "faulty",
        "communication": "not_fitted", "printer": "working", "key_pad": "not_fitted", "damage": "damaged",
        "service_point_data": "verify_failed", "operator": "not_trained",
    });
    Draft::new("facts", "Every fact at its place, with the last word of each enumeration.").says(
        "range",
        "All facts and the first and last counter; each number is little-endian.",
        all,
        with(&said, later),
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
        .says(
            "range overflow",
            "The highest version of the operating system.",
            record().fact(35, 520, &[0xff; 8]),
            json!({"os_version": "65535.65535.65535.65535"}),
        )
        .range(
            "Signed on one second before 1970.",
            record().fact(20, 400, &(-1_i64).to_le_bytes()),
            "signed_on_at_utc_s",
        )
        .range(
            "Put into service one second after the last instant.",
            record().fact(21, 408, &7_258_118_400_i64.to_le_bytes()),
            "in_service_since_utc_s",
        )
        .says(
            "range",
            "Inspected at the last instant there is.",
            record().fact(22, 416, &7_258_118_399_i64.to_le_bytes()),
            json!({"inspected_at_utc_s": 7_258_118_399_i64}),
        )
        .range(
            "The original's amount is 2^53.",
            record().fact(25, 440, &(most + 1).to_le_bytes()),
            "original_amount_minor",
        )
        .range(
            "Sold offline less than nothing.",
            record().fact(26, 448, &(-1_i64).to_le_bytes()),
            "offline_amount_minor",
        )
        .says(
            "range overflow",
            "The least of a policy's own integers, -(2^53 - 1).",
            record().fact(27, 456, &(-most).to_le_bytes()),
            json!({"custom_0": -most}),
        )
        .range(
            "-2^53 is below every policy's own integers.",
            record().fact(27, 456, &(-most - 1).to_le_bytes()),
            "custom_0",
        )
        .range(
            "2^53 is above them, in the last of the eight.",
            record().fact(34, 512, &(most + 1).to_le_bytes()),
            "custom_7",
        )
        .says(
            "range overflow",
            "2^32 - 1 transactions made offline, a version and a patch level of as much.",
            record().fact(36, 528, &[0xff; 4]).fact(37, 532, &[0xff; 4]).fact(38, 536, &[0xff; 4]),
            json!({
                "offline_count": 4_294_967_295_u32, "patch_level": 4_294_967_295_u32,
                "policy_version_latest": 4_294_967_295_u32,
            }),
        )
        .says(
            "range",
            "DE22 000, DE25 00 and an empty battery are present and zero.",
            record().fact(39, 540, &[0, 0]).fact(40, 542, &[0]).fact(41, 543, &[0]),
            json!({"de22": 0, "de25": 0, "battery_percent": 0}),
        )
        .says(
            "range",
            "DE22 999, DE25 99 and a full battery are the most there is.",
            record().fact(39, 540, &999_u16.to_le_bytes()).fact(40, 542, &[99]).fact(41, 543, &[100]),
            json!({"de22": 999, "de25": 99, "battery_percent": 100}),
        )
        .range("DE22 has three digits.", record().fact(39, 540, &1_000_u16.to_le_bytes()), "de22")
        .range("DE25 has two digits.", record().fact(40, 542, &[100]), "de25")
        .range("A battery of 101 per cent.", record().fact(41, 543, &[101]), "battery_percent")
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
        ("Host 4 is one above the last, timing out.", 17, 103, 4, "host"),
        ("An original of transaction 9 is one above the last.", 42, 544, 9, "original_transaction"),
        ("An original of transaction 0 is none.", 42, 544, 0, "original_transaction"),
        ("Fix source 3 is one above the last.", 43, 545, 3, "fix_source"),
        ("Link 6 is one above the last.", 44, 546, 6, "link"),
        ("Link 0 is not \"up\".", 44, 546, 0, "link"),
        ("Power 4 is one above the last.", 45, 547, 4, "power"),
        ("A card reader of state 5 is one above the last.", 46, 548, 5, "card_reader"),
        ("A contact of state 255 is none.", 47, 549, 255, "contact"),
        ("A positioning module of state 0 is none.", 48, 550, 0, "positioning"),
        ("A communication module of state 5 is one above the last.", 49, 551, 5, "communication"),
        ("A printer of state 5 is one above the last.", 50, 552, 5, "printer"),
        ("A key pad of state 0 is not \"working\".", 51, 553, 0, "key_pad"),
        ("Damage 3 is one above the last.", 52, 554, 3, "damage"),
        ("Damage 0 is not \"none\", which is 1.", 52, 554, 0, "damage"),
        ("Data state 4 is one above the last.", 53, 555, 4, "service_point_data"),
        ("Operator 3 is one above the last.", 54, 556, 3, "operator"),
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
