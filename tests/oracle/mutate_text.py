"""Changes to the written text of a bundle, for `mutate.py`."""

from __future__ import annotations


def at_value(rng, text: str, replacement: str) -> bytes:
    """A text in which one string value or name is replaced."""
    quotes = [n for n in range(len(text) - 1) if text[n] == '"' and text[n - 1] in ":[, \n{"]
    start = rng.choice(quotes)
    end = text.index('"', start + 1)
    return (text[:start] + replacement + text[end + 1 :]).encode()


def text_repeated(rng, text: str) -> bytes:
    """A member twice."""
    starts = [n for n in range(len(text)) if text[n] == "{"]
    start = rng.choice(starts)
    name = rng.choice(['"event_id"', '"extra"', '"\\u0065xtra"', '"state"', '"payload"', '"kind"'])
    return (
        text[: start + 1]
        + f'{name}:1,{name.replace("e", rng.choice(["e", chr(92) + "u0065"]), 1)}:1,'
        + text[start + 1 :]
    ).encode()


def text_value(rng, text: str) -> bytes:
    """A value or name that is refused."""
    deep = rng.choice([100, 128, 129, 1000, 5000])
    return at_value(
        rng,
        text,
        rng.choice(
            [
                "NaN",
                "-Infinity",
                "1e999",
                "1" * 4300,
                "1" * 4301,
                "01",
                "1.",
                "+1",
                '"\\ud800"',
                '"\\udc00x"',
                '"\\x"',
                '"\x01"',
                "'a'",
                "nul",
                "True",
                "",
                '"a" "b"',
                *["[" * deep + "]" * deep] * 3,
                "[1,]",
                "{,}",
                "1E400",
                '"\\ud83d\\ude00"',
                "-0",
                "-0.0",
                "1e-400",
            ]
        ),
    )


def text_around(rng, text: str) -> bytes:
    """Something before or after the document, or another encoding of it."""
    data = text.encode()
    return rng.choice(
        [
            b"\xef\xbb\xbf" + data,
            data + b"x",
            data + b"\0",
            data + data,
            b"[" + data + b"]",
            data[:-1],
            data + b"\n\n ",
            text.encode("utf-16"),
            text.encode("utf-16-be"),
            text.encode("utf-32"),
            b"\x1f\x8b" + data,
            b"",
            b" ",
            b"null",
            b"{}",
            b"[]",
            b"5",
            b"<html></html>",
            b"\xc2\xa0" + data,
        ]
    )


def text_bytes(rng, text: str) -> bytes:
    """A byte changed, removed or added; or the end cut off."""
    data = bytearray(text.encode())
    at, kind = rng.randrange(8, len(data)), rng.randrange(4)
    if kind == 0:
        data[at] = rng.choice([0, 0x80, 0xFF, 0xC0, 0xED, 34, 44, 92, 125, data[at] ^ 1])
    elif kind == 1:
        del data[at]
    elif kind == 2:
        data.insert(at, rng.choice(b'"{}[],:\\0 \n\x00\xff'))
    else:
        del data[at:]
    return bytes(data)
