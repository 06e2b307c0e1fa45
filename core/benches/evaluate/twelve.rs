//! The twelve plain conditions of the design's budgets, three times: as a plan, as hand-written Rust (the floor), and as
//! JSON in and out with serde (the JSON floor).

use poscond::{Counter, Datum, EntryMode, Policy, Request, ServicePoint, compile};

/// 2026-11-23T12:30:00+08:00, a Monday.
pub const NOW_UTC_S: i64 = 1_795_408_200;

/// The policy: twelve conditions, one of them (documents) as two rules.
pub const POLICY: &str = r#"{"id": "twelve", "version": 1, "rules": [
    {"id": "active", "condition": {"terminal": {}}, "on_fail": "decline", "on_unknown": "refer"},
    {"id": "not-tampered", "condition": {"tamper": {}}, "on_fail": "decline", "on_unknown": "refer"},
    {"id": "software", "condition": {"software": {"app_min": "3.2.0"}}, "on_fail": "decline", "on_unknown": "refer"},
    {"id": "profile-age", "condition": {"profile": {"age_max_days": 30}}, "on_fail": "refer", "on_unknown": "refer"},
    {"id": "place", "condition": {"location": {"fix_age_max_s": 300, "accuracy_max_m": 200}}, "on_fail": "decline", "on_unknown": "refer"},
    {"id": "open-now", "condition": {"hours": {}}, "on_fail": "decline", "on_unknown": "refer"},
    {"id": "licence", "condition": {"document": {"kind": "business_licence"}}, "on_fail": "decline", "on_unknown": "refer"},
    {"id": "food-licence", "condition": {"document": {"kind": "food_licence"}}, "on_fail": "decline", "on_unknown": "refer"},
    {"id": "single", "condition": {"amount": {"max_minor": 500000}}, "on_fail": "decline", "on_unknown": "refer"},
    {"id": "day", "condition": {"usage": {"window": "day", "measure": "amount", "subject": "service_point", "max": 5000000}}, "on_fail": "decline", "on_unknown": "refer"},
    {"id": "month", "condition": {"usage": {"window": "month", "measure": "amount", "subject": "service_point", "max": 50000000}}, "on_fail": "decline", "on_unknown": "refer"},
    {"id": "entry-mode", "condition": {"entry_mode": {"allowed": ["chip", "contactless", "qr_code"]}}, "on_fail": "decline", "on_unknown": "refer"},
    {"id": "mcc", "condition": {"mcc": {"allowed": ["5811-5814"]}}, "on_fail": "decline", "on_unknown": "refer"}
]}"#;

/// The service point: a circle in WGS-84, two spans a day, two documents.
pub const SERVICE_POINT: &str = r#"{"id": "noodles", "revision": 1, "merchant_id": "898330158120001",
    "merchant_kind": "restaurant", "mcc": "5812", "region": "330106", "status": "active", "utc_offset": "+08:00",
    "place": {"datum": "wgs84", "areas": [{"circle": {"lat_e7": 302592000, "lon_e7": 1201303000, "radius_m": 100}}]},
    "hours": {"weekly": {"mon": ["10:00-14:00", "17:00-26:00"], "tue": ["10:00-14:00", "17:00-26:00"], "wed": ["10:00-14:00", "17:00-26:00"],
        "thu": ["10:00-14:00", "17:00-26:00"], "fri": ["10:00-14:00", "17:00-26:00"], "sat": ["10:00-26:00"], "sun": ["10:00-22:00"]}},
    "documents": [{"kind": "business_licence", "status": "approved", "valid_through": "long_term"},
        {"kind": "food_licence", "status": "approved", "valid_from": "2023-03-01", "valid_through": "2028-02-29"}]}"#;

/// The bytes of the plan.
pub fn plan() -> Vec<u8> {
    let policy: Policy = serde_json::from_str(POLICY).unwrap();
    let service_point: ServicePoint = serde_json::from_str(SERVICE_POINT).unwrap();
    compile(&policy, &service_point).unwrap()
}

/// A request that passes everything, 40 m from the centre.
pub fn request() -> Request {
    let mut request = Request::new();
    request.set_now_utc_s(NOW_UTC_S).unwrap();
    request.set_clock(poscond::ClockState::Trusted).set_host(poscond::HostState::Reachable);
    request.set_merchant_id("898330158120001").unwrap();
    request.set_terminal(poscond::TerminalState::Active).set_tamper(poscond::TamperState::Intact);
    request.set_app_version(poscond::Version([3, 2, 1, 0]));
    request.set_profile_refreshed_at_utc_s(NOW_UTC_S - 86_400).unwrap();
    request.set_fix(302_594_000, 1_201_306_000, Datum::Wgs84).unwrap();
    request.set_fix_at_utc_s(NOW_UTC_S - 20).unwrap().set_fix_accuracy_m(15).unwrap();
    request.set_transaction(poscond::TransactionType::Sale).set_entry_mode(EntryMode::Contactless);
    request.set_card_kind(poscond::CardKind::Debit);
    request.set_amount_minor(3_600).unwrap().set_currency(156).unwrap();
    for (slot, amount_minor) in [(0, 250_000), (1, 9_000_000)] {
        let counter = Counter { amount_minor, taken_at_utc_s: NOW_UTC_S - 600, count: 70, reserved: 0 };
        request.set_counter(slot, counter).unwrap();
    }
    request
}

