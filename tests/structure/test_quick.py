"""`make quick` runs tests that exist, for every sort of file that somebody changes."""

from pathlib import Path

import pytest
import quick

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ("hookops/okta/session.py", {"tests/okta/test_session.py", "tests/test_architecture.py"}),
        ("docs/architecture.md", {quick.DOCUMENTS, "tests/structure/test_words.py"}),
        ("tests/okta/test_session.py", {"tests/okta/test_session.py"}),
        ("tests/conftest.py", {"tests/flows/test_converge.py"}),
        (
            "tests/mutants.toml",
            {"tests/tools/test_mutations.py", "tests/flows/test_converge.py"},
        ),
    ],
)
def test_tests_of_a_file(changed, expected):
    """Each file has its own tests."""
    assert expected == set(quick.tests_of(Path(changed), ROOT))


def test_every_listed_test_exists():
    """A path that is gone would end `make quick` before its first test."""
    listed = {test for tests in quick.OF_OTHERS.values() for test in tests}

    assert set() == {test for test in listed if not (ROOT / test).exists()}


def test_every_file_of_the_product_has_tests():
    """A change of code or data never passes because nothing was run."""
    names = [
        path.relative_to(ROOT).as_posix()
        for top in ("hookops", "schemas", "manifests", "examples/services", "tools", "docs")
        for path in (ROOT / top).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    ]

    assert [] == [name for name in names if not set(quick.tests_of(Path(name), ROOT))]
    assert "tests/flows" in set(quick.tests_of(Path("hookops/workflow/apply.py"), ROOT))
