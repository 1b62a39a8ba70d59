"""Odd JSON values, and odd ways to write them (section 1 of the description of the format)."""

from __future__ import annotations

import json
import struct
from decimal import Decimal
from json.encoder import encode_basestring, encode_basestring_ascii

ENCODERS = (encode_basestring, encode_basestring_ascii)

NUMBERS = [
    0,
    1,
    -1,
    10**15,
    10**16,
    2**53 + 1,
    -(2**63) - 1,
    2**64,
    10**30,
    0.0,
    -0.0,
    1.0,
    -1.5,
    0.1,
    1e15,
    1e16,
    1e-4,
    1e-5,
    123456789012345680.0,
    9007199254740993.0,
    1e21,
    1e22,
    1e23,
    5e-324,
    2.2250738585072014e-308,
    1.7976931348623157e308,
    2.0**-25,
    2.0**89,
    0.30000000000000004,
]
PIECES = [
    "",
    "a",
    "Pith",
    " ",
    "é",
    "e\u0301",
    "ß",
    "Σ",
    "İ",
    "日本",
    "\x00",
    "\x07",
    "\b",
    "\t",
    "\n",
    "\f",
    "\r",
    "\x0b",
    "\x1f",
    "\x7f",
    "\x85",
    "\xa0",
    "\u200b",
    "\u2028",
    "\u202e",
    "\u2066",
    "\ufeff",
    "\ufffd",
    "\uffff",
    "\ud7ff",
    "\ue000",
    "\U00010000",
    "😀",
    "\U0010ffff",
    '"',
    "\\",
    "/",
    "\\u0041",
    "<script>",
    "$\\eta^\\prime$",
    "~",
    "null",
]


TIMES = [
    "2026-05-18T00:17:58Z",
    "2026-05-18T00:17:58.5Z",
    "2026-05-18T00:17:57.999999Z",
    "2099-01-01T00:00:00Z",
    "2001-01-01T00:00:00Z",
    "2026-02-29T00:00:00Z",
    "2024-02-29T23:59:59Z",
    "2026-13-01T00:00:00Z",
    "2026-05-18 00:17:58Z",
    "2026-05-18T00:17:58",
    "2026-05-18T00:17:58+00:00",
    "2026-05-18t00:17:58z",
    "2026-05-18T24:00:00Z",
    "",
    "2026-05-18T00:17:60Z",
    "2026-05-18T00:17:58.1234567Z",
    "2026-05-18T00:17:58.Z",
    "12026-05-18T00:17:58Z",
    " 2026-05-18T00:17:58Z",
    "2026-05-18T00:17:58Z\n",
    "２０26-05-18T00:17:58Z",
    "2026-05-18T00:17:58.25+00:00",
    "2026-05-18T00:17:58-00:00",
    "2026-05-18T01:17:58+01:00",
    "2026-02-29T00:00:00+00:00",
    "2026-05-18T00:17:58Z+00:00",
    "2026-06-27T00:17:58Z",
    "2026-06-27T00:17:58.9Z",
]

# Numbers that a lax reader takes for one another.
NEAR = [
    [0, 0.0, -0.0, False],
    [1, 1.0, True],
    [-1, -1.0],
    [10**16, 1e16],
    [10**22, 1e22],
    [2**53, 2.0**53, 2**53 + 1],
    [2**63, 2.0**63, 2**63 - 1],
    [0.1, 0.1 + 2.0**-56],
    [10**15, 1e15, float(10**15) + 0.125],
]


def a_time(rng) -> str:
    """A good, bad or unusual time."""
    return rng.choice(TIMES)


def numbers(rng) -> list:
    """Some numbers that have near-equal ones."""
    return [rng.choice(rng.choice(NEAR)) for _ in range(rng.choice([0, 1, 2, 4]))]


def near_equal(rng, value):
    """Another number that is nearly the same; a ValueError where there is none."""
    if type(value) not in (int, float, bool):
        raise ValueError("not a number")
    near = [other for group in NEAR if any(repr(value) == repr(own) for own in group) for other in group]
    if type(value) is int and abs(value) < 2**53:
        near.append(float(value))
    if type(value) is float and value.is_integer():
        near.append(int(value))
    others = [other for other in near if repr(other) != repr(value)]
    if not others:
        raise ValueError("nothing is near")
    return rng.choice(others)


