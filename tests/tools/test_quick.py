"""`tools/quick.py`: which tests a change asks for."""

import importlib.util
import subprocess
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def quick() -> ModuleType:
    spec = importlib.util.spec_from_file_location("quick", ROOT / "tools" / "quick.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


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
            {"tests/structure/test_documents.py", "tests/structure/test_words.py"},
        ),
    ],
)
def test_a_change_has_its_tests(
    quick: ModuleType, tree: Path, changed: str, expected: set[str]
) -> None:
    """Files named after the module, else the folder of its package; documents have their own."""
    assert expected == set(quick.tests_of(Path(changed), tree))


def test_a_folder_holds_its_files(quick: ModuleType) -> None:
    """A file is not named beside its folder: pytest would run it twice."""
    assert {"tests/okta", "tests/b.py"} == quick.pruned(
        {"tests/okta", "tests/okta/test_a.py", "tests/b.py"}
    )


def test_what_is_not_committed_counts(quick: ModuleType, tree: Path) -> None:
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
