"""Keys and signatures, strictly (section 3 of the description of the format).

The arithmetic of the curve is needed to refuse keys; the equation of a signature is left to OpenSSL.
"""

from __future__ import annotations

import base64
import binascii
import functools
import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
NEUTRAL = (0, 1, 1, 0)


def decode_point(data: bytes):
    """The point of a canonical encoding, in extended coordinates; or None (section 3)."""
    y, sign = int.from_bytes(data, "little") & (2**255 - 1), data[31] >> 7
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * pow(2, (P - 1) // 4, P) % P
    if x * x % P != square or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return (x, y, 1, x * y % P)


def add(p, q):
    """The sum of two points (RFC 8032, section 5.1.4; complete, so it doubles too)."""
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def times(scalar: int, point):
    """A multiple of a point."""
    total = NEUTRAL
    while scalar:
        if scalar & 1:
            total = add(total, point)
        point = add(point, point)
        scalar >>= 1
    return total


def is_neutral(point) -> bool:
    """Whether a point is the neutral element."""
    return point[0] == 0 and point[1] == point[2]


def encode_point(point) -> bytes:
    """The canonical encoding of a point."""
    inverse = pow(point[2], -1, P)
    return ((point[1] * inverse % P) | ((point[0] * inverse % P & 1) << 255)).to_bytes(32, "little")


def _small_order() -> list:
    """The eight points of small order: the multiples of a point of order eight."""
    for y in range(2, 100):
        point = decode_point(y.to_bytes(32, "little"))
        torsion = point and times(L, point)
        if torsion and not is_neutral(times(4, torsion)):
            return [times(n, torsion) for n in range(8)]
    raise AssertionError("no point of order eight")


SMALL_ORDER = _small_order()
SMALL_ORDER_YS = {int.from_bytes(encode_point(point), "little") & (2**255 - 1) for point in SMALL_ORDER}


@functools.lru_cache(maxsize=4096)
def key_defect(key: bytes) -> str | None:
    """Why 32 bytes are no key: not canonical, of small order, with a torsion component (section 3)."""
    point = decode_point(key)
    if point is None:
        return "encoding"
    if is_neutral(times(8, point)):
        return "small-order"
    return None if is_neutral(times(L, point)) else "torsion"


@functools.lru_cache(maxsize=4096)
def _loaded(key: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(key)


@functools.lru_cache(maxsize=4096)
def verify_strict(key: bytes, message: bytes, signature: bytes) -> bool:
    """Ed25519 without the cases in which libraries disagree (section 3).

    OpenSSL checks the equation, without the cofactor, and that R is the encoding of the computed point;
    it takes keys and R of small order and keys that are not canonical. Those, and S >= L, are refused first.
    """
    if len(key) != 32 or len(signature) != 64 or key_defect(key) in ("encoding", "small-order"):
        return False
    r = int.from_bytes(signature[:32], "little") & (2**255 - 1)
    if r >= P or r in SMALL_ORDER_YS or int.from_bytes(signature[32:], "little") >= L:
        return False
    try:
        _loaded(key).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def strict_base64(text: str) -> bytes | None:
    """The bytes of a base64 text that is the one encoding of them, with padding (section 3)."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if base64.b64encode(data).decode() == text else None


def fingerprint_hex(key: bytes) -> str:
    """`fingerprint_sha256_hex` (section 3)."""
    return hashlib.sha256(key).hexdigest()[:32]


def fingerprint_b32(key: bytes) -> str:
    """`fingerprint_sha256_b32_first128bits`, which holds 130 bits (section 3)."""
    return base64.b32encode(hashlib.sha256(key).digest()).decode()[:26]
