"""Documents that are as large as one likes and cheap to write: what they cost in memory and time.

Each shape is a bundle, all but one of whose parts are those of the real one: a list or object that is filled up with
something short. `tests/hostile.py --memory` and `--growth` hold what every verb and format needs for them against limits.
"""

import hashlib
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
# Twice the input may take so many times as long: twice, and what a machine that does other work adds. Runs that need
# less than so many seconds say nothing.
RATIO, MOMENT = 2.6, 0.15
# How often what seems to take longer than that is measured again.
AGAIN = 8

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


def one_among(size, second):
    """Zeros, and a one after them; in the second document before them."""
    zeros = same(b"0")(size, False)[1:-1]
    return b"[1," + zeros + b"]" if second else b"[" + zeros + b",1]"


def below(size, second):
    """A name that is all of the document but for the receipts below it, of which each report lists twenty."""
    return b'{"' + b"n" * size + b'":' + same(b'{"kind":"pith_receipt"}')(1_000, second) + b"}"


FILL = "@@"
# Filled up as the second document is where FILL is as in the first.
OTHER = "@other@"
# The digest of an event in the form of its copy.
DIGEST = "@digest@"
# A name that is half of the document. One name may be a part of very many places, each with a finding.
NAME = "@name@"


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


def reordered(value):
    """Aliases that the state has in another order."""
    value["source_aliases"] = FILL
    value["state"]["current"]["source_aliases"] = OTHER


def records(value):
    value["events"][0]["payload"]["canonical_record"]["x"] = FILL
    value["canonical_record"]["x"] = FILL


def receipts(value):
    value["links"] = {NAME: FILL}


def lacking(value):
    """Every event lacks a name of the record, the first of all."""
    value["canonical_record"][NAME] = 0
    value["events"] = FILL


def changed(value):
    """Every event has the id of one that is intact in the state, where it has that name."""
    value["state"]["current"]["graph_snapshots"][0]["payload"] = {NAME: 0}
    value["events"] = FILL


def copied(value):
    """Events that are nothing but the id of one that the state has."""
    value["state"]["current"]["record_created"] = {"event_id": "x", "payload": FILL}
    value["events"] += [{"event_id": "x"}] * 1_000


def restored(value):
    """An event of nobody whose copy in the state is what its id says, and that differs from it in every value."""
    place = value["state"]["current"]["graph_snapshots"]
    name = "sha256:" + DIGEST
    value["state"]["applied_event_ids"].append(name)
    place.append({**place[0], "event_id": name, "payload": {NAME: FILL}})
    one = value["events"][1]
    value["events"].append({**one, "event_id": name, "content_sha256": DIGEST, "payload": {NAME: OTHER}})


def event(place, payload):
    """An event of the real bundle with another payload."""
    return json.dumps({**json.loads(REAL)["events"][place], "payload": payload}, separators=(",", ":")).encode()


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
    ("zeros 110 levels deep", put("source_aliases"), deep),
    ("a long name and many values", put("links"), named),
    ("a long name and one value that differs", records, last),
]
# These were once quadratic: a pointer was made for each finding, and dropped.
NAMES = [
    ("receipts below a long name", receipts, same(b'{"kind":"pith_receipt"}')),
    ("events that lack a long name of the record", lacking, same(event(0, {"canonical_record": {}}))),
    ("an event that differs from its copy in lists below a long name", restored, same(b"[0]")),
    ("receipts below a name as long as the document", put("links"), below),
]
SHAPES += [*NAMES, ("changed events, a long name in their copy", changed, same(event(1, {})))]
SHAPES += [("aliases in another order in the state", reordered, one_among)]
SHAPES += [("a thousand events and a copy of all that has many members", copied, each(b'"', b'":0', b"{}", shared=True))]
# Those of which the reduced run is made: each was once too much for some verb.
FEW = [*(SHAPES[place] for place in (0, 1, 4, 12, 19, -1)), *NAMES[-2:]]


def document(shape, size, second=False):
    """The bytes of a shape: about so many."""
    _, edit, fill = shape
    value = json.loads(REAL)
    edit(value)
    text = json.dumps(value, separators=(",", ":")).encode()
    if NAME.encode() in text:
        size //= 2
        text = text.replace(NAME.encode(), b"a" * size)
    places = [(b'"%s"' % FILL.encode(), second), (b'"%s"' % OTHER.encode(), not second)]
    size //= sum(text.count(place) for place, _ in places)
    for place, is_second in places:
        text = text.replace(place, fill(size, is_second))
    return sealed(text) if DIGEST.encode() in text else text


