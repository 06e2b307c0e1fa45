//! Application: materials, form, checks and the steps up to the first test transaction. All of it is part of the service
//! point, so that a plan knows it; only the day on which a review is due needs the time.

use super::basis::{as_it_is, calendar, each, policy, sale, shop, strict, when};
use super::draft::{Group, Stated, declines, fail, outside, pass, proceeds, refers, unknown, with};
use poscond::{Action, Reason::*};
use serde_json::{Value, json};

pub(crate) fn groups() -> Vec<Group> {
    vec![
        materials(),
        form(),
        early(),
        under_way(),
        done(),
        not_recorded(),
        left_out(),
        clock(),
        due(),
        due_by_number(),
        due_at_the_end(),
        no_calendar(),
        starts(),
        test_pending(),
        test_failed(),
        test_passed(),
    ]
}

fn applying(application: Value) -> Value {
    with(&shop(), json!({"application": application}))
}

fn materials() -> Group {
    let required = |items: &[&str]| json!({"materials": {"required": items}});
    each(
        "materials",
        "Id document and bank card accepted, phone and outer photo submitted, inner photo rejected; no lease.",
        applying(json!({"materials": {
            "id_document": "accepted", "bank_card": "accepted", "phone": "submitted", "photo_outside": "submitted",
            "photo_inside": "rejected",
        }})),
        [
            (
                "accepted",
                "application.materials",
                "materials",
                "Both required items are accepted; what else was handed in is no matter.",
                required(&["id_document", "bank_card"]),
                pass().shows_nothing(),
            ),
            (
                "missing",
                "application.materials",
                "materials absence",
                "The id document is accepted, the lease was never handed in: missing fails, it is not unknown.",
                required(&["id_document", "lease"]),
                fail(MaterialMissing).of("lease").shows_nothing(),
            ),
            (
                "rejected",
                "application.materials",
                "materials",
                "The inner photo was rejected: that fails with its own reason.",
                required(&["photo_inside", "id_document"]),
                fail(MaterialRejected).of("photo_inside"),
            ),
            (
                "pending",
                "application.materials",
                "materials unknown",
                "The phone number waits for somebody to look at it: unknown.",
                required(&["bank_card", "phone"]),
                unknown(MaterialPending).of("phone").shows_nothing(),
            ),
            (
                "fail-first",
                "application.materials",
                "materials precedence",
                "The phone stands first and is only submitted; of those that fail the inner photo stands before the lease.",
                required(&["phone", "photo_inside", "lease"]),
                fail(MaterialRejected).of("photo_inside"),
            ),
            (
                "in-order",
                "application.materials",
                "materials precedence",
                "The same two the other way round: the rule's order decides, so the lease.",
                required(&["lease", "phone", "photo_inside"]),
                fail(MaterialMissing).of("lease"),
            ),
            (
                "first-pending",
                "application.materials",
                "materials precedence",
                "Two are submitted: the first in the rule's order is named, not the first in the service point's.",
                required(&["photo_outside", "phone"]),
                unknown(MaterialPending).of("photo_outside"),
            ),
            (
                "other-case",
                "application.materials",
                "materials",
                "`ID_document` is another item than `id_document`, and was never handed in.",
                required(&["ID_document"]),
                fail(MaterialMissing).of("ID_document"),
            ),
        ],
    )
}

fn form() -> Group {
    let required = |fields: &[&str]| json!({"form": {"required": fields}});
    each(
        "form",
        "Shop name accepted, address wrong, business type and area submitted; no owner.",
        applying(json!({"form": {
            "shop_name": "accepted", "address": "wrong", "business_type": "submitted", "area": "submitted",
        }})),
        [
            (
                "accepted",
                "application.form",
                "materials",
                "The one required field is accepted; the wrong address is not asked for.",
                required(&["shop_name"]),
                pass().shows_nothing(),
            ),
            (
                "missing",
                "application.form",
                "materials absence",
                "The owner's field is empty.",
                required(&["shop_name", "owner"]),
                fail(FormFieldMissing).of("owner").shows_nothing(),
            ),
            (
                "wrong",
                "application.form",
                "materials",
                "The address was looked at and is wrong.",
                required(&["address"]),
                fail(FormFieldWrong).of("address"),
            ),
            (
                "pending",
                "application.form",
                "materials unknown",
                "Nobody has looked at the business type yet.",
                required(&["shop_name", "business_type"]),
                unknown(FormFieldPending).of("business_type").shows_nothing(),
            ),
            (
                "fail-first",
                "application.form",
                "materials precedence",
                "The area is unknown and stands first, the empty owner fails: what fails decides.",
                required(&["area", "owner", "address"]),
                fail(FormFieldMissing).of("owner"),
            ),
            (
                "first-pending",
                "application.form",
                "materials precedence",
                "Of two that were submitted the rule's first is named.",
                required(&["business_type", "area"]),
                unknown(FormFieldPending).of("business_type"),
            ),
        ],
    )
}

