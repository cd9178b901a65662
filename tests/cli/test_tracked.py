"""Whether Git tracks a file decides whether a pull request can change it."""

import shutil
import subprocess
from pathlib import Path

import pytest

from hookops.cli.tracked import is_tracked

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


def git(folder: Path, *words: str) -> None:
    who = ("-c", "user.name=a", "-c", "user.email=a@example.com")
    subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path):
    """A repository with `state/a.json` in it, and `state/b.json` beside it."""
    git(tmp_path, "init", "-q")
    (tmp_path / "state").mkdir()
    for name in ("a.json", "b.json"):
        (tmp_path / "state" / name).write_text("{}")
    git(tmp_path, "add", "state/a.json")
    return tmp_path


def test_outside_of_any_repository(tmp_path):
    """There is nothing that a pull request could change."""
    assert not is_tracked(tmp_path / "a.json")


def test_a_repository_without_a_commit(tmp_path):
    """Nothing was added yet."""
    git(tmp_path, "init", "-q")

    assert not is_tracked(tmp_path / "a.json")


def test_a_file_that_was_added(repository):
    """Also before its first commit; the file beside it is not tracked."""
    assert is_tracked(repository / "state" / "a.json")
    assert not is_tracked(repository / "state" / "b.json")


def test_a_name_in_another_case(repository):
    """Some file systems take it for the same file."""
    assert is_tracked(repository / "State" / "A.json")


@pytest.mark.parametrize("version", ["2", "3", "4"])
def test_every_version_of_the_index(repository, version):
    """Version 4 does not have whole paths: nobody can tell, so it counts as tracked."""
    git(repository, "update-index", "--index-version", version)

    assert is_tracked(repository / "state" / "a.json")
    assert (version == "4") == is_tracked(repository / "state" / "b.json")


def test_a_split_index(repository):
    """A part of the paths is in another file."""
    git(repository, "update-index", "--split-index")

    assert is_tracked(repository / "state" / "a.json")


def test_a_work_tree_of_its_own(repository, tmp_path_factory):
    """Its `.git` is a file that names the index."""
    git(repository, "commit", "-qm", "a")
    other = tmp_path_factory.mktemp("other") / "tree"
    git(repository, "worktree", "add", "-q", str(other))

    assert is_tracked(other / "state" / "a.json")
    assert not is_tracked(other / "state" / "b.json")


@pytest.mark.parametrize("text", ["", "gitdir", "nonsense: x", "gitdir: ", "gitdir: /gone"])
def test_a_file_that_is_no_git_directory(tmp_path, text):
    """Nobody can tell."""
    (tmp_path / ".git").write_text(text)

    assert is_tracked(tmp_path / "a.json")


def test_an_index_that_is_damaged(repository):
    """Nobody can tell."""
    (repository / ".git" / "index").write_bytes(b"DIR")

    assert is_tracked(repository / "state" / "b.json")
