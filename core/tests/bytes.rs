//! Plans and requests as bytes: what is refused, what is read, and the canonical JSON of decisions.
#![cfg(feature = "json")]

mod common;

use common::generate::triples;
use common::wire::{HEAD, canonical, mend, sections};
use common::{cases, json, open};
use poscond::bounds::{AMOUNT_MINOR_CAP, INSTANT_UTC_S_MAX, JSON_INTEGER_MAX};
use poscond::{
    Buffer, CATALOGUE, CardKind, ClockState, ComponentState, Counter, DamageState, DataState, Datum, EntryMode, Expect,
    Fact, FixSource, Full, HostState, LinkState, OpenError, OperatorState, Plan, Policy, PowerState, Request,
    RequestError, ServicePoint, Sink, TamperState, TerminalState, TransactionType, Verdict, Version, compile,
};
use proptest::prelude::*;

// ---- plans ---------------------------------------------------------------------------------------

fn point(extra: &str) -> ServicePoint {
    json(&format!(
        r#"{{"id": "noodles-1", "revision": 7, "merchant_id": "898330158120001", "merchant_kind": "restaurant",
            "mcc": "5812", "region": "330106", "status": "active", "utc_offset": "+08:00"{extra}}}"#
    ))
}

fn policy(rules: &str) -> Policy {
    json(&format!(r#"{{"id": "demo", "version": 3, "rules": [{rules}]}}"#))
}

/// Four plans that use every section: the smallest, one of places and hours, one of documents and limits, one of
/// directives, advice, versions and terminals, with rules of every length.
fn plans() -> [Vec<u8>; 4] {
    let ends = r#""on_fail": "decline", "on_unknown": "refer""#;
    let smallest = policy(&format!(r#"{{"id": "t", {ends}, "condition": {{"terminal": {{}}}}}}"#));
    let places: Policy = json(&format!(
        r#"{{"id": "demo", "version": 3, "calendar": {{"covers_from": "2026-01-01", "covers_through": "2026-12-31",
             "holidays": ["2026-10-01", "2026-10-02"], "makeup_workdays": {{"2026-10-10": "wed"}}}}, "rules": [
           {{"id": "here", {ends}, "condition": {{"location": {{"fix_age_max_s": 600, "accuracy_max_m": 100}}}}}},
           {{"id": "open", {ends}, "condition": {{"hours": {{}}}}, "disclosure": "internal"}}]}}"#
    ));
    let limits = policy(&format!(
        r#"{{"id": "licence", {ends}, "condition": {{"document": {{"kind": "licence", "grace_days": 3}}}}}},
           {{"id": "single", {ends}, "condition": {{"amount": {{"max_minor": 50000}}}}}},
           {{"id": "day", {ends}, "scope": {{"card_kinds": ["credit"]}}, "condition": {{"usage": {{"window": "day",
             "measure": "amount", "subject": "terminal", "max": 200000, "refunds": "restore"}}}}}}"#
    ));
    let rest: Policy = json(&format!(
        r#"{{"id": "demo", "version": 3, "advice": {{"document_days": 30, "usage_percent": 80, "closing_min": 15}},
             "directives": [{{"id": "storm", "regions": ["33"], "from": "2026-11-20", "through": "2026-11-26",
               "effect": {{"suspend": {{}}}}}},
               {{"id": "quake", "regions": ["3301"], "from": "2026-11-20", "through": "2026-11-26",
               "effect": {{"relax": {{"rules": ["bound", "charged"], "to": "allow"}}}}}}],
             "rules": [
           {{"id": "standing", {ends}, "condition": {{"merchant": {{}}}}}},
           {{"id": "storm", {ends}, "condition": {{"disaster": {{}}}}}},
           {{"id": "bound", {ends}, "condition": {{"binding": {{}}}}}},
           {{"id": "charged", {ends}, "condition": {{"battery": {{"min_percent": 5}}}}}},
           {{"id": "patched", {ends}, "condition": {{"patch": {{"level_min": 7}}}}}},
           {{"id": "version", {ends}, "condition": {{"software": {{"app_min": "3.2", "app_recommended": "3.4"}}}}}},
           {{"id": "bad", {ends}, "condition": {{"known_bad": {{"os": ["1.2", "1.3"]}}}}}},
           {{"id": "signed-on", {ends}, "condition": {{"sign_on": {{"age_max_s": 86400}}}}}},
           {{"id": "current", {ends}, "condition": {{"policy_current": {{"age_max_days": 7}}}}}},
           {{"id": "codes", {ends}, "condition": {{"pos_codes": {{"de25": [0, 6]}}}}}},
           {{"id": "offline", {ends}, "condition": {{"offline": {{"floor_limit_minor": 10000, "count_max": 5}}}},
             "valid_from": "2026-01-01"}},
           {{"id": "printer", {ends}, "condition": {{"component": {{"part": "printer"}}}}}},
           {{"id": "phone", {ends}, "condition": {{"registration": {{"field": "phone"}}}}}},
           {{"id": "review", {ends}, "condition": {{"review": {{"working_days": 3}}}}}},
           {{"id": "lines", {ends}, "condition": {{"regulation": {{"id": "complaint-line", "from": "2027-01-01"}}}}}},
           {{"id": "modes", {ends}, "condition": {{"entry_mode": {{"allowed": ["chip"]}}}},
             "when": "transaction.amount > 100 || transaction.type in ['sale', 'refund']"}},
           {{"id": "night", {ends}, "condition": {{"require": {{"expression": "local.time < time('22:30')"}}}}}},
           {{"id": "money", {ends}, "condition": {{"currency": {{"allowed": [156]}}}}}}]}}"#
    ));
    let placed = point(
        r#", "offset_transitions": [{"at": "2027-01-01T00:00:00Z", "utc_offset": "+09:00"}],
            "place": {"datum": "gcj02", "areas": [{"circle": {"lat_e7": 302500000, "lon_e7": 1201500000, "radius_m": 300}},
            {"polygon": [[302500000, 1201500000], [302600000, 1201500000], [302500000, 1201600000]]},
            {"regions": ["3301", "11"]}]}, "hours": {"weekly": {"mon": ["09:30-22:00"], "fri": ["18:00-26:00"]},
            "exceptions": {"2026-10-01": []}, "holidays": ["10:00-16:00"], "makeup_workdays": "as_weekday"}"#,
    );
    let limited = point(
        r#", "documents": [{"kind": "licence", "status": "approved", "valid_through": "2027-03-01"}],
            "adjustments": [{"status": "approved", "from": "2026-11-01", "through": "2026-11-30",
            "grant": {"limit": {"rule": "single", "max": 80000}}}]"#,
    );
    let bound = point(
        r#", "terminals": ["10000001", "33010711"], "registration": {"phone": "unchecked"},
            "application": {"review": {"submitted": "2026-09-30", "status": "pending"}}"#,
    );
    [(smallest, point("")), (places, placed), (limits, limited), (rest, bound)]
        .map(|(policy, point)| compile(&policy, &point).expect("compiles"))
}

