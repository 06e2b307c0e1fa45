//! The service as its callers meet it: over the network, the real program, both stores.

mod common;

use common::{
    DAY_MINOR, KINDS, Kind, MERCHANT, Place, Running, SHOP, TERMINAL, eventually, id, point, policy, replayed, sale,
};
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// What undoes a transaction.
fn reversal(trace: u32) -> Value {
    json!({ "service_point": SHOP, "batch": 1, "trace": trace,
        "request": { "merchant_id": MERCHANT, "terminal_id": TERMINAL } })
}

/// What gives something back.
fn giving_back(transaction: &str, trace: u32, original: u32, amount_minor: i64) -> Value {
    let mut body = sale(trace, amount_minor);
    body["request"]["transaction"] = transaction.into();
    body["original"] = json!({ "batch": 1, "trace": original });
    body
}

/// How much more a sale may be, which is what the day has left.
fn left_minor(running: &Running, trace: u32) -> i64 {
    let mut body = sale(trace, 1);
    body["request"]["transaction"] = "balance".into();
    let (status, answer) = running.post("/v1/decisions", &body);
    assert_eq!(status, 200, "{answer}");
    // The counter is a fact of the request, and any sale tells what it stands at.
    let (status, answer) = running.post("/v1/decisions", &sale(trace + 1, DAY_MINOR + 1));
    assert_eq!(status, 200, "{answer}");
    let findings = answer["decision"]["findings"].as_array().expect("findings");
    let day = findings.iter().find(|finding| finding["rule"] == "day").expect("the rule");
    DAY_MINOR - (day["observed"].as_i64().expect("a sum") - (DAY_MINOR + 1))
}

#[test]
fn a_sale_is_decided_once_however_often_it_is_sent() {
    for kind in KINDS {
        let place = Place::new(kind);
        let running = Running::with_shop(&place, &[]);
        let (status, first) = running.post("/v1/decisions", &sale(1, 30_000));
        assert_eq!((status, &first["is_retry"], &first["id"]), (200, &json!(false), &json!(id(1))), "{first}");
        assert_eq!(first["decision"]["outcome"], "proceed", "{first}");
        assert_eq!(first["counted"].as_array().map(Vec::len), Some(2), "{first}");
        let (status, again) = running.post("/v1/decisions", &sale(1, 30_000));
        assert_eq!((status, &again["is_retry"]), (200, &json!(true)));
        assert_eq!(again["decision"], first["decision"]);
        // Asking for words is no other content.
        let mut explained = sale(1, 30_000);
        explained["explain"] = json!({ "reader": "merchant", "language": "zh-CN" });
        let (status, explained) = running.post("/v1/decisions", &explained);
        assert_eq!((status, &explained["is_retry"]), (200, &json!(true)));
        assert!(explained["explanation"]["headline"].is_string(), "{explained}");

        let (status, problem) = running.post("/v1/decisions", &sale(1, 30_001));
        assert_eq!((status, &problem["code"]), (409, &json!("OTHER_CONTENT")), "{problem}");
        assert_eq!(left_minor(&running, 90), DAY_MINOR - 30_000);

        let (status, found) = running.get(&format!("/v1/decisions/{}", id(1)));
        assert_eq!((status, &found["decision"]), (200, &first["decision"]));
        assert_eq!(running.get(&format!("/v1/decisions/{}", id(2))).0, 404);
    }
}

#[test]
fn a_limit_holds_and_the_refusal_says_why() {
    for kind in KINDS {
        let place = Place::new(kind);
        let running = Running::with_shop(&place, &[]);
        assert_eq!(running.post("/v1/decisions", &sale(1, 45_000)).1["decision"]["outcome"], "proceed");
        assert_eq!(running.post("/v1/decisions", &sale(2, 45_000)).1["decision"]["outcome"], "proceed");
        let mut body = sale(3, 10_001);
        body["explain"] = json!({ "reader": "merchant", "language": "en" });
        let (_, refused) = running.post("/v1/decisions", &body);
        assert_eq!(refused["decision"]["outcome"], "decline", "{refused}");
        assert_eq!(refused["counted"], json!([]));
        let explanation = refused["explanation"].to_string();
        assert!(explanation.contains("CNY 100.00"), "{explanation}");
        assert_eq!(running.post("/v1/decisions", &sale(4, 10_000)).1["decision"]["outcome"], "proceed");
        assert_eq!(running.post("/v1/decisions", &sale(5, 1)).1["decision"]["outcome"], "decline");
    }
}