def sealed(text):
    """The document with the digest of its last event in the form of the last copy in the state."""
    value = json.loads(text)
    copy = value["state"]["current"]["graph_snapshots"][-1]
    body = {**value["events"][-1], "payload": copy["payload"]}
    for name in ("content_sha256", "event_id", "signature"):
        del body[name]
    canonical = json.dumps(body, sort_keys=True, separators=(",", ":")).encode()
    return text.replace(DIGEST.encode(), hashlib.sha256(canonical).hexdigest().encode())


def runs(first, second, folder):
    """Arguments of every verb and format over a document, and another one of its shape. Reports go into a folder."""
    page = os.path.join(folder, "page.html")
    yield ["verify", first]
    for format in ("json", "ndjson", "junit", "github", "sarif"):
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


def write(shape, size, folder):
    """Writes two documents of a shape, in a process of its own: a child's peak memory begins with that of its parent."""
    paths = [os.path.join(folder, name) for name in ("first.json", "second.json")]
    child = os.fork()
    if child == 0:
        for second, path in enumerate(paths):
            with open(path, "wb") as file:
                file.write(document(shape, size, bool(second)))
        os._exit(0)
    if os.waitpid(child, 0)[1] != 0:
        raise RuntimeError("a document cannot be made")
    return paths


def measure(pith, paths, folder, start, only=None):
    """What each verb and format needs, or one alone: its name, the run, and the bytes that it reads."""
    for args in runs(*paths, folder):
        name = " ".join(arg for arg in args if not arg.startswith(folder) and not arg.startswith("html="))
        if only in (None, name):
            yield name, start(pith, args).wait(), sum(os.path.getsize(arg) for arg in args if arg in paths)


def memory(pith, shapes, megabytes, folder, start, table):
    """The peak of every verb and format over every shape, as times the input; one row a shape, with the worst."""
    print("| shape | %s | the most: |\n|---|%s---|" % (" | ".join("%g MB" % size for size in megabytes), "---:|" * len(megabytes)))
    for shape in shapes:
        cells, worst = [], (0, "")
        for size in megabytes:
            most = (0, "")
            for name, run, given in measure(pith, write(shape, int(size * 1e6), folder), folder, start):
                times = run.megabytes * (1 << 20) / given
                most = max(most, (times, name))
                # 2: the earlier bundle, which an option names, is none that can be compared with.
                right = (0, 1, 2, 3) if "--since" in name else (0, 1, 3)
                table.demand("%s: %s: exit %d" % (shape[0], name, run.child.returncode), run.child.returncode in right)
                bound = TIMES + START / given
                table.demand("%s: %s: %.1f times the input" % (shape[0], name, times), times <= bound)
            cells.append("%.1f" % most[0])
            worst = max(worst, most)
        print("| %s | %s | %s |" % (shape[0], " | ".join(cells), worst[1]), flush=True)


def growth(pith, shapes, megabytes, folder, start, table):
    """How much longer every verb and format takes when the input is twice as large; one row a shape, with the worst."""
    print("| shape | %g MB, s | %g MB, s | ratio | of: |\n|---|---:|---:|---:|---|" % (megabytes, 2 * megabytes))
    for shape in shapes:
        seconds = []
        for size in (megabytes, 2 * megabytes):
            paths = write(shape, int(size * 1e6), folder)
            seconds.append({name: run.cpu for name, run, _ in measure(pith, paths, folder, start)})
        once, twice = seconds
        ratio = {name: twice[name] / max(once[name], MOMENT) for name in once}
        # A machine that is shared has a fast and a slow clock, for seconds each: what seems to have taken too long is
        # measured again, both sizes in turn, and the median counts.
        for name in [name for name in ratio if ratio[name] > RATIO]:
            pairs = [(once[name], twice[name])]
            for _ in range(AGAIN):
                pairs.append([])
                for size in (megabytes, 2 * megabytes):
                    paths = write(shape, int(size * 1e6), folder)
                    pairs[-1].append(min(run.cpu for _, run, _ in measure(pith, paths, folder, start, name)))
            pairs.sort(key=lambda pair: pair[1] / max(pair[0], MOMENT))
            once[name], twice[name] = pairs[len(pairs) // 2]
            ratio[name] = twice[name] / max(once[name], MOMENT)
        worst = max(ratio, key=ratio.get)
        print("| %s | %.2f | %.2f | %.2f | %s |" % (shape[0], once[worst], twice[worst], ratio[worst], worst), flush=True)
        table.demand("%s: %s: %.2f times as long for twice the input" % (shape[0], worst, ratio[worst]), ratio[worst] <= RATIO)
