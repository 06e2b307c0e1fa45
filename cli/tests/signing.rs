//! Keys on disk, and plans signed and verified with them.
#![cfg(unix)]

mod common;

use common::Folder;
use poscond::{Expect, Plan};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

fn mode(folder: &Folder, name: &str) -> u32 {
    fs::metadata(folder.path(name)).unwrap().permissions().mode() & 0o777
}

/// Runs openssl in the folder; nothing where it is not installed.
fn openssl(folder: &Folder, args: &str) -> Option<String> {
    let ran = Command::new("openssl").args(args.split_whitespace()).current_dir(folder.path("")).output().ok()?;
    assert!(ran.status.success(), "openssl {args}: {}", String::from_utf8_lossy(&ran.stderr));
    Some(String::from_utf8(ran.stdout).unwrap())
}

/// A folder with a key `a.key`, and both plans signed by it in `plans/`.
fn signed() -> Folder {
    let folder = Folder::new();
    assert_eq!(folder.run("keygen -o a.key").code, 0);
    let ran = folder.run("compile -p policy.toml -s noodles.json -s tea.json -o plans/ --sign a.key");
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    folder
}

/// The id in what `keygen` printed, or any line of the form `key id  …`.
fn id(out: &str) -> String {
    out.lines().find_map(|line| line.strip_prefix("key id       ")).expect("an id").to_owned()
}

/// The base64 of the secret: the line between the PEM's first and last.
fn secret(folder: &Folder, name: &str) -> String {
    folder.text(name).lines().nth(1).unwrap().to_owned()
}

#[test]
fn keygen_writes_a_pair_that_only_its_owner_reads() {
    let folder = Folder::new();
    let ran = folder.run("keygen -o a.key");
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert_eq!(mode(&folder, "a.key"), 0o600);
    assert!(folder.text("a.key").starts_with("-----BEGIN PRIVATE KEY-----\n"));
    assert!(folder.text("a.key.pub").starts_with("-----BEGIN PUBLIC KEY-----\n"));
    assert!(!ran.out.contains(&secret(&folder, "a.key")), "{}", ran.out);
    // No temporary file is left.
    let names = folder.names();
    assert!(names.iter().all(|name| !name.starts_with('.')), "{names:?}");
    // Another run gives another key.
    assert_ne!(id(&folder.run("keygen -o b.key").out), id(&ran.out));
}

#[test]
fn keygen_replaces_nothing() {
    let folder = Folder::new();
    folder.put("a.key", "mine");
    folder
        .run("keygen -o a.key")
        .refuses(1, "a.key: cannot be written: it is there already; accepted: a name of its own");
    assert_eq!(folder.text("a.key"), "mine");
    assert!(!folder.path("a.key.pub").exists());
    folder.put("b.key.pub", "mine");
    folder
        .run("keygen -o b.key")
        .refuses(1, "b.key.pub: cannot be written: it is there already; accepted: a name of its own");
    assert_eq!(folder.text("b.key.pub"), "mine");
    assert!(!folder.path("b.key").exists());
    folder.run("keygen -o none/c.key").refuses(1, "none/c.key.pub: cannot be written: no such file or folder");
}

#[test]
fn a_batch_is_signed_and_verified() {
    let folder = signed();
    for name in ["noodles-1", "tea-2"] {
        let bytes = fs::read(folder.path(&format!("plans/{name}.plan"))).unwrap();
        assert!(Plan::open(&bytes, Expect::default()).unwrap().signed_by().is_some(), "{name}");
    }
    let ran = folder.run("decide --plan plans --key a.key.pub requests.ndjson");
    assert_eq!((ran.code, ran.out.lines().count()), (0, 1), "{}", ran.err);
    // A plan is the same bytes every time, whoever may have been asked to sign before.
    let before = fs::read(folder.path("plans/tea-2.plan")).unwrap();
    assert_eq!(folder.run("compile -p policy.toml -s tea.json -o again.plan --sign a.key").code, 0);
    assert_eq!(fs::read(folder.path("again.plan")).unwrap(), before);
}

#[test]
fn compile_says_who_signed() {
    let folder = Folder::new();
    let id = id(&folder.run("keygen -o a.key").out);
    let out = folder.run("compile -p policy.toml -s tea.json -o tea.plan --sign a.key").out;
    assert!(out.ends_with(&format!("\nsigned by key {id}\n")), "{out}");
    let out = folder.run("compile -p policy.toml -s tea.json -o tea.plan").out;
    assert!(!out.contains("signed"), "{out}");
}

#[test]
fn decide_refuses_what_no_key_given_signed() {
    let folder = signed();
    let other = id(&folder.run("keygen -o b.key").out);
    assert_eq!(folder.run("compile -p policy.toml -s noodles.json -o unsigned.plan").code, 0);
    assert_eq!(folder.run("compile -p policy.toml -s noodles.json -o b.plan --sign b.key").code, 0);
    let decide = |args: &str| folder.run(&format!("decide {args} requests.ndjson"));

    decide("--plan unsigned.plan --key a.key.pub")
        .refuses(5, "unsigned.plan: the plan is not signed; accepted: one that is signed by a key given");
    decide("--plan b.plan --key a.key.pub")
        .refuses(5, &format!("b.plan: the plan is signed by key `{other}`; accepted: a key given"));
    // While a key is replaced by the next, either does.
    assert_eq!(decide("--plan b.plan --key a.key.pub --key b.key.pub").code, 0);
    assert_eq!(decide("--plan b.plan").code, 0);

    let mut bytes = fs::read(folder.path("b.plan")).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    folder.put("b.plan", bytes);
    decide("--plan b.plan --key b.key.pub")
        .refuses(5, "b.plan: the signature does not match the plan's bytes and the key");
    assert_eq!(folder.run("decide -p policy.toml -s tea.json --key a.key.pub requests.ndjson").code, 2);
}

