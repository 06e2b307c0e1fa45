//! Reading keys: private ones that nobody else may read, and public ones. No message shows what a private key's file holds.

use crate::exit::{Exit, Failure};
use ed25519::pkcs8::{DecodePrivateKey, DecodePublicKey, KeypairBytes, PublicKeyBytes};
use poscond::{PublicKey, SigningKey};
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// More than any file with one key holds.
const FILE_BYTES_MAX: u64 = 4096;

fn refused(path: &Path, what: &str) -> Failure {
    Failure::new(Exit::Key, format!("{}: {what}", path.display()))
}

/// Reads a private key (PKCS#8 as PEM).
///
/// Errs where others than the file's owner may read or change it, as `ssh` does: then it is no secret.
pub(crate) fn read_private(path: &Path) -> Result<SigningKey, Failure> {
    let failure = |error| Failure::read(path, &error);
    let file = File::open(path).map_err(failure)?;
    // Asked of the open file, so that it is the one that is read.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = file.metadata().map_err(failure)?.permissions().mode() & 0o777;
        if mode & 0o077 != 0 {
            let what = format!(
                "others than its owner have access to this private key (mode `{mode:03o}`); accepted: 600, as \
                 'chmod 600 {}' sets it",
                path.display()
            );
            return Err(refused(path, &what));
        }
    }
    // Whole from the start: what a string leaves behind as it grows is not wiped.
    let mut text = Zeroizing::new(String::with_capacity(FILE_BYTES_MAX as usize));
    let accepted = "not an Ed25519 private key; accepted: PKCS#8 as PEM without a password, as 'poscond keygen' writes";
    file.take(FILE_BYTES_MAX).read_to_string(&mut text).map_err(|error| match error.kind() {
        std::io::ErrorKind::InvalidData => refused(path, accepted),
        _ => failure(error),
    })?;
    let pair = KeypairBytes::from_pkcs8_pem(&text).map_err(|_| refused(path, accepted))?;
    let key = SigningKey::from_secret(&pair.secret_key);
    if pair.public_key.as_ref().is_some_and(|public| public.as_ref() != key.public_key().as_bytes()) {
        return Err(refused(path, "the public key in it is not the private key's; accepted: a pair"));
    }
    Ok(key)
}

/// Reads public keys (SPKI as PEM).
pub(crate) fn read_public(paths: &[PathBuf]) -> Result<Vec<PublicKey>, Failure> {
    Failure::gather(paths.iter().map(|path| {
        let text = fs::read(path).map_err(|error| Failure::read(path, &error))?;
        let accepted =
            "not an Ed25519 public key; accepted: SPKI as PEM, as 'poscond keygen' writes beside a private key";
        let bytes = std::str::from_utf8(&text).ok().and_then(|text| PublicKeyBytes::from_public_key_pem(text).ok());
        let key = PublicKey::new(bytes.ok_or_else(|| refused(path, accepted))?.0);
        key.is_sound().then_some(key).ok_or_else(|| refused(path, "the key is weak: it would sign for everybody"))
    }))
}