/// Pins that these plans leave no section empty.
#[test]
fn the_plans_use_every_section() {
    let all = plans();
    let filled = |bytes: &[u8]| -> Vec<&str> {
        let sections = sections(bytes);
        sections.windows(2).filter(|pair| pair[0].1 < pair[1].1).map(|pair| pair[0].0).collect()
    };
    for (name, _) in sections(&all[0]).into_iter().filter(|&(name, _)| name != "digest") {
        assert!(all.iter().any(|bytes| filled(bytes).contains(&name)), "{name}");
    }
    for bytes in &all {
        // The sections add up to the body.
        assert_eq!(sections(bytes).last(), Some(&("digest", bytes.len() - 32)));
    }
}

/// Pins that a plan with any one bit turned does not open.
#[test]
fn every_single_bit_flip_is_refused() {
    for mut bytes in plans() {
        for bit in 0..bytes.len() * 8 {
            bytes[bit / 8] ^= 1 << (bit % 8);
            let opened = Plan::open(&bytes, Expect::default());
            assert!(opened.is_err(), "bit {} of byte {}", bit % 8, bit / 8);
            bytes[bit / 8] ^= 1 << (bit % 8);
        }
        assert_eq!(open(&bytes).revision(), 7);
    }
}

/// Pins that a plan cut short, or with a byte more, does not open: for its length, or for being no plan at all.
#[test]
fn every_other_length_is_refused() {
    for bytes in plans() {
        for length in 0..bytes.len() {
            let refused = Plan::open(&bytes[..length], Expect::default()).err();
            assert!(
                matches!(refused, Some(OpenError::Length { found, .. }) if found == length),
                "{length}: {refused:?}"
            );
        }
        for byte in 0..=255 {
            let mut longer = bytes.clone();
            longer.push(byte);
            let (found, stated) = (longer.len(), bytes.len());
            assert_eq!(Plan::open(&longer, Expect::default()).err(), Some(OpenError::Length { found, stated }));
        }
        assert_eq!(Plan::open(&bytes[1..], Expect::default()).err(), Some(OpenError::Magic));
    }
    assert_eq!(Plan::open(b"PLAN", Expect::default()).err(), Some(OpenError::Magic));
}

/// Pins that a plan mended after a byte more or less in any section is refused for what it then says.
#[test]
fn sections_that_do_not_add_up_are_refused() {
    for bytes in plans() {
        for (name, start) in sections(&bytes) {
            let mut longer = bytes.clone();
            longer.insert(start.max(HEAD), 0);
            mend(&mut longer);
            assert!(matches!(Plan::open(&longer, Expect::default()), Err(OpenError::Content { .. })), "{name} longer");
            let mut shorter = bytes.clone();
            shorter.remove(start.max(HEAD).min(bytes.len() - 33));
            mend(&mut shorter);
            assert!(
                matches!(Plan::open(&shorter, Expect::default()), Err(OpenError::Content { .. })),
                "{name} shorter"
            );
        }
    }
}

/// Pins each other way in which a plan is not one to decide by.
#[test]
fn a_plan_for_something_else_is_refused() {
    let [bytes, ..] = plans();
    let refused = |bytes: &[u8], expect| Plan::open(bytes, expect).err();
    let changed = |at: usize, byte: u8| {
        let mut bytes = bytes.clone();
        bytes[at] = byte;
        mend(&mut bytes);
        bytes
    };
    assert_eq!(refused(&changed(4, 2), Expect::default()), Some(OpenError::Format { found: 2 }));
    assert_eq!(refused(&changed(4, 0), Expect::default()), Some(OpenError::Format { found: 0 }));
    let newer = OpenError::Engine { needed: poscond::ENGINE_VERSION + 1 };
    let next = u8::try_from(poscond::ENGINE_VERSION + 1).expect("small");
    assert_eq!(refused(&changed(6, next), Expect::default()), Some(newer));
    assert_eq!(refused(&changed(5, 2), Expect::default()), Some(OpenError::Content { section: "head" }));
    let (found, stated) = (bytes.len(), bytes.len() + 72);
    assert_eq!(
        refused(&changed(5, 1), Expect::default()),
        Some(OpenError::Length { found, stated }),
        "signed, it says"
    );
    assert_eq!(refused(&changed(59, 1), Expect::default()), Some(OpenError::Content { section: "texts" }));
    // More bytes of expressions than there are, and thresholds beyond their ranges: days, minutes, shares.
    let head = Some(OpenError::Content { section: "head" });
    for at in [74, 75] {
        let lengths = Some(OpenError::Content { section: "lengths" });
        assert_eq!(refused(&changed(at, 255), Expect::default()), lengths, "{at}");
    }
    for (at, greatest) in [(60, 365), (62, 365), (64, 365), (66, 365), (68, 365), (70, 1440)] {
        let with = |value: u16| {
            let mut bytes = bytes.clone();
            bytes[at..at + 2].copy_from_slice(&value.to_le_bytes());
            mend(&mut bytes);
            bytes
        };
        assert_eq!(refused(&with(greatest), Expect::default()), None, "{at}");
        assert_eq!(refused(&with(greatest + 1), Expect::default()), head, "{at}");
    }
    for at in [72, 73] {
        assert_eq!(refused(&changed(at, 100), Expect::default()), None, "{at}");
        assert_eq!(refused(&changed(at, 101), Expect::default()), head, "{at}");
    }

    let expect = |service_point, revision_min| Expect { service_point, revision_min, keys: &[] };
    assert_eq!(refused(&bytes, expect(Some("noodles-1"), 7)), None);
    assert_eq!(refused(&bytes, expect(None, 0)), None);
    for other in ["noodles-2", "noodles-", "noodles-11", "NOODLES-1", "", "demo", "t"] {
        assert_eq!(refused(&bytes, expect(Some(other), 0)), Some(OpenError::ServicePoint), "{other}");
    }
    for accepted in [8, u32::MAX] {
        assert_eq!(refused(&bytes, expect(None, accepted)), Some(OpenError::Revision { found: 7, accepted }));
    }
}

