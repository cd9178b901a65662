"""`tools/quick.py`: which tests a change asks for."""

import subprocess
from pathlib import Path

import pytest
import quick

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Two packages with tests, of which one has a file that is named after a module."""
    for name in (
        "hookops/okta/log.py",
        "hookops/okta/encoding.py",
        "hookops/kinds/hook/channel.py",
        "hookops/run.py",
        "tests/okta/test_okta_log.py",
        "tests/okta/conftest.py",
        "tests/kinds/test_kind.py",
        "docs/page.md",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
    return tmp_path


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ("hookops/okta/log.py", {"tests/okta/test_okta_log.py", "tests/test_architecture.py"}),
        ("hookops/okta/encoding.py", {"tests/okta", "tests/test_architecture.py"}),
        ("hookops/kinds/hook/channel.py", {"tests/kinds", "tests/test_architecture.py"}),
        ("hookops/run.py", {"tests/flows", "tests/test_architecture.py"}),
        ("tests/okta/test_okta_log.py", {"tests/okta/test_okta_log.py"}),
        ("tests/okta/conftest.py", {"tests/okta"}),
        (
            "docs/page.md",
            {"tests/structure/test_documents.py", "tests/docs", "tests/structure/test_words.py"},
        ),
    ],
)
def test_a_change_has_its_tests(tree: Path, changed: str, expected: set[str]) -> None:
    """Files named after the module, else the folder of its package; documents have their own."""
    assert expected == set(quick.tests_of(Path(changed), tree))


def test_a_folder_holds_its_files() -> None:
    """A file is not named beside its folder: pytest would run it twice."""
    assert {"tests/okta", "tests/b.py"} == quick.pruned(
        {"tests/okta", "tests/okta/test_a.py", "tests/b.py"}
    )


def test_what_is_not_committed_counts(tree: Path) -> None:
    """New files and changed ones; not what was deleted."""

    def git(*words: str) -> None:
        user = ("-c", "user.name=a", "-c", "user.email=a@example.com")
        subprocess.run(["git", *user, *words], cwd=tree, check=True, capture_output=True)

    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "all")
    (tree / "hookops/okta/log.py").write_text("changed")
    (tree / "hookops/okta/new.py").write_text("new")
    (tree / "docs/page.md").unlink()

    assert ["hookops/okta/log.py", "hookops/okta/new.py"] == quick.changed(tree)


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ("hookops/okta/session.py", {"tests/okta/test_session.py", "tests/test_architecture.py"}),
        ("docs/architecture.md", {quick.DOCUMENTS, "tests/docs", "tests/structure/test_words.py"}),
        ("tests/okta/test_session.py", {"tests/okta/test_session.py"}),
        ("tests/conftest.py", {"tests/flows/test_converge.py"}),
        (
            "tests/mutants.toml",
            {"tests/tools/test_mutations.py", "tests/flows/test_converge.py"},
        ),
    ],
)
def test_tests_of_a_file(changed: str, expected: set[str]) -> None:
    """The same in this tree, also for what is no module."""
    assert expected == set(quick.tests_of(Path(changed), ROOT))


def test_every_listed_test_exists() -> None:
    """A path that is gone would end `make quick` before its first test."""
    listed = {test for tests in quick.OF_OTHERS.values() for test in tests}

    assert set() == {test for test in listed if not (ROOT / test).exists()}


def test_every_file_of_the_product_has_tests() -> None:
    """A change of code or data never passes because nothing was run."""
    names = [
        path.relative_to(ROOT).as_posix()
        for top in ("hookops", "schemas", "manifests", "examples/services", "tools", "docs")
        for path in (ROOT / top).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    ]

    assert [] == [name for name in names if not set(quick.tests_of(Path(name), ROOT))]
    assert "tests/flows" in set(quick.tests_of(Path("hookops/workflow/apply.py"), ROOT))
