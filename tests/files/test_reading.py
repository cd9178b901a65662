"""Files that people name are read at once and whole, or it is said why not."""

import os
from pathlib import Path

import pytest
from files.special import LINKS, SPECIAL, large, link, link_to_a_device, link_to_nothing

from hookops.files.reading import (
    Exposure,
    TooLarge,
    Unreadable,
    describe_special,
    open_regular,
    read_bytes,
    read_exposed,
)


def reason(path, **options):
    with pytest.raises(Unreadable) as problem:
        read_bytes(path, 100, **options)
    return problem.value.reason


@pytest.mark.parametrize("expected", SPECIAL)
def test_what_is_no_file(tmp_path, expected):
    """Nobody waits for a pipe's other end, and each thing is named, with and without links."""
    path = tmp_path / "x"
    SPECIAL[expected](path)

    assert [expected, expected] == [reason(path), reason(path, links=True)]
    assert expected == describe_special(path)


@pytest.mark.parametrize("make", LINKS)
def test_links_are_not_followed(tmp_path, make):
    """Unless the caller says so a link is no file, wherever it leads."""
    make(tmp_path / "x")

    assert "it is a symbolic link, not a file" == reason(tmp_path / "x")
    assert "it is a symbolic link, not a file" == describe_special(tmp_path / "x")


def test_links_that_are_followed(tmp_path):
    """What they lead to counts then."""
    link(tmp_path / "x")
    link_to_nothing(tmp_path / "y")
    link_to_a_device(tmp_path / "z")

    assert b"mine" == read_bytes(tmp_path / "x", 100, links=True)
    assert "No such file or directory" == reason(tmp_path / "y", links=True)
    assert "it is a device, not a file" == reason(tmp_path / "z", links=True)
    assert ("", "", "it is a device, not a file") == tuple(
        describe_special(tmp_path / name, links=True) for name in "xyz"
    )


def test_what_is_missing(tmp_path):
    """A caller may take it for nothing written yet; a folder that is none is another matter."""
    (tmp_path / "file").write_text("")
    missing = []
    for path in (tmp_path / "x", tmp_path / "file" / "x"):
        with pytest.raises(Unreadable) as problem:
            read_bytes(path, 100)
        missing.append(problem.value.missing)

    assert [True, False] == missing
    assert "" == describe_special(tmp_path / "x")


def test_a_file_with_a_hole(tmp_path):
    """Its size is known before anything is read."""
    large(tmp_path / "x")

    with pytest.raises(TooLarge) as problem:
        read_bytes(tmp_path / "x", 100)

    assert "it has 10,737,418,240 bytes, and 100 are the limit" == problem.value.reason


@pytest.mark.parametrize(("size", "fits"), [(99, True), (100, True), (101, False)])
def test_the_limit(tmp_path, size, fits):
    """So many bytes are read, and not one more."""
    (tmp_path / "x").write_bytes(b"a" * size)

    if fits:
        assert b"a" * size == read_bytes(tmp_path / "x", 100)
    else:
        assert f"it has {size} bytes, and 100 are the limit" == reason(tmp_path / "x")


def test_a_file_without_a_size():
    """What says that it is empty and is not, as files of the kernel do, has the same limit."""
    with Path("/proc/self/maps").open("rb") as file:
        whole = file.read()

    with pytest.raises(TooLarge) as problem:
        read_bytes(Path("/proc/self/maps"), 100)

    assert 101 == problem.value.size < len(whole)


def test_a_file_that_breaks_off():
    """What the system says while it is read, as for a disk that fails."""
    assert "Input/output error" == reason(Path("/proc/self/mem"))


@pytest.mark.parametrize(
    ("mode", "text", "by_anybody"),
    [
        (0o600, "", False),
        (0o644, "", False),
        (0o664, "its group can write it", False),
        (0o602, "every user of this computer can write it", True),
        (0o666, "every user of this computer can write it", True),
    ],
)
def test_who_else_can_write_it(tmp_path, mode, text, by_anybody):
    """Others may read it; that they can write it is known."""
    (tmp_path / "x").write_text("a")
    (tmp_path / "x").chmod(mode)

    assert (b"a", Exposure(text, by_anybody)) == read_exposed(tmp_path / "x", 100)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_file_of_another_user(tmp_path):
    """He can write it, whatever its mode says."""
    (tmp_path / "x").write_text("a")
    os.chown(tmp_path / "x", 12345, 0)

    _, found = read_exposed(tmp_path / "x", 100)

    assert ("it belongs to the user 12345, who can write it", True) == (
        found.text,
        found.by_anybody,
    )


def test_nothing_stays_open(tmp_path):
    """An apply reads its ledger thousands of times."""
    before = len(os.listdir("/dev/fd"))
    (tmp_path / "x").write_text("a")
    os.mkfifo(tmp_path / "y")

    read_bytes(tmp_path / "x", 100)
    reason(tmp_path / "y")
    large(tmp_path / "z")
    reason(tmp_path / "z")

    assert before == len(os.listdir("/dev/fd"))


def test_a_pipe_to_write_to(tmp_path):
    """One that is opened for both would not wait either, and is no file all the same."""
    os.mkfifo(tmp_path / "x")

    with pytest.raises(Unreadable, match="it is a named pipe, not a file"):
        open_regular(tmp_path / "x", os.O_RDWR | os.O_CREAT)
