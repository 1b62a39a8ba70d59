#!/usr/bin/env python3
"""Tests of what differs on Windows: names, streams, handles, Ctrl-C. The command after it runs the program.

    tests/windows/check.py COMMAND...      such as `wine64 pith.exe`, or `pith.exe` on Windows
"""

import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
REAL = ROOT / "fixtures/valid/arxiv-1804.07612.json"
CHANGED = ROOT / "fixtures/fail/event.digest/real-title-changed.json"
PITH = [str(pathlib.Path(word).resolve()) if os.path.exists(word) else word for word in sys.argv[1:]]


def windows(path):
    """The path as Windows has it; under Wine, drive Z is the root."""
    return path if os.name == "nt" else "Z:" + path.replace("/", "\\")


class Folder:
    """An empty folder, in which the program runs."""

    def __init__(self):
        self.path = pathlib.Path(tempfile.mkdtemp())

    def copy(self, source, name):
        (self.path / name).parent.mkdir(parents=True, exist_ok=True)
        return shutil.copy(source, self.path / name)

    def verify(self, *arguments, **options):
        options = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, **options}
        return subprocess.run([*PITH, "verify", *arguments], cwd=self.path, stderr=subprocess.PIPE, timeout=120, **options)

    def in_shell(self, line):
        """Exit code and messages of a line of `cmd`, which opens files as Windows does: Wine knows less of others' files."""
        (self.path / "run.cmd").write_text(f'@"{windows(PITH[-1])}" verify {line}\r\n')
        command = [*PITH[:-1], "cmd", "/d", "/c", "run.cmd"]
        run = subprocess.run(command, cwd=self.path, stdin=subprocess.DEVNULL, capture_output=True, timeout=120)
        (self.path / "run.cmd").unlink()
        return run.returncode, (run.stdout + run.stderr).decode(errors="replace")

    def names(self):
        return sorted(path.relative_to(self.path).as_posix() for path in self.path.rglob("*") if path.is_file())

    def expect(self, code, *arguments, message="", **options):
        run = self.verify(*arguments, **options)
        said = (run.stdout or b"").decode(errors="replace") + run.stderr.decode(errors="replace")
        assert run.returncode == code, (arguments, run.returncode, said)
        assert message in said, (arguments, said)
        return run


def names_have_slashes_in_reports():
    folder = Folder()
    folder.copy(CHANGED, "bundles/2018/a b.json")
    inputs = [folder.expect(1, "--format", "json", name) for name in ["bundles", r"bundles\2018", r".\bundles\2018\a b.json"]]
    names = [json.loads(run.stdout)["inputs"][0]["input"] for run in inputs]
    assert names == ["bundles/2018/a b.json", "bundles/2018/a b.json", "./bundles/2018/a b.json"], names
    log = folder.expect(1, "--format", "sarif", "bundles").stdout.decode()
    assert '"uri":"bundles/2018/a%20b.json"' in log, log
    log = folder.expect(2, "--format", "sarif", r"C:\no where\a.json").stdout.decode()
    assert '"uri":"file:///C:/no%20where/a.json"' in log, log


def lists_of_names_may_have_any_line_end():
    folder = Folder()
    folder.copy(REAL, "a.json")
    folder.copy(REAL, "ä.json")
    (folder.path / "list").write_bytes("\ufeffa.json\r\nä.json\n".encode())
    run = folder.expect(0, "--format", "json", "--files-from", "list")
    assert [one["input"] for one in json.loads(run.stdout)["inputs"]] == ["a.json", "ä.json"]
    (folder.path / "list").write_bytes(b"a.json\n\xff.json\n")
    folder.expect(2, "--files-from", "list", message="not UTF-8")


def devices_and_alternate_streams_are_no_outputs():
    folder = Folder()
    folder.copy(REAL, "a.json")
    for name in ["NUL", "nul.json", "con", "COM1.json", r"sub\..\NUL", r"\\.\NUL", "a.json:report", "a.json::$DATA"]:
        folder.expect(2, "a.json", "--report", f"json={name}")
        assert folder.names() == ["a.json"] and (folder.path / "a.json").read_bytes() == REAL.read_bytes(), name
    # A trailing dot or space is no part of a name.
    folder.expect(2, "a.json", "--report", "json=a.json. ", message="read by this run")
    folder.expect(0, "a.json", "--report", "json=report.json.")
    assert folder.names() == ["a.json", "report.json"]