// ---- requests ------------------------------------------------------------------------------------

/// Offset, length, and fact of each fact in the record.
const FIELDS: [(usize, usize, Fact); 55] = [
    (16, 8, Fact::NowUtcS),
    (24, 8, Fact::FixAtUtcS),
    (32, 8, Fact::ProfileRefreshedAtUtcS),
    (40, 8, Fact::AmountMinor),
    (48, 8, Fact::AppVersion),
    (56, 8, Fact::TerminalId),
    (64, 16, Fact::MerchantId),
    (80, 4, Fact::FixLatE7),
    (84, 4, Fact::FixLonE7),
    (88, 4, Fact::FixAccuracyM),
    (92, 4, Fact::FixRegion),
    (96, 2, Fact::Currency),
    (98, 1, Fact::FixDatum),
    (99, 1, Fact::Transaction),
    (100, 1, Fact::EntryMode),
    (101, 1, Fact::CardKind),
    (102, 1, Fact::Clock),
    (103, 1, Fact::Host),
    (104, 1, Fact::Terminal),
    (105, 1, Fact::Tamper),
    (400, 8, Fact::SignedOnAtUtcS),
    (408, 8, Fact::InServiceSinceUtcS),
    (416, 8, Fact::InspectedAtUtcS),
    (424, 8, Fact::PolicyConfirmedAtUtcS),
    (432, 8, Fact::OriginalAtUtcS),
    (440, 8, Fact::OriginalAmountMinor),
    (448, 8, Fact::OfflineAmountMinor),
    (456, 8, Fact::Custom0),
    (464, 8, Fact::Custom1),
    (472, 8, Fact::Custom2),
    (480, 8, Fact::Custom3),
    (488, 8, Fact::Custom4),
    (496, 8, Fact::Custom5),
    (504, 8, Fact::Custom6),
    (512, 8, Fact::Custom7),
    (520, 8, Fact::OsVersion),
    (528, 4, Fact::OfflineCount),
    (532, 4, Fact::PatchLevel),
    (536, 4, Fact::PolicyVersionLatest),
    (540, 2, Fact::De22),
    (542, 1, Fact::De25),
    (543, 1, Fact::BatteryPercent),
    (544, 1, Fact::OriginalTransaction),
    (545, 1, Fact::FixSource),
    (546, 1, Fact::Link),
    (547, 1, Fact::Power),
    (548, 1, Fact::CardReader),
    (549, 1, Fact::Contact),
    (550, 1, Fact::Positioning),
    (551, 1, Fact::Communication),
    (552, 1, Fact::Printer),
    (553, 1, Fact::KeyPad),
    (554, 1, Fact::Damage),
    (555, 1, Fact::ServicePointData),
    (556, 1, Fact::Operator),
];
/// The bytes that nothing stands in: before the counters, and at the end.
const RESERVED: [std::ops::Range<usize>; 2] = [106..112, 557..560];
/// Where the counters stand.
const COUNTERS: std::ops::Range<usize> = 112..400;
const COUNTER: usize = 24;

fn counter(amount_minor: i64, taken_at_utc_s: i64, count: i32) -> Counter {
    Counter { amount_minor, taken_at_utc_s, count, reserved: 0 }
}

/// A request that knows everything.
fn full() -> Request {
    let mut request: Request = json(
        r#"{"now_utc_s": 1795406400, "fix_at_utc_s": 1795406399, "profile_refreshed_at_utc_s": 1795000000,
            "amount_minor": 12345, "app_version": "3.2.1.9", "terminal_id": "10000001", "merchant_id": "898330158120001",
            "fix_lat_e7": -302500000, "fix_lon_e7": 1201500000, "fix_accuracy_m": 20, "fix_region": 330106,
            "currency": 156, "fix_datum": "gcj02", "transaction": "sale", "entry_mode": "chip", "card_kind": "debit",
            "clock": "trusted", "host": "reachable", "terminal": "active", "tamper": "intact",
            "signed_on_at_utc_s": 1795406000, "in_service_since_utc_s": 1700000000, "inspected_at_utc_s": 1790000000,
            "policy_confirmed_at_utc_s": 1795400000, "original_at_utc_s": 1795300000, "original_amount_minor": 777,
            "offline_amount_minor": 888, "custom_0": -1, "custom_1": 1, "custom_2": 2, "custom_3": 3, "custom_4": 4,
            "custom_5": 5, "custom_6": 6, "custom_7": 9007199254740991, "os_version": "10.2.4.1", "offline_count": 2,
            "patch_level": 202609, "policy_version_latest": 13, "de22": 51, "de25": 8, "battery_percent": 77,
            "original_transaction": "preauth_completion", "fix_source": "genuine", "link": "weak", "power": "battery",
            "card_reader": "working", "contact": "degraded", "positioning": "faulty", "communication": "not_fitted",
            "printer": "working", "key_pad": "degraded", "damage": "damaged", "service_point_data": "verify_failed",
            "operator": "not_trained"}"#,
    );
    for slot in 0..12 {
        let at = i64::from(slot);
        request.set_counter(slot, counter(-1000 - at, 1_795_000_000 + at, -5 - i32::from(slot))).expect("in range");
    }
    request
}

fn resized(request: &Request, length: usize) -> Vec<u8> {
    let mut bytes = request.encode().to_vec();
    bytes.resize(length, 0);
    bytes[..2].copy_from_slice(&u16::try_from(length).expect("short").to_le_bytes());
    bytes
}

fn set_present(bytes: &mut [u8], facts: u64, counters: u32) {
    bytes[4..8].copy_from_slice(&counters.to_le_bytes());
    bytes[8..16].copy_from_slice(&facts.to_le_bytes());
}

fn all_facts() -> u64 {
    Fact::ALL.iter().fold(0, |bits, &fact| bits | 1 << fact as u8)
}

