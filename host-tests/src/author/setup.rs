//! Set-up, hardware and software.

use super::basis::{as_it_is, at, policy, sale, shop, strict};
use super::draft::{Group, declines, fail, pass, proceeds, refers, unknown, with};
use poscond::Reason::*;
use serde_json::{Value, json};

pub(crate) fn groups() -> Vec<Group> {
    vec![terminal(), profile(), tamper(), software(), software_high()]
}

fn terminal() -> Group {
    let active = json!({"one_of": ["active"]});
    Group::new(
        "terminal",
        "The terminal must be active.",
        policy([strict("terminal", json!({"terminal": {}}))]),
        shop(),
        with(&sale(), json!({"terminal": "active"})),
    )
    .case(
        "terminal.state",
        "range",
        "Active is the one state that passes.",
        as_it_is(),
        proceeds().says("terminal", pass().seen("active").needs(active.clone())),
    )
    .case(
        "terminal.state",
        "range",
        "A terminal that the acquirer does not know fails with the reason of that state.",
        json!({"terminal": "not_registered"}),
        declines(TerminalNotRegistered)
            .de39("58")
            .says("terminal", fail(TerminalNotRegistered).seen("not_registered").needs(active.clone())),
    )
    .case(
        "terminal.state",
        "range",
        "Registered and not activated has a reason of its own.",
        json!({"terminal": "not_activated"}),
        declines(TerminalNotActivated).says("terminal", fail(TerminalNotActivated).seen("not_activated")),
    )
    .case(
        "terminal.state",
        "range",
        "Dormant, the last of the four states, has a reason of its own.",
        json!({"terminal": "dormant"}),
        declines(TerminalDormant).says("terminal", fail(TerminalDormant).seen("dormant")),
    )
    .case(
        "terminal.state",
        "absence unknown",
        "No state is said: unknown, neither active nor not registered.",
        json!({"terminal": null}),
        refers(TerminalStateUnknown).says("terminal", unknown(TerminalStateUnknown).seen(Value::Null).needs(active)),
    )
    .case(
        "terminal.state",
        "clock",
        "The state needs no time: it passes while the clock is not trusted.",
        json!({"clock": "not_trusted"}),
        refers(ClockNotTrusted).guards([ClockNotTrusted]).says("terminal", pass()),
    )
}

fn profile() -> Group {
    let now = at("2026-11-23T12:00:00+08:00");
    let aged = |age_s: i64| json!({"profile_refreshed_at_utc_s": now - age_s});
    Group::new(
        "profile",
        "The profile may be 30 days old: 30 x 86,400 = 2,592,000 seconds.",
        policy([strict("profile", json!({"profile": {"age_max_days": 30}}))]),
        shop(),
        sale(),
    )
    .case(
        "profile.age",
        "boundary stale",
        "Exactly 2,592,000 seconds old passes.",
        aged(2_592_000),
        proceeds().says("profile", pass().seen(2_592_000).at_most(2_592_000)),
    )
    .case(
        "profile.age",
        "boundary stale",
        "2,592,001 seconds is one second more: outdated. That 24 October is still within 30 calendar days is no matter.",
        aged(2_592_001),
        declines(ProfileOutdated).de39("58").says("profile", fail(ProfileOutdated).seen(2_592_001).at_most(2_592_000)),
    )
    .case(
        "profile.age",
        "boundary stale",
        "Refreshed this very second: age 0 passes.",
        aged(0),
        proceeds().says("profile", pass().seen(0)),
    )
    .case(
        "profile.age",
        "boundary stale unknown",
        "Refreshed one second after now: one of the two times is wrong, so the age is unknown.",
        aged(-1),
        refers(ProfileAgeUnknown).says("profile", unknown(ProfileAgeUnknown).seen(-1)),
    )
    .case(
        "profile.age",
        "absence unknown",
        "It is not said when the profile was refreshed: unknown.",
        as_it_is(),
        refers(ProfileAgeUnknown).says("profile", unknown(ProfileAgeUnknown).seen(Value::Null)),
    )
    .case(
        "profile.age",
        "range",
        "Refreshed in 1970: absent is not the same as the instant zero, which is far too old.",
        json!({"profile_refreshed_at_utc_s": 0}),
        declines(ProfileOutdated).says("profile", fail(ProfileOutdated).seen(now)),
    )
    .case(
        "profile.age",
        "clock unknown",
        "An age needs the time: unknown with the clock's reason.",
        json!({"clock": "not_trusted", "profile_refreshed_at_utc_s": now}),
        refers(ClockNotTrusted).guards([ClockNotTrusted]).says("profile", unknown(ClockNotTrusted)),
    )
}

