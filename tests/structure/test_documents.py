"""What the documents say about the tree is true."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [
    ROOT / "CONTRIBUTING.md",
    ROOT / "README.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]
# Not `manifests`: in most documents that is the folder of a reader's project.
TREES = ("hookops", "tests", "docs", "tools", "schemas", "examples", "bench")
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
KINDS = {"added", "changed", "fixed", "removed", "security"}


def paths_in(text: str) -> list[str]:
    """Every path of the tree that the text has between backticks."""
    quoted = re.findall(r"`([\w./-]+)`", text)
    return [path for path in quoted if path.split("/")[0] in TREES and "/" in path]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_paths_exist(document):
    """A path between backticks exists."""
    missing = [path for path in paths_in(document.read_text()) if not (ROOT / path).exists()]

    assert [] == missing


def test_the_architecture_lists_every_package():
    """A package without a line on its purpose would be found by nobody."""
    text = (ROOT / "docs" / "architecture.md").read_text()
    packages = {path.parent.name for path in (ROOT / "hookops").glob("*/__init__.py")}

    assert packages == set(re.findall(r"^\| `hookops/(\w+)`", text, re.MULTILINE))
    assert packages == set(re.findall(r"^ +(\w+)\[\"<b>", text, re.MULTILINE))


def test_every_decision_is_in_the_index():
    """The index has each decision with its title, and numbers occur once."""
    pages = sorted((ROOT / "docs" / "decisions").glob("0*.md"))
    index = (ROOT / "docs" / "decisions" / "README.md").read_text()
    lines = []
    for page in pages:
        number, title = page.read_text().splitlines()[0].removeprefix("# ").split(". ", 1)
        assert int(page.name[:4]) == int(number)
        lines.append(f"- {number}: [{title}]({page.name})")

    assert lines == [line for line in index.splitlines() if line.startswith("- ")]
    assert len(pages) == len({page.name[:4] for page in pages})


def test_changelog_fragments_have_a_known_kind():
    """towncrier leaves a fragment of another kind out without a word."""
    names = {path.name for path in (ROOT / "changelog.d").iterdir()} - {"template.md"}
    wrong = {name for name in names if not re.fullmatch(rf"[\w-]+\.({'|'.join(KINDS)})\.md", name)}

    assert set() == wrong


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_actions_are_pinned(workflow):
    """An action is named by its commit, since a tag can be moved; the tag is beside it."""
    used = re.findall(r"uses: (.*)", workflow.read_text())

    assert [] == [u for u in used if not re.fullmatch(r"[\w./-]+@[0-9a-f]{40}  # v[\d.]+", u)]


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_workflows_may_only_read(workflow):
    """A workflow has no permission but to read the code, or to write what its one job writes."""
    data = yaml.safe_load(workflow.read_text())
    writers = {"comment": {"pull-requests": "write"}, "issue": {"issues": "write"}}

    assert {} == data["permissions"]
    assert [] == [
        name
        for name, job in data["jobs"].items()
        if job["permissions"] != writers.get(name, {"contents": "read"})
    ]


def test_ci_runs_every_python():
    """The oldest Python of pyproject.toml is tried, and none is left out above it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    data = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text())
    pythons = data["jobs"]["test"]["strategy"]["matrix"]["python"]
    first = int(pythons[0].split(".")[1])

    assert f">={pythons[0]}" == project["requires-python"]
    assert [f"3.{first + n}" for n in range(len(pythons))] == pythons