def odd_number(rng):
    """An integer of any size or a double."""
    kind = rng.random()
    if kind < 0.5:
        return rng.choice(NUMBERS)
    if kind < 0.7:
        return rng.randint(-(10 ** rng.randint(1, 40)), 10 ** rng.randint(1, 40))
    if kind < 0.71:
        return rng.choice([-1, 1]) * rng.randint(10**4299, 10**4300 - 1)
    number = struct.unpack(">d", rng.randbytes(8))[0]
    return number if number - number == 0 else 0.5


def odd_text(rng) -> str:
    """A string of pieces that readers, hashers and terminals trip over."""
    return "".join(rng.choice(PIECES) for _ in range(rng.choice([1, 1, 2, 3, 8])))


def odd_value(rng, depth=0):
    """Any JSON value."""
    kind = rng.random()
    if depth < 4 and kind < 0.15:
        return {odd_text(rng): odd_value(rng, depth + 1) for _ in range(rng.randint(0, 4))}
    if depth < 4 and kind < 0.3:
        return [odd_value(rng, depth + 1) for _ in range(rng.randint(0, 4))]
    return odd_number(rng) if kind < 0.6 else odd_text(rng) if kind < 0.9 else rng.choice([None, True, False])


def spell_number(rng, number) -> str:
    """One of the ways to write a number."""
    if isinstance(number, int):
        return "-0" if number == 0 and rng.random() < 0.3 else str(number)
    spellings = [repr(number), repr(number).upper(), f"{number:.17e}", f"{number:.19E}"]
    if "e" not in repr(number):
        spellings += [repr(number) + "000", repr(number) + "e0", repr(number) + "E-00"]
    if 1e-30 < abs(number) < 1e30:
        exact = f"{Decimal(number):f}"
        spellings.append(exact if "." in exact else exact + ".0")
    spellings.append(far_away(rng, repr(number)))
    return rng.choice(spellings)


def far_away(rng, text: str) -> str:
    """A double with zeros before its digits or after them, and the exponent that takes them back; seldom many."""
    sign, digits, exponent = Decimal(text).as_tuple()
    digits = "".join(map(str, digits))
    zeros = "0" * (rng.choice([66_000, 656_000]) if rng.random() < 0.01 else rng.choice([5, 40, 400]))
    if digits == "0" or rng.random() < 0.5:
        digits, exponent = f"0.{zeros}{digits}", exponent + len(zeros) + len(digits)
    else:
        digits, exponent = digits + zeros, exponent - len(zeros)
    power = ("-" if exponent < 0 else rng.choice(["", "+"])) + rng.choice(["", "0", "00000"]) + str(abs(exponent))
    return "-" * sign + digits + rng.choice("eE") + power


def spell_text(rng, text: str) -> str:
    """One of the ways to write a string."""
    if rng.random() < 0.8:
        return rng.choice(ENCODERS)(text)
    return (
        '"'
        + "".join(
            (
                "\\/"
                if c == "/" and rng.random() < 0.5
                else (
                    "".join(
                        rng.choice([f"\\u{u:04x}", f"\\u{u:04X}"])
                        for u in struct.unpack(f"<{len(c.encode('utf-16-le')) // 2}H", c.encode("utf-16-le"))
                    )
                    if rng.random() < 0.2
                    else encode_basestring(c)[1:-1]
                )
            )
            for c in text
        )
        + '"'
    )


def spell(rng, value) -> str:
    """A JSON text of a value, with odd white space, escapes, numbers and order of members."""
    space = rng.choice(["", "", "", " ", "\n", "\t", "\r\n"])
    if isinstance(value, dict):
        members = list(value.items())
        rng.shuffle(members)
        inner = ",".join(f"{space}{spell_text(rng, name)}{space}:{spell(rng, member)}" for name, member in members)
        return "{" + inner + space + "}"
    if isinstance(value, list):
        return "[" + ",".join(space + spell(rng, item) for item in value) + space + "]"
    if isinstance(value, str):
        return spell_text(rng, value)
    return spell_number(rng, value) if type(value) in (int, float) else json.dumps(value)


def write(rng, bundle: dict) -> str:
    """A bundle as JSON text, in one of several layouts."""
    kind = rng.random()
    text = json.dumps(bundle, ensure_ascii=kind < 0.5, sort_keys=kind < 0.6)
    if kind < (0.12 if len(text) < 30_000 else 0.01):
        return spell(rng, bundle)
    return json.dumps(bundle, indent=2) if kind > 0.9 and len(text) < 30_000 else text