/// The same request, too far away, at closing time, and above the day's limit.
pub fn refused() -> Request {
    let mut request = request();
    request.set_now_utc_s(NOW_UTC_S + 2 * 3600).unwrap();
    request.set_fix_at_utc_s(NOW_UTC_S + 2 * 3600 - 20).unwrap();
    request.set_fix(302_634_000, 1_201_306_000, Datum::Wgs84).unwrap();
    request.set_amount_minor(480_000).unwrap();
    let counter = Counter { amount_minor: 4_800_000, taken_at_utc_s: NOW_UTC_S, count: 70, reserved: 0 };
    request.set_counter(0, counter).unwrap();
    request
}

/// The floor: what one would write by hand for exactly these conditions, with the service point in plain fields.
pub mod floor {
    use super::*;

    /// The service point and the thresholds.
    pub struct Shop {
        pub merchant_id: [u8; 15],
        pub offset_s: i64,
        pub lat: f64,
        pub lon: f64,
        pub radius_m: f64,
        pub weekly: [Vec<(u16, u16)>; 7],
        pub documents: Vec<(i64, i64)>,
        pub mcc_ok: bool,
        pub app_min: [u16; 4],
        pub single: i64,
        pub day: i64,
        pub month: i64,
    }

    /// The request in plain fields.
    pub struct Sale {
        pub merchant_id: String,
        pub now_utc_s: i64,
        pub terminal_active: bool,
        pub tampered: bool,
        pub app_version: [u16; 4],
        pub profile_at: i64,
        pub lat: f64,
        pub lon: f64,
        pub accuracy_m: f64,
        pub fix_at: i64,
        pub entry_mode: u8,
        pub amount: i64,
        pub day_used: i64,
        pub day_taken_at: i64,
        pub month_used: i64,
        pub month_taken_at: i64,
    }

    /// The answer.
    #[derive(serde::Serialize)]
    pub struct Answer {
        pub de39: &'static str,
        pub failed: u64,
        pub outcome: &'static str,
        pub reason: &'static str,
        pub reason_number: u16,
        pub unknown: u64,
    }

    /// The shop of the service point above.
    pub fn shop() -> Shop {
        let weekday = vec![(600, 840), (1020, 1560)];
        let day = |y: i64| y * 86_400;
        Shop {
            merchant_id: *b"898330158120001",
            offset_s: 8 * 3600,
            lat: 30.2592,
            lon: 120.1303,
            radius_m: 100.0,
            weekly: [
                weekday.clone(),
                weekday.clone(),
                weekday.clone(),
                weekday.clone(),
                weekday,
                vec![(600, 1560)],
                vec![(600, 1320)],
            ],
            documents: vec![(i64::MIN, i64::MAX), (day(19_417), day(21_244))],
            mcc_ok: true,
            app_min: [3, 2, 0, 0],
            single: 500_000,
            day: 5_000_000,
            month: 50_000_000,
        }
    }

    /// The sale of the request above.
    pub fn sale() -> Sale {
        Sale {
            merchant_id: "898330158120001".into(),
            now_utc_s: NOW_UTC_S,
            terminal_active: true,
            tampered: false,
            app_version: [3, 2, 1, 0],
            profile_at: NOW_UTC_S - 86_400,
            lat: 30.2594,
            lon: 120.1306,
            accuracy_m: 15.0,
            fix_at: NOW_UTC_S - 20,
            entry_mode: 4,
            amount: 3_600,
            day_used: 250_000,
            day_taken_at: NOW_UTC_S - 600,
            month_used: 9_000_000,
            month_taken_at: NOW_UTC_S - 600,
        }
    }

    /// Great-circle distance on a sphere, the usual haversine.
    fn distance_m(shop: &Shop, sale: &Sale) -> f64 {
        let (a, b) = (shop.lat.to_radians(), sale.lat.to_radians());
        let (dlat, dlon) = ((b - a) / 2.0, (sale.lon - shop.lon).to_radians() / 2.0);
        let h = dlat.sin().powi(2) + a.cos() * b.cos() * dlon.sin().powi(2);
        2.0 * 6_371_000.0 * h.sqrt().asin()
    }

