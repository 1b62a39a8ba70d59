"""Tests an installed wheel: `python/test` runs it in a fresh environment that has nothing else.

    python/tests/installed.py WHEEL
"""

import email
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import zipfile

import pith_verify
from pith_verify import PithError, verify

ROOT = pathlib.Path(__file__).resolve().parents[2]
REAL = ROOT / "fixtures/valid/arxiv-1804.07612.json"
CHANGED = ROOT / "fixtures/fail/event.digest/real-title-changed.json"
PITH = pith_verify.program()
WITH_FILES = {"--keyring": "keyring", "--abstract": "abstract", "--state": "state", "--since": "since"}
OTHERS = {
    "--title": ("title", str),
    "--expect-number": ("expect_number", str),
    "--expect-source": ("expect_source", str),
    "--expect-bundle": ("expect_bundle", str),
    "--max-age": ("max_age", int),
    "--max-bytes": ("max_bytes", int),
}


def run(arguments, **options):
    return subprocess.run([PITH, *arguments], cwd=ROOT, capture_output=True, check=False, **options)


def options_of(arguments):
    """The options of a command line, as those of `verify`."""
    options, words = {}, iter(arguments)
    for word in words:
        if word in ("--strict", "--trust-embedded"):
            options[word[2:].replace("-", "_")] = True
        elif word == "--key":
            options.setdefault("key", []).append(next(words))
        elif word == "--no-progress":
            continue  # the module never shows any
        elif word in WITH_FILES:
            options[WITH_FILES[word]] = pathlib.Path(next(words))
        else:
            name, convert = OTHERS[word]
            options[name] = convert(next(words))
    return options


def every_fixture_has_the_report_of_the_program():
    cases = json.loads((ROOT / "fixtures/index.json").read_text())["cases"]
    assert len(cases) > 800, len(cases)
    for number, case in enumerate(cases):
        name = "fixtures/" + case["file"]
        options = options_of(case["arguments"])
        expected = json.loads(run(["verify", "--format", "json", *case["arguments"], name]).stdout)
        report = verify(name, **options)
        assert report == expected and report["exit_code"] == case["exit_code"], case["id"]
        if number % 10 == 0:
            document = verify((ROOT / name).read_bytes(), **options)
            assert document["inputs"][0].pop("input") == "-"
            del expected["inputs"][0]["input"]
            assert document == expected, case["id"]


def a_failing_bundle_is_a_report():
    report = verify(CHANGED)
    assert report["verdict"] == "fail" and report["inputs"][0]["complete"] is True
    assert [cause["pointer"] for cause in report["inputs"][0]["causes"]] == ["/events/1/payload/graph_snapshot/paper/title"]
    assert verify(b"").get("verdict") == verify(b"no JSON")["verdict"] == "malformed"
    assert verify(bytearray(REAL.read_bytes()))["verdict"] == verify(memoryview(REAL.read_bytes()))["verdict"] == "pass"
    assert verify(str(REAL))["verdict"] == "pass"


def an_obstacle_is_an_exception(folder):
    for refused, message in [
        (lambda: verify(folder / "absent.json"), "absent.json"),
        (lambda: verify(REAL, key="no key"), "key"),
        (lambda: verify(REAL, keyring=folder / "absent"), "absent"),
        (lambda: verify(REAL, expect_number="7"), "7"),
        (lambda: verify(REAL, max_age=-1), "max-age"),
        (lambda: verify(folder), "json"),
    ]:
        try:
            report = refused()
        except PithError as error:
            assert message in str(error) and error.exit_code == 2, (message, str(error), error.exit_code)
        else:
            raise AssertionError((message, report))
    try:
        verify("a\0b")
    except PithError:
        pass
    else:
        raise AssertionError("a name with a NUL")


def nothing_becomes_an_option(folder):
    os.chdir(folder)
    for name in ["-", "--trust-embedded", "--help", "-q", "--format=human"]:
        pathlib.Path(name).write_bytes(CHANGED.read_bytes())
        report = verify(name)
        assert report["verdict"] == "fail" and report["inputs"][0]["bytes"] == CHANGED.stat().st_size, name
    assert verify(REAL, title="--strict")["verdict"] == "fail"
    try:
        verify(REAL, key="--trust-embedded")
    except PithError:
        pass
    else:
        raise AssertionError("an option as a key")
    for unknown in [{"format": "human"}, {"expect-number": "x"}, {"jobs": 1}]:
        try:
            verify(REAL, **unknown)
        except TypeError:
            continue
        raise AssertionError(unknown)


def a_switch_is_a_bool_and_a_list_of_keys_has_some():
    example = ROOT / "fixtures/valid/example.json"
    for option in ["trust_embedded", "strict"]:
        for value in ["false", "", "yes", 0, 1, None]:
            try:
                verify(example, **{option: value})
            except TypeError as error:
                assert "True or False" in str(error)
            else:
                raise AssertionError((option, value))
    assert verify(example, trust_embedded=True)["verdict"] == "pass"
    assert verify(example, trust_embedded=False)["verdict"] == "untrusted"
    for none in [[], (), iter([])]:
        try:
            verify(REAL, key=none)
        except PithError as error:
            assert "key" in str(error) and error.exit_code == 2
        else:
            raise AssertionError("the built-in key instead of none")
    assert verify(REAL, key=None)["verdict"] == "pass"