#[test]
fn a_card_is_counted_under_its_key_and_no_card_number_is_taken() {
    for kind in KINDS {
        let place = Place::new(kind);
        let running = Running::with_shop(&place, &[]);
        for trace in 1..=4 {
            let mut body = sale(trace, 100);
            body["card_key"] = "k-7f3a9c21".into();
            let outcome = if trace <= 3 { "proceed" } else { "decline" };
            assert_eq!(running.post("/v1/decisions", &body).1["decision"]["outcome"], outcome, "{trace}");
        }
        let mut other = sale(5, 100);
        other["card_key"] = "k-00000001".into();
        assert_eq!(running.post("/v1/decisions", &other).1["decision"]["outcome"], "proceed");
        for key in ["6222021234567890123", "4111111111111111", "short", "with space"] {
            let mut body = sale(6, 100);
            body["card_key"] = key.into();
            let (status, problem) = running.post("/v1/decisions", &body);
            assert_eq!((status, &problem["path"]), (422, &json!("card_key")), "{problem}");
            assert!(!problem.to_string().contains(key), "{problem}");
        }
    }
}

#[test]
fn a_reversal_takes_back_what_was_counted_once() {
    for kind in KINDS {
        let place = Place::new(kind);
        let running = Running::with_shop(&place, &[]);
        running.post("/v1/decisions", &sale(1, 40_000));
        let (status, undone) = running.post("/v1/reversals", &reversal(1));
        assert_eq!((status, &undone["is_retry"]), (200, &json!(false)), "{undone}");
        assert_eq!(undone["id"], format!("{}.reversal", id(1)));
        let (status, again) = running.post("/v1/reversals", &reversal(1));
        assert_eq!((status, &again["is_retry"]), (200, &json!(true)), "{again}");
        assert_eq!(left_minor(&running, 90), DAY_MINOR);
        // Who asks late must not go on with it, and support sees what became of it.
        let (status, problem) = running.post("/v1/decisions", &sale(1, 40_000));
        assert_eq!((status, &problem["code"]), (409, &json!("ALREADY_UNDONE")), "{problem}");
        let (_, found) = running.get(&format!("/v1/decisions/{}", id(1)));
        assert_eq!(found["since"]["undone_by"], format!("{}.reversal", id(1)), "{found}");
        // Another amount than the original's is a mistake somewhere.
        running.post("/v1/decisions", &sale(2, 1_000));
        let mut wrong = reversal(2);
        wrong["request"]["amount_minor"] = 999.into();
        let (status, problem) = running.post("/v1/reversals", &wrong);
        assert_eq!((status, &problem["code"]), (409, &json!("OTHER_AMOUNT")), "{problem}");
        // What did not proceed was not counted, and is not taken back.
        running.post("/v1/decisions", &sale(3, DAY_MINOR + 1));
        let (status, nothing) = running.post("/v1/reversals", &reversal(3));
        assert_eq!((status, &nothing["counted"]), (200, &json!([])), "{nothing}");
        assert_eq!(left_minor(&running, 92), DAY_MINOR - 1_000);
    }
}

#[test]
fn a_refusal_that_is_reversed_stays_a_refusal() {
    let place = Place::new(Kind::Sqlite);
    let running = Running::with_shop(&place, &[]);
    let refused = running.post("/v1/decisions", &sale(1, DAY_MINOR + 1)).1;
    assert_eq!(refused["decision"]["outcome"], "decline", "{refused}");
    assert_eq!(running.post("/v1/reversals", &reversal(1)).0, 200);
    let (status, again) = running.post("/v1/decisions", &sale(1, DAY_MINOR + 1));
    assert_eq!((status, &again["is_retry"], &again["decision"]), (200, &json!(true), &refused["decision"]), "{again}");
}

#[test]
fn a_reversal_before_its_original_leaves_a_tombstone() {
    for kind in KINDS {
        let place = Place::new(kind);
        let running = Running::with_shop(&place, &[]);
        for _ in 0..2 {
            let (status, told) = running.post("/v1/reversals", &reversal(1));
            assert_eq!((status, &told["state"]), (202, &json!("awaits_original")), "{told}");
        }
        let (status, problem) = running.post("/v1/decisions", &sale(1, 40_000));
        assert_eq!((status, &problem["code"]), (409, &json!("REVERSED_BEFORE")), "{problem}");
        assert_eq!(left_minor(&running, 90), DAY_MINOR);
    }
}