proptest! {
    #![proptest_config(cases(500))]

    /// Pins that the wire form and the JSON form hold all of a request, however much it knows.
    #[test]
    fn requests_survive_both_forms(triple in triples()) {
        let request = triple.request;
        prop_assert_eq!(request.check(), Ok(()));
        prop_assert_eq!(Request::decode(&request.encode()), Ok(request));
        let text = serde_json::to_string(&request).expect("JSON");
        prop_assert_eq!(json::<Request>(&text), request);
    }
}

/// Pins the layout of the wire form, field by field: where each fact stands, little-endian.
#[test]
fn the_layout_is_a_contract() {
    let bytes = full().encode();
    assert_eq!((bytes.len(), Request::BYTES, Request::COUNTERS_OFFSET), (560, 560, 112));
    assert_eq!(bytes[..4], [0x30, 2, 1, 0]);
    assert_eq!(bytes[4..8], [0xFF, 0x0F, 0, 0]);
    assert_eq!(bytes[8..16], all_facts().to_le_bytes());
    assert_eq!(bytes[16..24], 1_795_406_400_i64.to_le_bytes());
    assert_eq!(bytes[48..56], [3, 0, 2, 0, 1, 0, 9, 0]);
    assert_eq!(bytes[64..80], *b"898330158120001\0");
    assert_eq!(bytes[80..84], (-302_500_000_i32).to_le_bytes());
    assert_eq!(bytes[96..106], [156, 0, 2, 1, 3, 1, 1, 1, 3, 1]);
    assert!(RESERVED.into_iter().all(|gap| bytes[gap].iter().all(|&byte| byte == 0)));
    assert_eq!(bytes[112..120], (-1000_i64).to_le_bytes());
    assert_eq!(bytes[376..384], (-1011_i64).to_le_bytes());
    assert_eq!(bytes[400..408], 1_795_406_000_i64.to_le_bytes());
    assert_eq!(bytes[456..464], (-1_i64).to_le_bytes());
    assert_eq!(bytes[512..520], [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x1F, 0]);
    assert_eq!(bytes[520..528], [10, 0, 2, 0, 4, 0, 1, 0]);
    assert_eq!(bytes[528..540], [2, 0, 0, 0, 0x71, 0x17, 3, 0, 13, 0, 0, 0]);
    assert_eq!(bytes[540..557], [51, 0, 8, 77, 3, 1, 2, 2, 1, 2, 3, 4, 1, 2, 2, 3, 2]);
    // Facts, counters and gaps cover the record, and no two the same byte; bits are numbered in the order of the facts.
    let mut covered: Vec<usize> = FIELDS.iter().flat_map(|&(at, length, _)| at..at + length).collect();
    covered.extend(RESERVED.into_iter().flatten().chain(COUNTERS));
    covered.sort_unstable();
    assert_eq!(covered, (16..560).collect::<Vec<_>>());
    for (bit, (&(at, length, fact), row)) in FIELDS.iter().zip(CATALOGUE).enumerate() {
        assert_eq!((fact as usize, Fact::ALL[bit], row.fact), (bit, fact, fact));
        assert_eq!((fact.offset(), fact.end()), (at, at + length), "{}", fact.name());
    }
    assert_eq!((FIELDS.len(), CATALOGUE.len()), (Fact::ALL.len(), Fact::ALL.len()));
    // A fact taken away leaves no trace but its bytes, which nobody reads.
    for (_, _, fact) in FIELDS {
        let mut request = full();
        request.clear(fact);
        assert!(!request.has(fact) && full().has(fact));
    }
}

/// Pins that presence bits that this engine does not know are refused, each.
#[test]
fn unknown_presence_bits_are_refused() {
    for bit in 0..64 {
        let mut bytes = full().encode();
        set_present(&mut bytes, all_facts() | 1 << bit, 0);
        let known = Fact::from_u8(bit).is_some();
        let expected = if known { None } else { Some(RequestError::UnknownFact { bit }) };
        assert_eq!(Request::decode(&bytes).err(), expected);
    }
    for slot in 0..32 {
        let mut bytes = full().encode();
        set_present(&mut bytes, all_facts(), 1 << slot);
        let expected = if slot < 12 { None } else { Some(RequestError::UnknownFact { bit: 64 + slot }) };
        assert_eq!(Request::decode(&bytes).err(), expected, "counter {slot}");
    }
}

/// Pins that each byte that must be zero is insisted on: before the counters, after the last fact, and in each counter.
#[test]
fn reserved_bytes_must_be_zero() {
    for at in RESERVED.into_iter().flatten() {
        for byte in [1, 0x80, 0xFF] {
            let mut bytes = full().encode();
            bytes[at] = byte;
            assert_eq!(Request::decode(&bytes).err(), Some(RequestError::Reserved { offset: at }));
        }
    }
    for slot in 0..12_u8 {
        for at in 0..4 {
            let mut bytes = full().encode();
            bytes[112 + usize::from(slot) * COUNTER + 20 + at] = 1;
            assert_eq!(Request::decode(&bytes).err(), Some(RequestError::Counter { slot }));
        }
    }
    // The sixteenth byte of the merchant id.
    let mut bytes = full().encode();
    bytes[79] = b' ';
    assert_eq!(Request::decode(&bytes).err(), Some(RequestError::Range { fact: Fact::MerchantId }));
}

