"""Strict reading and canonical bytes (section 1 of the description of the format)."""

from __future__ import annotations

import hashlib
import json
import re
import sys

MAX_DEPTH = 128
MAX_DIGITS = 4300

sys.set_int_max_str_digits(MAX_DIGITS)


class Malformed(Exception):
    """A document that cannot be judged; `code` is the check code."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


def read(data: bytes):
    """The value of a strict JSON text, or `Malformed` with the code of the first defect (section 1)."""
    if json.detect_encoding(data) != "utf-8":  # a byte order mark, UTF-16, UTF-32
        raise Malformed("json.encoding")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise Malformed("json.encoding") from None
    try:
        value = json.loads(text, object_pairs_hook=_unique, parse_float=_finite, parse_constant=_refuse)
        if re.search(r"\\u[dD][89a-fA-F]", text):
            canonical(value)  # refuses lone surrogates
        if text.count("[") + text.count("{") > MAX_DEPTH and _depth(value) > MAX_DEPTH:
            raise ValueError
    except (ValueError, RecursionError):
        Scanner(text).scan()
        raise AssertionError("one reader refuses what the other accepts") from None
    return value


def _unique(pairs):
    """An object, unless a member name occurs twice (section 1)."""
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError
    return members


def _finite(text):
    """A double, unless it overflows (section 1)."""
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise ValueError
    return number


def _refuse(_):
    """NaN and Infinity (section 1)."""
    raise ValueError


def _depth(value) -> int:
    """How many containers are nested in a value, itself included."""
    if isinstance(value, dict):
        return 1 + max(map(_depth, value.values()), default=0)
    if isinstance(value, list):
        return 1 + max(map(_depth, value), default=0)
    return 0


class Scanner:
    """Walks a JSON text from left to right and raises `Malformed` at its first defect (section 1).

    A member name that occurs twice is no defect of the syntax: any other defect comes first.

    `read` builds the value with the standard library; this one only names what is wrong.
    """

    SPACE = re.compile(r"[ \t\n\r]*")
    PLAIN = re.compile(r'[^"\\\x00-\x1f]*')
    NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?")
    CONSTANT = re.compile(r"NaN|-?Infinity")
    UNICODE = re.compile(r"\\u([0-9a-fA-F]{4})")

    def __init__(self, text: str):
        self.text, self.at, self.repeated = text, 0, False

    def scan(self):
        """The whole text: one value and nothing after it."""
        self.value(0)
        self.take(self.SPACE)
        if self.at != len(self.text):
            raise Malformed("json.syntax")
        if self.repeated:
            raise Malformed("json.duplicate_member")

    def take(self, pattern):
        """The match of a pattern here, stepped over; or None."""
        match = pattern.match(self.text, self.at)
        if match:
            self.at = match.end()
        return match

    def next(self, wanted: str) -> bool:
        """White space, then one of the wanted characters, stepped over."""
        self.take(self.SPACE)
        found = self.text[self.at : self.at + 1]
        if not found or found not in wanted:
            return False
        self.at += 1
        return True

    def value(self, depth: int):
        """One value inside `depth` containers."""
        self.take(self.SPACE)
        if self.text[self.at : self.at + 1] in ("{", "[") and depth == MAX_DEPTH:
            raise Malformed("json.depth")
        if self.next("{"):
            self.members(depth + 1)
        elif self.next("["):
            self.items(depth + 1)
        elif self.next('"'):
            self.string()
        elif self.take(self.CONSTANT):
            raise Malformed("json.number")
        elif number := self.take(self.NUMBER):
            self.number(number)
        elif not self.take(re.compile("true|false|null")):
            raise Malformed("json.syntax")

    def members(self, depth: int):
        """The rest of an object."""
        names = set()
        if self.next("}"):
            return
        while True:
            if not self.next('"'):
                raise Malformed("json.syntax")
            name = self.string()
            self.repeated |= name in names
            names.add(name)
            if not self.next(":"):
                raise Malformed("json.syntax")
            self.value(depth)
            if self.next("}"):
                return
            if not self.next(","):
                raise Malformed("json.syntax")

    def items(self, depth: int):
        """The rest of an array."""
        if self.next("]"):
            return
        while True:
            self.value(depth)
            if self.next("]"):
                return
            if not self.next(","):
                raise Malformed("json.syntax")

    def string(self) -> str:
        """The rest of a string."""
        parts = []
        while True:
            parts.append(self.take(self.PLAIN).group())
            found = self.text[self.at : self.at + 2]
            if found[:1] == '"':
                self.at += 1
                return "".join(parts)
            if escape := self.take(self.UNICODE):
                parts.append(self.character(int(escape[1], 16)))
            elif len(found) == 2 and found[0] == "\\" and found[1] in '"\\/bfnrt':
                parts.append(json.loads(f'"{found}"'))
                self.at += 2
            else:
                raise Malformed("json.syntax")

    def character(self, unit: int) -> str:
        """An escaped character, whose first UTF-16 unit was read."""
        if not 0xD800 <= unit <= 0xDFFF:
            return chr(unit)
        low = self.take(self.UNICODE) if unit < 0xDC00 else None
        if not low or not 0xDC00 <= int(low[1], 16) <= 0xDFFF:
            raise Malformed("json.encoding")
        return chr(0x10000 + ((unit - 0xD800) << 10) + int(low[1], 16) - 0xDC00)

    @staticmethod
    def number(match):
        """A number: neither too long nor too large."""
        if match[2] or match[3]:
            if float(match[0]) in (float("inf"), float("-inf")):
                raise Malformed("json.number")
        elif len(match[1]) > MAX_DIGITS:
            raise Malformed("json.number")


# What `json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)` calls, made once.
_encode = json.encoder.c_make_encoder(None, None, json.encoder.encode_basestring, None, ":", ",", True, False, True)


def canonical(value) -> bytes:
    """The bytes that are hashed (section 1)."""
    return "".join(_encode(value, 0)).encode()


def digest(value, *without: str) -> str:
    """SHA-256 over canonical bytes, of an object without some members (section 1)."""
    if without:
        value = {name: member for name, member in value.items() if name not in without}
    return hashlib.sha256(canonical(value)).hexdigest()


def same(a, b) -> bool:
    """Deep equality, in which 1, 1.0 and true are three values (section 1)."""
    return canonical(a) == canonical(b)
