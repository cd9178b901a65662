"""Files are written whole, or are as they were."""

import os

import pytest
from files.special import LINKS, SPECIAL
from small_disk import files_up_to

from hookops.files.writing import replace_file, write_new


def mode(path):
    return oct(path.stat().st_mode & 0o777)


def test_a_new_file(tmp_path):
    """It is its owner's, and in UTF-8."""
    write_new(tmp_path / "x", "\u00e9")

    assert ("0o600", "\u00e9".encode()) == (mode(tmp_path / "x"), (tmp_path / "x").read_bytes())


@pytest.mark.parametrize("make", [*SPECIAL.values(), *LINKS])
def test_nothing_is_written_over(tmp_path, make):
    """What is there stays, also a link that leads nowhere."""
    make(tmp_path / "x")
    before = sorted(os.listdir(tmp_path))

    with pytest.raises(FileExistsError):
        write_new(tmp_path / "x", "text")

    assert before == sorted(os.listdir(tmp_path))


@pytest.mark.parametrize("before", [None, "old"])
def test_a_file_that_is_replaced(tmp_path, before):
    """Whether it was there or not it has the text, and is alone."""
    if before:
        (tmp_path / "x").write_text(before)

    replace_file(tmp_path / "x", "new")

    assert ("new", "0o600") == ((tmp_path / "x").read_text(), mode(tmp_path / "x"))
    assert ["x"] == os.listdir(tmp_path)


def test_a_mode_for_others(tmp_path):
    """What others are to read obeys the umask."""
    old = os.umask(0o027)
    try:
        replace_file(tmp_path / "x", "new", mode=0o666)
    finally:
        os.umask(old)

    assert "0o640" == mode(tmp_path / "x")


@pytest.mark.parametrize("make", [*SPECIAL.values(), *LINKS])
def test_what_is_no_file_is_not_replaced(tmp_path, make):
    """A link that a pull request brings, a pipe, a folder."""
    make(tmp_path / "x")
    before = sorted(os.listdir(tmp_path))

    with pytest.raises(OSError, match=r"it is a .*, not a file"):
        replace_file(tmp_path / "x", "new")

    assert before == sorted(os.listdir(tmp_path))


@pytest.mark.parametrize("write", [write_new, replace_file])
def test_a_disk_that_is_full(tmp_path, write):
    """Nothing of the new text is left, and the old one is whole."""
    if write is replace_file:
        (tmp_path / "x").write_text("old")
    before = {path.name: path.read_text() for path in tmp_path.iterdir()}

    with files_up_to(100), pytest.raises(OSError, match="File too large"):
        write(tmp_path / "x", "y" * 10_000)

    assert before == {path.name: path.read_text() for path in tmp_path.iterdir()}