/// Pins every length: a multiple of eight from sixteen on that the record itself states; a missing tail is absence.
#[test]
fn a_missing_tail_is_absence() {
    let request = full();
    for length in 0..=Request::BYTES {
        let mut bytes = resized(&request, length.max(16));
        bytes.truncate(length);
        let fitting: Vec<&(usize, usize, Fact)> = FIELDS.iter().filter(|(at, size, _)| at + size <= length).collect();
        let mut facts = fitting.iter().fold(0, |bits, (_, _, fact)| bits | 1 << *fact as u8);
        // The fix is one fact in three parts.
        if length < 99 {
            facts &= !(1 << Fact::FixLatE7 as u8 | 1 << Fact::FixLonE7 as u8);
        }
        let counters =
            (0..12).filter(|slot| 112 + (slot + 1) * COUNTER <= length).fold(0, |bits, slot| bits | 1 << slot);
        if length >= 16 {
            set_present(&mut bytes, facts, counters);
        }
        if length < 16 || !length.is_multiple_of(8) {
            assert_eq!(Request::decode(&bytes).err(), Some(RequestError::Size { found: length }));
            continue;
        }
        let mut expected = request;
        for (_, _, fact) in FIELDS.iter().filter(|(_, _, fact)| facts & (1 << *fact as u8) == 0) {
            expected.clear(*fact);
        }
        let decoded = Request::decode(&bytes).unwrap_or_else(|error| panic!("{length}: {error}"));
        for &fact in Fact::ALL {
            assert_eq!(decoded.has(fact), facts & (1 << fact as u8) != 0, "{length}: {}", fact.name());
        }
        for slot in 0..12 {
            let there = counters & (1 << slot) != 0;
            assert_eq!(decoded.counter(slot), request.counter(slot).filter(|_| there), "{length}");
        }
        assert_eq!(serde_json::to_string(&decoded).expect("JSON"), {
            let expected = common::wire::without_counters(&expected, !counters);
            serde_json::to_string(&expected).expect("JSON")
        });
        // One fact, or one counter, beyond the end.
        for &(at, size, fact) in FIELDS.iter().filter(|(at, size, _)| at + size > length) {
            set_present(&mut bytes, facts | 1 << fact as u8, counters);
            assert_eq!(Request::decode(&bytes).err(), Some(RequestError::Beyond { fact }), "{length} {at} {size}");
        }
        for slot in (0..12_u8).filter(|slot| 112 + (usize::from(*slot) + 1) * COUNTER > length) {
            set_present(&mut bytes, facts, counters | 1 << slot);
            assert_eq!(Request::decode(&bytes).err(), Some(RequestError::Counter { slot }), "{length}");
        }
    }
}

/// Pins that a newer terminal may ask as long as it says nothing new.
#[test]
fn a_longer_record_is_accepted_where_its_tail_is_zero() {
    for length in [568, 576, 768, 1024, 65_528] {
        let mut bytes = resized(&full(), length);
        assert_eq!(Request::decode(&bytes), Ok(full()));
        for at in [560, 561, length - 1] {
            bytes[at] = 1;
            assert_eq!(Request::decode(&bytes).err(), Some(RequestError::Reserved { offset: at }));
            bytes[at] = 0;
        }
    }
}

/// Pins that a record is of the size and layout that it states.
#[test]
fn size_and_layout_must_be_those_stated() {
    let good = full().encode();
    for stated in [0_u16, 16, 400, 552, 559, 561, 568, u16::MAX] {
        let mut bytes = good;
        bytes[..2].copy_from_slice(&stated.to_le_bytes());
        assert_eq!(Request::decode(&bytes).err(), Some(RequestError::Size { found: 560 }), "{stated}");
    }
    for found in [0_u16, 2, 256, u16::MAX] {
        let mut bytes = good;
        bytes[2..4].copy_from_slice(&found.to_le_bytes());
        assert_eq!(Request::decode(&bytes).err(), Some(RequestError::Layout { found }));
    }
    for length in [0, 1, 15, 16, 400, 560, 65_528, 65_535, 70_000] {
        assert!(Request::decode(&vec![0xFF; length]).is_err(), "{length} bytes of 0xFF");
    }
    assert_eq!(Request::decode(&vec![0; 560]).err(), Some(RequestError::Size { found: 560 }));
    assert_eq!(Request::decode(&Request::new().encode()), Ok(Request::new()));
    // As long as its size field could wrap to.
    let mut bytes = good.to_vec();
    bytes.resize(65_536 + 560, 0);
    assert_eq!(Request::decode(&bytes).err(), Some(RequestError::Size { found: 66_096 }));
}

