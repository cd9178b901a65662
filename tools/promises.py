"""What hookops promises: docs/promises.toml, the tests that carry each promise's marker, a verdict.

    python tools/promises.py            run the marked tests, and print which promises hold
    python tools/promises.py --check    compare the markers with the list and docs/PROMISES.md

`tools/renew.py` writes docs/PROMISES.md and the list in SECURITY.md, and checks the same.
"""

import ast
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LIST = ROOT / "docs" / "promises.toml"
DOCUMENT = ROOT / "docs" / "PROMISES.md"
SECURITY = ROOT / "SECURITY.md"
SECURITY_GROUPS = ("Secrets", "What hookops trusts")
TESTS = ("tests", "examples/services")
MARKER = "pytest.mark.promise"
NOT_ALWAYS_RUN = ("skip", "skipif", "xfail", "recipe", "importorskip")
"""Markers and calls by which CI may leave a test out, or not mind its failure."""
HEAD = """\
# What hookops promises

<!-- `make schemas` writes this file from docs/promises.toml and the tests' markers. -->

Below each promise are the tests that fail when it is broken; in the code they carry the marker `promise`.
`make test` and `make thorough` run all of them and leave none out, and CI runs both on each change: where CI is green, every test below has passed.
`make promises` runs them alone and prints which promises hold.
`make lint` fails when a promise without a test is not listed as not kept.
"""  # noqa: E501 - one sentence a line, as in every document


class PromiseError(Exception):
    """Markers and list do not fit together."""


@dataclass(frozen=True, slots=True)
class Promise:
    """One entry of the list."""

    id: str
    group: str
    text: str
    not_kept: str = ""
    """Why not, as far as it is not."""


@dataclass(slots=True)
class Marks:
    """What the markers of some files say."""

    tests: dict[str, list[str]] = field(default_factory=dict)
    """`file::name` of the tests of each id."""
    problems: list[str] = field(default_factory=list)


def load(text: str) -> tuple[Promise, ...]:
    """Every promise of the list, in its order."""
    return tuple(Promise(**entry) for entry in tomllib.loads(text)["promise"])


def marks(root: Path = ROOT) -> Marks:
    """The markers of all tests. Nothing is imported: a test need not run to be counted."""
    found = Marks()
    for folder in TESTS:
        for path in sorted((root / folder).rglob("test_*.py")):
            text = path.read_text()
            if MARKER in text:
                read_marks(path.relative_to(root).as_posix(), text, found)
    return found


def read_marks(name: str, text: str, found: Marks) -> None:
    """Add what one file has."""
    tree = ast.parse(text)
    decorators = set()
    whole = [node for node in tree.body if _assigns(node, "pytestmark")]
    for test in (node for node in tree.body if isinstance(node, ast.FunctionDef)):
        for mark in filter(_is_marker, test.decorator_list):
            decorators |= {id(node) for node in ast.walk(mark)}
            found.problems += _problems(f"{name}:{mark.lineno}", test, whole)
            for promise in _ids(mark):
                found.tests.setdefault(promise, []).append(f"{name}::{test.name}")
    # In a parameter or for a whole file it would be counted for tests that prove nothing.
    found.problems += [
        f"{name}:{node.lineno}: only a test function may carry the marker, as a decorator"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node) == MARKER
        if id(node) not in decorators
    ]


def _assigns(node: ast.stmt, name: str) -> bool:
    return isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name


def _is_marker(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func) == MARKER


def _ids(mark: ast.expr) -> list[str]:
    """The ids; those that are no texts are a problem of their own."""
    assert isinstance(mark, ast.Call)
    return [ast.literal_eval(a) if isinstance(a, ast.Constant) else "?" for a in mark.args]


def _problems(place: str, test: ast.FunctionDef, whole: Sequence[ast.stmt]) -> Iterator[str]:
    if not test.name.startswith("test"):
        yield f"{place}: {test.name} is no test"
    for node in (inner for outer in (test, *whole) for inner in ast.walk(outer)):
        if isinstance(node, ast.Attribute) and node.attr in NOT_ALWAYS_RUN:
            yield f"{place}: {test.name} may be left out by {ast.unparse(node)}"