#[test]
fn voids_and_refunds_give_back_what_is_on_record_and_no_more() {
    for kind in KINDS {
        let place = Place::new(kind);
        let running = Running::with_shop(&place, &[]);
        running.post("/v1/decisions", &sale(1, 40_000));
        running.post("/v1/decisions", &sale(2, 20_000));
        let (status, refund) = running.post("/v1/decisions", &giving_back("refund", 3, 1, 15_000));
        assert_eq!((status, &refund["decision"]["outcome"]), (200, &json!("proceed")), "{refund}");
        assert_eq!(left_minor(&running, 90), DAY_MINOR - 45_000);
        let (status, problem) = running.post("/v1/decisions", &giving_back("refund", 4, 1, 25_001));
        assert_eq!((status, &problem["code"]), (409, &json!("REFUND_TOO_LARGE")), "{problem}");
        let (status, problem) = running.post("/v1/decisions", &giving_back("void", 5, 1, 40_000));
        assert_eq!((status, &problem["code"]), (409, &json!("PARTLY_REFUNDED")), "{problem}");
        // Nor is what was refunded reversed as well.
        let (status, problem) = running.post("/v1/reversals", &reversal(1));
        assert_eq!((status, &problem["code"]), (409, &json!("PARTLY_REFUNDED")), "{problem}");
        // No chains: a refund is not voided, a void is not voided.
        let (status, problem) = running.post("/v1/decisions", &giving_back("void", 20, 3, 15_000));
        assert_eq!((status, &problem["code"]), (409, &json!("OTHER_KIND")), "{problem}");
        // The refund's answer was lost and its terminal reverses it: the rest may be refunded again.
        assert_eq!(running.post("/v1/reversals", &reversal(3)).0, 200);
        assert_eq!(left_minor(&running, 92), DAY_MINOR - 60_000);
        let (status, refund) = running.post("/v1/decisions", &giving_back("refund", 6, 1, 40_000));
        assert_eq!((status, &refund["decision"]["outcome"]), (200, &json!("proceed")), "{refund}");
        assert_eq!(left_minor(&running, 94), DAY_MINOR - 20_000);

        let (status, void) = running.post("/v1/decisions", &giving_back("void", 7, 2, 20_000));
        assert_eq!((status, &void["decision"]["outcome"]), (200, &json!("proceed")), "{void}");
        assert_eq!(left_minor(&running, 96), DAY_MINOR);
        let (status, problem) = running.post("/v1/decisions", &giving_back("void", 8, 2, 20_000));
        assert_eq!((status, &problem["code"]), (409, &json!("ALREADY_UNDONE")), "{problem}");
        let (status, problem) = running.post("/v1/reversals", &reversal(2));
        assert_eq!((status, &problem["code"]), (409, &json!("ALREADY_UNDONE")), "{problem}");
        // The void itself is reversed: the sale counts again, and can be voided again.
        assert_eq!(running.post("/v1/reversals", &reversal(7)).0, 200);
        assert_eq!(left_minor(&running, 98), DAY_MINOR - 20_000);
        let (status, void) = running.post("/v1/decisions", &giving_back("void", 9, 2, 20_000));
        assert_eq!((status, &void["decision"]["outcome"]), (200, &json!("proceed")), "{void}");

        // A pre-authorisation is completed once, and then stands until its completion is undone.
        let mut preauth = sale(12, 1_000);
        preauth["request"]["transaction"] = "preauth".into();
        assert_eq!(running.post("/v1/decisions", &preauth).1["decision"]["outcome"], "proceed");
        let completion = |trace| giving_back("preauth_completion", trace, 12, 1_000);
        let (status, completed) = running.post("/v1/decisions", &completion(13));
        assert_eq!((status, &completed["decision"]["outcome"]), (200, &json!("proceed")), "{completed}");
        assert_eq!(running.post("/v1/decisions", &completion(13)).1["is_retry"], true);
        for (path, again) in [
            ("/v1/decisions", completion(14)),
            ("/v1/decisions", giving_back("void", 15, 12, 1_000)),
            ("/v1/reversals", reversal(12)),
        ] {
            let (status, problem) = running.post(path, &again);
            assert_eq!((status, &problem["code"]), (409, &json!("COMPLETED")), "{problem}");
        }
        assert_eq!(running.post("/v1/decisions", &giving_back("void", 16, 13, 1_000)).0, 200);
        assert_eq!(running.post("/v1/decisions", &completion(17)).1["decision"]["outcome"], "proceed");
        assert_eq!(running.post("/v1/reversals", &reversal(17)).0, 200);
        // The void is taken back, and with it the first completion stands again.
        assert_eq!(running.post("/v1/reversals", &reversal(16)).0, 200);
        assert_eq!(running.post("/v1/decisions", &completion(18)).1["code"], "COMPLETED");

        let (status, problem) = running.post("/v1/decisions", &giving_back("refund", 10, 777, 1));
        assert_eq!((status, &problem["code"]), (404, &json!("NO_ORIGINAL")), "{problem}");
        // What nobody has on record is not taken away from a limit.
        let mut unknown = sale(11, 5_000);
        unknown["request"]["transaction"] = "refund".into();
        assert_eq!(running.post("/v1/decisions", &unknown).1["counted"], json!([]));
    }
}