/// Pins both ends of every integer, at the setter, on the wire and in JSON; a refused value changes nothing.
#[test]
fn integers_have_both_their_ends() {
    type Set = fn(&mut Request, i64) -> Result<&mut Request, RequestError>;
    type Get = fn(&Request) -> Option<i64>;
    let rows: [(Fact, Set, Get, i64, i64); 30] = [
        (Fact::NowUtcS, Request::set_now_utc_s, Request::now_utc_s, 0, INSTANT_UTC_S_MAX),
        (Fact::FixAtUtcS, Request::set_fix_at_utc_s, Request::fix_at_utc_s, 0, INSTANT_UTC_S_MAX),
        (
            Fact::ProfileRefreshedAtUtcS,
            Request::set_profile_refreshed_at_utc_s,
            Request::profile_refreshed_at_utc_s,
            0,
            INSTANT_UTC_S_MAX,
        ),
        (Fact::AmountMinor, Request::set_amount_minor, Request::amount_minor, 0, JSON_INTEGER_MAX),
        (Fact::FixLatE7, Request::set_fix_lat_e7, Request::fix_lat_e7, -900_000_000, 900_000_000),
        (Fact::FixLonE7, Request::set_fix_lon_e7, Request::fix_lon_e7, -1_800_000_000, 1_800_000_000),
        (Fact::FixAccuracyM, Request::set_fix_accuracy_m, Request::fix_accuracy_m, 0, 4_294_967_295),
        (Fact::FixRegion, Request::set_fix_region, Request::fix_region, 0, 999_999),
        (Fact::Currency, Request::set_currency, Request::currency, 1, 999),
        (Fact::SignedOnAtUtcS, Request::set_signed_on_at_utc_s, Request::signed_on_at_utc_s, 0, INSTANT_UTC_S_MAX),
        (
            Fact::InServiceSinceUtcS,
            Request::set_in_service_since_utc_s,
            Request::in_service_since_utc_s,
            0,
            INSTANT_UTC_S_MAX,
        ),
        (Fact::InspectedAtUtcS, Request::set_inspected_at_utc_s, Request::inspected_at_utc_s, 0, INSTANT_UTC_S_MAX),
        (
            Fact::PolicyConfirmedAtUtcS,
            Request::set_policy_confirmed_at_utc_s,
            Request::policy_confirmed_at_utc_s,
            0,
            INSTANT_UTC_S_MAX,
        ),
        (Fact::OriginalAtUtcS, Request::set_original_at_utc_s, Request::original_at_utc_s, 0, INSTANT_UTC_S_MAX),
        (
            Fact::OriginalAmountMinor,
            Request::set_original_amount_minor,
            Request::original_amount_minor,
            0,
            JSON_INTEGER_MAX,
        ),
        (
            Fact::OfflineAmountMinor,
            Request::set_offline_amount_minor,
            Request::offline_amount_minor,
            0,
            JSON_INTEGER_MAX,
        ),
        (Fact::Custom0, Request::set_custom_0, Request::custom_0, -JSON_INTEGER_MAX, JSON_INTEGER_MAX),
        (Fact::Custom1, Request::set_custom_1, Request::custom_1, -JSON_INTEGER_MAX, JSON_INTEGER_MAX),
        (Fact::Custom2, Request::set_custom_2, Request::custom_2, -JSON_INTEGER_MAX, JSON_INTEGER_MAX),
        (Fact::Custom3, Request::set_custom_3, Request::custom_3, -JSON_INTEGER_MAX, JSON_INTEGER_MAX),
        (Fact::Custom4, Request::set_custom_4, Request::custom_4, -JSON_INTEGER_MAX, JSON_INTEGER_MAX),
        (Fact::Custom5, Request::set_custom_5, Request::custom_5, -JSON_INTEGER_MAX, JSON_INTEGER_MAX),
        (Fact::Custom6, Request::set_custom_6, Request::custom_6, -JSON_INTEGER_MAX, JSON_INTEGER_MAX),
        (Fact::Custom7, Request::set_custom_7, Request::custom_7, -JSON_INTEGER_MAX, JSON_INTEGER_MAX),
        (Fact::OfflineCount, Request::set_offline_count, Request::offline_count, 0, 4_294_967_295),
        (Fact::PatchLevel, Request::set_patch_level, Request::patch_level, 0, 4_294_967_295),
        (
            Fact::PolicyVersionLatest,
            Request::set_policy_version_latest,
            Request::policy_version_latest,
            0,
            4_294_967_295,
        ),
        (Fact::De22, Request::set_de22, Request::de22, 0, 999),
        (Fact::De25, Request::set_de25, Request::de25, 0, 99),
        (Fact::BatteryPercent, Request::set_battery_percent, Request::battery_percent, 0, 100),
    ];
    let integers = CATALOGUE.iter().filter(|row| row.kind == "integer");
    assert!(integers.map(|row| (row.fact, row.range)).eq(rows.map(|row| (row.0, Some((row.3, row.4))))));
    for (fact, set, get, low, high) in rows {
        let &(at, length, _) = FIELDS.iter().find(|row| row.2 == fact).expect("a field");
        for (value, fits) in
            [(low, true), (high, true), (low - 1, false), (high + 1, false), (i64::MIN, false), (i64::MAX, false)]
        {
            let what = format!("{} = {value}", fact.name());
            let refused = Err(RequestError::Range { fact });
            let mut request = full();
            let set = set(&mut request, value).map(|_| ());
            assert_eq!(set, if fits { Ok(()) } else { refused }, "{what}");
            assert_eq!(get(&request), if fits { Some(value) } else { get(&full()) }, "{what}");
            // On the wire, where its field can say it.
            let mut bytes = full().encode();
            let raw = value.to_le_bytes();
            bytes[at..at + length].copy_from_slice(&raw[..length]);
            let read = match (fact, length) {
                (_, 8) => value,
                (Fact::FixLatE7 | Fact::FixLonE7, 4) => {
                    i64::from(i32::from_le_bytes(raw[..4].try_into().expect("four")))
                }
                (_, 4) => i64::from(u32::from_le_bytes(raw[..4].try_into().expect("four"))),
                (_, 2) => i64::from(u16::from_le_bytes([raw[0], raw[1]])),
                _ => i64::from(raw[0]),
            };
            let expected =
                if (low..=high).contains(&read) { Ok(Some(read)) } else { Err(RequestError::Range { fact }) };
            assert_eq!(Request::decode(&bytes).map(|request| get(&request)), expected, "{what} on the wire");
            // In JSON.
            let mut form = serde_json::to_value(full()).expect("JSON");
            form[fact.name()] = value.into();
            let parsed = serde_json::from_value::<Request>(form);
            assert_eq!(parsed.is_ok(), fits, "{what} in JSON");
            if let Err(error) = parsed {
                let message = error.to_string();
                assert!(message.contains(&format!("`{value}`")), "{message}");
                assert!(message.contains(&format!("from {low} to {high}")), "{message}");
            }
        }
    }
    // A fix is set as a whole or not at all.
    let mut request = full();
    assert_eq!(
        request.set_fix(1, 1_800_000_001, Datum::Bd09).err(),
        Some(RequestError::Range { fact: Fact::FixLonE7 })
    );
    assert_eq!(request.set_fix(900_000_001, 1, Datum::Bd09).err(), Some(RequestError::Range { fact: Fact::FixLatE7 }));
    assert_eq!(request, full());
}

/// Pins that each enumerated fact takes its words and nothing else.
#[test]
fn words_take_their_numbers_and_no_others() {
    let known: [(Fact, usize); 21] = [
        (Fact::FixDatum, 3),
        (Fact::Transaction, TransactionType::ALL.len()),
        (Fact::EntryMode, EntryMode::ALL.len()),
        (Fact::CardKind, CardKind::ALL.len()),
        (Fact::Clock, ClockState::ALL.len()),
        (Fact::Host, HostState::ALL.len()),
        (Fact::Terminal, TerminalState::ALL.len()),
        (Fact::Tamper, TamperState::ALL.len()),
        (Fact::OriginalTransaction, TransactionType::ALL.len()),
        (Fact::FixSource, FixSource::ALL.len()),
        (Fact::Link, LinkState::ALL.len()),
        (Fact::Power, PowerState::ALL.len()),
        (Fact::CardReader, ComponentState::ALL.len()),
        (Fact::Contact, ComponentState::ALL.len()),
        (Fact::Positioning, ComponentState::ALL.len()),
        (Fact::Communication, ComponentState::ALL.len()),
        (Fact::Printer, ComponentState::ALL.len()),
        (Fact::KeyPad, ComponentState::ALL.len()),
        (Fact::Damage, DamageState::ALL.len()),
        (Fact::ServicePointData, DataState::ALL.len()),
        (Fact::Operator, OperatorState::ALL.len()),
    ];
    assert!(CATALOGUE.iter().filter(|row| row.kind == "word").map(|row| row.fact).eq(known.map(|row| row.0)));
    for (fact, words) in known {
        let &(at, ..) = FIELDS.iter().find(|row| row.2 == fact).expect("a field");
        for number in 0..=255_u8 {
            let mut bytes = full().encode();
            bytes[at] = number;
            let fits = (1..=words).contains(&usize::from(number));
            let expected = if fits { None } else { Some(RequestError::Range { fact }) };
            assert_eq!(Request::decode(&bytes).err(), expected, "{} = {number}", fact.name());
        }
    }
}

