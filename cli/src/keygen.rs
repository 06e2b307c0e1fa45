//! `poscond keygen`: a key for signing plans.

use crate::args::Keygen;
use crate::exit::{Exit, Failure};
use crate::output;
use ed25519::pkcs8::spki::der::pem::LineEnding;
use ed25519::pkcs8::{EncodePrivateKey, EncodePublicKey, KeypairBytes, PublicKeyBytes};
use poscond::SigningKey;
use std::fs;
use std::path::PathBuf;
use zeroize::Zeroizing;

pub(crate) fn run(args: &Keygen) -> Result<Exit, Failure> {
    let path = &args.output;
    let mut public_path = path.clone().into_os_string();
    public_path.push(".pub");
    let public_path = PathBuf::from(public_path);

    let mut secret = Zeroizing::new([0; 32]);
    getrandom::fill(&mut *secret)
        .map_err(|error| Failure::new(Exit::Io, format!("the system gives no randomness: {error}")))?;
    let public = SigningKey::from_secret(&secret).public_key();
    // Without the public key in it: that form other tools have read for longest.
    let pair = KeypairBytes { secret_key: *secret, public_key: None };
    let private_text = pair.to_pkcs8_pem(LineEnding::LF).expect("a key of 32 bytes has a PEM form");
    let public_text = PublicKeyBytes(*public.as_bytes()).to_public_key_pem(LineEnding::LF);
    let public_text = public_text.expect("a key of 32 bytes has a PEM form");

    // The public one first: should the second fail, no private key lies about that nobody was told of.
    output::create(&public_path, public_text.as_bytes(), false)?;
    if let Err(failure) = output::create(path, private_text.as_bytes(), true) {
        // OK because the failure is told, and a public key alone does no harm.
        let _ = fs::remove_file(&public_path);
        return Err(failure);
    }
    let hexadecimal: String = public.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    output::print(&format!(
        "private key  {}\npublic key   {}\nkey id       {}\n32 bytes     {hexadecimal}\n",
        path.display(),
        public_path.display(),
        public.id(),
    ))?;
    Ok(Exit::Done)
}
