"""Documents that are as large as one likes and cheap to write: what they cost in memory and time.

Each shape is a bundle, all but one of whose parts are those of the real one: a list or object that is filled up with
something short. `tests/hostile.py --memory` and `--growth` hold what verbs need for them against limits.
"""

import itertools
import json
import os
import string

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
REAL = open(os.path.join(ROOT, "fixtures/valid/arxiv-1804.07612.json"), "rb").read()

# At most so many times the input, for every verb and format (docs/performance.md, Memory).
TIMES = 32
# What a process takes before it reads anything, in bytes.
START = 8 << 20
# Twice the input may take so many times as long: twice, and what a machine that does other work adds.
RATIO = 2.7

LETTERS = (string.ascii_letters + string.digits).encode()


def words():
    """Different texts, the shortest first."""
    for length in itertools.count(1):
        for letters in itertools.product(LETTERS, repeat=length):
            yield bytes(letters)


def same(unit):
    """A list of the same entry again and again; the second document has 1 where the first has 0."""
    def fill(size, second):
        entry = unit.replace(b"0", b"1") if second else unit
        return b"[" + (entry + b",") * (size // (len(unit) + 1)) + entry + b"]"
    return fill


def each(before, after, brackets=b"[]", shared=False):
    """Entries that differ in a word. Those of the second document are in another order, or differ in a zero."""
    def fill(size, second):
        entries, length = [], 0
        tail = after.replace(b"0", b"1") if second else after
        for word in words():
            entries.append(before + word + tail)
            length += len(entries[-1]) + 1
            if length > size:
                break
        if second and not shared:
            entries.reverse()
        return brackets[:1] + b",".join(entries) + brackets[1:]
    return fill


def deep(size, second):
    """Zeros, so deep that a line of them is mostly indentation."""
    depth = 110
    return b"[" * depth + same(b"0")(size, second)[1:-1] + b"]" * depth


def named(size, second):
    """One name that is half of the document, and half of it values below it."""
    return b'{"' + b"n" * (size // 2) + b'":' + same(b"0")(size // 2, second) + b"}"


def last(size, second):
    """One name that is half of the document, and below it a list that differs in its last value."""
    return b'{"' + b"n" * (size // 2) + b'":' + same(b"0")(size // 2, False)[:-2] + (b"1]}" if second else b"0]}")


FILL = "@@"


def put(*path):
    """Puts what is filled up at a path of the real bundle."""
    def edit(value):
        for name in path[:-1]:
            value = value[name]
        value[path[-1]] = FILL
    return edit


def in_event(member):
    return lambda value: value["events"][1].update({member: FILL})


def aliases(value):
    value["source_aliases"] = FILL
    value["state"]["current"]["source_aliases"] = FILL


def records(value):
    value["events"][0]["payload"]["canonical_record"]["x"] = FILL
    value["canonical_record"]["x"] = FILL


SNAPSHOT = ("events", 1, "payload", "graph_snapshot")

# Name, where it is filled up, with what.
SHAPES = [
    ("events: [0,0,...]", put("events"), same(b"0")),
    ("events: [{},{},...]", put("events"), same(b"{}")),
    ("events with an id alone", put("events"), each(b'{"event_id":"', b'"}')),
    ("events of another version", put("events"), same(b'{"schema_version":"0"}')),
    ("public_keys: [{},{},...]", put("public_keys"), same(b"{}")),
    ("source_aliases: [0,0,...]", put("source_aliases"), same(b"0")),
    ("aliases of many kinds, twice", aliases, each(b'{"alias_kind":"', b'","alias_value":"0","created_at":""}', shared=True)),
    ("supersedes: [\"\",\"\",...]", in_event("supersedes"), same(b'""')),
    ("applied_event_ids: [\"\",\"\",...]", put("state", "applied_event_ids"), same(b'""')),
    ("invalid_events: [0,0,...]", put("state", "invalid_events"), same(b"0")),
    ("equivocations of many texts", put("state", "equivocations"), each(b'"', b'"')),
    ("mirror_hints of many texts", put("mirror_hints"), each(b'"', b'"')),
    ("claims: [{},{},...]", put(*SNAPSHOT, "claims", "items"), same(b"{}")),
    ("many members of links", put("links"), each(b'"', b'":0', b"{}", shared=True)),
    ("doubles, short here and long in canonical form", put("links"), same(b"1e15")),
    ("lists of one zero", put("links", "x"), same(b"[0]")),
    ("texts of one escape", put("links", "x"), same(b'"\\u202e"')),
    ("zeros 110 levels deep", records, deep),
    ("a long name and many values", put("links"), named),
    ("a long name and one value that differs", records, last),
]


def document(shape, size, second=False):
    """The bytes of a shape: about so many."""
    _, edit, fill = shape
    value = json.loads(REAL)
    edit(value)
    before, *rest = json.dumps(value, separators=(",", ":")).encode().split(b'"%s"' % FILL.encode())
    content = fill(size // len(rest), second)
    return before + b"".join(content + part for part in rest)



def runs(first, second, folder):
    """Arguments of every verb and format over a document, and another one of its shape. Reports go into a folder."""
    page = os.path.join(folder, "page.html")
    yield ["verify", first]
    for format in ("json", "ndjson", "junit", "github"):
        yield ["verify", "--format", format, first]
    yield ["verify", "--quiet", "--report", "html=" + page, first]
    yield ["verify", "--quiet", "--strict", "--jobs", "1", first]
    for format in ("human", "json", "dot", "mermaid", "html"):
        yield ["inspect", "--format", format, first]
    yield ["state", "--unverified", first]
    yield ["state", "--unverified", "--raw", first]
    yield ["state", "--unverified", "--format", "json", first]
    for format in ("human", "json"):
        yield ["keys", "--format", format, first]
    yield ["canon", first]
    yield ["canon", "--sha256", first]
    for format in ("human", "json"):
        yield ["diff", "--format", format, first, second]
        yield ["merge", "--format", format, first, second]
    yield ["merge", "--bundle", os.path.join(folder, "union.json"), first, second]
    yield ["verify", "--quiet", "--since", second, first]