fn early() -> Group {
    each(
        "early",
        "Credit check failed, review rejected, nothing shipped, installed or shown yet.",
        applying(json!({
            "credit_check": "failed", "review": {"submitted": "2026-11-02", "status": "rejected"},
            "delivery": "not_shipped", "installation": "pending", "training": "pending",
        })),
        [
            (
                "credit",
                "application.credit_check",
                "steps",
                "The credit check was not passed.",
                json!({"credit_check": {}}),
                fail(CreditCheckFailed).shows_nothing(),
            ),
            (
                "review",
                "application.review",
                "steps",
                "The review ended and rejected the application: no date matters any more.",
                json!({"review": {"working_days": 3}}),
                fail(ReviewRejected).shows_nothing(),
            ),
            (
                "delivery",
                "application.delivery",
                "steps",
                "The terminal was not shipped.",
                json!({"delivery": {}}),
                fail(TerminalNotShipped).shows_nothing(),
            ),
            (
                "installation",
                "application.installation",
                "steps",
                "A pending installation fails: it is known that it was not done.",
                json!({"installation": {}}),
                fail(InstallationPending).shows_nothing(),
            ),
            (
                "training",
                "application.training",
                "steps",
                "A pending training fails likewise.",
                json!({"training": {}}),
                fail(TrainingPending).shows_nothing(),
            ),
        ],
    )
}

fn under_way() -> Group {
    each(
        "under-way",
        "Credit check pending, never submitted for review, shipped, installation failed, training done.",
        applying(json!({
            "credit_check": "pending", "delivery": "shipped", "installation": "failed", "training": "done",
        })),
        [
            (
                "credit",
                "application.credit_check",
                "steps unknown",
                "A pending credit check is unknown: nobody knows yet how it ends.",
                json!({"credit_check": {}}),
                unknown(CreditCheckPending).shows_nothing(),
            ),
            (
                "review",
                "application.review",
                "steps absence",
                "There is an application and no review in it: it was not submitted, which fails.",
                json!({"review": {"working_days": 3}}),
                fail(ReviewNotSubmitted).shows_nothing(),
            ),
            (
                "delivery",
                "application.delivery",
                "steps",
                "Shipped is not delivered: the terminal is on its way.",
                json!({"delivery": {}}),
                fail(TerminalNotDelivered).shows_nothing(),
            ),
            (
                "installation",
                "application.installation",
                "steps",
                "A failed installation has a reason of its own.",
                json!({"installation": {}}),
                fail(InstallationFailed).shows_nothing(),
            ),
            (
                "training",
                "application.training",
                "steps",
                "The training was done.",
                json!({"training": {}}),
                pass().shows_nothing(),
            ),
        ],
    )
}

fn done() -> Group {
    each(
        "done",
        "Every step of the application is done.",
        applying(json!({
            "credit_check": "passed", "review": {"submitted": "2026-11-02", "status": "approved"},
            "delivery": "delivered", "installation": "done", "training": "done", "test_transaction": "passed",
        })),
        [
            (
                "credit",
                "application.credit_check",
                "steps",
                "The credit check was passed.",
                json!({"credit_check": {}}),
                pass().shows_nothing(),
            ),
            (
                "review",
                "application.review",
                "steps",
                "An approved review passes, whenever it was due.",
                json!({"review": {"working_days": 1}}),
                pass().shows_nothing(),
            ),
            ("delivery", "application.delivery", "steps", "The terminal has arrived.", json!({"delivery": {}}), pass()),
            (
                "installation",
                "application.installation",
                "steps",
                "The terminal is installed.",
                json!({"installation": {}}),
                pass(),
            ),
            (
                "test",
                "application.test",
                "steps",
                "The test transaction went through.",
                json!({"test_transaction": {}}),
                pass().shows_nothing(),
            ),
        ],
    )
}

/// All eight conditions, one a row.
fn all_steps() -> [Value; 8] {
    [
        json!({"materials": {"required": ["id_document"]}}),
        json!({"form": {"required": ["address"]}}),
        json!({"credit_check": {}}),
        json!({"review": {"working_days": 3}}),
        json!({"delivery": {}}),
        json!({"installation": {}}),
        json!({"training": {}}),
        json!({"test_transaction": {}}),
    ]
}

