"""`tools/supply/release.py`: what a release refuses; `.ci/run` makes one in a scratch clone."""

import subprocess
import zipfile
from pathlib import Path

import pytest
import release


def git(root: Path, *words: str) -> None:
    names = ("-c", "user.name=A", "-c", "user.email=a@example.com")
    subprocess.run(["git", *names, *words], cwd=root, check=True, capture_output=True)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A repository at version 1.2.3, on its branch, with nothing to commit."""
    (tmp_path / "hookops").mkdir()
    (tmp_path / "hookops" / "__init__.py").write_text('__version__ = "1.2.3"\n')
    git(tmp_path, "init", "--quiet", "--initial-branch", "main")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "-m", "all")
    return tmp_path


def refused(root: Path, version: str) -> str:
    with pytest.raises(release.Refused) as problem:
        release.check(root, version)
    return str(problem.value)


@pytest.mark.parametrize("version", ["1.2.4", "1.3.0", "1.10.0", "2.0.0"])
def test_what_may_be_released(tree: Path, version: str) -> None:
    """A greater version, by numbers and not by letters, of a clean tree on the branch."""
    release.check(tree, version)


@pytest.mark.parametrize("version", ["", "1.2", "v1.3.0", "1.3.0rc1", "01.3.0", "1.3.0; ls"])
def test_no_version(tree: Path, version: str) -> None:
    """What is no version is refused, with an example of one."""
    assert refused(tree, version).endswith("is no version: make release VERSION=1.2.3")


@pytest.mark.parametrize("version", ["1.2.3", "1.2.2", "0.9.9"])
def test_not_greater(tree: Path, version: str) -> None:
    """A version that is not greater than the tree's is refused."""
    assert "is not greater than 1.2.3" in refused(tree, version)


def test_another_branch(tree: Path) -> None:
    """Releases are made on one branch, and not on a commit without one."""
    git(tree, "checkout", "--quiet", "-b", "topic")
    assert "the branch is topic: releases are made on main" == refused(tree, "1.3.0")

    git(tree, "checkout", "--quiet", "--detach")
    assert "the branch is none: releases are made on main" == refused(tree, "1.3.0")


@pytest.mark.parametrize("name", ["new", "hookops/__init__.py"])
def test_a_dirty_tree(tree: Path, name: str) -> None:
    """What is not committed would be in no tag."""
    (tree / name).write_text('__version__ = "1.2.3"\n#\n')

    assert refused(tree, "1.3.0").endswith(f"not committed, such as {name}")


def test_an_existing_tag(tree: Path) -> None:
    """A version is released once."""
    git(tree, "tag", "v1.3.0")

    assert refused(tree, "1.3.0").startswith("the tag v1.3.0 exists already")


def test_the_version_of_a_wheel(tmp_path: Path) -> None:
    """It is what the metadata says, whatever the file is called."""
    wheel = tmp_path / "hookops-9.9.9-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("hookops-1.2.3.dist-info/METADATA", "Name: hookops\nVersion: 1.2.3\n")

    assert "1.2.3" == release.version_of(wheel)
    assert "" == release.version_of(tmp_path / "gone.whl")