#[test]
fn inspect_tells_and_verifies() {
    let folder = Folder::new();
    let id = id(&folder.run("keygen -o a.key").out);
    assert_eq!(folder.run("compile -p policy.toml -s tea.json -o tea.plan --sign a.key").code, 0);
    let told = format!("\nsignature      by key {id}, not verified: '--key <PUBFILE>' does\n");
    assert!(folder.run("inspect tea.plan").out.contains(&told));
    let told = format!("\nsignature      by key {id}, verified\n");
    assert!(folder.run("inspect --key a.key.pub tea.plan").out.contains(&told));
    for (args, verified) in [("", "false"), ("--key a.key.pub", "true")] {
        let out = folder.run(&format!("inspect --json {args} tea.plan")).out;
        assert!(out.contains(&format!(r#""signature_verified":{verified},"signed_by":"{id}""#)), "{out}");
    }
    assert_eq!(folder.run("compile -p policy.toml -s tea.json -o tea.plan").code, 0);
    let out = folder.run("inspect --json tea.plan").out;
    assert!(out.contains(r#""signature_verified":null,"signed_by":null"#), "{out}");
    folder
        .run("inspect --key a.key.pub tea.plan")
        .refuses(5, "tea.plan: the plan is not signed; accepted: one that is signed by a key given");
}

#[test]
fn a_private_key_that_others_reach_signs_nothing() {
    let folder = Folder::new();
    assert_eq!(folder.run("keygen -o a.key").code, 0);
    for mode in [0o640, 0o604, 0o620, 0o601] {
        fs::set_permissions(folder.path("a.key"), fs::Permissions::from_mode(mode)).unwrap();
        folder.run("compile -p policy.toml -s tea.json -o tea.plan --sign a.key").refuses(
            6,
            &format!(
                "a.key: others than its owner have access to this private key (mode `{mode:03o}`); accepted: 600, as \
                 'chmod 600 a.key' sets it"
            ),
        );
    }
    assert!(!folder.path("tea.plan").exists());
    for mode in [0o600, 0o400] {
        fs::set_permissions(folder.path("a.key"), fs::Permissions::from_mode(mode)).unwrap();
        assert_eq!(folder.run("compile -p policy.toml -s tea.json -o tea.plan --sign a.key").code, 0);
    }
}

#[test]
fn what_is_no_key_is_refused_and_not_shown() {
    let folder = signed();
    let pem = folder.text("a.key");
    let secret = secret(&folder, "a.key");
    let private = "not an Ed25519 private key; accepted: PKCS#8 as PEM without a password, as 'poscond keygen' writes";
    let texts = ["", "secret", &folder.text("a.key.pub"), &pem[..pem.len() / 2], &pem.replacen("MC4", "MC5", 1)];
    for text in texts.map(|text| text.as_bytes().to_vec()).into_iter().chain([vec![0xff; 9]]) {
        folder.put("c.key", text);
        fs::set_permissions(folder.path("c.key"), fs::Permissions::from_mode(0o600)).unwrap();
        folder
            .run("compile -p policy.toml -s tea.json -o tea.plan --sign c.key")
            .refuses(6, &format!("c.key: {private}"));
    }
    assert!(!folder.path("tea.plan").exists());
    // A private key where a public one belongs is not echoed.
    let ran = folder.run("inspect --key a.key plans");
    assert!(!ran.err.contains(&secret), "{}", ran.err);
    ran.refuses(
        6,
        "a.key: not an Ed25519 public key; accepted: SPKI as PEM, as 'poscond keygen' writes beside a private key",
    );
    // The neutral element, under which one signature fits everything.
    folder.put(
        "weak.pub",
        "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAAQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n-----END PUBLIC KEY-----\n",
    );
    folder.run("inspect --key weak.pub plans").refuses(6, "weak.pub: the key is weak: it would sign for everybody");
}

/// Pins that another tool reads our keys, verifies our signatures, and makes keys that we read.
#[test]
fn openssl_agrees() {
    let folder = signed();
    let Some(public) = openssl(&folder, "pkey -in a.key -pubout") else {
        eprintln!("openssl is not installed: not compared");
        return;
    };
    assert_eq!(public, folder.text("a.key.pub"));
    let verify = |public: &str, plan: &str| {
        let bytes = fs::read(folder.path(plan)).unwrap();
        let (message, signature) = bytes.split_at(bytes.len() - 64);
        folder.put("message", message);
        folder.put("signature", signature);
        openssl(&folder, &format!("pkeyutl -verify -pubin -inkey {public} -rawin -in message -sigfile signature"))
    };
    verify("a.key.pub", "plans/noodles-1.plan");

    openssl(&folder, "genpkey -algorithm ed25519 -out b.key");
    openssl(&folder, "pkey -in b.key -pubout -out b.pub");
    fs::set_permissions(folder.path("b.key"), fs::Permissions::from_mode(0o600)).unwrap();
    assert_eq!(folder.run("compile -p policy.toml -s tea.json -o tea.plan --sign b.key").code, 0);
    verify("b.pub", "tea.plan");
    assert_eq!(folder.run("inspect --key b.pub tea.plan").code, 0);
}
