#!/usr/bin/env python3
"""Draws docs/pictures/terminal.svg: what `pith verify` prints at a terminal for a changed bundle.

    docs/pictures/terminal.py PITH [FILE]      FILE is docs/pictures/terminal.svg by default

The program runs in a terminal of 100 columns, and its own colours are drawn. Equal output makes equal bytes.
"""

import fcntl
import html
import os
import pathlib
import pty
import re
import struct
import sys
import termios

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUNDLE = "fixtures/fail/event.digest/real-title-changed.json"
COLUMNS, ROWS = 100, 12
WIDTH, HEIGHT, MARGIN = 8.4, 20, 16
COLOURS = {"31": "#ff7b72", "32": "#7ee787", "33": "#e3b341", "34": "#79c0ff", "35": "#d2a8ff", "36": "#76e3ea"}


def output(program):
    """What the program prints at a terminal."""
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(ROOT)
        environment = {"TERM": "xterm-256color", "LANG": "C.UTF-8"}
        os.execve(program, ["pith", "verify", "--no-progress", BUNDLE], environment)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 50, COLUMNS, 0, 0))
    printed = b""
    try:
        while part := os.read(terminal, 1 << 16):
            printed += part
    except OSError:  # The end of a terminal is an error on Linux.
        pass
    os.waitpid(child, 0)
    return printed.decode().replace("\r\n", "\n")


def parts(text):
    """The parts of the output, each with row, column and codes of colour. Wider gaps are no part of a text."""
    codes, row, column = [], 0, 0
    for word, space, code in re.findall(r"((?: ?[^\x1b\s])+)|(\s)|\x1b\[([0-9;]*)m", text):
        if word:
            indent = len(word) - len(word.lstrip())
            yield row, column + indent, word.lstrip(), codes
            column += len(word)
        elif space:
            row, column = (row + 1, 0) if space == "\n" else (row, column + 1)
        else:
            codes = [] if code in ("", "0") else [*codes, *code.split(";")]


def style(codes):
    rules = [f'fill="{COLOURS[code]}"' for code in codes if code in COLOURS]
    rules += ['font-weight="bold"'] if "1" in codes else []
    rules += ['opacity=".65"'] if "2" in codes else []
    return " ".join(rules)


def draw(text):
    rows = text.count("\n") + 1
    width, height = round(COLUMNS * WIDTH + 2 * MARGIN), rows * HEIGHT + 2 * MARGIN
    yield f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" aria-labelledby="t">'
    yield "<title id=\"t\">pith verify reports a changed word of a title, with the signed value and the value found</title>"
    yield f'<rect width="{width}" height="{height}" rx="8" fill="#0d1117"/>'
    yield '<g font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,\'DejaVu Sans Mono\',monospace" font-size="14" fill="#e6edf3">'
    for row, column, word, codes in parts(text):
        x, y = round(MARGIN + column * WIDTH, 1), MARGIN + row * HEIGHT + 14
        length = f'textLength="{len(word) * WIDTH:g}"'
        yield f'<text x="{x:g}" y="{y}" {length} {style(codes)}>{html.escape(word, quote=False)}</text>'
    yield "</g></svg>"


def main():
    lines = output(str(pathlib.Path(sys.argv[1]).resolve())).split("\n")[:ROWS]
    text = "\n".join([f"\x1b[2m$\x1b[0m pith verify {BUNDLE}", *lines]).rstrip()
    picture = "\n".join(draw(text)) + "\n"
    file = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else ROOT / "docs/pictures/terminal.svg"
    file.write_text(picture.replace('" >', '">'))


main()
