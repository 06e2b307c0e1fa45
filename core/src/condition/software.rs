//! Software: whether what runs on the terminal is recent enough.

use super::{Args, Condition, Parameter};
use crate::evaluate::Context;
use crate::finding::{Check, Required};
use crate::plan::{Plan, u64_at};
use crate::reason::Reason;
use crate::request::Version;
use crate::words::Unit;

/// The application has at least this version. Bytes: the version, packed (8).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct MinimumVersion {
    pub(crate) app_min: Version,
}

impl Condition for MinimumVersion {
    const OPERATION: u8 = 7;
    const NAME: &'static str = "software";

    fn read(args: &Args) -> Self {
        Self { app_min: Version::from_packed(u64_at(args, 0)) }
    }

    fn write(&self) -> Args {
        let mut args = [0; 16];
        args[..8].copy_from_slice(&self.app_min.packed().to_le_bytes());
        args
    }

    fn reasons(&self) -> &'static [Reason] {
        &[Reason::SoftwareBelowMinimum, Reason::SoftwareVersionUnknown]
    }

    fn is_possible(&self, _: &Plan<'_>) -> bool {
        true
    }

    fn tell(&self, _: &Plan<'_>, say: &mut dyn FnMut(Parameter)) {
        say(("app_min", Unit::Version, self.app_min.packed().cast_signed()));
    }

    fn check(&self, context: &Context<'_, '_>) -> Check {
        let version = context.request.app_version();
        let check = match version {
            Some(version) => Check::pass_if(version >= self.app_min, Reason::SoftwareBelowMinimum),
            None => Check::unknown(Reason::SoftwareVersionUnknown),
        };
        // A version travels in the bits of an integer; its unit says so.
        let bits = |version: Version| version.packed().cast_signed();
        check.shown(context, Unit::Version, version.map(bits), Required::AtLeast(bits(self.app_min)))
    }
}

#[cfg(feature = "compile")]
pub use authored::*;

#[cfg(feature = "compile")]
mod authored {
    use super::*;
    use crate::compile::{Fold, Folded, Folding};
    use crate::forms::VersionText;

    /// `software`: the payment application has at least this version.
    #[derive(Clone, PartialEq, Eq, Debug)]
    #[cfg_attr(
        feature = "json",
        derive(serde::Serialize, serde::Deserialize),
        serde(remote = "Self", deny_unknown_fields)
    )]
    pub struct SoftwareRule {
        /// The least version accepted.
        pub app_min: VersionText,
    }

    impl Fold for SoftwareRule {
        fn fold<'a>(&'a self, _: &mut Folding<'a>) -> Folded {
            Folded::of(&MinimumVersion { app_min: self.app_min.0 })
        }
    }

    #[cfg(feature = "json")]
    crate::table::table!(SoftwareRule);
}