def the_current_folder_brings_no_program(folder):
    planted = folder / "pith_verify-9.dist-info"
    planted.mkdir()
    (planted / "METADATA").write_text("Metadata-Version: 2.1\nName: pith-verify\nVersion: 9\n")
    (planted / "RECORD").write_text("bin/pith,,\nScripts/pith.exe,,\n")
    for program in ["bin/pith", "Scripts/pith.exe"]:
        (folder / program).parent.mkdir()
        (folder / program).write_text("#!/bin/sh\n")
    script = "import os, sys, pith_verify; os.chdir(sys.argv[1]); print(pith_verify.program())"
    run = subprocess.run([sys.executable, "-c", script, folder], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == PITH, run.stdout


def the_module_and_the_commands_are_the_program():
    fresh = pathlib.Path(PITH).parent
    for path, code in [(REAL, 0), (CHANGED, 1), ("absent.json", 2)]:
        expected = run(["verify", str(path)])
        module = subprocess.run([sys.executable, "-m", "pith_verify", "verify", str(path)], cwd=ROOT, capture_output=True)
        command = subprocess.run([fresh / "pith-verify", str(path)], cwd=ROOT, capture_output=True)
        for other in [module, command]:
            assert (other.returncode, other.stdout) == (expected.returncode, expected.stdout) == (code, expected.stdout)


def a_missing_program_is_an_exception():
    moved = pathlib.Path(PITH + ".away")
    pathlib.Path(PITH).rename(moved)
    try:
        verify(REAL)
    except PithError as error:
        assert "missing" in str(error)
    else:
        raise AssertionError("another program was run")
    finally:
        moved.rename(PITH)


def types_have_the_members_of_a_report():
    report, failed = verify(REAL), verify(CHANGED)
    one, other = report["inputs"][0], failed["inputs"][0]
    check = {name for case in (one, other) for check in case["checks"] for name in check} | {"rule"}
    for type_, found in [
        (pith_verify.Report, set(report)),
        (pith_verify.Tool, set(report["tool"])),
        (pith_verify.Summary, set(report["summary"])),
        (pith_verify.InputReport, set(one)),
        (pith_verify.Source, set(one["source"])),
        (pith_verify.Digests, set(one["digests"])),
        (pith_verify.Digest, set(one["digests"]["bundle"])),
        (pith_verify.Signer, set(one["signers"][0])),
        (pith_verify.Events, set(one["events"])),
        (pith_verify.Rules, set(one["rules"])),
        (pith_verify.Readings, set(one["rules"]["readings"])),
        (pith_verify.Cause, set(other["causes"][0])),
        (pith_verify.Policy, set(verify(REAL, title="x")["policy"][0])),
        (pith_verify.Check, check),
    ]:
        assert set(type_.__annotations__) == found or type_.__required_keys__ | type_.__optional_keys__ == found, type_


def the_wheel_has_what_it_needs_and_nothing_else(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        folder = next(name.split("/")[0] for name in names if name.endswith(".dist-info/METADATA"))
        metadata = email.message_from_bytes(archive.read(f"{folder}/METADATA"))
        tags = email.message_from_bytes(archive.read(f"{folder}/WHEEL")).get_all("Tag")
    program = [name for name in names if name.rsplit("/", 1)[-1] in ("pith", "pith.exe")]
    assert len(program) == 1 and "/scripts/" in program[0], program
    assert any(name.endswith(".data/scripts/pith-verify") for name in names), names
    rest = {name for name in names if name.startswith("pith_verify/")}
    assert rest == {f"pith_verify/{name}" for name in ("__init__.py", "__main__.py", "_program.py", "_report.py", "py.typed")}
    assert f"{folder}/licenses/LICENSE" in names, names
    assert metadata["Name"] == "pith-verify" and metadata["License-Expression"] == "Apache-2.0"
    version = next(line for line in (ROOT / "Cargo.toml").read_text().splitlines() if line.startswith("version = "))
    assert metadata["Version"] == version.split('"')[1]
    assert metadata.get_payload().startswith("# pith-verify")
    assert all(tag.startswith("py3-none-") and "linux_x86_64" not in tag.replace("manylinux", "") for tag in tags), tags
    size = pathlib.Path(wheel).stat().st_size
    assert size < 10 << 20, size
    print(f"{pathlib.Path(wheel).name}: {size:,} bytes")


def main():
    os.chdir(ROOT)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name).resolve()
        tests = [
            (the_wheel_has_what_it_needs_and_nothing_else, sys.argv[1]),
            (a_failing_bundle_is_a_report,),
            (an_obstacle_is_an_exception, folder),
            (a_switch_is_a_bool_and_a_list_of_keys_has_some,),
            (the_current_folder_brings_no_program, folder),
            (the_module_and_the_commands_are_the_program,),
            (types_have_the_members_of_a_report,),
            (every_fixture_has_the_report_of_the_program,),
            (nothing_becomes_an_option, folder),
            (a_missing_program_is_an_exception,),
        ]
        for test, *arguments in tests:
            test(*arguments)
            print("ok", test.__name__)
        os.chdir(ROOT)
    print(f"{len(tests)} passed, 0 failed")


if __name__ == "__main__":
    main()