#[test]
fn a_referral_waits_for_a_desk_and_not_for_ever() {
    for kind in KINDS {
        let place = Place::new(kind);
        let running = Running::with_shop(&place, &["--refer-wait-ms", "1500"]);
        // Nobody answers: what the rule says of an unreachable host.
        let began = Instant::now();
        let (status, answer) = running.post("/v1/decisions", &sale(1, 60_000));
        assert_eq!((status, &answer["decision"]["outcome"]), (200, &json!("decline")), "{answer}");
        assert!(began.elapsed() >= Duration::from_millis(1_400), "{:?}", began.elapsed());

        for (trace, told, outcome) in [
            (2, json!({ "facts": { "custom": { "risk_score": 100 } } }), "proceed"),
            (3, json!({ "facts": { "custom": { "risk_score": 900 } } }), "decline"),
            (4, json!({}), "decline"),
        ] {
            std::thread::scope(|scope| {
                let asked = scope.spawn(|| running.post("/v1/decisions", &sale(trace, 50_000)));
                let mut waiting = Value::Null;
                eventually("the referral waits", || {
                    waiting = running.get("/v1/referrals").1;
                    waiting.as_array().is_some_and(|all| !all.is_empty())
                });
                assert_eq!(waiting[0]["id"], id(trace));
                assert_eq!(waiting[0]["decision"]["outcome"], "refer");
                let (status, problem) =
                    running.post(&format!("/v1/referrals/{}", id(trace)), &json!({ "facts": { "amount_minor": 1 } }));
                assert_eq!((status, &problem["path"]), (422, &json!("facts.amount_minor")), "{problem}");
                let path = format!("/v1/referrals/{}", id(trace));
                let told = match told["facts"]["custom"]["risk_score"].as_i64() {
                    Some(score) => json!({ "facts": { "custom_0": score } }),
                    None => json!({}),
                };
                let (status, answer) = running.post(&path, &told);
                assert_eq!(status, 202, "{answer}");
                let (status, answer) = asked.join().expect("an answer");
                assert_eq!((status, &answer["decision"]["outcome"]), (200, &json!(outcome)), "{answer}");
            });
        }
        let (_, metrics) = running.get_text("/metrics");
        assert!(metrics.contains("poscond_referrals_total{by=\"desk\"} 2"), "{metrics}");
        assert!(metrics.contains("poscond_referrals_total{by=\"unreachable\"} 2"), "{metrics}");
        assert_eq!(running.post(&format!("/v1/referrals/{}", id(2)), &json!({})).0, 404);
    }
}

