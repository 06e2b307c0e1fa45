//! Signed plans: what opens with which keys, and that nothing else does.
#![cfg(all(feature = "json", feature = "signature"))]

mod common;

use common::wire::mend;
use common::{json, open};
use poscond::{Expect, KeyId, OpenError, Plan, Policy, PublicKey, ServicePoint, SigningKey, compile, sign};
use sha2::{Digest, Sha256};

const FLAGS: usize = 5;
const TRAILER: usize = 8 + 64;

/// The order of the group, little-endian (RFC 8032, section 5.1).
const ORDER: [u8; 32] = [
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];

fn plan() -> Vec<u8> {
    let policy: Policy = json(
        r#"{"id": "demo", "version": 3, "rules": [{"id": "single", "on_fail": "decline", "on_unknown": "refer",
            "condition": {"amount": {"max_minor": 50000}}}]}"#,
    );
    let point: ServicePoint = json(
        r#"{"id": "noodles-1", "revision": 7, "merchant_id": "898330158120001", "merchant_kind": "restaurant",
            "mcc": "5812", "region": "330106", "status": "active", "utc_offset": "+08:00"}"#,
    );
    compile(&policy, &point).expect("compiles")
}

fn key(number: u8) -> SigningKey {
    SigningKey::from_secret(&[number; 32])
}

fn with<'a>(keys: &'a [PublicKey]) -> Expect<'a> {
    Expect { keys, ..Expect::default() }
}

fn refusal(bytes: &[u8], keys: &[PublicKey]) -> Option<OpenError> {
    Plan::open(bytes, with(keys)).err()
}

/// Puts a body's digest in order and leaves the signature behind it as it was.
fn mend_signed(bytes: &mut Vec<u8>) {
    let trailer = bytes.split_off(bytes.len() - TRAILER);
    mend(bytes);
    bytes.extend(trailer);
}

/// Pins the layout: the plan with its flag, a digest anew, the key's id, and the signature over all of these.
#[test]
fn a_signature_stands_behind_the_digest() {
    let (unsigned, key) = (plan(), key(1));
    let signed = sign(&unsigned, &key).unwrap();
    let id = Sha256::digest(key.public_key().as_bytes());

    let mut expected = unsigned.clone();
    expected[FLAGS] = 1;
    mend(&mut expected);
    expected.extend(&id[..8]);
    assert_eq!(signed[..expected.len()], expected);
    assert_eq!(signed.len(), unsigned.len() + TRAILER);
    assert_eq!(key.public_key().id(), KeyId(id[..8].try_into().unwrap()));
    assert_eq!(Plan::open(&signed, with(&[key.public_key()])).unwrap().signed_by(), Some(key.public_key().id()));
    assert_eq!(open(&signed).signed_by(), Some(key.public_key().id()));
    assert_eq!(open(&unsigned).signed_by(), None);
}