fn not_recorded() -> Group {
    let [materials, form, credit, review, delivery, installation, training, test] = all_steps();
    let nothing = || unknown(ApplicationNotRecorded).shows_nothing();
    each(
        "not-recorded",
        "A service point that says nothing of its application.",
        shop(),
        [
            (
                "materials",
                "application.materials",
                "steps absence unknown",
                "No application: the materials are unknown, not missing.",
                materials,
                nothing(),
            ),
            (
                "form",
                "application.form",
                "steps absence unknown",
                "No application: the form is unknown, not empty.",
                form,
                nothing(),
            ),
            (
                "credit",
                "application.credit_check",
                "steps absence unknown",
                "No application: it is not known how the credit check ended.",
                credit,
                nothing(),
            ),
            (
                "review",
                "application.review",
                "steps absence unknown",
                "No application: unknown, not REVIEW_NOT_SUBMITTED.",
                review,
                nothing(),
            ),
            (
                "delivery",
                "application.delivery",
                "steps absence unknown",
                "No application: the terminal may have arrived long ago.",
                delivery,
                nothing(),
            ),
            (
                "installation",
                "application.installation",
                "steps absence unknown",
                "No application: unknown, not pending.",
                installation,
                nothing(),
            ),
            (
                "training",
                "application.training",
                "steps absence unknown",
                "No application: unknown, not pending.",
                training,
                nothing(),
            ),
            (
                "test",
                "application.test",
                "steps absence unknown",
                "No application: unknown whether a test went through.",
                test,
                nothing(),
            ),
        ],
    )
}

fn left_out() -> Group {
    let [materials, form, credit, review, delivery, installation, training, test] = all_steps();
    let nothing = || unknown(ApplicationNotRecorded).shows_nothing();
    each(
        "left-out",
        "An application in which nothing is recorded yet.",
        applying(json!({})),
        [
            (
                "materials",
                "application.materials",
                "steps absence",
                "There is an application, and the item is not there: missing.",
                materials,
                fail(MaterialMissing).of("id_document"),
            ),
            (
                "form",
                "application.form",
                "steps absence",
                "Likewise the field of the form.",
                form,
                fail(FormFieldMissing).of("address"),
            ),
            (
                "credit",
                "application.credit_check",
                "steps absence unknown",
                "The rule's own entry is left out: not recorded, although there is an application.",
                credit,
                nothing(),
            ),
            (
                "review",
                "application.review",
                "steps absence",
                "The review is the exception: left out, it was not submitted.",
                review,
                fail(ReviewNotSubmitted),
            ),
            (
                "delivery",
                "application.delivery",
                "steps absence unknown",
                "The delivery's entry is left out: unknown, not NOT_SHIPPED.",
                delivery,
                nothing(),
            ),
            (
                "installation",
                "application.installation",
                "steps absence unknown",
                "The installation's entry is left out.",
                installation,
                nothing(),
            ),
            (
                "training",
                "application.training",
                "steps absence unknown",
                "The training's entry is left out.",
                training,
                nothing(),
            ),
            (
                "test",
                "application.test",
                "steps absence unknown",
                "The test's entry is left out: unknown, not pending.",
                test,
                nothing(),
            ),
        ],
    )
}

fn clock() -> Group {
    Group::new(
        "clock",
        "Nothing shipped and the form accepted: both are settled without the time.",
        policy([
            strict("form", json!({"form": {"required": ["address"]}})),
            strict("delivery", json!({"delivery": {}})),
        ]),
        applying(json!({"form": {"address": "accepted"}, "delivery": "not_shipped"})),
        sale(),
    )
    .case(
        "application.delivery",
        "clock precedence",
        "What the service point settles needs no time: the delivery fails and declines; the primary reason is the clock's.",
        json!({"clock": "not_trusted"}),
        declines(ClockNotTrusted)
            .guards([ClockNotTrusted])
            .de39("96")
            .says("delivery", fail(TerminalNotShipped).acts(Action::Decline))
            .sets(0b10, 0),
    )
}

fn under_review(
    id: &'static str,
    comment: &'static str,
    submitted: &str,
    working_days: &[(&str, u8)],
    calendar: Value,
) -> Group {
    let rules: Vec<Value> =
        working_days.iter().map(|(id, days)| strict(id, json!({"review": {"working_days": days}}))).collect();
    Group::new(
        id,
        comment,
        with(&policy(rules), json!({"calendar": calendar})),
        applying(json!({"review": {"submitted": submitted, "status": "pending"}})),
        sale(),
    )
}