/// Pins what DE41 and DE42 may hold: printable ASCII, padded with spaces, not empty, not too long.
#[test]
fn texts_are_printable_and_padded() {
    for text in ["1", "12345678", "a b", "~!"] {
        let mut request = Request::new();
        request.set_terminal_id(text).expect("fits");
        request.set_merchant_id(text).expect("fits");
        assert_eq!(request.terminal_id().expect("set")[..], *format!("{text:<8}").as_bytes());
        assert_eq!(request.merchant_id().expect("set")[..], *format!("{text:<15}\0").as_bytes());
        assert_eq!(Request::decode(&request.encode()), Ok(request));
    }
    let range = |fact| Some(RequestError::Range { fact });
    for text in ["", " ", "        ", "a\n", "a\u{7f}", "é", "商户", "\0"] {
        let mut request = full();
        assert_eq!(request.set_terminal_id(text).err(), range(Fact::TerminalId), "{text:?}");
        assert_eq!(request.set_merchant_id(text).err(), range(Fact::MerchantId), "{text:?}");
        assert_eq!(request, full());
    }
    let mut request = full();
    assert_eq!(request.set_terminal_id("123456789").err(), range(Fact::TerminalId));
    assert_eq!(request.set_merchant_id("1234567890123456").err(), range(Fact::MerchantId));
    for (at, byte, fact) in [(56, 0, Fact::TerminalId), (63, 0x1F, Fact::TerminalId), (64, 0x80, Fact::MerchantId)] {
        let mut bytes = full().encode();
        bytes[at] = byte;
        assert_eq!(Request::decode(&bytes).err(), range(fact));
    }
    let mut bytes = full().encode();
    bytes[64..79].fill(b' ');
    assert_eq!(Request::decode(&bytes).err(), range(Fact::MerchantId));
}

/// Pins both ends of a counter, and its slots.
#[test]
fn counters_have_both_their_ends() {
    let fits = |counter, slot| Request::new().set_counter(slot, counter).is_ok();
    for good in [
        counter(JSON_INTEGER_MAX, 0, i32::MIN),
        counter(-JSON_INTEGER_MAX, INSTANT_UTC_S_MAX, i32::MAX),
        counter(i64::try_from(AMOUNT_MINOR_CAP).expect("small") + 1, 1, 0),
    ] {
        for slot in 0..12 {
            let mut request = full();
            request.set_counter(slot, good).expect("in range");
            assert_eq!(Request::decode(&request.encode()).expect("its own").counter(slot), Some(good));
        }
        for slot in [12, 13, 31, 32, 63, 64, 255] {
            assert!(!fits(good, slot));
            assert_eq!(full().counter(slot), None);
        }
    }
    for bad in [
        counter(JSON_INTEGER_MAX + 1, 0, 0),
        counter(-JSON_INTEGER_MAX - 1, 0, 0),
        counter(i64::MIN, 0, 0),
        counter(0, -1, 0),
        counter(0, INSTANT_UTC_S_MAX + 1, 0),
        Counter { reserved: 1, ..counter(0, 0, 0) },
    ] {
        let mut request = full();
        assert_eq!(request.set_counter(3, bad).err(), Some(RequestError::Counter { slot: 3 }));
        assert_eq!(request, full());
        let mut bytes = full().encode();
        bytes[184..192].copy_from_slice(&bad.amount_minor.to_le_bytes());
        bytes[192..200].copy_from_slice(&bad.taken_at_utc_s.to_le_bytes());
        bytes[204..208].copy_from_slice(&bad.reserved.to_le_bytes());
        assert_eq!(Request::decode(&bytes).err(), Some(RequestError::Counter { slot: 3 }));
        // Nobody looks at a counter that is not there.
        set_present(&mut bytes, all_facts(), 0xFFF & !(1 << 3));
        assert_eq!(Request::decode(&bytes).map(|request| request.counter(3)), Ok(None));
    }
}

/// Pins that part of a fix is refused: its parts mean nothing without each other.
#[test]
fn part_of_a_fix_is_refused() {
    let parts = [Fact::FixLatE7, Fact::FixLonE7, Fact::FixDatum];
    for some in 0..8_u8 {
        let mut request = full();
        let gone: Vec<Fact> = parts.into_iter().filter(|&part| some & (1 << (part as u8 % 3)) != 0).collect();
        for &fact in &gone {
            request.clear(fact);
        }
        let expected =
            if [0, 3].contains(&gone.len()) { None } else { Some(RequestError::Incomplete { fact: gone[0] }) };
        assert_eq!(request.check().err(), expected, "without {gone:?}");
        assert_eq!(Request::decode(&request.encode()).err(), expected, "without {gone:?}");
    }
}

/// Pins that what stands in the place of an absent fact is of no account.
#[test]
fn nobody_reads_an_absent_fact() {
    for bytes in plans() {
        let plan = open(&bytes);
        let mut noise = [0xFF; Request::BYTES];
        noise[..16].copy_from_slice(&Request::new().encode()[..16]);
        RESERVED.into_iter().for_each(|gap| noise[gap].fill(0));
        let noise = Request::decode(&noise).expect("nothing is marked present");
        assert_eq!(plan.evaluate(&noise), plan.evaluate(&Request::new()));
        let text = |request| {
            let mut out = Vec::new();
            plan.write_report(request, &mut out).map(|()| out)
        };
        assert_eq!(text(&noise), text(&Request::new()));
    }
}

/// Pins versions: compared from the left, packed in that order.
#[test]
fn versions_order_as_their_integers_do() {
    let versions =
        [[0, 0, 0, 0], [0, 0, 0, 65_535], [0, 0, 1, 0], [1, 0, 0, 0], [1, 0, 0, 1], [65_535; 4]].map(Version);
    assert!(versions.is_sorted() && versions.map(Version::packed).is_sorted());
    for version in versions {
        assert_eq!(Version::from_packed(version.packed()), version);
    }
}

