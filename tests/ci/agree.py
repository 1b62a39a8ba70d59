#!/usr/bin/env python3
"""The names of released files, the action, the component, the hook and docs/ci.md agree with each other."""

import importlib.util
import pathlib
import re
import tomllib

import each
import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
MANIFEST = tomllib.loads((ROOT / "Cargo.toml").read_text())["package"]
WORKFLOW = yaml.safe_load((ROOT / ".github/workflows/release.yml").read_text())
ACTION = yaml.safe_load((ROOT / "action.yml").read_text())
COMPONENT = next(iter(yaml.safe_load_all((ROOT / "templates/pith.yml").read_text())))["spec"]["inputs"]
PAGES = re.findall(r"```yaml\n(.*?)```", (ROOT / "docs/ci.md").read_text(), re.DOTALL)


def archive():
    """release/archive.py as a module."""
    specification = importlib.util.spec_from_file_location("archive", ROOT / "release/archive.py")
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def archives_have_one_name_everywhere():
    targets = [one["target"] for job in ("linux", "others") for one in WORKFLOW["jobs"][job]["strategy"]["matrix"]["include"]]
    script = (ROOT / "action/install.sh").read_text()
    assert sorted(re.findall(r"target=(\S+?)[ ;]", script.replace(" end=zip", ";"))) == sorted(targets)
    assert "archive=pith-$version-$target.$end" in script
    settings = MANIFEST["metadata"]["binstall"]
    for target in targets:
        url = {**settings, **settings["overrides"].get(target, {})}["pkg-url"]
        filled = url.replace("{ version }", MANIFEST["version"]).replace("{ target }", target)
        assert filled == f"{{ repo }}/releases/download/v{MANIFEST['version']}/{archive().name(target)}", filled
        assert url.endswith(".zip") == ("windows" in target)


def every_action_is_pinned_by_its_commit():
    files = [ROOT / "action.yml", *sorted((ROOT / ".github/workflows").glob("*.yml"))]
    uses = [line for file in files for line in re.findall(r"uses: (.*)", file.read_text())]
    assert len(uses) > 10
    pins = {}
    for line in uses:
        name, commit, version = re.fullmatch(r"(\S+)@([0-9a-f]{40}) # (v\d+\.\d+\.\d+)", line).groups()
        assert pins.setdefault(name, (commit, version)) == (commit, version), line


def what_builds_a_wheel_is_pinned_by_its_digest_and_runs_apart():
    pins = re.findall(r"^(\S+?)==\S+((?: \\\n +--hash=sha256:[0-9a-f]{64})+)$", (ROOT / "release/wheel.txt").read_text(), re.MULTILINE)
    assert {name for name, _ in pins} >= {"maturin", "wheel"}
    installs = [line for line in (ROOT / "release/wheel.sh").read_text().splitlines() if "pip install" in line]
    assert len(installs) == 1, installs
    for option in ["--require-hashes", "--only-binary :all:", "--no-deps", "--requirement release/wheel.txt"]:
        assert f" {option}" in installs[0], installs
    builds = {name: [step.get("run", "") for step in job["steps"]] for name, job in WORKFLOW["jobs"].items()}
    assert [name for name, runs in builds.items() if any("release/wheel.sh" in run for run in runs)] == ["wheels"]
    assert not [run for run in builds["wheels"] for other in ["archive.py", "deb.sh", "web/build"] if other in run]
    targets = {name: {one["target"] for one in WORKFLOW["jobs"][name]["strategy"]["matrix"]["include"]} for name in ("linux", "others", "wheels")}
    assert targets["wheels"] == targets["linux"] | targets["others"]
    assert set(WORKFLOW["jobs"]["publish"]["needs"]) == set(WORKFLOW["jobs"]) - {"publish"}


def jobs_have_no_more_rights_than_they_name():
    for file in sorted((ROOT / ".github/workflows").glob("*.yml")):
        workflow = yaml.safe_load(file.read_text())
        assert workflow["permissions"] == {}, file
        for name, job in workflow["jobs"].items():
            wanted = {"contents": "read"} if name != "publish" else {
                "attestations": "write", "contents": "write", "id-token": "write"
            }
            assert job["permissions"] == wanted, (file, name)
            assert "timeout-minutes" in job, (file, name)


def the_documentation_uses_inputs_that_exist():
    steps, components, hooks = [], [], []
    for page in map(yaml.safe_load, PAGES):
        jobs = [job for job in page.get("jobs", {}).values()]
        steps += [step for job in jobs for step in job["steps"] if step.get("uses", "").startswith("OWNER/pith@")]
        components += page.get("include", [])
        hooks += [(one, hook) for one in page.get("repos", []) for hook in one["hooks"] if one["repo"] != "local"]
    assert (len(steps), len(components), len(hooks)) == (2, 1, 1)
    for step in steps:
        assert set(step["with"]) <= set(ACTION["inputs"]) and "paths" in step["with"], step
    for component in components:
        assert component["component"].endswith("/pith@COMMIT")
        required = {name for name, input in COMPONENT.items() if "default" not in input}
        assert required <= set(component["inputs"]) <= set(COMPONENT), component
        assert component["inputs"]["version"] == MANIFEST["version"]
    # Each takes links, and names in any case: what it does not take, nobody verifies.
    own = [one["hooks"] for page in map(yaml.safe_load, PAGES) for one in page.get("repos", []) if one["repo"] == "local"]
    manifest = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    complete = [*manifest, *(hook for several in own for hook in several)]
    assert len(complete) == 3
    for hook in complete:
        assert hook["types"] == [] and set(hook["types_or"]) == {"file", "symlink"}, hook
    for hook in [*complete, *(hook for _, hook in hooks)]:
        assert any(re.search(hook["files"], name) for name in ["bundles/a.JSON", "MIRROR/a.json"]), hook
    offered = {hook["id"] for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}
    for _, hook in hooks:
        assert hook["id"] in offered and hook["args"][-1] == "--", hook
    rows = re.findall(r"^\| (`.*?`) \| ", (ROOT / "docs/ci.md").read_text(), re.MULTILINE)
    assert set(re.findall(r"`([\w-]+)`", " ".join(rows))) == set(ACTION["inputs"])


each.run([
    archives_have_one_name_everywhere,
    every_action_is_pinned_by_its_commit,
    what_builds_a_wheel_is_pinned_by_its_digest_and_runs_apart,
    jobs_have_no_more_rights_than_they_name,
    the_documentation_uses_inputs_that_exist,
])
