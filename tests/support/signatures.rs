//! Signatures, and what comes close to one: what a verifier could take for a signature by mistake.

use curve25519_dalek::constants::{ED25519_BASEPOINT_POINT, EIGHT_TORSION};
use curve25519_dalek::{EdwardsPoint, Scalar};
use ed25519_dalek::{Signer as _, SigningKey};
use sha2::{Digest as _, Sha256, Sha512};

/// The order of the group, as 32 bytes.
const ORDER: [u8; 32] = [
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];

/// The identity with `y = p + 1`: the same point, in an encoding that is not canonical.
const IDENTITY_BEYOND_P: [u8; 32] = [
    0xee, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f,
];

/// A message and what is offered as the signature over it.
pub struct Attempt {
    /// How it was made.
    pub kind: &'static str,
    /// The 32 bytes that are signed.
    pub message: [u8; 32],
    /// The 64 bytes.
    pub signature: [u8; 64],
}

/// One attempt of each kind, which `seed` decides. The first alone is a signature.
pub fn attempts(signing: &SigningKey, seed: &[u8]) -> Vec<Attempt> {
    let random = Sha512::digest(seed);
    let message: [u8; 32] = Sha256::digest(random).into();
    let signature = signing.sign(&message).to_bytes();
    let (r, s) = halves(&signature);
    let nonce = Scalar::from_bytes_mod_order_wide(&random.into());
    let torsion = EIGHT_TORSION[1 + usize::from(random[0]) % 7];
    let identity = EIGHT_TORSION[0].compress().to_bytes();
    let other_sign = flipped(&signature, 255);

    let attempt = |kind, signature| Attempt { kind, message, signature };
    let fitting = |kind, r: [u8; 32], nonce: Scalar| attempt(kind, join(r, fitting(signing, &r, nonce, &message)));
    vec![
        attempt("a signature", signature),
        Attempt { message: Sha256::digest(message).into(), ..attempt("of another message", signature) },
        Attempt {
            message: first_half(flipped(&join(message, s), random[1].into())),
            ..attempt("of a changed message", signature)
        },
        attempt("a bit of R changed", flipped(&signature, usize::from(random[2]))),
        attempt("a bit of S changed", flipped(&signature, 256 + usize::from(random[3]))),
        attempt("R with the other sign", other_sign),
        attempt("S and the order of the group", join(r, sum(&s, &ORDER))),
        attempt("S and twice the order of the group", join(r, sum(&sum(&s, &ORDER), &ORDER))),
        attempt(
            "S with bits beyond its end",
            join(
                r,
                sum(&s, &{
                    let mut high = [0; 32];
                    high[31] = 0x20 << (random[4] % 3);
                    high
                }),
            ),
        ),
        attempt("S of 0", join(r, [0; 32])),
        attempt("S of the order of the group", join(r, ORDER)),
        attempt("R and S exchanged", join(s, r)),
        attempt("zeros", [0; 64]),
        attempt("ones", [0xff; 64]),
        attempt("random bytes", random.into()),
        attempt(
            "a random point and a random number",
            join((ED25519_BASEPOINT_POINT * nonce).compress().to_bytes(), nonce.to_bytes()),
        ),
        fitting("the identity as R, which fits", identity, Scalar::ZERO),
        fitting("the identity as R, not canonical", IDENTITY_BEYOND_P, Scalar::ZERO),
        fitting("a point of small order as R, but for which it fits", torsion.compress().to_bytes(), Scalar::ZERO),
        fitting(
            "R with a point of small order added, but for which it fits",
            (point(nonce) + torsion).compress().to_bytes(),
            nonce,
        ),
    ]
}

/// The `S` with which `[S]B = [nonce]B + [k]A`.
fn fitting(signing: &SigningKey, r: &[u8; 32], nonce: Scalar, message: &[u8; 32]) -> [u8; 32] {
    let hash = Sha512::new().chain_update(r).chain_update(signing.verifying_key().as_bytes()).chain_update(message);
    let k = Scalar::from_bytes_mod_order_wide(&hash.finalize().into());
    (nonce + k * signing.to_scalar()).to_bytes()
}

fn point(scalar: Scalar) -> EdwardsPoint {
    ED25519_BASEPOINT_POINT * scalar
}

/// The sum of two numbers, least byte first, modulo 2^256.
fn sum(a: &[u8; 32], b: &[u8; 32]) -> [u8; 32] {
    let mut carry = 0;
    std::array::from_fn(|place| {
        let [low, high] = (u16::from(a[place]) + u16::from(b[place]) + carry).to_le_bytes();
        carry = high.into();
        low
    })
}

fn flipped(bytes: &[u8; 64], bit: usize) -> [u8; 64] {
    let mut bytes = *bytes;
    bytes[bit / 8] ^= 1 << (bit % 8);
    bytes
}

fn join(r: [u8; 32], s: [u8; 32]) -> [u8; 64] {
    std::array::from_fn(|place| if place < 32 { r[place] } else { s[place - 32] })
}

fn halves(bytes: &[u8; 64]) -> ([u8; 32], [u8; 32]) {
    (first_half(*bytes), std::array::from_fn(|place| bytes[32 + place]))
}

fn first_half(bytes: [u8; 64]) -> [u8; 32] {
    std::array::from_fn(|place| bytes[place])
}