fn pending(today: &'static str, through: &'static str) -> Stated {
    refers(ReviewPending).says("review", unknown(ReviewPending).seen(today).at_most(through))
}

fn overdue(today: &'static str, through: &'static str) -> Stated {
    refers(ReviewOverdue).says("review", unknown(ReviewOverdue).seen(today).at_most(through))
}

fn due() -> Group {
    under_review(
        "due",
        "Submitted on Wednesday, 30 September 2026; three working days are Thursday the 8th, Friday the 9th and the make-up \
         Saturday, 10 October.",
        "2026-09-30",
        &[("review", 3)],
        calendar(),
    )
    .case(
        "application.review",
        "calendar unknown",
        "On the day of submission it is under review.",
        when("2026-09-30T12:00:00+08:00"),
        pending("2026-09-30", "2026-10-10").de39("03"),
    )
    .case(
        "calendar.working_days",
        "calendar boundary",
        "Saturday, 10 October, 23:59:59: the third working day is the last on which it is pending.",
        when("2026-10-10T23:59:59+08:00"),
        pending("2026-10-10", "2026-10-10"),
    )
    .case(
        "calendar.working_days",
        "calendar boundary",
        "Sunday, 11 October, 00:00:00 local is after it: overdue, which is still unknown. In UTC it is the 10th.",
        when("2026-10-11T00:00:00+08:00"),
        overdue("2026-10-11", "2026-10-10").de39("03"),
    )
    .case(
        "application.review",
        "calendar date",
        "Before the date of submission, as an old clock would have it, it is pending all the same.",
        when("2026-09-01T12:00:00+08:00"),
        pending("2026-09-01", "2026-10-10"),
    )
    .case(
        "application.review",
        "clock unknown",
        "Pending or overdue depends on the date: without the time the reason is the clock's.",
        json!({"clock": "not_trusted"}),
        refers(ClockNotTrusted).guards([ClockNotTrusted]).says("review", unknown(ClockNotTrusted).shows_nothing()),
    )
}

fn due_by_number() -> Group {
    let mut calendar = calendar();
    calendar["makeup_workdays"] = json!({});
    under_review(
        "due-by-number",
        "Submitted on 30 September; the 10th of October is a common Saturday here. One working day is the 8th, two the \
         9th, three Monday the 12th, four the 13th.",
        "2026-09-30",
        &[("one", 1), ("two", 2), ("three", 3), ("four", 4)],
        calendar,
    )
    .case(
        "calendar.working_days",
        "calendar boundary",
        "8 October: none is overdue. The holidays from the 1st to the 7th do not count, Thursday and Friday of that week \
         neither.",
        when("2026-10-08T12:00:00+08:00"),
        refers(ReviewPending)
            .says("one", unknown(ReviewPending).seen("2026-10-08").at_most("2026-10-08"))
            .says("two", unknown(ReviewPending).at_most("2026-10-09"))
            .says("three", unknown(ReviewPending).at_most("2026-10-12"))
            .says("four", unknown(ReviewPending).at_most("2026-10-13")),
    )
    .case(
        "calendar.working_days",
        "calendar boundary",
        "Saturday, 10 October: one and two working days are over; three are not, as neither Saturday nor Sunday counts.",
        when("2026-10-10T12:00:00+08:00"),
        refers(ReviewOverdue)
            .says("one", unknown(ReviewOverdue).at_most("2026-10-08"))
            .says("two", unknown(ReviewOverdue).at_most("2026-10-09"))
            .says("three", unknown(ReviewPending))
            .says("four", unknown(ReviewPending)),
    )
    .case(
        "calendar.working_days",
        "calendar boundary",
        "Tuesday, 13 October: only four working days are still going on.",
        when("2026-10-13T12:00:00+08:00"),
        refers(ReviewOverdue).says("four", unknown(ReviewPending)),
    )
}