def problems(listed: Iterable[Promise], found: Marks) -> list[str]:
    """Everything that is wrong: of the markers, ids that nobody knows, promises without a test."""
    by_id = {promise.id: promise for promise in listed}
    unknown = [
        f"{test}: {LIST.name} has no promise {promise}"
        for promise, tests in found.tests.items()
        for test in (() if promise in by_id else tests)
    ]
    missing = [
        f"{promise.id} has no test: mark one, or give `not_kept` in {LIST.name}"
        for promise in by_id.values()
        if not promise.not_kept and promise.id not in found.tests
    ]
    return [*found.problems, *unknown, *missing]


def document(_: str = "") -> str:
    """The text of docs/PROMISES.md. Raises: PromiseError."""
    listed, found = load(LIST.read_text()), marks()
    if wrong := problems(listed, found):
        raise PromiseError("\n".join(wrong))
    return render(listed, found.tests)


def render(listed: Sequence[Promise], tests: Mapping[str, Sequence[str]]) -> str:
    """Groups, promises and tests in their order; what is not kept is said above as well."""
    broken = [promise.id for promise in listed if promise.not_kept]
    kept = f"hookops keeps {len(listed) - len(broken)} of {len(listed)} promises"
    lines = [HEAD, f"{kept}; not kept yet: {', '.join(broken)}." if broken else f"{kept}."]
    group = ""
    for promise in listed:
        if promise.group != group:
            lines += ["", f"## {promise.group}"]
            group = promise.group
        lines += ["", f"**{promise.id}.** {promise.text}"]
        if promise.not_kept:
            lines += ["", f"*Not kept yet:* {promise.not_kept}"]
        lines += ["", *_by_file(tests.get(promise.id, ()))]
    return "\n".join(lines).rstrip("\n") + "\n"


def security(text: str) -> str:
    """The block between the markers, with the promises about secrets and trust."""
    lines = []
    for promise in load(LIST.read_text()):
        if promise.group in SECURITY_GROUPS:
            kept = f" Not kept yet: {promise.not_kept}" if promise.not_kept else ""
            lines.append(f"- **{promise.id}.** {promise.text}{kept}\n")
    block = f"<!-- promises -->\n{''.join(lines)}<!-- /promises -->"
    return re.sub("<!-- promises -->.*<!-- /promises -->", lambda _: block, text, flags=re.DOTALL)


def _by_file(tests: Iterable[str]) -> Iterator[str]:
    names: dict[str, list[str]] = {}
    for test in tests:
        path, _, name = test.partition("::")
        names.setdefault(path, []).append(f"`{name}`")
    for path, of_file in names.items():
        yield f"- `{path}`: {', '.join(of_file)}"


class Results:
    """A plugin of pytest that collects what became of each test, whatever its parameters."""

    def __init__(self) -> None:
        self.passed: set[str] = set()
        self.other: set[str] = set()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A test that was skipped has proven nothing."""
        test = report.nodeid.partition("[")[0]
        if not report.passed:
            self.other.add(test)
        elif report.when == "call":
            self.passed.add(test)

    def failing(self, tests: Iterable[str]) -> list[str]:
        """Those of the tests that failed, were skipped or did not run."""
        return [test for test in tests if test in self.other or test not in self.passed]


def verdicts(
    listed: Iterable[Promise], tests: Mapping[str, Sequence[str]], results: Results
) -> Iterator[str]:
    """A line for each promise, and one for each test that failed."""
    for promise in listed:
        own = tests.get(promise.id, ())
        failing = results.failing(own)
        word = "does not hold" if failing else "is not kept yet" if promise.not_kept else "holds"
        yield f"{promise.id:<4} {word} ({len(own) - len(failing)} of {len(own)} tests passed)"
        yield from (f"     {test}" for test in failing)


def run() -> int:
    """Run the marked tests, and print the verdicts; 1 when any failed."""
    listed, found, results = load(LIST.read_text()), marks(), Results()
    files = sorted({test.partition("::")[0] for tests in found.tests.values() for test in tests})
    code = pytest.main(["-n", "2", "-m", "promise", *files], plugins=[results])
    print("\n".join(verdicts(listed, found.tests, results)))
    return int(code != 0 or any(results.failing(tests) for tests in found.tests.values()))


def main() -> int:
    """Check or run."""
    if "--check" not in sys.argv:
        return run()
    try:
        is_new = DOCUMENT.read_text() == document()
    except PromiseError as problem:
        print(problem)
        return 1
    if not is_new:
        print(f"{DOCUMENT.relative_to(ROOT)} is out of date: make schemas")
    return 0 if is_new else 1


if __name__ == "__main__":
    sys.exit(main())