#[test]
fn uploads_are_checked_whole_and_what_is_wrong_changes_nothing() {
    for kind in KINDS {
        let place = Place::new(kind);
        let mut running = Running::start(&place, &[]);
        assert_eq!(running.put(&format!("/v1/service-points/{SHOP}"), &point(SHOP, 1)).1["code"], "NO_POLICY");
        assert_eq!(running.put("/v1/policy", &policy(1, DAY_MINOR)).0, 201);
        assert_eq!(running.put(&format!("/v1/service-points/{SHOP}"), &point(SHOP, 3)).0, 201);
        assert_eq!(running.put(&format!("/v1/service-points/{SHOP}"), &point(SHOP, 3)).1["put"], "same");
        let (status, problem) = running.put(&format!("/v1/service-points/{SHOP}"), &point(SHOP, 2));
        assert_eq!((status, &problem["code"]), (409, &json!("OLD_REVISION")), "{problem}");
        let (status, problem) = running.put("/v1/service-points/other", &point(SHOP, 4));
        assert_eq!((status, &problem["path"]), (422, &json!("id")), "{problem}");
        let mut wrong = point(SHOP, 4);
        wrong["mcc"] = "58x2".into();
        let (status, problem) = running.put(&format!("/v1/service-points/{SHOP}"), &wrong);
        assert_eq!((status, &problem["path"]), (422, &json!("mcc")), "{problem}");
        let mut wrong = policy(2, DAY_MINOR);
        wrong["rules"][1]["on_fial"] = "decline".into();
        let (status, problem) = running.put("/v1/policy", &wrong);
        assert_eq!((status, &problem["path"]), (422, &json!("rules[1].on_fial")), "{problem}");
        assert_eq!(running.put("/v1/policy", &policy(1, DAY_MINOR - 1)).1["code"], "OLD_REVISION");
        assert_eq!(running.put("/v1/policy?trial=true", &policy(2, 1)).1["plans"], 1);

        let (_, health) = running.get("/health");
        assert_eq!((&health["policy_version"], &health["plans"]), (&json!(1), &json!(1)), "{health}");
        let url = running.url(&format!("/v1/service-points/{SHOP}/plan"));
        let fetch = |tag: &str| running.agent().get(&url).header("if-none-match", tag).call().expect("an answer");
        let first = fetch("\"other\"");
        let header = |response: &ureq::http::Response<ureq::Body>, name: &str| {
            response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
        };
        let tag = header(&first, "etag");
        assert_eq!((first.status().as_u16(), header(&first, "poscond-revision")), (200, "3".to_owned()));
        assert_eq!(fetch(&tag).status().as_u16(), 304);
        assert_eq!(fetch(&format!("W/{tag}, \"x\"")).status().as_u16(), 304);

        assert_eq!(running.put("/v1/policy", &policy(2, DAY_MINOR)).1["put"], "replaced");
        assert_eq!(fetch(&tag).status().as_u16(), 200);
        // What was kept is in force again after a start.
        running.kill();
        let running = Running::start(&place, &[]);
        let (_, health) = running.get("/health");
        assert_eq!((&health["policy_version"], &health["plans"]), (&json!(2), &json!(1)), "{health}");
        assert_eq!(running.post("/v1/decisions", &sale(1, 100)).1["decision"]["outcome"], "proceed");
    }
}

#[test]
fn bad_input_is_told_apart_from_bad_luck() {
    let place = Place::new(Kind::Sqlite);
    let running =
        Running::with_shop(&place, &["--body-bytes-max", "20000", "--timeout-ms", "3000", "--refer-wait-ms", "500"]);
    let with = |key: &str, value: Value| {
        let mut body = sale(1, 100);
        match key.split_once('.') {
            Some((outer, inner)) => body[outer][inner] = value,
            None => body[key] = value,
        }
        running.post("/v1/decisions", &body)
    };
    for (key, value, path) in [
        ("batch", json!(1_000_000), "batch"),
        ("trace", json!(-1), "trace"),
        ("request.amount_minor", json!(1.5), "request.amount_minor"),
        ("request.amuont_minor", json!(1), "request.amuont_minor"),
        ("request.terminal_id", Value::Null, "request.terminal_id"),
        ("request.now_utc_s", json!(1_700_000_000), "request.now_utc_s"),
        (
            "request.counters",
            json!([{ "slot": 0, "amount_minor": 0, "count": 0, "taken_at_utc_s": 0 }]),
            "request.counters",
        ),
        ("request.original_amount_minor", json!(5), "request.original_amount_minor"),
        ("request.transaction", json!("reversal"), "request.transaction"),
        ("original", json!({ "batch": 1, "trace": 2 }), "original"),
        ("service_point", json!("a\u{0}b"), "service_point"),
        ("card_key", json!("4111-1111-1111-1111"), "card_key"),
        ("explain", json!({ "reader": "everybody", "language": "en" }), "explain.reader"),
    ] {
        let (status, problem) = with(key, value);
        assert_eq!((status, &problem["path"]), (422, &json!(path)), "{problem}");
    }
    assert_eq!(with("service_point", json!("elsewhere")).0, 404);
    assert_eq!(running.get("/v1/decisions/%00").0, 404);

    let raw = |path: &str, body: &str| {
        let mut response = running.agent().post(running.url(path)).send(body).expect("an answer");
        let text = response.body_mut().read_to_string().expect("a body");
        (response.status().as_u16(), serde_json::from_str::<Value>(&text).expect("a problem"))
    };
    assert_eq!(raw("/v1/decisions", "{").0, 400);
    assert_eq!(raw("/v1/decisions", "{}").0, 422);
    assert_eq!(raw("/v1/referrals/any", "{} {}").0, 400);
    let deep = format!("{{\"facts\":{{\"a\":{}", "[".repeat(10_000));
    assert_eq!(raw("/v1/referrals/any", &deep).0, 400);
    assert_eq!(raw("/v1/decisions", &" ".repeat(20_001)).0, 413);
    assert_eq!(raw("/nothing", "").0, 404);
    assert_eq!(raw("/health", "").0, 405);

    // A body that does not come is not waited for.
    let mut slow = TcpStream::connect(&running.address).expect("a connection");
    let head = format!("POST /v1/decisions HTTP/1.1\r\nhost: {}\r\ncontent-length: 100\r\n\r\n{{", running.address);
    slow.write_all(head.as_bytes()).expect("sent");
    slow.set_read_timeout(Some(Duration::from_secs(20))).expect("set");
    let mut answer = [0; 12];
    slow.read_exact(&mut answer).expect("an answer");
    assert_eq!(&answer, b"HTTP/1.1 408");
    assert_eq!(running.get("/health").0, 200);
}

