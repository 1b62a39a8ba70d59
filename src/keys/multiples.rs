//! Multiples of a point, computed once. With them, multiplying the point by a scalar takes additions alone.
//!
//! A scalar is split into windows of seven bits, and the table has every multiple that a window can require: 37 additions
//! instead of 253 doublings and half as many additions. docs/performance.md compares sizes of windows and forms of
//! tables. The time taken depends on the scalar, which is no secret in a verification.

use std::sync::LazyLock;

use curve25519_dalek::constants::ED25519_BASEPOINT_POINT;
use curve25519_dalek::traits::Identity as _;
use curve25519_dalek::{EdwardsPoint, Scalar};

/// The bits of a window: at most 8.
const WINDOW: usize = 7;

/// The largest digit. The smallest is `1 - LARGEST`, so that a table has half the multiples.
const LARGEST: u8 = 1 << (WINDOW - 1);

/// A reduced scalar has 253 bits, and the last window takes up one more for a carry.
const WINDOWS: usize = 254_usize.div_ceil(WINDOW);

/// A point multiplied by 0 to [`LARGEST`].
type Row = [EdwardsPoint; 1 << (WINDOW - 1) | 1];

/// The multiples of one point, by window: 385 KB.
pub struct Multiples(Vec<Row>);

/// Those of the base point, for all keys.
static BASE: LazyLock<Multiples> = LazyLock::new(|| Multiples::of(ED25519_BASEPOINT_POINT));

impl Multiples {
    /// Computes the multiples of `point`, which takes as long as 15 to 20 verifications.
    pub fn of(mut point: EdwardsPoint) -> Self {
        let row = |_| {
            let mut next = EdwardsPoint::identity();
            let row: Row = std::array::from_fn(|_| {
                let multiple = next;
                next += point;
                multiple
            });
            // `next` is one beyond the largest digit, which is half of the next window's unit.
            point = (next - point) + (next - point);
            row
        };
        Self((0..WINDOWS).map(row).collect())
    }

    /// `[base] B + [scalar] P`, where B is the base point of Ed25519 and P the point of these multiples. Both scalars are
    /// reduced.
    pub fn combine(&self, scalar: &Scalar, base: &Scalar) -> Option<EdwardsPoint> {
        self.add_to(BASE.add_to(EdwardsPoint::identity(), base)?, scalar)
    }

    /// `sum + [scalar] P`. `None` would mean that a digit is larger than [`LARGEST`], which none is.
    fn add_to(&self, mut sum: EdwardsPoint, scalar: &Scalar) -> Option<EdwardsPoint> {
        for (row, digit) in self.0.iter().zip(digits(scalar.as_bytes())) {
            let multiple = row.get(usize::from(digit.unsigned_abs()))?;
            if digit < 0 {
                sum -= multiple;
            } else {
                sum += multiple;
            }
        }
        Some(sum)
    }
}

/// The digits of a number below 2^253, least first: the number is the sum of the digits times powers of 2^[`WINDOW`].
fn digits(number: &[u8; 32]) -> impl Iterator<Item = i16> {
    let mut carry = 0;
    (0..WINDOWS).map(move |window| {
        let digit = bits(number, window * WINDOW) + carry;
        carry = i16::from(digit > i16::from(LARGEST));
        digit - (carry << WINDOW)
    })
}

/// The bits of a number from `first` on, as many as a window has. Bits beyond its end are 0.
fn bits(number: &[u8; 32], first: usize) -> i16 {
    let byte = |index| number.get(index).copied().unwrap_or(0);
    let two = u16::from_le_bytes([byte(first / 8), byte(first / 8 + 1)]) >> (first % 8);
    let [low, _] = two.to_le_bytes();
    i16::from(low & (u8::MAX >> (8 - WINDOW)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The order of the group, less one: the largest reduced scalar.
    fn largest() -> Scalar {
        -Scalar::ONE
    }

    fn scalars() -> impl Iterator<Item = Scalar> {
        let powers = (0..253).map(|power| (0..power).fold(Scalar::ONE, |scalar, _| scalar + scalar));
        let edges = powers.flat_map(|power| [power, power - Scalar::ONE, power + Scalar::ONE, -power]);
        edges.chain([Scalar::ZERO, largest(), Scalar::from_bytes_mod_order([0xa5; 32])])
    }

    #[test]
    fn the_digits_of_a_scalar_add_up_to_it() {
        let place = Scalar::from(1_u64 << WINDOW);
        for scalar in scalars() {
            let digits: Vec<i16> = digits(scalar.as_bytes()).collect();
            let largest = i16::from(LARGEST);
            assert!(digits.iter().all(|digit| (1 - largest..=largest).contains(digit)), "{digits:?}");
            let sum = digits.iter().rev().fold(Scalar::ZERO, |sum, digit| {
                let size = Scalar::from(digit.unsigned_abs());
                sum * place + if *digit < 0 { -size } else { size }
            });
            assert_eq!(sum, scalar);
        }
    }

    #[test]
    fn multiples_give_the_products_of_the_library() {
        let point = EdwardsPoint::mul_base(&Scalar::from(7_u8));
        let multiples = Multiples::of(point);
        for scalar in scalars() {
            let other = scalar + Scalar::from(3_u8);
            assert_eq!(multiples.combine(&scalar, &other), Some(point * scalar + EdwardsPoint::mul_base(&other)));
        }
    }
}