def no_output_replaces_an_input():
    folder = Folder()
    folder.copy(REAL, "a.json")
    os.link(folder.path / "a.json", folder.path / "other.json")
    for name in ["a.json", "A.JSON", r".\a.json", "other.json", "Other.json"]:
        folder.expect(2, "a.json", "--report", f"json={name}", message="read by this run")
        assert (folder.path / "a.json").read_bytes() == REAL.read_bytes(), name
    for line in ["a.json >> a.json", "other.json >> A.json", "- --report json=A.json < a.json"]:
        code, said = folder.in_shell(line)
        assert code == 2 and "read by this run" in said, (line, code, said)
        assert (folder.path / "a.json").read_bytes() == REAL.read_bytes(), line
    for other in ["one.json", "ONE.json", r".\One.json."]:
        folder.expect(2, "a.json", "--report", "json=one.json", "--report", f"junit={other}", message="two outputs")
    assert folder.names() == ["a.json", "other.json"]


def a_report_of_an_earlier_run_is_replaced():
    folder = Folder()
    folder.copy(REAL, "a.json")
    for _ in range(2):
        folder.expect(0, "a.json", "--report", "json=report.json")
    assert json.loads((folder.path / "report.json").read_bytes())["verdict"] == "pass"
    assert folder.names() == ["a.json", "report.json"]
    folder.expect(2, "a.json", "--report", r"json=no\such\folder\report.json")
    folder.expect(2, "a.json", "--report", "json=.")


def a_failed_output_is_never_a_pass():
    folder = Folder()
    for number in range(300):
        folder.copy(REAL, f"{number}.json")
    child = subprocess.Popen(
        [*PITH, "verify", "--format", "json", "."],
        cwd=folder.path,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    child.stdout.read(1)
    child.stdout.close()
    assert child.wait(120) == 2 and child.stderr.read() == b"", "a closed pipe ends the run silently, but not with 0"


def text_is_utf_8_and_standard_input_is_bytes():
    folder = Folder()
    document = REAL.read_bytes().replace(b"\n", b"\r\n")
    run = folder.verify("--format", "json", "-", stdin=None, input=document)
    assert run.returncode == 0 and json.loads(run.stdout)["inputs"][0]["bytes"] == len(document)
    assert b"\r\n" not in run.stdout
    folder.expect(3, "-", stdin=None, input=document + b"\x1a\0", message="json.syntax")


def deep_documents_do_not_exhaust_the_stack():
    folder = Folder()
    deep = b"[" * 127 + b"]" * 127
    (folder.path / "deep.json").write_bytes(b'{"a":' + deep + b"}")
    for verb in ["inspect", "canon", "diff"]:
        names = ["deep.json"] * (2 if verb == "diff" else 1)
        run = subprocess.run([*PITH, verb, *names], cwd=folder.path, capture_output=True, timeout=120)
        assert run.returncode in (0, 3), (verb, run.returncode, run.stderr[:500])


def ctrl_c_leaves_no_file():
    folder = Folder()
    reading, writing = os.pipe()
    group = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP} if os.name == "nt" else {}
    child = subprocess.Popen(
        [*PITH, "verify", "--no-progress", "--ndjson", "-", "--report", "json=report.json"],
        cwd=folder.path,
        stdin=reading,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **group,
    )
    os.close(reading)
    os.write(writing, REAL.read_bytes().strip().replace(b"\n", b" ") + b"\n")
    deadline = time.monotonic() + 60
    while not any(name.startswith(".pith-report-") for name in folder.names()):
        assert time.monotonic() < deadline and child.poll() is None, "the report was not begun"
        time.sleep(0.1)
    time.sleep(1)
    child.send_signal(signal.CTRL_BREAK_EVENT if os.name == "nt" else signal.SIGINT)
    assert child.wait(60) == 130, child.returncode
    os.close(writing)
    assert folder.names() == [], folder.names()


def main():
    tests = [
        names_have_slashes_in_reports,
        lists_of_names_may_have_any_line_end,
        devices_and_alternate_streams_are_no_outputs,
        no_output_replaces_an_input,
        a_report_of_an_earlier_run_is_replaced,
        a_failed_output_is_never_a_pass,
        text_is_utf_8_and_standard_input_is_bytes,
        deep_documents_do_not_exhaust_the_stack,
        ctrl_c_leaves_no_file,
    ]
    failed = 0
    for test in tests:
        try:
            test()
            print("ok", test.__name__, flush=True)
        except AssertionError as error:
            failed += 1
            print("FAILED", test.__name__, error, flush=True)
    print(f"{len(tests) - failed} passed, {failed} failed")
    sys.exit(failed > 0)


main()