// ---- canonical JSON ------------------------------------------------------------------------------

proptest! {
    #![proptest_config(cases(200))]

    /// Pins that reports are canonical, that a buffer one byte short errs, and that one of the exact size is enough.
    #[test]
    fn reports_are_canonical_and_fit_exactly(triple in triples()) {
        let plan = open(&triple.plan);
        let mut bytes = Vec::new();
        plan.write_report(&triple.request, &mut bytes).expect("a vector takes all");
        let length = bytes.len();
        let text = canonical(bytes)?;
        let mut room = vec![0; length];
        let mut exact = Buffer::new(&mut room);
        prop_assert_eq!(plan.write_report(&triple.request, &mut exact), Ok(()));
        prop_assert_eq!(exact.written(), text.as_bytes());
        prop_assert_eq!(exact.put(b""), Ok(()));
        prop_assert_eq!(exact.put(b"x"), Err(Full));
        for short in [length - 1, length / 2, 1, 0] {
            let mut buffer = Buffer::new(&mut room[..short]);
            prop_assert_eq!(plan.write_report(&triple.request, &mut buffer), Err(Full));
            prop_assert!(text.as_bytes().starts_with(buffer.written()));
        }
    }
}

/// Pins the form of a decision, letter by letter.
#[test]
fn the_canonical_form_is_a_contract() {
    let [_, _, bytes, _] = plans();
    let plan = open(&bytes);
    let mut request = full();
    request.set_amount_minor(50_001).expect("in range").set_card_kind(CardKind::Credit);
    request.set_counter(0, counter(149_999, 1_795_406_400, 1)).expect("in range");
    let mut text = Vec::new();
    plan.write_report(&request, &mut text).expect("a vector takes all");
    // 2026-11-23 in China: the raise is in force, so 50,001 is within 80,000; 149,999 + 50,001 is just within 200,000,
    // until the raise ends with November.
    let findings = [
        r#"{"action":"allow","fact":null,"observed":"2027-03-01","reason":null,"required":{"at_least":"2026-11-20"},"rule":"licence","subject":"licence","unit":"date","verdict":"pass"}"#,
        r#"{"action":"allow","fact":"amount_minor","observed":50001,"reason":null,"required":{"at_most":80000},"rule":"single","subject":null,"unit":"minor","verdict":"pass"}"#,
        r#"{"action":"allow","fact":null,"observed":200000,"reason":null,"required":{"at_most":200000},"rule":"day","subject":null,"unit":"minor","verdict":"pass"}"#,
    ];
    let expected = format!(
        r#"{{"accrual":[{{"amount_minor":50001,"count":1,"slot":0,"window":"2026-11-23"}}],"advice":[],"de39":null,"failed":"0000000000000000","findings":[{}],"foresight":{{"max_amount_minor":50001,"next_allowed_at_utc_s":1795406400,"stable_until_utc_s":1796054400}},"guards":[],"outcome":"proceed","reason":null,"reason_number":0,"unknown":"0000000000000000"}}"#,
        findings.join(",")
    );
    assert_eq!(String::from_utf8(text).expect("UTF-8"), expected);

    // Words by name, of the fact that the finding names; versions as text; advice with the date on which it turns.
    let [.., bytes] = plans();
    let told = |request: &Request| -> serde_json::Value {
        let mut text = Vec::new();
        open(&bytes).write_report(request, &mut text).expect("a vector takes all");
        serde_json::from_slice(&text).expect("JSON")
    };
    let report = told(&full());
    let finding = |id: &str| {
        let findings = report["findings"].as_array().expect("a list");
        findings.iter().find(|finding| finding["rule"] == id).expect("there").to_string()
    };
    for (id, expected) in [
        (
            "version",
            r#"{"action":"allow","fact":"app_version","observed":"3.2.1.9","reason":null,"required":{"at_least":"3.2.0.0"},"rule":"version","subject":null,"unit":"version","verdict":"pass"}"#,
        ),
        (
            "printer",
            r#"{"action":"allow","fact":"printer","observed":"working","reason":null,"required":{"one_of":["working","degraded"]},"rule":"printer","subject":null,"unit":"word","verdict":"pass"}"#,
        ),
        (
            "codes",
            r#"{"action":"decline","fact":null,"observed":8,"reason":"DE25_INCONSISTENT","required":{"one_of":[0,6]},"rule":"codes","subject":null,"unit":"code","verdict":"fail"}"#,
        ),
        (
            "current",
            r#"{"action":"decline","fact":null,"observed":13,"reason":"POLICY_SUPERSEDED","required":{"at_most":3},"rule":"current","subject":null,"unit":"count","verdict":"fail"}"#,
        ),
        (
            "storm",
            r#"{"action":"decline","fact":null,"observed":"2026-11-26","reason":"DISASTER_SUSPENDED","required":null,"rule":"storm","subject":null,"unit":"date","verdict":"fail"}"#,
        ),
        (
            "phone",
            r#"{"action":"refer","fact":null,"observed":null,"reason":"REGISTRATION_FIELD_UNCHECKED","required":null,"rule":"phone","subject":"phone","unit":null,"verdict":"unknown"}"#,
        ),
    ] {
        assert_eq!(finding(id), expected);
    }
    let advice = r#"[{"advice":"SOFTWARE_BELOW_RECOMMENDED","limit":"3.4.0.0","observed":"3.2.1.9","rule":"version","subject":null,"unit":"version"}]"#;
    assert_eq!(report["advice"].to_string(), advice);

    request.set_amount_minor(80_001).expect("in range");
    request.clear(Fact::CardKind).clear(Fact::Host);
    let decision = plan.evaluate(&request);
    let mut text = Vec::new();
    decision.write_json(&mut text).expect("a vector takes all");
    let expected = r#"{"de39":"61","failed":"0000000000000002","guards":["HOST_UNREACHABLE"],"outcome":"decline","reason":"AMOUNT_ABOVE_LIMIT","reason_number":1005,"unknown":"0000000000000004"}"#;
    assert_eq!(String::from_utf8(text).expect("UTF-8"), expected);
    let third = plan.findings(&request).last().expect("three rules");
    assert_eq!((third.verdict, third.bit), (Verdict::Unknown, Some(2)));
}