#[test]
fn a_log_is_what_the_tool_decides_again() {
    for kind in KINDS {
        let place = Place::new(kind);
        let running = Running::with_shop(&place, &["--refer-wait-ms", "200"]);
        for trace in 1..=30 {
            let amount_minor = i64::from(trace) * 700;
            let mut body = sale(trace, amount_minor);
            if trace % 3 == 0 {
                body["card_key"] = "k-7f3a9c21".into();
            }
            running.post("/v1/decisions", &body);
            if trace % 5 == 0 {
                running.post("/v1/reversals", &reversal(trace - 1));
            }
        }
        running.post("/v1/decisions", &giving_back("refund", 40, 1, 300));
        running.post("/v1/decisions", &giving_back("void", 41, 2, 1_400));
        running.put("/v1/policy", &policy(2, DAY_MINOR / 2));
        running.post("/v1/decisions", &sale(42, 500));
        let mut moved = point(SHOP, 2);
        moved["adjustments"] = json!([{ "status": "approved", "from": "2026-01-01", "through": "2027-12-31",
            "grant": { "place": { "address": "某路一号", "datum": "wgs84",
                "areas": [{ "circle": { "lat_e7": 300_000_000, "lon_e7": 1_200_000_000, "radius_m": 50 } }] } } }]);
        let (status, answer) = running.put(&format!("/v1/service-points/{SHOP}"), &moved);
        assert_eq!(status, 200, "{answer}");
        running.post("/v1/decisions", &sale(43, 500));
        let log = replayed(&running, &place);
        assert!(!log.contains("小面馆") && !log.contains("某路"), "the log tells names and addresses");
        assert_eq!(log.lines().filter(|line| line.starts_with("{\"plan\"")).count(), 3);
        let from = running.get_text("/v1/log?from_utc_s=4000000000").1;
        assert_eq!(from, "");
        assert_eq!(running.get_text("/v1/log?from_utc_s=soon").0, 422);
    }
}

#[test]
fn a_retry_is_answered_however_late_it_comes() {
    let place = Place::new(Kind::Sqlite);
    // A service that takes any time records a sale of long ago; one that does not still knows it.
    let mut body = sale(1, 100);
    body["request"]["now_utc_s"] = 1_700_000_000.into();
    let mut running = Running::with_shop(&place, &["--any-time"]);
    let (status, first) = running.post("/v1/decisions", &body);
    assert_eq!((status, &first["is_retry"]), (200, &json!(false)), "{first}");
    running.kill();
    let running = Running::start(&place, &[]);
    let (status, again) = running.post("/v1/decisions", &body);
    assert_eq!((status, &again["is_retry"]), (200, &json!(true)), "{again}");
    body["trace"] = 2.into();
    let (status, problem) = running.post("/v1/decisions", &body);
    assert_eq!((status, &problem["path"]), (422, &json!("request.now_utc_s")), "{problem}");
}
