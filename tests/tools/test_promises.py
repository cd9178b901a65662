"""`tools/promises.py`: promises, markers and the document fit together, or it says how not."""

from pathlib import Path
from types import SimpleNamespace

import promises
import pytest
import yaml
from promises import Marks, Promise, Results

KEPT = Promise("P1", "All", "It holds.")
LATER = Promise("P2", "All", "It will hold.", "nobody wrote it")


def read(text: str) -> Marks:
    """The marks of one file."""
    found = Marks()
    promises.read_marks("tests/test_a.py", f"import pytest\n{text}", found)
    return found


def test_the_document() -> None:
    """It is up to date: `make schemas` renews it."""
    assert promises.document() == promises.DOCUMENT.read_text()


def test_every_promise_has_a_number_of_its_own() -> None:
    """From P1 on, without a gap: a promise that is dropped leaves a trace in the list."""
    listed = promises.load(promises.LIST.read_text())

    assert [f"P{number}" for number in range(1, len(listed) + 1)] == [p.id for p in listed]


def test_markers_are_found() -> None:
    """With one id or several, beside other decorators."""
    found = read(
        "@pytest.mark.promise('P1', 'P2')\n@pytest.mark.parametrize('a', [1])\n"
        "def test_a(a): ...\n\n@pytest.mark.promise('P1')\ndef test_b(): ...\n"
    )

    assert [] == found.problems
    assert {
        "P1": ["tests/test_a.py::test_a", "tests/test_a.py::test_b"],
        "P2": ["tests/test_a.py::test_a"],
    } == found.tests


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("pytestmark = pytest.mark.promise('P1')", "only a test function may carry"),
        ("A = pytest.param(1, marks=pytest.mark.promise('P1'))", "only a test function may carry"),
        ("@pytest.mark.promise('P1')\ndef helper(): ...", "helper is no test"),
        (
            "@pytest.mark.promise('P1')\n@pytest.mark.skipif(True)\ndef test_a(): ...",
            "test_a may be left out by pytest.mark.skipif",
        ),
        (
            "@pytest.mark.promise('P1')\ndef test_a():\n    pytest.skip('no')",
            "test_a may be left out by pytest.skip",
        ),
        (
            "pytestmark = pytest.mark.recipe\n@pytest.mark.promise('P1')\ndef test_a(): ...",
            "test_a may be left out by pytest.mark.recipe",
        ),
    ],
)
def test_what_proves_nothing(text: str, problem: str) -> None:
    """A marker on what is no test, or on one that may not run, is a problem with its line."""
    (found,) = read(text).problems

    assert problem in found
    assert found.startswith("tests/test_a.py:")


@pytest.mark.parametrize(
    ("tests", "expected"),
    [
        ({"P1": ["a::t"]}, []),
        ({}, ["P1 has no test: mark one, or give `not_kept` in promises.toml"]),
        ({"P1": ["a::t"], "P9": ["a::u"]}, ["a::u: promises.toml has no promise P9"]),
    ],
)
def test_problems(tests: dict[str, list[str]], expected: list[str]) -> None:
    """A kept promise needs a test, and a marker a promise."""
    assert expected == promises.problems([KEPT, LATER], Marks(tests))


def test_what_is_not_kept_is_shown() -> None:
    """Above all, and with its reason."""
    text = promises.render([KEPT, LATER], {"P1": ["tests/a.py::t", "tests/a.py::u"]})

    assert "hookops keeps 1 of 2 promises; not kept yet: P2." in text
    assert "**P1.** It holds.\n\n- `tests/a.py`: `t`, `u`\n" in text
    assert "**P2.** It will hold.\n\n*Not kept yet:* nobody wrote it" in text


def report(name: str, outcome: str, when: str = "call") -> SimpleNamespace:
    return SimpleNamespace(nodeid=f"a::{name}", when=when, passed=outcome == "passed")


@pytest.mark.parametrize(
    ("reports", "word"),
    [
        ([report("t[1]", "passed"), report("t[2]", "passed")], "holds (1 of 1"),
        ([report("t[1]", "passed"), report("t[2]", "failed")], "does not hold (0 of 1"),
        ([report("t", "skipped", "setup")], "does not hold (0 of 1"),
        ([report("t", "passed"), report("t", "failed", "teardown")], "does not hold (0 of 1"),
        ([], "does not hold (0 of 1"),
    ],
)
def test_verdicts(reports: list[pytest.TestReport], word: str) -> None:
    """A promise holds when each of its tests ran and passed, with all parameters."""
    results = Results()
    for one in reports:
        results.pytest_runtest_logreport(one)

    lines = list(promises.verdicts([KEPT], {"P1": ["a::t"]}, results))

    assert lines[0].startswith(f"P1   {word}")
    assert ["     a::t"] * (word[0] == "d") == lines[1:]


def test_ci_runs_what_the_document_says() -> None:
    """CI runs `make test` and `make thorough`, of which the marked tests are a part."""
    root = Path(promises.ROOT)
    data = yaml.safe_load((root / ".github" / "workflows" / "ci.yml").read_text())
    makefile = (root / "Makefile").read_text()

    runs = [step.get("run") for step in data["jobs"]["test"]["steps"]]
    assert {"make test", "make thorough"} <= {*runs}
    # What one of them leaves out, the other runs.
    assert '-m "not recipe" $(addprefix --ignore=,$(THOROUGH))' in makefile
    assert '-m "not recipe" $(THOROUGH)\n' in makefile
