//! Changes of the offset at and over midnight, where dates are at stake.

use super::basis::{at, policy, sale, strict, when};
use super::draft::{Group, declines, outside, pass, proceeds, with};
use super::hours::{closed, closed_all_day, open};
use super::transition::{opened, zone};
use poscond::Reason::*;
use serde_json::{Value, json};

pub(crate) fn groups() -> Vec<Group> {
    vec![beirut_gap(), beirut_fold(), beirut_dates(), sao_paulo(), over_midnight(), over_midnight_dates(), apia()]
}

fn beirut_gap() -> Group {
    opened(
        "beirut-gap",
        "Beirut, 29 March 2026: at 22:00 UTC of the 28th Saturday 24:00 (+02:00) becomes Sunday 01:00 (+03:00). \
         Saturday 20:00-24:00, Sunday 00:30-05:00.",
        beirut(),
        json!({"sat": ["20:00-24:00"], "sun": ["00:30-05:00"]}),
    )
    .case(
        "hours.transition",
        "gap boundary",
        "21:59:59 UTC is Saturday 23:59:59: open.",
        when("2026-03-28T21:59:59Z"),
        open(1439, 1200, 1440),
    )
    .case(
        "hours.transition",
        "gap boundary",
        "At the transition Saturday's span closes, and Sunday's opens, since 00:30 is skipped; the clock shows 01:00.",
        when("2026-03-28T22:00:00Z"),
        open(60, 30, 300),
    )
}

fn beirut_fold() -> Group {
    opened(
        "beirut-fold",
        "Beirut, 24 October 2026: at 21:00 UTC Saturday 24:00 (+03:00) becomes Saturday 23:00 (+02:00). Saturday \
         20:00-23:30, Sunday 00:00-05:00.",
        beirut(),
        json!({"sat": ["20:00-23:30"], "sun": ["00:00-05:00"]}),
    )
    .case(
        "hours.transition",
        "fold boundary",
        "20:29:59 UTC is the first 23:29:59: open.",
        when("2026-10-24T20:29:59Z"),
        open(1409, 1200, 1410),
    )
    .case(
        "hours.transition",
        "fold boundary",
        "20:30:00 UTC is the first 23:30: closed.",
        when("2026-10-24T20:30:00Z"),
        closed(1410, 1200, 1410),
    )
    .case(
        "hours.transition",
        "fold",
        "21:15:00 UTC shows 23:15 for the second time: closed since the first 23:30.",
        when("2026-10-24T21:15:00Z"),
        closed(1395, 1200, 1410),
    )
    .case(
        "hours.transition",
        "fold boundary",
        "21:00:00 UTC is not Sunday 00:00 but Saturday 23:00 again: Sunday's span is not open.",
        when("2026-10-24T21:00:00Z"),
        closed(1380, 1200, 1410),
    )
    .case(
        "hours.transition",
        "fold boundary",
        "22:00:00 UTC is the one Sunday 00:00 there is: open.",
        when("2026-10-24T22:00:00Z"),
        open(0, 0, 300),
    )
}

fn beirut_dates() -> Group {
    let document = |kind: &str, through: &str| json!({"kind": kind, "status": "approved", "valid_through": through});
    let rule = |kind: &str| strict(kind, json!({"document": {"kind": kind}}));
    let scoped = |kind: &str, transaction: &str| with(&rule(kind), json!({"scope": {"transactions": [transaction]}}));
    Group::new(
        "beirut-dates",
        "Beirut again: for sales a licence through 28 March, for refunds a lease through 24 October.",
        policy([scoped("licence", "sale"), scoped("lease", "refund")]),
        with(&beirut(), json!({"documents": [document("licence", "2026-03-28"), document("lease", "2026-10-24")]})),
        sale(),
    )
    .case(
        "document.dates",
        "gap boundary date",
        "21:59:59 UTC is 23:59:59 on 28 March, the last date: valid.",
        when("2026-03-28T21:59:59Z"),
        proceeds().says("licence", pass()).says("lease", outside()),
    )
    .case(
        "document.dates",
        "gap boundary date",
        "A second later it is 01:00 on the 29th; there was no midnight, and the licence has expired all the same.",
        when("2026-03-28T22:00:00Z"),
        declines(DocumentExpired).says("lease", outside()),
    )
    .case(
        "document.dates",
        "fold boundary date",
        "21:59:59 UTC is the second 23:59:59 of 24 October: still the last date.",
        json!({"transaction": "refund", "now_utc_s": at("2026-10-24T21:59:59Z")}),
        proceeds().says("lease", pass()).says("licence", outside()),
    )
    .case(
        "document.dates",
        "fold boundary date",
        "22:00:00 UTC is midnight of the 25th: expired.",
        json!({"transaction": "refund", "now_utc_s": at("2026-10-24T22:00:00Z")}),
        declines(DocumentExpired).says("licence", outside()),
    )
}