fn tamper() -> Group {
    let intact = json!({"one_of": ["intact"]});
    Group::new(
        "tamper",
        "No tamper sensor may have tripped.",
        policy([strict("tamper", json!({"tamper": {}}))]),
        shop(),
        sale(),
    )
    .case(
        "tamper.state",
        "range",
        "The case has not been opened.",
        json!({"tamper": "intact"}),
        proceeds().says("tamper", pass().seen("intact").needs(intact.clone())),
    )
    .case(
        "tamper.state",
        "range",
        "A sensor tripped: decline with 63.",
        json!({"tamper": "tampered"}),
        declines(Tampered).de39("63").says("tamper", fail(Tampered).seen("tampered").needs(intact)),
    )
    .case(
        "tamper.state",
        "absence unknown",
        "The sensors are silent: unknown, not intact.",
        as_it_is(),
        refers(TamperStateUnknown).de39("63").says("tamper", unknown(TamperStateUnknown).seen(Value::Null)),
    )
}

fn software() -> Group {
    let version = |text: &str| json!({"app_version": text});
    Group::new(
        "software",
        "The application must be 3.2.0.5 or later.",
        policy([strict("software", json!({"software": {"app_min": "3.2.0.5"}}))]),
        shop(),
        sale(),
    )
    .case(
        "software.version",
        "boundary",
        "Equal to the minimum in all four parts passes.",
        version("3.2.0.5"),
        proceeds().says("software", pass().seen("3.2.0.5").at_least("3.2.0.5")),
    )
    .case(
        "software.version",
        "boundary",
        "One less in the last part fails.",
        version("3.2.0.4"),
        declines(SoftwareBelowMinimum).says("software", fail(SoftwareBelowMinimum).seen("3.2.0.4").at_least("3.2.0.5")),
    )
    .case(
        "software.version",
        "range",
        "3.2 is 3.2.0.0, since missing parts are zero, and so below 3.2.0.5.",
        version("3.2"),
        declines(SoftwareBelowMinimum).says("software", fail(SoftwareBelowMinimum).seen("3.2.0.0")),
    )
    .case(
        "software.version",
        "range",
        "Parts are numbers, not text: 10 is more than 2 in the second part.",
        version("3.10"),
        proceeds().says("software", pass().seen("3.10.0.0")),
    )
    .case(
        "software.version",
        "boundary",
        "The second part is compared before the third: 3.1.65535.65535 is below 3.2.0.5.",
        version("3.1.65535.65535"),
        declines(SoftwareBelowMinimum),
    )
    .case(
        "software.version",
        "boundary",
        "The first part is compared before all others: 4.0.0.0 is above 3.2.0.5.",
        version("4"),
        proceeds(),
    )
    .case(
        "software.version",
        "overflow",
        "The highest version there is sets every bit of 64: it must not turn negative.",
        version("65535.65535.65535.65535"),
        proceeds().says("software", pass().seen("65535.65535.65535.65535")),
    )
    .case(
        "software.version",
        "absence unknown",
        "No version is said: unknown, not 0.0.0.0.",
        as_it_is(),
        refers(SoftwareVersionUnknown).says("software", unknown(SoftwareVersionUnknown).seen(Value::Null)),
    )
    .case(
        "software.version",
        "absence",
        "The version 0.0.0.0 is said, and fails: it is not the same as absent.",
        version("0"),
        declines(SoftwareBelowMinimum).says("software", fail(SoftwareBelowMinimum).seen("0.0.0.0")),
    )
}

fn software_high() -> Group {
    Group::new(
        "software-high",
        "A minimum of 40000.0.0.0, whose first part needs its highest bit.",
        policy([strict("software", json!({"software": {"app_min": "40000"}}))]),
        shop(),
        sale(),
    )
    .case(
        "software.version",
        "overflow",
        "32767.65535 is below 40000: a signed comparison would say the opposite.",
        json!({"app_version": "32767.65535"}),
        declines(SoftwareBelowMinimum)
            .says("software", fail(SoftwareBelowMinimum).seen("32767.65535.0.0").at_least("40000.0.0.0")),
    )
    .case(
        "software.version",
        "overflow boundary",
        "Equal passes here too.",
        json!({"app_version": "40000.0"}),
        proceeds(),
    )
}
