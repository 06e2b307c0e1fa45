//! Application: how far the merchant's application has come. It is part of the service point, so that everything here is
//! settled when the plan is made, but for the date on which a review is due.

#[cfg(feature = "compile")]
pub use authored::*;

#[cfg(feature = "compile")]
mod authored {
    use crate::bounds::ReviewDays;
    use crate::compile::{Fold, Folded, Folding};
    use crate::condition::fixed::Deadline;
    use crate::forms::Id;
    use crate::map::Map;
    use crate::reason::Reason;
    use crate::service_point::{
        Application, CheckState, DeliveryState, FormState, InstallationState, MaterialState, ReviewState, TestState,
        TrainingState,
    };
    use crate::words::{TransactionType, Verdict};
    use alloc::{format, vec::Vec};

    /// Most items that one rule may require.
    const REQUIRED_MAX: usize = 32;

    const NOT_RECORDED: Option<(Verdict, Reason)> = Some((Verdict::Unknown, Reason::ApplicationNotRecorded));

    /// What the first item says that fails; else the first that is unknown; with the item.
    fn worst<'a, S: Copy>(
        folding: &mut Folding<'a>,
        required: &'a [Id],
        entries: Option<&Map<Id, S>>,
        path: &str,
        says: impl Fn(Option<S>) -> Option<(Verdict, Reason)>,
    ) -> Folded {
        folding.insist_on_some(required, path);
        if required.len() > REQUIRED_MAX {
            folding.problem(
                &format!("condition.{path}"),
                format!("`{}` items; accepted: 1 to {REQUIRED_MAX}", required.len()),
            );
        }
        let Some(entries) = entries else { return Folded::answer(NOT_RECORDED, None) };
        let said = required
            .iter()
            .filter_map(|id| says(entries.get(id).copied()).map(|(verdict, reason)| (id, verdict, reason)));
        let worst = said.clone().find(|(_, verdict, _)| *verdict == Verdict::Fail).or_else(|| said.clone().next());
        match worst {
            None => Folded::answer(None, None),
            Some((id, verdict, reason)) => {
                let subject = folding.add_subject(id);
                Folded::answer(Some((verdict, reason)), Some(subject))
            }
        }
    }

    /// What the state of a stage says; unknown where the service point does not record it.
    fn stage<S>(
        folding: &Folding<'_>,
        of: impl Fn(&Application) -> Option<S>,
        says: impl Fn(S) -> Option<(Verdict, Reason)>,
    ) -> Folded {
        let state = folding.service_point.application.as_ref().and_then(of);
        Folded::answer(state.map_or(NOT_RECORDED, says), None)
    }

    /// `materials`: each of these materials was accepted.
    #[derive(Clone, PartialEq, Eq, Debug)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[cfg_attr(feature = "json", derive(serde::Serialize), serde(deny_unknown_fields))]
    pub struct MaterialsRule {
        /// The items, as service points name them.
        pub required: Vec<Id>,
    }

    impl Fold for MaterialsRule {
        fn fold<'a>(&'a self, folding: &mut Folding<'a>) -> Folded {
            let entries = folding.service_point.application.as_ref().map(|application| &application.materials);
            worst(folding, &self.required, entries, "materials.required", material_says)
        }
    }

    /// What a material of this state says; nothing where it was accepted.
    pub(crate) const fn material_says(state: Option<MaterialState>) -> Option<(Verdict, Reason)> {
        match state {
            None => Some((Verdict::Fail, Reason::MaterialMissing)),
            Some(MaterialState::Rejected) => Some((Verdict::Fail, Reason::MaterialRejected)),
            Some(MaterialState::Submitted) => Some((Verdict::Unknown, Reason::MaterialPending)),
            Some(MaterialState::Accepted) => None,
        }
    }

    /// `form`: each of these fields of the application form was accepted.
    #[derive(Clone, PartialEq, Eq, Debug)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[cfg_attr(feature = "json", derive(serde::Serialize), serde(deny_unknown_fields))]
    pub struct FormRule {
        /// The fields, as service points name them.
        pub required: Vec<Id>,
    }

    impl Fold for FormRule {
        fn fold<'a>(&'a self, folding: &mut Folding<'a>) -> Folded {
            let entries = folding.service_point.application.as_ref().map(|application| &application.form);
            worst(folding, &self.required, entries, "form.required", form_field_says)
        }
    }

    /// What a field of the form of this state says; nothing where it was accepted.
    pub(crate) const fn form_field_says(state: Option<FormState>) -> Option<(Verdict, Reason)> {
        match state {
            None => Some((Verdict::Fail, Reason::FormFieldMissing)),
            Some(FormState::Wrong) => Some((Verdict::Fail, Reason::FormFieldWrong)),
            Some(FormState::Submitted) => Some((Verdict::Unknown, Reason::FormFieldPending)),
            Some(FormState::Accepted) => None,
        }
    }

    /// `review`: the review of the application was passed.
    #[derive(Clone, PartialEq, Eq, Debug)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[cfg_attr(feature = "json", derive(serde::Serialize), serde(deny_unknown_fields))]
    pub struct ReviewRule {
        /// Working days after the date of submission by the end of which the review is due.
        pub working_days: ReviewDays,
    }

    impl Fold for ReviewRule {
        fn fold<'a>(&'a self, folding: &mut Folding<'a>) -> Folded {
            let Some(application) = &folding.service_point.application else {
                return Folded::answer(NOT_RECORDED, None);
            };
            let Some(review) = &application.review else {
                return Folded::answer(Some((Verdict::Fail, Reason::ReviewNotSubmitted)), None);
            };
            match review.status {
                ReviewState::Approved => Folded::answer(None, None),
                ReviewState::Rejected => Folded::answer(Some((Verdict::Fail, Reason::ReviewRejected)), None),
                ReviewState::Pending => match folding.working_days_after(review.submitted, self.working_days.to()) {
                    None => Folded::answer(Some((Verdict::Unknown, Reason::ReviewPending)), None),
                    Some(through_day) => Folded::of(&Deadline {
                        through_day,
                        subject: None,
                        before: Reason::ReviewPending as u16,
                        after: Reason::ReviewOverdue as u16,
                    }),
                },
            }
        }
    }

    /// `credit_check`: the merchant passed the credit check.
    #[derive(Clone, PartialEq, Eq, Debug, Default)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[cfg_attr(feature = "json", derive(serde::Serialize), serde(deny_unknown_fields))]
    pub struct CreditCheckRule {}

    impl Fold for CreditCheckRule {
        fn fold<'a>(&'a self, folding: &mut Folding<'a>) -> Folded {
            stage(
                folding,
                |application| application.credit_check,
                |state| match state {
                    CheckState::Passed => None,
                    CheckState::Failed => Some((Verdict::Fail, Reason::CreditCheckFailed)),
                    CheckState::Pending => Some((Verdict::Unknown, Reason::CreditCheckPending)),
                },
            )
        }
    }

    /// `delivery`: the terminal has arrived.
    #[derive(Clone, PartialEq, Eq, Debug, Default)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[cfg_attr(feature = "json", derive(serde::Serialize), serde(deny_unknown_fields))]
    pub struct DeliveryRule {}

    impl Fold for DeliveryRule {
        fn fold<'a>(&'a self, folding: &mut Folding<'a>) -> Folded {
            stage(
                folding,
                |application| application.delivery,
                |state| match state {
                    DeliveryState::Delivered => None,
                    DeliveryState::NotShipped => Some((Verdict::Fail, Reason::TerminalNotShipped)),
                    DeliveryState::Shipped => Some((Verdict::Fail, Reason::TerminalNotDelivered)),
                },
            )
        }
    }

    /// `installation`: the terminal is installed.
    #[derive(Clone, PartialEq, Eq, Debug, Default)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[cfg_attr(feature = "json", derive(serde::Serialize), serde(deny_unknown_fields))]
    pub struct InstallationRule {}

    impl Fold for InstallationRule {
        fn fold<'a>(&'a self, folding: &mut Folding<'a>) -> Folded {
            stage(
                folding,
                |application| application.installation,
                |state| match state {
                    InstallationState::Done => None,
                    InstallationState::Pending => Some((Verdict::Fail, Reason::InstallationPending)),
                    InstallationState::Failed => Some((Verdict::Fail, Reason::InstallationFailed)),
                },
            )
        }
    }

    /// `training`: somebody at the merchant was shown how it works.
    #[derive(Clone, PartialEq, Eq, Debug, Default)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[cfg_attr(feature = "json", derive(serde::Serialize), serde(deny_unknown_fields))]
    pub struct TrainingRule {}

    impl Fold for TrainingRule {
        fn fold<'a>(&'a self, folding: &mut Folding<'a>) -> Folded {
            stage(
                folding,
                |application| application.training,
                |state| match state {
                    TrainingState::Done => None,
                    TrainingState::Pending => Some((Verdict::Fail, Reason::TrainingPending)),
                },
            )
        }
    }

    /// `test_transaction`: a test transaction went through; until then only a test may proceed.
    #[derive(Clone, PartialEq, Eq, Debug, Default)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[cfg_attr(feature = "json", derive(serde::Serialize), serde(deny_unknown_fields))]
    pub struct TestTransactionRule {}

    impl Fold for TestTransactionRule {
        const TRANSACTIONS: Option<&'static [TransactionType]> = Some(TransactionType::ALL_BUT_TEST);

        fn fold<'a>(&'a self, folding: &mut Folding<'a>) -> Folded {
            stage(
                folding,
                |application| application.test_transaction,
                |state| match state {
                    TestState::Passed => None,
                    TestState::Pending => Some((Verdict::Fail, Reason::TestTransactionPending)),
                    TestState::Failed => Some((Verdict::Fail, Reason::TestTransactionFailed)),
                },
            )
        }
    }

    #[cfg(feature = "json")]
    crate::table::table! {
        MaterialsRule { required }
        FormRule { required }
        ReviewRule { working_days }
        CreditCheckRule {}
        DeliveryRule {}
        InstallationRule {}
        TrainingRule {}
        TestTransactionRule {}
    }
}
