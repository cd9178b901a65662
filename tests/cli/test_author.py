"""Who history says has applied, and from which commit."""

from pathlib import Path

import pytest

from hookops.cli.author import find_author

SHA = "0123456789abcdef0123456789abcdef01234567"


def in_git(folder: Path, **files: str) -> Path:
    """The folder with a .git of these files; two underscores are a slash."""
    for name, text in files.items():
        path = folder / ".git" / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


@pytest.mark.parametrize(
    "name", ["GITHUB_SHA", "CI_COMMIT_SHA", "BUILDKITE_COMMIT", "CIRCLE_SHA1", "GIT_COMMIT"]
)
def test_the_commit_of_a_ci_run(tmp_path, name):
    """The variable of the CI system counts, whatever the work tree says."""
    root = in_git(tmp_path, HEAD="f" * 40)

    assert SHA == find_author({name: SHA}, root).commit


@pytest.mark.parametrize(
    ("files", "commit"),
    [
        ({"HEAD": SHA + "\n"}, SHA),
        ({"HEAD": "ref: refs/heads/main\n", "refs__heads__main": SHA + "\n"}, SHA),
        ({"HEAD": "ref: refs/heads/a\n", "packed-refs": f"# x\n{SHA} refs/heads/a\n^x\n"}, SHA),
        ({"HEAD": "ref: refs/heads/main\n"}, ""),
        ({"HEAD": "ref: ../../secret\n", "x": "y"}, ""),
        ({"HEAD": "ref: /etc/hostname\n"}, ""),
        ({"HEAD": "ref: refs\\..\\a\n", "refs\\..\\a": SHA}, ""),
        ({"HEAD": "ref: C:a\n", "C:a": SHA}, ""),
        ({}, ""),
    ],
)
def test_the_commit_of_the_work_tree(tmp_path, files, commit):
    """HEAD says it, by itself or through a branch; what leads out of .git says nothing."""
    root = in_git(tmp_path, **files) / "below"
    root.mkdir()

    assert commit == find_author({}, root).commit


def test_who_and_where(tmp_path):
    """User and host, and the address of the CI run without anything secret in it."""
    env = {"USER": "alice", "CI_JOB_URL": "https://u:CANARY@ci.example.com/jobs/1?t=CANARY"}

    found = find_author(env, tmp_path)

    assert found.by.startswith("alice on ")
    assert "https://ci.example.com/jobs/1" == found.run


def test_bytes_that_are_no_text(tmp_path):
    """A variable may hold any: in a ledger they would be half characters, which no reader takes."""
    found = find_author(
        {"USER": "m\udcfcller", "GIT_COMMIT": "\udcff", "BUILD_URL": "\udcff"}, tmp_path
    )

    assert all(text.isprintable() for text in (found.by, found.run, found.commit))
    assert found.by.encode()


def test_a_work_tree_inside_another_repository(tmp_path):
    """What is around it says nothing of its commit."""
    in_git(tmp_path, HEAD=SHA)
    inner = tmp_path / "sub"
    inner.mkdir()
    (inner / ".git").write_text("gitdir: ../.git/modules/sub")

    assert "" == find_author({}, inner).commit
