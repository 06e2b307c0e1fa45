//! What came of a call.

use poscond::{Full, OpenError, RequestError};

macro_rules! statuses {
    ($($(#[doc = $doc:literal])+ $variant:ident = $number:literal,)+) => {
        /// What came of a call. Nothing was written unless it is 0.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        #[repr(i32)]
        pub enum Status {
            $($(#[doc = $doc])+ $variant = $number,)+
        }

        impl Status {
            /// Every status.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// What it means.
            #[must_use]
            pub const fn meaning(self) -> &'static str {
                match self {
                    $(Self::$variant => concat!($($doc),+).trim_ascii(),)+
                }
            }

            /// The name: that of the error in Rust, behind the thing that it is of.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => stringify!($variant),)+
                }
            }
        }
    };
}

statuses! {
    /// It was done.
    Ok = 0,

    /// A pointer that must not be is NULL.
    NullPointer = 1,
    /// A pointer is not aligned as its type asks.
    Misaligned = 2,
    /// What is to be written does not fit.
    BufferTooSmall = 3,
    /// An argument has none of the values that it may have: a word, an index, columns.
    OutOfRange = 4,
    /// The header was made for another version of the library.
    AbiMismatch = 5,
    /// The plan was never opened.
    NotOpen = 6,
    /// The library was built without what this needs.
    NotBuiltIn = 7,

    /// A plan ends too early, or goes on too long.
    PlanLength = 16,
    /// The bytes do not start as a plan does.
    PlanMagic = 17,
    /// The plan's layout is another one.
    PlanFormat = 18,
    /// The plan needs a later engine.
    PlanEngine = 19,
    /// The digest does not match: the bytes were damaged or changed.
    PlanDigest = 20,
    /// A signature is required, and there is none.
    PlanUnsigned = 21,
    /// The plan is signed by none of the keys given.
    PlanForeignKey = 22,
    /// The signature does not match the plan and the key.
    PlanSignature = 23,
    /// The bytes are whole and say something impossible.
    PlanContent = 24,
    /// The plan is for another service point.
    PlanServicePoint = 25,
    /// The plan's revision is below the least accepted.
    PlanRevision = 26,

    /// A request's size is not the one stated, or not possible.
    RequestSize = 32,
    /// The request is in another layout.
    RequestLayout = 33,
    /// A presence bit of the request is not known.
    RequestUnknownFact = 34,
    /// A byte of the request that must be zero is not.
    RequestReserved = 35,
    /// A fact is marked present and lies beyond the end of the record.
    RequestBeyond = 36,
    /// A fact has a value that it cannot have.
    RequestRange = 37,
    /// A part of the position fix is missing.
    RequestIncomplete = 38,
    /// A counter has a value or a slot that it cannot have.
    RequestCounter = 39,
}

impl From<OpenError> for Status {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::Length { .. } => Self::PlanLength,
            OpenError::Magic => Self::PlanMagic,
            OpenError::Format { .. } => Self::PlanFormat,
            OpenError::Engine { .. } => Self::PlanEngine,
            OpenError::Digest => Self::PlanDigest,
            OpenError::Unsigned => Self::PlanUnsigned,
            OpenError::ForeignKey { .. } => Self::PlanForeignKey,
            OpenError::Signature => Self::PlanSignature,
            OpenError::Content { .. } => Self::PlanContent,
            OpenError::ServicePoint => Self::PlanServicePoint,
            OpenError::Revision { .. } => Self::PlanRevision,
        }
    }
}

impl From<RequestError> for Status {
    fn from(error: RequestError) -> Self {
        match error {
            RequestError::Size { .. } => Self::RequestSize,
            RequestError::Layout { .. } => Self::RequestLayout,
            RequestError::UnknownFact { .. } => Self::RequestUnknownFact,
            RequestError::Reserved { .. } => Self::RequestReserved,
            RequestError::Beyond { .. } => Self::RequestBeyond,
            RequestError::Range { .. } => Self::RequestRange,
            RequestError::Incomplete { .. } => Self::RequestIncomplete,
            RequestError::Counter { .. } => Self::RequestCounter,
        }
    }
}

impl From<Full> for Status {
    fn from(_: Full) -> Self {
        Self::BufferTooSmall
    }
}

/// The status of what was tried.
pub(crate) fn status(tried: impl FnOnce() -> Result<(), Status>) -> Status {
    match tried() {
        Ok(()) => Status::Ok,
        Err(status) => status,
    }
}