fn sao_paulo() -> Group {
    opened(
        "sao-paulo-gap",
        "Sao Paulo, Sunday 4 November 2018: at 03:00 UTC 00:00 (-03:00) becomes 01:00 (-02:00). Sunday 00:00-06:00.",
        zone("-03:00", &[("2018-11-04T03:00:00Z", "-02:00"), ("2019-02-17T02:00:00Z", "-03:00")]),
        json!({"sun": ["00:00-06:00"]}),
    )
    .case(
        "hours.transition",
        "gap boundary",
        "02:59:59 UTC is Saturday 23:59:59: closed.",
        when("2018-11-04T02:59:59Z"),
        closed_all_day(1439),
    )
    .case(
        "hours.transition",
        "gap boundary",
        "Midnight is skipped: Sunday opens at the transition, when the clock shows 01:00.",
        when("2018-11-04T03:00:00Z"),
        open(60, 0, 360),
    )
    .case(
        "hours.transition",
        "gap boundary",
        "06:00 at -02:00 is 08:00 UTC: the second before is open.",
        when("2018-11-04T07:59:59Z"),
        open(359, 0, 360),
    )
    .case(
        "hours.transition",
        "gap boundary",
        "08:00:00 UTC closes, after five hours.",
        when("2018-11-04T08:00:00Z"),
        closed(360, 0, 360),
    )
}

fn made_up() -> Value {
    zone("+02:00", &[("2026-10-24T22:30:00Z", "+01:00")])
}

fn over_midnight() -> Group {
    opened(
        "over-midnight",
        "Made up: at 22:30 UTC Sunday 25 October 00:30 (+02:00) becomes Saturday 23:30 (+01:00). Sunday 00:00-05:00.",
        made_up(),
        json!({"sun": ["00:00-05:00"]}),
    )
    .case(
        "hours.transition",
        "fold boundary",
        "21:59:59 UTC is Saturday 23:59:59: closed.",
        when("2026-10-24T21:59:59Z"),
        closed_all_day(1439),
    )
    .case(
        "hours.transition",
        "fold boundary",
        "22:00:00 UTC is the first Sunday 00:00: open.",
        when("2026-10-24T22:00:00Z"),
        open(0, 0, 300),
    )
    .case(
        "hours.transition",
        "fold date",
        "22:45:00 UTC shows Saturday 23:45, 15 minutes before the Sunday whose span is open since its first midnight.",
        when("2026-10-24T22:45:00Z"),
        open(-15, 0, 300),
    )
    .case(
        "hours.transition",
        "fold boundary",
        "05:00 at +01:00 is 04:00 UTC: closed from there on, after six hours.",
        when("2026-10-25T04:00:00Z"),
        closed(300, 0, 300),
    )
}

fn over_midnight_dates() -> Group {
    Group::new(
        "over-midnight-dates",
        "The same clock, and a licence through Saturday 24 October.",
        policy([strict("licence", json!({"document": {"kind": "licence"}}))]),
        with(
            &made_up(),
            json!({"documents": [{"kind": "licence", "status": "approved", "valid_through": "2026-10-24"}]}),
        ),
        sale(),
    )
    .case(
        "document.dates",
        "fold date",
        "22:15:00 UTC shows Sunday 00:15: the local date is the 25th, and the licence has expired.",
        when("2026-10-24T22:15:00Z"),
        declines(DocumentExpired),
    )
    .case(
        "document.dates",
        "fold date",
        "22:45:00 UTC shows Saturday 23:45: the local date is the 24th again, and the licence is valid on it.",
        when("2026-10-24T22:45:00Z"),
        proceeds().says("licence", pass()),
    )
}

fn apia() -> Group {
    opened(
        "apia",
        "Apia: at 10:00 UTC on 30 December 2011 Thursday 29th 24:00 (-10:00) becomes Saturday 31st 00:00 (+14:00). \
         Thursday 18:00-24:00, Friday 00:00-24:00.",
        zone("-10:00", &[("2011-12-30T10:00:00Z", "+14:00")]),
        json!({"thu": ["18:00-24:00"], "fri": ["00:00-24:00"]}),
    )
    .case(
        "hours.transition",
        "gap boundary",
        "09:59:59 UTC is Thursday 23:59:59: open.",
        when("2011-12-30T09:59:59Z"),
        open(1439, 1080, 1440),
    )
    .case(
        "hours.transition",
        "gap date",
        "A second later it is Saturday: Friday the 30th was skipped as a whole, so its span is empty.",
        when("2011-12-30T10:00:00Z"),
        closed_all_day(0),
    )
    .case(
        "hours.transition",
        "gap",
        "A week later Friday is a common day: Friday noon at +14:00 is 22:00 UTC of Thursday.",
        when("2012-01-05T22:00:00Z"),
        open(720, 0, 1440),
    )
}

fn beirut() -> Value {
    zone("+02:00", &[("2026-03-28T22:00:00Z", "+03:00"), ("2026-10-24T21:00:00Z", "+02:00")])
}
