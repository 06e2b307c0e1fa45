//! Who vouches for a plan: Ed25519 (RFC 8032). Where a signature stands among a plan's bytes is told by `plan`.
//!
//! Verification is strict: one encoding of a signature, no key and no commitment of low order, so that a signed plan has
//! no second form and no key signs for everybody.
//!
//! A terminal keeps the plan in force until another one opened:
//!
//! ```
//! # #[cfg(all(feature = "json", feature = "signature"))] {
//! use poscond::{Expect, OpenError, Plan, SigningKey, compile, sign};
//! # let policy = serde_json::from_str(r#"{"id": "demo", "version": 1, "rules": [{"id": "single-limit",
//! #     "condition": {"amount": {"max_minor": 50000}}, "on_fail": "decline", "on_unknown": "decline"}]}"#)?;
//! # let point = |revision: u32| serde_json::from_str(&format!(r#"{{"id": "noodles-1", "revision": {revision},
//! #     "merchant_id": "898330158120001", "merchant_kind": "restaurant", "mcc": "5812", "region": "330106",
//! #     "status": "active", "utc_offset": "+08:00"}}"#));
//!
//! let (current, stranger) = (SigningKey::from_secret(&[1; 32]), SigningKey::from_secret(&[2; 32]));
//! let keys = [current.public_key()]; // a constant of the firmware
//! let expect = Expect { service_point: Some("noodles-1"), revision_min: 1, keys: &keys };
//!
//! let bytes = sign(&compile(&policy, &point(1)?).unwrap(), &current).unwrap();
//! let mut in_force = Plan::open(&bytes, expect).unwrap();
//!
//! let arrived = sign(&compile(&policy, &point(2)?).unwrap(), &stranger).unwrap();
//! let refused = Plan::open(&arrived, expect).map(|plan| in_force = plan).unwrap_err();
//! assert_eq!(refused, OpenError::ForeignKey { found: stranger.public_key().id() });
//! assert_eq!(in_force.revision(), 1);
//! # } Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use crate::plan::OpenError;
use core::fmt;

pub(crate) const KEY_ID_BYTES: usize = 8;
pub(crate) const SIGNATURE_BYTES: usize = 64;

/// Which key: the first eight bytes of the SHA-256 of the public key. It is shown in hexadecimal.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct KeyId(pub [u8; KEY_ID_BYTES]);

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// An Ed25519 public key, the 32 bytes of RFC 8032: what a terminal stores to know its acquirer's plans.
///
/// Without the feature `signature` there is none, so no key can be asked for that nothing would look at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PublicKey(
    #[cfg(feature = "signature")] [u8; 32],
    #[cfg(not(feature = "signature"))] core::convert::Infallible,
);

#[cfg(not(feature = "signature"))]
pub(crate) const fn verify(keys: &[PublicKey], _: KeyId, _: &[u8], _: &[u8; SIGNATURE_BYTES]) -> Result<(), OpenError> {
    match keys {
        [] => Ok(()),
        [key, ..] => match key.0 {},
    }
}

#[cfg(feature = "signature")]
impl PublicKey {
    /// A key of its bytes. Never errs: no signature opens by bytes that are no key, or by a weak one.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Its id, as signed plans name it.
    #[must_use]
    pub fn id(&self) -> KeyId {
        use sha2::{Digest, Sha256};
        let digest: [u8; 32] = Sha256::digest(self.0).into();
        KeyId(digest.first_chunk().copied().unwrap_or_default())
    }

    /// Whether it can sign anything: a point of the curve, and not one of the few of low order.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        ed25519_dalek::VerifyingKey::from_bytes(&self.0).is_ok_and(|key| !key.is_weak())
    }
}

/// Errs unless the key of this id is one of these and signed the message.
#[cfg(feature = "signature")]
pub(crate) fn verify(
    keys: &[PublicKey],
    id: KeyId,
    message: &[u8],
    signature: &[u8; SIGNATURE_BYTES],
) -> Result<(), OpenError> {
    use ed25519_dalek::{Signature, VerifyingKey};
    let key = keys.iter().find(|key| key.id() == id).ok_or(OpenError::ForeignKey { found: id })?;
    let key = VerifyingKey::from_bytes(&key.0).map_err(|_| OpenError::Signature)?;
    key.verify_strict(message, &Signature::from_bytes(signature)).map_err(|_| OpenError::Signature)
}

/// An Ed25519 private key. Its bytes are wiped when it is dropped, and nothing shows them.
#[cfg(all(feature = "compile", feature = "signature"))]
pub struct SigningKey(ed25519_dalek::SigningKey);

#[cfg(all(feature = "compile", feature = "signature"))]
impl SigningKey {
    /// A key of its secret, the 32 bytes of RFC 8032. They must come from a good source of randomness.
    #[must_use]
    pub fn from_secret(secret: &[u8; 32]) -> Self {
        Self(ed25519_dalek::SigningKey::from_bytes(secret))
    }

    /// The key that others know it by.
    #[must_use]
    pub fn public_key(&self) -> PublicKey {
        PublicKey(self.0.verifying_key().to_bytes())
    }
}

#[cfg(all(feature = "compile", feature = "signature"))]
impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({})", self.public_key().id())
    }
}

/// The plan with a signature; one that it has gives way, so that a plan can be signed anew by the next key.
///
/// The same plan and key give the same bytes on every host. Errs where the bytes are not a plan that opens.
#[cfg(all(feature = "compile", feature = "signature"))]
pub fn sign(plan: &[u8], key: &SigningKey) -> Result<alloc::vec::Vec<u8>, OpenError> {
    use ed25519_dalek::Signer;
    let mut bytes = crate::plan::to_sign(plan, key.public_key().id())?;
    let signature = key.0.sign(&bytes).to_bytes();
    bytes.extend_from_slice(&signature);
    Ok(bytes)
}
