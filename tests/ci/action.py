#!/usr/bin/env python3
"""Runs the steps of action.yml as a runner of GitHub does, against a release that it serves itself.

    tests/ci/action.py PITH

Expressions are resolved, and every `run` step becomes a script of bash with the variables of its `env`. Steps that use
another action are recorded with their inputs. The `gh` in this file's runs is one of ours, which notes its arguments.
"""

import hashlib
import http.server
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import threading

import each
import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text())
PITH = pathlib.Path(sys.argv[1]).resolve()
KEY = "--keyring=fixtures/keys/registry.keyring"
VERSION = re.search(r'^version = "(.*)"$', (ROOT / "Cargo.toml").read_text(), re.MULTILINE)[1]


class Run:
    """One run of the action in a folder of its own."""

    def __init__(self, inputs, *, platform=("Linux", "X64"), server="http://127.0.0.1:9", gh_accepts=True, path=ROOT, repository="owner/pith"):
        unknown = set(inputs) - set(ACTION["inputs"])
        assert not unknown, unknown
        missing = [name for name, input in ACTION["inputs"].items() if input.get("required") and name not in inputs]
        assert not missing, missing
        self.inputs = {name: inputs.get(name, input.get("default", "")) for name, input in ACTION["inputs"].items()}
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="pith action "))
        self.repository = repository
        self.outputs, self.used, self.log, self.code = {}, [], "", 0
        bin = self.folder / "bin"
        bin.mkdir()
        (bin / "gh").write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > "{self.folder}/gh"\nexit {0 if gh_accepts else 1}\n')
        (bin / "gh").chmod(0o755)
        (self.folder / "temp").mkdir()
        self.environment = {
            "PATH": f"{bin}:{os.environ['PATH']}",
            "HOME": str(self.folder),
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTION_PATH": str(path),
            "GITHUB_SERVER_URL": server,
            "GITHUB_WORKSPACE": str(ROOT),
            "RUNNER_OS": platform[0],
            "RUNNER_ARCH": platform[1],
            "RUNNER_TEMP": str(self.folder / "temp"),
            "GITHUB_PATH": str(self.folder / "path"),
        }
        for step in ACTION["runs"]["steps"]:
            self.step(step)
        self.results = {name: self.text(output["value"]) for name, output in ACTION["outputs"].items()}

    def step(self, step):
        if not self.is_wanted(step.get("if", "success()")):
            return
        if "uses" in step:
            self.used.append((step["uses"], {name: self.text(value) for name, value in step["with"].items()}))
            return
        assert "${{" not in step["run"], "an expression would become text of the script"
        assert step["shell"] == "bash"
        output = self.folder / "output"
        output.write_text("")
        script = self.folder / "script.sh"
        script.write_text(step["run"])
        environment = {name: self.text(value) for name, value in step.get("env", {}).items()}
        run = subprocess.run(
            ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", str(script)],
            cwd=ROOT,
            env={**self.environment, **environment, "GITHUB_OUTPUT": str(output)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        self.log += run.stdout + run.stderr
        self.outputs[step["id"]] = dict(line.split("=", 1) for line in output.read_text().splitlines())
        self.code = self.code or run.returncode

    def value(self, expression):
        kind, *rest = expression.split(".")
        if kind == "inputs":
            return self.inputs[rest[0]]
        if kind == "steps":
            return self.outputs.get(rest[0], {}).get(rest[2], "")
        return {"github.token": "a token", "github.action_repository": self.repository}[expression]

    def text(self, value):
        return re.sub(r"\$\{\{ *(.*?) *\}\}", lambda found: self.value(found[1]), value)

    def is_wanted(self, condition):
        """A condition of terms that `&&` joins: a function of the status, or a comparison with the empty text."""

        def holds(term):
            if term == "success()":
                return self.code == 0
            if term == "!cancelled()":
                return True
            name = re.fullmatch(r"(\S+) != ''", term)
            return self.value(name[1]) != ""

        terms = re.sub(r"^\$\{\{ *(.*?) *\}\}$", r"\1", condition).split(" && ")
        # Without a function of the status, a step runs only while all went well.
        has_status = any(term.endswith("()") for term in terms)
        return all(holds(term) for term in terms) and (has_status or self.code == 0)


def verify(code, **inputs):
    """Runs the action with the program that is there, and expects an exit code."""
    inputs = {name.replace("_", "-"): value for name, value in inputs.items()}
    run = Run({"pith": str(PITH), **inputs})
    assert run.code == code, (inputs, run.code, run.log)
    assert run.results["exit-code"] == str(code), run.results
    return run


def inputs_become_options():
    run = verify(0, paths="fixtures/valid/arxiv-1804.07612.json")
    assert run.results["verdict"] == "pass" and run.used == [], run.results
    run = verify(1, paths="fixtures/valid/arxiv-1804.07612.json\nfixtures/fail/event.digest/real-title-changed.json\n")
    assert run.results["verdict"] == "fail" and "::error " in run.log, run.log
    assert verify(4, paths="fixtures/valid/example.json").results["verdict"] == "untrusted"
    verify(0, paths="fixtures/valid/example.json", keyring="fixtures/keys/registry.keyring")
    verify(0, paths="fixtures/valid/example.json", trust_embedded="true")
    warned = sorted((ROOT / "fixtures/warn").rglob("*.json"))[0].relative_to(ROOT)
    verify(0, paths=str(warned), keyring="fixtures/keys/registry.keyring")
    verify(1, paths=str(warned), keyring="fixtures/keys/registry.keyring", strict="true")
    verify(1, paths="fixtures/valid/arxiv-1804.07612.json", options="--expect-source=arxiv:1\n--quiet")
    report = pathlib.Path(tempfile.mkdtemp()) / "a b.xml"
    verify(0, paths="fixtures/valid/arxiv-1804.07612.json", reports=f"junit={report}\n\n")
    assert report.read_text().startswith("<?xml")


def findings_are_uploaded_whatever_the_verdict():
    for path, code in [("valid/arxiv-1804.07612.json", 0), ("fail/event.digest/real-title-changed.json", 1)]:
        run = verify(code, paths=f"fixtures/{path}", upload_sarif="true")
        [(uses, inputs)] = run.used
        assert re.fullmatch(r"github/codeql-action/upload-sarif@[0-9a-f]{40}", uses), uses
        assert inputs["category"] == "pith"
        results = json.loads(pathlib.Path(inputs["sarif_file"]).read_text())["runs"][0]["results"]
        assert bool(results) == (code == 1)
    # Without a report there is nothing to upload.
    assert verify(2, paths="fixtures/valid", options="--no-such-option", upload_sarif="true").used == []


def the_repository_of_the_action_is_found_where_the_runner_does_not_name_it():
    release = Release()
    path = pathlib.Path(tempfile.mkdtemp()) / "_actions/owner/pith/v1"
    path.parent.mkdir(parents=True)
    path.symlink_to(ROOT)
    run = release.run(repository="", path=path)
    assert (run.code, run.results["verdict"]) == (0, "pass"), run.log
    assert "owner/pith" in (run.folder / "gh").read_text().split("\n")
    run = release.run(repository="", sha256=release.digest)
    assert run.code == 2 and "does not name the repository" in run.log, run.log


def an_answer_is_no_pass():
    forged = "fixtures/fail/event.digest/real-title-changed.json"
    for options in ["--help", "-h", "-qh", "--quiet\n--help"]:
        for upload in ["false", "true"]:
            run = verify(2, paths=forged, options=options, upload_sarif=upload)
            assert run.results["verdict"] == "unchecked" and run.used == [], (options, run.log)
            assert "nothing was verified" in run.log, (options, run.log)
    # Reports of the user's own stay possible, of any format.
    report = pathlib.Path(tempfile.mkdtemp()) / "own.sarif"
    verify(1, paths=forged, reports=f"sarif={report}", upload_sarif="true")
    assert json.loads(report.read_text())["runs"][0]["results"]


def no_input_is_a_command_or_an_option():
    for hostile in ["$(touch pwned)", "`touch pwned`", "; touch pwned", "--trust-embedded", "'\"; touch pwned #"]:
        for name in ["paths", "keyring", "key", "pith", "version", "sha256", "strict", "upload-sarif"]:
            inputs = {"pith": str(PITH), "paths": "fixtures/valid/example.json", name: hostile}
            if name in ("version", "sha256"):
                inputs["pith"] = ""
            run = Run(inputs)
            assert run.code == 2, (name, hostile, run.log)
            assert not (ROOT / "pwned").exists() and not list(run.folder.rglob("pwned")), (name, hostile)
    verify(2, paths="")


class Release:
    """A release on this machine, with an archive for each platform."""

    def __init__(self):
        folder = pathlib.Path(tempfile.mkdtemp())
        place = folder / f"owner/pith/releases/download/v{VERSION}"
        place.mkdir(parents=True)
        self.archive = place / f"pith-{VERSION}-x86_64-unknown-linux-gnu.tar.gz"
        with tarfile.open(self.archive, "w:gz") as archive:
            archive.add(PITH, "pith")
        self.digest = hashlib.sha256(self.archive.read_bytes()).hexdigest()

        class Files(http.server.SimpleHTTPRequestHandler):
            def __init__(self, *arguments):
                super().__init__(*arguments, directory=str(folder))

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Files)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    def run(self, **inputs):
        given = {"paths": "fixtures/valid/arxiv-1804.07612.json"}
        settings = {name: inputs.pop(name) for name in ("platform", "gh_accepts", "path", "repository") if name in inputs}
        return Run({**given, **inputs}, server=self.address, **settings)


def a_version_is_installed_only_if_its_checksum_or_provenance_holds():
    release = Release()
    run = release.run(sha256=release.digest)
    assert (run.code, run.results["verdict"]) == (0, "pass"), run.log
    assert pathlib.Path((run.folder / "path").read_text().strip(), "pith").exists(), "it is in PATH of later steps"
    assert not (run.folder / "gh").exists()
    run = release.run()
    assert (run.code, run.results["verdict"]) == (0, "pass"), run.log
    noted = (run.folder / "gh").read_text().split("\n")
    assert noted[:2] == ["attestation", "verify"] and f"refs/tags/v{VERSION}" in noted and "owner/pith" in noted, noted
    for refused in [
        release.run(sha256="0" * 64),
        release.run(sha256=release.digest.upper()),
        release.run(gh_accepts=False),
        release.run(version="9.9.9", sha256=release.digest),
        release.run(version="latest"),
        release.run(version="../../evil"),
        release.run(platform=("Linux", "ARM")),
        release.run(platform=("macOS", "ARM64"), sha256=release.digest),
    ]:
        assert refused.code == 2 and "::error title=pith::" in refused.log, refused.log
        assert "verify" not in refused.outputs and refused.results["verdict"] == "", refused.outputs
        assert not (refused.folder / "path").exists()
    # An archive that was exchanged after the digest was pinned.
    with tarfile.open(release.archive, "w:gz") as archive:
        archive.add(shutil.which("true"), "pith")
    run = release.run(sha256=release.digest)
    assert run.code == 2 and "not the pinned" in run.log, run.log


each.run([
    inputs_become_options,
    findings_are_uploaded_whatever_the_verdict,
    an_answer_is_no_pass,
    no_input_is_a_command_or_an_option,
    a_version_is_installed_only_if_its_checksum_or_provenance_holds,
    the_repository_of_the_action_is_found_where_the_runner_does_not_name_it,
])
