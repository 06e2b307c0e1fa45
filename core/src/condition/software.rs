//! Software: whether what runs on the terminal is recent, sound and complete. What is checked is of the shapes in
//! [`fact`](super::fact).

#[cfg(feature = "compile")]
pub use authored::*;

#[cfg(feature = "compile")]
mod authored {
    use crate::bounds::PatchLevel;
    use crate::compile::{Fold, Folded, Folding, sorted};
    use crate::condition::fact::{KnownBad, Least, MinimumVersion, Versioned};
    use crate::forms::VersionText;
    use crate::reason::Reason;
    use crate::request::Fact;
    use alloc::{format, vec::Vec};

    /// `software`: the payment application has at least this version.
    #[derive(Clone, PartialEq, Eq, Debug)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[cfg_attr(feature = "json", derive(serde::Serialize), serde(deny_unknown_fields))]
    pub struct SoftwareRule {
        /// The least version accepted.
        pub app_min: VersionText,
        /// The version below which an update is advised; never where it is left out.
        #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "Option::is_none"))]
        pub app_recommended: Option<VersionText>,
    }

    impl Fold for SoftwareRule {
        fn fold<'a>(&'a self, folding: &mut Folding<'a>) -> Folded {
            if let Some(recommended) = &self.app_recommended
                && recommended.0 < self.app_min.0
            {
                folding.problem(
                    "condition.software.app_recommended",
                    format!(
                        "`{recommended}` is below app_min `{}`; accepted: that version or a later one",
                        self.app_min
                    ),
                );
            }
            let recommended =
                folding.add_values(self.app_recommended.iter().map(|version| version.0.packed().to_le_bytes()));
            Folded::of(&MinimumVersion { whose: Versioned::App, min: self.app_min.0, recommended })
        }
    }

    /// `os`: the operating system has at least this version.
    #[derive(Clone, PartialEq, Eq, Debug)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[cfg_attr(feature = "json", derive(serde::Serialize), serde(deny_unknown_fields))]
    pub struct OsRule {
        /// The least version accepted.
        pub os_min: VersionText,
    }

    impl Fold for OsRule {
        fn fold<'a>(&'a self, _: &mut Folding<'a>) -> Folded {
            Folded::of(&MinimumVersion { whose: Versioned::Os, min: self.os_min.0, recommended: (0, 0) })
        }
    }

    /// `known_bad`: the version is none of these; of the application or of the operating system.
    #[derive(Clone, PartialEq, Eq, Debug)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[cfg_attr(feature = "json", derive(serde::Serialize), serde(deny_unknown_fields))]
    pub struct KnownBadRule {
        /// Versions of the payment application; left out: those of the operating system are meant.
        #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "Option::is_none"))]
        pub app: Option<Vec<VersionText>>,
        /// Versions of the operating system; left out: those of the application are meant.
        #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "Option::is_none"))]
        pub os: Option<Vec<VersionText>>,
    }

    impl Fold for KnownBadRule {
        fn fold<'a>(&'a self, folding: &mut Folding<'a>) -> Folded {
            let (whose, list) = match (&self.app, &self.os) {
                (Some(list), None) => (Versioned::App, list),
                (None, Some(list)) => (Versioned::Os, list),
                (both, _) => {
                    let said = if both.is_some() { "both `app` and `os`" } else { "neither `app` nor `os`" };
                    folding.problem("condition.known_bad", format!("{said}; accepted: one of the two"));
                    return Folded::of(&KnownBad { whose: Versioned::App, versions: (0, 0) });
                }
            };
            folding.insist_on_some(list, if whose == Versioned::App { "known_bad.app" } else { "known_bad.os" });
            let packed = sorted(list.iter().map(|version| version.0.packed()));
            let versions = folding.add_values(packed.into_iter().map(u64::to_le_bytes));
            Folded::of(&KnownBad { whose, versions })
        }
    }

    /// `patch`: the level of security patches is at least so high.
    #[derive(Clone, PartialEq, Eq, Debug)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[cfg_attr(feature = "json", derive(serde::Serialize), serde(deny_unknown_fields))]
    pub struct PatchRule {
        /// The least level accepted.
        pub level_min: PatchLevel,
    }

    impl Fold for PatchRule {
        fn fold<'a>(&'a self, _: &mut Folding<'a>) -> Folded {
            Folded::of(&Least { level_min: self.level_min.to() })
        }
    }

    /// `service_point_data`: the service point's data were loaded and verified.
    #[derive(Clone, PartialEq, Eq, Debug, Default)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[cfg_attr(feature = "json", derive(serde::Serialize), serde(deny_unknown_fields))]
    pub struct DataRule {}

    impl Fold for DataRule {
        fn fold<'a>(&'a self, _: &mut Folding<'a>) -> Folded {
            Folded::word(
                Fact::ServicePointData,
                Reason::DataStateUnknown,
                &[None, Some(Reason::DataLoadFailed), Some(Reason::DataVerifyFailed)],
            )
        }
    }

    #[cfg(feature = "json")]
    crate::table::table! {
        SoftwareRule { app_min, app_recommended = default }
        OsRule { os_min }
        KnownBadRule { app = default, os = default }
        PatchRule { level_min }
        DataRule {}
    }
}
