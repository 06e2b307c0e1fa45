//! Location beside the area: whether the position is made up, and whether the address is the registered one.

use super::basis::{as_it_is, policy, sale, shop, strict};
use super::draft::{Group, declines, fail, pass, proceeds, refers, unknown, with};
use poscond::Reason::*;
use serde_json::{Value, json};

pub(crate) fn groups() -> Vec<Group> {
    vec![mocked(), matches(), differs(), not_checked()]
}

fn mocked() -> Group {
    let genuine = json!({"one_of": ["genuine"]});
    Group::new(
        "mocked",
        "The position must not be made up by a program.",
        policy([strict("mocked", json!({"mocked": {}}))]),
        shop(),
        sale(),
    )
    .case(
        "mocked.source",
        "word",
        "The operating system says that it is genuine; a position itself is not asked for.",
        json!({"fix_source": "genuine"}),
        proceeds().says("mocked", pass().about("fix_source").seen("genuine").needs(genuine.clone())),
    )
    .case(
        "mocked.source",
        "word",
        "It says that the position is made up.",
        json!({"fix_source": "mocked"}),
        declines(LocationMocked)
            .de39("58")
            .says("mocked", fail(LocationMocked).about("fix_source").seen("mocked").needs(genuine)),
    )
    .case(
        "mocked.source",
        "word absence unknown",
        "It says nothing: unknown, not genuine.",
        as_it_is(),
        refers(LocationMockUnknown).says("mocked", unknown(LocationMockUnknown).seen(Value::Null)),
    )
    .case(
        "mocked.source",
        "clock",
        "The source needs no time.",
        json!({"fix_source": "genuine", "clock": "not_trusted"}),
        refers(ClockNotTrusted).guards([ClockNotTrusted]).says("mocked", pass()),
    )
}

fn addressed(id: &'static str, comment: &'static str, found: Value) -> Group {
    let policy = policy([strict("address", json!({"address": {}}))]);
    Group::new(id, comment, policy, with(&shop(), json!({"address_check": found})), sale())
}

fn matches() -> Group {
    addressed("matches", "An inspection found the shop where it is registered.", json!("matches")).case(
        "address.check",
        "materials",
        "The actual address is the registered one: passes, with nothing to show.",
        as_it_is(),
        proceeds().says("address", pass().shows_nothing()),
    )
}

fn differs() -> Group {
    addressed("differs", "An inspection found another address.", json!("differs"))
        .case(
            "address.check",
            "materials",
            "The actual address is not the registered one.",
            as_it_is(),
            declines(AddressDiffers).de39("58").says("address", fail(AddressDiffers).shows_nothing()),
        )
        .case(
            "address.check",
            "clock",
            "That needs no time: it declines, and the primary reason is the clock's.",
            json!({"clock": "not_trusted"}),
            declines(ClockNotTrusted).guards([ClockNotTrusted]).says("address", fail(AddressDiffers)),
        )
}

fn not_checked() -> Group {
    addressed("not-checked", "Nobody has looked.", Value::Null).case(
        "address.check",
        "materials absence unknown",
        "Left out: unknown, not differs.",
        as_it_is(),
        refers(AddressNotChecked).says("address", unknown(AddressNotChecked).shows_nothing()),
    )
}
