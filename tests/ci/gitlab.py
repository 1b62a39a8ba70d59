#!/usr/bin/env python3
"""Runs the job of templates/pith.yml as a runner of GitLab does: inputs are checked and put in, and the script runs.

    tests/ci/gitlab.py WHEEL

The wheel is the only package that the job can install. Nothing is asked of a network.
"""

import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

import each
import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
WHEEL = pathlib.Path(sys.argv[1]).resolve()
VERSION = WHEEL.name.split("-")[1]
SPEC, JOBS = yaml.safe_load_all((ROOT / "templates/pith.yml").read_text())


class Refused(Exception):
    """An input that GitLab would not accept."""


def job(given):
    """The name and the definition of the job, with the inputs put in."""
    specified = SPEC["spec"]["inputs"]
    if set(given) - set(specified):
        raise Refused(f"unknown: {set(given) - set(specified)}")
    inputs = {}
    for name, input in specified.items():
        if name not in given and "default" not in (input or {}):
            raise Refused(f"missing: {name}")
        inputs[name] = given.get(name, input.get("default"))
        if not re.search(input.get("regex", ""), inputs[name]) or inputs[name] not in input.get("options", [inputs[name]]):
            raise Refused(f"{name}: {inputs[name]}")

    def put(value):
        if isinstance(value, str):
            return re.sub(r"\$\[\[ inputs\.(\w+) \]\]", lambda found: inputs[found[1]], value)
        if isinstance(value, dict):
            return {put(name): put(member) for name, member in value.items()}
        return [put(one) for one in value] if isinstance(value, list) else value

    for line in next(iter(JOBS.values()))["script"]:
        assert "$[[" not in line, "an input would become text of the script"
    [(name, job)] = put(JOBS).items()
    return name, job


def run(project=None, **given):
    """The exit code, the log and the JUnit report of the job, in a copy of the fixtures or a project of the test's own."""
    _, definition = job({"version": VERSION, **given})
    if project is None:
        project = pathlib.Path(tempfile.mkdtemp(prefix="pith project "))
        shutil.copytree(ROOT / "fixtures", project / "fixtures")
    variables = {
        name: value["value"] if isinstance(value, dict) else value for name, value in definition["variables"].items()
    }
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(project),
        "CI_PROJECT_DIR": str(project),
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(WHEEL.parent),
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        **variables,
    }
    # As GitLab joins the lines of a script.
    script = "\n".join(["set -eo pipefail", *definition["script"]])
    done = subprocess.run(
        ["bash", "-c", script], cwd=project, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    report = project / definition["artifacts"]["reports"]["junit"]
    return done.returncode, done.stdout + done.stderr, report, project


def bundles_are_verified_with_a_report():
    code, log, report, _ = run(paths="fixtures/valid/arxiv-1804.07612.json")
    assert code == 0, log
    assert len(xml.etree.ElementTree.parse(report).getroot().findall(".//testcase")) == 1
    digest = hashlib.sha256(WHEEL.read_bytes()).hexdigest()
    code, log, report, _ = run(
        paths="fixtures/valid/arxiv-1804.07612.json\nfixtures/fail/event.digest/real-title-changed.json\n", sha256=digest
    )
    assert code == 1, log
    assert len(xml.etree.ElementTree.parse(report).getroot().findall(".//failure")) >= 1
    assert run(paths="fixtures/valid/example.json")[0] == 4
    assert run(paths="fixtures/valid/example.json", keyring="fixtures/keys/registry.keyring")[0] == 0


def a_wheel_with_another_digest_is_not_installed():
    code, log, report, _ = run(paths="fixtures/valid", sha256="0" * 64)
    assert code != 0 and "HASH" in log.upper() and not report.exists(), log


def nothing_in_the_project_becomes_part_of_the_verifier():
    project = pathlib.Path(tempfile.mkdtemp(prefix="pith project "))
    shutil.copy(ROOT / "fixtures/fail/event.digest/real-title-changed.json", project / "bundle.json")
    # An environment with a program of its own, which pip takes for the package that it shall install.
    forged = project / ".pith-venv"
    subprocess.run([sys.executable, "-m", "venv", forged], check=True)
    place = next(forged.glob("lib/python*/site-packages")) / f"pith_verify-{VERSION}.dist-info"
    place.mkdir()
    (place / "METADATA").write_text(f"Metadata-Version: 2.1\nName: pith-verify\nVersion: {VERSION}\n")
    (place / "RECORD").write_text("")
    (place / "INSTALLER").write_text("pip\n")
    programs = [forged / "bin/pith", project / "pith", project / "python", project / "pip"]
    for program in programs:
        program.write_text("#!/bin/sh\necho PASS\n")
        program.chmod(0o755)
    for module in ["venv", "pip", "ensurepip", "sitecustomize", "subprocess"]:
        (project / f"{module}.py").write_text("import os\nopen('pwned', 'w').close()\nos._exit(0)\n")
    for sha256 in ["", hashlib.sha256(WHEEL.read_bytes()).hexdigest()]:
        code, log, report, _ = run(project, paths="bundle.json", sha256=sha256)
        assert code == 1 and "FAIL bundle.json" in log, (code, log)
        assert len(xml.etree.ElementTree.parse(report).getroot().findall(".//failure")) == 1
        assert not (project / "pwned").exists()


def variables_of_others_have_other_names():
    _, definition = job({"paths": "x", "version": VERSION})
    assert all(name.startswith("PITH_COMPONENT_") for name in definition["variables"]), definition["variables"]
    script = "\n".join(definition["script"])
    assert set(re.findall(r"\bPITH_\w+", script)) == set(definition["variables"])


def inputs_are_no_commands():
    for hostile in ["$(touch pwned)", "`touch pwned`", '"; touch pwned; "', "--trust-embedded"]:
        for given in [{"paths": hostile}, {"paths": "fixtures/valid/example.json", "keyring": hostile}]:
            code, log, _, project = run(**given)
            assert code == 2, (given, code, log)
            assert not list(project.rglob("pwned")), given
    for given in [{"version": "1"}, {"version": "1.0.0; x"}, {"sha256": "A"}, {"strict": "yes"}, {"no": "such"}]:
        try:
            job({"paths": "x", "version": VERSION, **given})
        except Refused:
            continue
        raise AssertionError(given)


each.run([
    bundles_are_verified_with_a_report,
    a_wheel_with_another_digest_is_not_installed,
    nothing_in_the_project_becomes_part_of_the_verifier,
    variables_of_others_have_other_names,
    inputs_are_no_commands,
])
