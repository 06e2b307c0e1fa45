//! Software beside the application's version: the operating system, versions known to be bad, patches, data.

use super::basis::{as_it_is, policy, sale, shop, strict};
use super::draft::{Group, Says, declines, fail, pass, proceeds, refers, unknown};
use poscond::Reason::*;
use serde_json::{Value, json};

pub(crate) fn groups() -> Vec<Group> {
    vec![system(), bad_app(), bad_system(), patch(), data()]
}

fn system() -> Group {
    let version = |text: &str| json!({"os_version": text});
    let least = |says: Says| says.about("os_version").at_least("11.0.2.0");
    Group::new(
        "os",
        "The operating system must be 11.0.2 or later.",
        policy([strict("os", json!({"os": {"os_min": "11.0.2"}}))]),
        shop(),
        sale(),
    )
    .case(
        "os.version",
        "boundary",
        "Equal to the minimum in all four parts passes.",
        version("11.0.2.0"),
        proceeds().says("os", least(pass()).seen("11.0.2.0")),
    )
    .case(
        "os.version",
        "boundary",
        "11.0.1.65535 is the version just below it: the third part is compared before the fourth.",
        version("11.0.1.65535"),
        declines(OsBelowMinimum).de39("58").says("os", least(fail(OsBelowMinimum)).seen("11.0.1.65535")),
    )
    .case(
        "os.version",
        "range",
        "9 is below 11: parts are numbers, not text.",
        version("9.9.9.9"),
        declines(OsBelowMinimum),
    )
    .case(
        "os.version",
        "absence unknown",
        "No version is said: unknown, whatever the application's version is.",
        json!({"app_version": "11.0.2"}),
        refers(OsVersionUnknown).says("os", least(unknown(OsVersionUnknown)).seen(Value::Null)),
    )
    .case(
        "os.version",
        "clock",
        "A version needs no time.",
        json!({"os_version": "12", "clock": "not_trusted"}),
        refers(ClockNotTrusted).guards([ClockNotTrusted]).says("os", pass().seen("12.0.0.0")),
    )
}

fn bad_app() -> Group {
    let version = |text: &str| json!({"app_version": text});
    let nothing = |says: Says| says.about("app_version").needs(Value::Null);
    Group::new(
        "known-bad-app",
        "3.2.1 and 3.2.3.7 of the application are known to be bad.",
        policy([strict("bad", json!({"known_bad": {"app": ["3.2.3.7", "3.2.1"]}}))]),
        shop(),
        sale(),
    )
    .case(
        "known_bad.version",
        "boundary",
        "3.2.1.0 equals 3.2.1 in all four parts.",
        version("3.2.1.0"),
        declines(SoftwareKnownBad).de39("58").says("bad", nothing(fail(SoftwareKnownBad)).seen("3.2.1.0")),
    )
    .case(
        "known_bad.version",
        "boundary",
        "The other one that is listed.",
        version("3.2.3.7"),
        declines(SoftwareKnownBad),
    )
    .case(
        "known_bad.version",
        "boundary",
        "3.2.1.1 differs in the last part: good, though it lies between the two.",
        version("3.2.1.1"),
        proceeds().says("bad", nothing(pass()).seen("3.2.1.1")),
    )
    .case("known_bad.version", "boundary", "3.2.0.65535 is just below: good.", version("3.2.0.65535"), proceeds())
    .case(
        "known_bad.version",
        "absence unknown",
        "No version is said: it may be a bad one. What the operating system says does not matter.",
        json!({"os_version": "3.2.1"}),
        refers(SoftwareVersionUnknown).says("bad", nothing(unknown(SoftwareVersionUnknown)).seen(Value::Null)),
    )
}

fn bad_system() -> Group {
    Group::new(
        "known-bad-os",
        "The highest version and 0.0.0.0 of the operating system are known to be bad.",
        policy([strict("bad", json!({"known_bad": {"os": ["65535.65535.65535.65535", "0"]}}))]),
        shop(),
        sale(),
    )
    .case(
        "known_bad.version",
        "overflow",
        "The highest version sets all 64 bits.",
        json!({"os_version": "65535.65535.65535.65535"}),
        declines(OsKnownBad).de39("58").says("bad", fail(OsKnownBad).about("os_version")),
    )
    .case(
        "known_bad.version",
        "absence",
        "0.0.0.0 is said and bad.",
        json!({"os_version": "0"}),
        declines(OsKnownBad).says("bad", fail(OsKnownBad).seen("0.0.0.0")),
    )
    .case(
        "known_bad.version",
        "absence unknown",
        "Absent is not 0.0.0.0: unknown.",
        as_it_is(),
        refers(OsVersionUnknown).says("bad", unknown(OsVersionUnknown).seen(Value::Null)),
    )
    .case(
        "known_bad.version",
        "boundary",
        "0.0.0.1 differs in the last part: good.",
        json!({"os_version": "0.0.0.1"}),
        proceeds(),
    )
}

fn patch() -> Group {
    let level = |level: u32| json!({"patch_level": level});
    let least = |says: Says| says.about("patch_level").at_least(202_610);
    Group::new(
        "patch",
        "Patches up to 202610 at least.",
        policy([strict("patch", json!({"patch": {"level_min": 202_610}}))]),
        shop(),
        sale(),
    )
    .case(
        "patch.level",
        "boundary",
        "202610 equals the least and passes.",
        level(202_610),
        proceeds().says("patch", least(pass()).seen(202_610)),
    )
    .case(
        "patch.level",
        "boundary",
        "202609 is one below the least.",
        level(202_609),
        declines(PatchMissing).de39("58").says("patch", least(fail(PatchMissing)).seen(202_609)),
    )
    .case(
        "patch.level",
        "overflow",
        "2^32 - 1 is the highest level there is, and not below zero.",
        level(u32::MAX),
        proceeds().says("patch", pass().seen(u32::MAX)),
    )
    .case(
        "patch.level",
        "absence",
        "Level 0 is said: no patch at all.",
        level(0),
        declines(PatchMissing).says("patch", fail(PatchMissing).seen(0)),
    )
    .case(
        "patch.level",
        "absence unknown",
        "No level is said: unknown.",
        as_it_is(),
        refers(PatchLevelUnknown).says("patch", least(unknown(PatchLevelUnknown)).seen(Value::Null)),
    )
}

fn data() -> Group {
    let loaded = json!({"one_of": ["loaded"]});
    Group::new(
        "data",
        "The service point's data must have been loaded and verified.",
        policy([strict("data", json!({"service_point_data": {}}))]),
        shop(),
        sale(),
    )
    .case(
        "data.state",
        "word",
        "Loaded is the one word that passes.",
        json!({"service_point_data": "loaded"}),
        proceeds().says("data", pass().about("service_point_data").seen("loaded").needs(loaded.clone())),
    )
    .case(
        "data.state",
        "word",
        "They could not be loaded.",
        json!({"service_point_data": "load_failed"}),
        declines(DataLoadFailed).de39("58").says("data", fail(DataLoadFailed).seen("load_failed").needs(loaded)),
    )
    .case(
        "data.state",
        "word",
        "They were loaded and are not what was signed: a reason of its own.",
        json!({"service_point_data": "verify_failed"}),
        declines(DataVerifyFailed)
            .says("data", fail(DataVerifyFailed).about("service_point_data").seen("verify_failed")),
    )
    .case(
        "data.state",
        "word absence unknown",
        "Nobody says how it went: unknown.",
        as_it_is(),
        refers(DataStateUnknown).says("data", unknown(DataStateUnknown).seen(Value::Null)),
    )
}