/// Pins the algorithm by RFC 8032, section 7.1, test 1: this secret has this public key.
#[test]
fn the_algorithm_is_that_of_rfc_8032() {
    let secret = bytes("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
    let public = bytes("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    assert_eq!(SigningKey::from_secret(&secret).public_key().as_bytes(), &public);
}

fn bytes(hexadecimal: &str) -> [u8; 32] {
    std::array::from_fn(|at| u8::from_str_radix(&hexadecimal[2 * at..2 * at + 2], 16).expect("hexadecimal"))
}

/// Pins that signing is canonical, and that a signature which is there gives way to the new one.
#[test]
fn the_same_plan_and_key_give_the_same_bytes() {
    let unsigned = plan();
    let first = sign(&unsigned, &key(1)).unwrap();
    assert_eq!(sign(&unsigned, &key(1)).unwrap(), first);
    assert_eq!(sign(&sign(&unsigned, &key(2)).unwrap(), &key(1)).unwrap(), first);
}

/// Pins what a receipt names: that a plan is signed is part of it, by whom is not.
#[test]
fn a_digest_knows_that_a_plan_is_signed_and_not_by_whom() {
    let unsigned = plan();
    let [first, second] = [1, 2].map(|number| sign(&unsigned, &key(number)).unwrap());
    assert_eq!(open(&first).digest(), open(&second).digest());
    assert_ne!(open(&first).digest(), open(&unsigned).digest());
}

/// Pins that what is no plan is not signed.
#[test]
fn only_a_plan_is_signed() {
    let mut damaged = plan();
    damaged[20] ^= 1;
    assert_eq!(sign(&damaged, &key(1)), Err(OpenError::Digest));
    assert_eq!(sign(b"", &key(1)), Err(OpenError::Length { found: 0, stated: 76 }));
}

/// Pins that with a key no bit may turn, and without one none that the digest covers.
#[test]
fn every_single_bit_flip_is_refused() {
    let keys = [key(1).public_key()];
    let mut signed = sign(&plan(), &key(1)).unwrap();
    let covered = signed.len() - TRAILER;
    for bit in 0..signed.len() * 8 {
        signed[bit / 8] ^= 1 << (bit % 8);
        assert!(refusal(&signed, &keys).is_some(), "bit {} of byte {}", bit % 8, bit / 8);
        assert_eq!(refusal(&signed, &[]).is_some(), bit / 8 < covered, "bit {} of byte {}", bit % 8, bit / 8);
        signed[bit / 8] ^= 1 << (bit % 8);
    }
    assert_eq!(refusal(&signed, &keys), None);
}

/// Pins that a signed plan has one length, with a key and without.
#[test]
fn every_other_length_is_refused() {
    let signed = sign(&plan(), &key(1)).unwrap();
    for keys in [&[][..], &[key(1).public_key()]] {
        for found in 0..signed.len() {
            let refused = refusal(&signed[..found], keys);
            assert!(matches!(refused, Some(OpenError::Length { found: told, .. }) if told == found), "{refused:?}");
        }
        let longer = [&signed[..], &[0]].concat();
        let stated = signed.len();
        assert_eq!(refusal(&longer, keys), Some(OpenError::Length { found: stated + 1, stated }));
    }
}

/// Pins that a signature cannot be taken off: neither so, nor with its flag.
#[test]
fn a_signature_does_not_come_off() {
    let keys = [key(1).public_key()];
    let signed = sign(&plan(), &key(1)).unwrap();
    let mut bare = signed[..signed.len() - TRAILER].to_vec();
    assert!(matches!(refusal(&bare, &[]), Some(OpenError::Length { .. })));
    bare[FLAGS] = 0;
    assert_eq!(refusal(&bare, &[]), Some(OpenError::Digest));
    mend(&mut bare);
    assert_eq!(bare, plan());
    assert_eq!(refusal(&bare, &keys), Some(OpenError::Unsigned));
}

/// Pins that a digest put in order does not help, and that the signature is looked at before what the plan says.
#[test]
fn a_changed_plan_is_refused_for_its_signature() {
    let keys = [key(1).public_key()];
    let mut impossible = sign(&plan(), &key(1)).unwrap();
    impossible[28] = 0; // no rules
    mend_signed(&mut impossible);
    assert!(matches!(refusal(&impossible, &[]), Some(OpenError::Content { .. })));
    assert_eq!(refusal(&impossible, &keys), Some(OpenError::Signature));
}

/// Pins that flags without a meaning are refused.
#[test]
fn other_flags_are_refused() {
    for bit in 1..8 {
        let mut flagged = plan();
        flagged[FLAGS] = 1 << bit;
        mend(&mut flagged);
        assert_eq!(refusal(&flagged, &[]), Some(OpenError::Content { section: "head" }), "bit {bit}");
    }
}

/// Pins that any of the keys given does, as while one is replaced, and no other.
#[test]
fn one_of_the_keys_given_must_have_signed() {
    let [current, next, stranger] = [1, 2, 3].map(|number| key(number).public_key());
    let unsigned = plan();
    let by = |number| sign(&unsigned, &key(number)).unwrap();
    assert_eq!(refusal(&by(1), &[current, next]), None);
    assert_eq!(refusal(&by(2), &[current, next]), None);
    assert_eq!(refusal(&by(3), &[current, next]), Some(OpenError::ForeignKey { found: stranger.id() }));
    assert_eq!(refusal(&by(1), &[next]), Some(OpenError::ForeignKey { found: current.id() }));
    assert_eq!(refusal(&unsigned, &[current, next]), Some(OpenError::Unsigned));
}

/// Pins that the id decides which key is asked, and is itself signed.
#[test]
fn another_id_does_not_open() {
    let [current, next] = [1, 2].map(|number| key(number).public_key());
    let mut signed = sign(&plan(), &key(1)).unwrap();
    let at = signed.len() - TRAILER;
    signed[at..at + 8].copy_from_slice(&next.id().0);
    assert_eq!(refusal(&signed, &[current]), Some(OpenError::ForeignKey { found: next.id() }));
    assert_eq!(refusal(&signed, &[current, next]), Some(OpenError::Signature));
}

/// Pins that a signature has one encoding: its scalar with the group's order added is refused (RFC 8032, 5.1.7).
#[test]
fn a_signature_has_one_form() {
    let keys = [key(1).public_key()];
    let mut signed = sign(&plan(), &key(1)).unwrap();
    let at = signed.len() - 32;
    let mut carry = 0;
    for (byte, order) in signed[at..].iter_mut().zip(ORDER) {
        let sum = u16::from(*byte) + u16::from(order) + carry;
        *byte = sum.to_le_bytes()[0];
        carry = sum >> 8;
    }
    assert_eq!(carry, 0);
    assert_eq!(refusal(&signed, &keys), Some(OpenError::Signature));
}

/// Pins that keys of low order, by which one signature would fit every plan, open nothing; nor do bytes that are no key.
#[test]
fn weak_keys_open_nothing() {
    let mut neutral = [0; 32];
    neutral[0] = 1;
    let mut no_point = [0; 32];
    no_point[0] = 2;
    for public in [neutral, [0; 32], no_point].map(PublicKey::new) {
        assert!(!public.is_sound());
        let mut signed = sign(&plan(), &key(1)).unwrap();
        let at = signed.len() - TRAILER;
        signed[at..at + 8].copy_from_slice(&public.id().0);
        signed[at + 8..at + 40].copy_from_slice(&neutral);
        signed[at + 40..].fill(0);
        assert_eq!(refusal(&signed, &[public]), Some(OpenError::Signature));
    }
    assert!(key(1).public_key().is_sound());
}

/// Pins what an operator and a log are shown: the id of a key, never its secret.
#[test]
fn a_key_shows_its_id_only() {
    let id = key(1).public_key().id();
    assert_eq!(format!("{:?}", key(1)), format!("SigningKey({id})"));
    assert_eq!(
        OpenError::ForeignKey { found: id }.to_string(),
        format!("the plan is signed by key `{id}`; accepted: a key given")
    );
}