    /// Decides.
    pub fn decide(shop: &Shop, sale: &Sale) -> Answer {
        let mut failed = 0_u64;
        let mut check = |bit: u32, met: bool| failed |= u64::from(!met) << bit;
        let local = sale.now_utc_s + shop.offset_s;
        let (day, minute) = (local.div_euclid(86_400), (local.rem_euclid(86_400) / 60) as u16);
        let weekday = (day + 3).rem_euclid(7) as usize;
        let open = |weekday: usize, minute: u16| {
            shop.weekly[weekday].iter().any(|&(open, close)| (open..close).contains(&minute))
        };
        check(0, sale.terminal_active);
        check(1, !sale.tampered);
        check(2, sale.app_version >= shop.app_min);
        check(3, (0..=30 * 86_400).contains(&(sale.now_utc_s - sale.profile_at)));
        check(4, (0..=300).contains(&(sale.now_utc_s - sale.fix_at)) && sale.accuracy_m <= 200.0);
        check(5, distance_m(shop, sale) <= shop.radius_m + sale.accuracy_m);
        check(6, open(weekday, minute) || open((weekday + 6) % 7, minute + 1440));
        check(7, shop.documents.iter().all(|&(from, through)| (from..=through).contains(&local)));
        check(8, sale.amount > 0 && sale.amount <= shop.single);
        let day_starts = day * 86_400 - shop.offset_s;
        let used = if sale.day_taken_at >= day_starts { sale.day_used } else { 0 };
        check(9, used + sale.amount <= shop.day);
        let (_, _, day_of_month) = civil(day);
        let month_starts = (day - day_of_month + 1) * 86_400 - shop.offset_s;
        let used = if sale.month_taken_at >= month_starts { sale.month_used } else { 0 };
        check(10, used + sale.amount <= shop.month);
        check(11, matches!(sale.entry_mode, 3..=5) && shop.mcc_ok);
        check(12, sale.merchant_id.as_bytes() == shop.merchant_id);
        let reason = if failed == 0 { 0 } else { failed.trailing_zeros() as u16 + 1 };
        let (outcome, name) = if failed == 0 { ("proceed", "NONE") } else { ("decline", "REFUSED") };
        Answer { de39: "58", failed, outcome, reason: name, reason_number: reason, unknown: 0 }
    }

    fn civil(days: i64) -> (i64, i64, i64) {
        let z = days + 719_468;
        let (era, doe) = (z.div_euclid(146_097), z.rem_euclid(146_097));
        let yoe = (doe - doe / 1_460 + doe / 36_524 - doe / 146_096) / 365;
        let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
        let mp = (5 * doy + 2) / 153;
        (yoe + era * 400, mp, doy - (153 * mp + 2) / 5 + 1)
    }

    /// The JSON form of the same request, as a hand-written service would read it.
    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Form {
        now_utc_s: i64,
        clock: String,
        host: String,
        merchant_id: String,
        terminal: String,
        tamper: String,
        app_version: String,
        profile_refreshed_at_utc_s: i64,
        fix_lat_e7: i32,
        fix_lon_e7: i32,
        fix_datum: String,
        fix_at_utc_s: i64,
        fix_accuracy_m: u32,
        transaction: String,
        entry_mode: String,
        card_kind: String,
        amount_minor: i64,
        currency: u16,
        counters: Vec<CounterForm>,
    }

    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct CounterForm {
        slot: usize,
        amount_minor: i64,
        count: i64,
        taken_at_utc_s: i64,
    }

    /// Reads a sale.
    pub fn read(text: &str) -> Sale {
        let form: Form = serde_json::from_str(text).unwrap();
        assert!(form.clock == "trusted" && form.host == "reachable" && form.fix_datum == "wgs84");
        assert!(form.transaction == "sale" && form.card_kind == "debit" && form.currency == 156);
        let mut parts = form.app_version.split('.').map(|part| part.parse().unwrap());
        let [day, month] = [0, 1].map(|slot| form.counters.iter().find(|counter| counter.slot == slot).unwrap());
        assert!(day.count >= 0 && month.count >= 0);
        Sale {
            merchant_id: form.merchant_id,
            now_utc_s: form.now_utc_s,
            terminal_active: form.terminal == "active",
            tampered: form.tamper != "intact",
            app_version: [(); 4].map(|()| parts.next().unwrap()),
            profile_at: form.profile_refreshed_at_utc_s,
            lat: f64::from(form.fix_lat_e7) / 1e7,
            lon: f64::from(form.fix_lon_e7) / 1e7,
            accuracy_m: f64::from(form.fix_accuracy_m),
            fix_at: form.fix_at_utc_s,
            entry_mode: ["manual", "magstripe", "chip", "contactless", "qr_code"]
                .iter()
                .position(|&mode| mode == form.entry_mode)
                .map_or(0, |at| at as u8 + 1),
            amount: form.amount_minor,
            day_used: day.amount_minor,
            day_taken_at: day.taken_at_utc_s,
            month_used: month.amount_minor,
            month_taken_at: month.taken_at_utc_s,
        }
    }
}