fn due_at_the_end() -> Group {
    under_review(
        "due-at-the-end",
        "Submitted on Wednesday, 30 December 2026; the calendar covers one more day, Thursday the 31st.",
        "2026-12-30",
        &[("review", 1), ("two", 2)],
        calendar(),
    )
    .case(
        "calendar.working_days",
        "calendar boundary",
        "One working day is the last that is covered: on 31 December both are pending; the second day cannot be told.",
        when("2026-12-31T12:00:00+08:00"),
        pending("2026-12-31", "2026-12-31").says("two", unknown(ReviewPending).shows_nothing()),
    )
    .case(
        "calendar.working_days",
        "calendar boundary",
        "On 1 January the one is overdue, though the calendar says nothing of today.",
        when("2027-01-01T00:00:00+08:00"),
        overdue("2027-01-01", "2026-12-31").says("two", unknown(ReviewPending)),
    )
    .case(
        "application.review",
        "calendar",
        "In June 2027 two working days are over by any calendar, but cannot be told by this one: never overdue.",
        when("2027-06-01T12:00:00+08:00"),
        overdue("2027-06-01", "2026-12-31").says("two", unknown(ReviewPending).shows_nothing()),
    )
}

fn no_calendar() -> Group {
    Group::new(
        "no-calendar",
        "Submitted on 2 November, three working days, and a policy without a calendar.",
        policy([strict("review", json!({"review": {"working_days": 3}}))]),
        applying(json!({"review": {"submitted": "2026-11-02", "status": "pending"}})),
        sale(),
    )
    .case(
        "application.review",
        "calendar",
        "No day is covered, so that the date cannot be told: pending for ever, and nothing to show.",
        as_it_is(),
        refers(ReviewPending).says("review", unknown(ReviewPending).shows_nothing()),
    )
    .case(
        "application.review",
        "clock calendar",
        "What can never be overdue needs no time: the reason stays the review's own beside the clock's guard.",
        json!({"clock": "not_trusted"}),
        refers(ClockNotTrusted).guards([ClockNotTrusted]).says("review", unknown(ReviewPending)),
    )
}

fn starts() -> Group {
    under_review(
        "starts",
        "Submitted on 31 December 2025, the day before the calendar starts; one working day.",
        "2025-12-31",
        &[("review", 1)],
        calendar(),
    )
    .case(
        "calendar.working_days",
        "calendar boundary",
        "Counting starts the day after, which is covered: three holidays, then the make-up Sunday, 4 January.",
        when("2026-01-04T12:00:00+08:00"),
        pending("2026-01-04", "2026-01-04"),
    )
    .case(
        "calendar.working_days",
        "calendar boundary",
        "On Monday, 5 January, it is overdue: the Sunday counted.",
        when("2026-01-05T00:00:00+08:00"),
        overdue("2026-01-05", "2026-01-04"),
    )
}

fn tested(id: &'static str, comment: &'static str, state: &str) -> Group {
    Group::new(
        id,
        comment,
        policy([strict("test-first", json!({"test_transaction": {}}))]),
        applying(json!({"test_transaction": state})),
        sale(),
    )
}

fn test_pending() -> Group {
    tested("test-pending", "No test transaction was made yet; the scope names no transactions.", "pending")
        .case(
            "application.test",
            "steps scope",
            "Until the test is passed a sale is declined.",
            as_it_is(),
            declines(TestTransactionPending)
                .de39("58")
                .says("test-first", fail(TestTransactionPending).shows_nothing()),
        )
        .case(
            "application.test",
            "steps scope",
            "The test itself may proceed: the rule does not concern it.",
            json!({"transaction": "test"}),
            proceeds().says("test-first", outside()),
        )
        .case(
            "application.test",
            "steps scope",
            "A balance enquiry is no test: all but `test` are concerned, not only what takes money.",
            json!({"transaction": "balance"}),
            declines(TestTransactionPending),
        )
        .case(
            "application.test",
            "steps scope",
            "Nor is a reversal.",
            json!({"transaction": "reversal"}),
            declines(TestTransactionPending),
        )
        .case(
            "rule.scope_unknown",
            "absence scope unknown",
            "Nobody says what it is: it may be the test, so that the scope is unknown and names the transaction.",
            json!({"transaction": null}),
            refers(ScopeUnknown).says("test-first", unknown(ScopeUnknown).about("transaction").shows_nothing()),
        )
}

fn test_failed() -> Group {
    tested("test-failed", "The test transaction failed.", "failed")
        .case(
            "application.test",
            "steps",
            "A failed test has a reason of its own.",
            as_it_is(),
            declines(TestTransactionFailed),
        )
        .case(
            "application.test",
            "steps scope",
            "The test may be made again.",
            json!({"transaction": "test"}),
            proceeds().says("test-first", outside()),
        )
}

fn test_passed() -> Group {
    tested("test-passed", "The test transaction went through.", "passed").case(
        "application.test",
        "steps absence",
        "The rule passes whatever the transaction is, so that an absent one does not matter.",
        json!({"transaction": null}),
        proceeds().says("test-first", pass()),
    )
}
