"""Folders that are opened, and those that are only looked at, keep the same promises."""

import errno
import os
import sys
from pathlib import Path

import pytest

from hookops.files.folders import BY_HANDLE, NamedFolder, OpenFolder, open_file, open_folder

UNDER_WINDOWS = "windows.plugin" in sys.modules


def by_path(path: Path) -> NamedFolder:
    return NamedFolder(path)


def by_handle(path: Path) -> OpenFolder:
    return OpenFolder(os.open(path, os.O_RDONLY | os.O_DIRECTORY))


@pytest.fixture(params=[by_path] if UNDER_WINDOWS else [by_path, by_handle])
def folder(request, tmp_path):
    """The folder `inside`, opened in one of the two ways."""
    (tmp_path / "inside").mkdir()
    (tmp_path / "outside").mkdir()
    found = request.param(tmp_path / "inside")
    yield found
    found.close()


def test_which_of_the_two():
    """The system decides: where it opens folders they are opened, and nowhere else."""
    assert (not UNDER_WINDOWS) == BY_HANDLE


def test_what_is_done_in_it(folder, tmp_path):
    """Names are those of things in it."""
    handle = folder.open("a", os.O_WRONLY | os.O_CREAT, 0o600)
    os.write(handle, b"text\n")
    os.close(handle)
    folder.rename("a", "b")
    folder.set_mode("b", 0o640)
    folder.make("sub", 0o700)
    step = folder.step("sub", listed=True)
    os.close(step.open("c", os.O_WRONLY | os.O_CREAT, 0o600))
    folder.store()

    assert ("0o100640", b"text\n") == (oct(folder.mode("b")), (tmp_path / "inside/b").read_bytes())
    step.remove("c")
    step.close()
    assert ["b", "sub"] == sorted(os.listdir(tmp_path / "inside"))
    assert [] == os.listdir(tmp_path / "inside" / "sub")


def test_links_in_it(folder, tmp_path):
    """None is followed: of a file, of a folder, or of nothing."""
    (tmp_path / "outside" / "file").write_text("theirs")
    for name, to in (("file", "file"), ("folder", "."), ("nothing", "new")):
        (tmp_path / "inside" / name).symlink_to(tmp_path / "outside" / to)

    for name in ("file", "nothing"):
        with pytest.raises(OSError, match=str(errno.ELOOP)):
            folder.open(name, os.O_WRONLY | os.O_CREAT, 0o600)
    with pytest.raises(OSError, match=f"{errno.ELOOP}|{errno.ENOTDIR}"):
        folder.step("folder", listed=False)

    assert ["file"] == os.listdir(tmp_path / "outside")
    assert "theirs" == (tmp_path / "outside" / "file").read_text()


def test_a_file_is_no_step(folder, tmp_path):
    """Nothing is below a file."""
    (tmp_path / "inside" / "file").write_text("")

    with pytest.raises(NotADirectoryError):
        folder.step("file", listed=True)


@pytest.mark.parametrize(
    "act",
    [
        lambda folder: folder.open("file", os.O_RDONLY, 0o600),
        lambda folder: folder.step("sub", listed=True),
        lambda folder: folder.make("new", 0o700),
        lambda folder: folder.mode("file"),
        lambda folder: folder.set_mode("file", 0o666),
        lambda folder: folder.rename("file", "new"),
        lambda folder: folder.remove("file"),
    ],
)
@pytest.mark.parametrize("how", ["a link", "another folder"])
def test_another_in_its_place(tmp_path, act, how):
    """A folder by its path that is a link by now, or another one, is of no use any more."""
    for name in ("inside", "outside"):
        (tmp_path / name / "sub").mkdir(parents=True)
        (tmp_path / name / "file").write_text(name)
    folder = NamedFolder(tmp_path / "inside")
    (tmp_path / "inside").rename(tmp_path / "old")
    if how == "a link":
        (tmp_path / "inside").symlink_to("outside")
    else:
        (tmp_path / "outside").rename(tmp_path / "inside")

    handles = len(os.listdir("/dev/fd"))
    with pytest.raises(OSError, match="put in its place"):
        act(folder)

    assert handles == len(os.listdir("/dev/fd"))
    assert ["file", "sub"] == sorted(os.listdir(tmp_path / "inside"))
    assert "0o644" == oct((tmp_path / "inside" / "file").stat().st_mode & 0o777)


def test_another_while_it_is_opened(tmp_path):
    """What is put there between the look and the opening is found by the look after it."""
    for name in ("inside", "outside"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text(name)

    class Swapping(NamedFolder):
        def _look(self) -> None:
            super()._look()
            if not (tmp_path / "old").exists():
                (tmp_path / "inside").rename(tmp_path / "old")
                (tmp_path / "inside").symlink_to("outside")

    folder, handles = Swapping(tmp_path / "inside"), len(os.listdir("/dev/fd"))
    with pytest.raises(OSError, match="put in its place"):
        folder.open("file", os.O_RDONLY, 0o600)

    assert handles == len(os.listdir("/dev/fd"))


def test_a_reader_in_the_way(tmp_path):
    """Where a file that is open cannot be replaced, its reader is waited for; else nobody waits."""
    (tmp_path / "new").write_text("new")
    (tmp_path / "old").write_text("old")
    waits = []

    with (tmp_path / "old").open() as reader:

        def sleep(seconds: float) -> None:
            waits.append(seconds)
            if len(waits) == 3:
                reader.close()

        NamedFolder(tmp_path, sleep).rename("new", "old")

    assert ("new", ["old"]) == ((tmp_path / "old").read_text(), os.listdir(tmp_path))
    assert ([0.05] * 3 if UNDER_WINDOWS else []) == waits


@pytest.mark.skipif(not UNDER_WINDOWS, reason="elsewhere no reader is in the way")
def test_a_reader_that_stays(tmp_path):
    """After a second it is an error, and both files are as they were."""
    (tmp_path / "new").write_text("new")
    (tmp_path / "old").write_text("old")
    waits = []

    with (tmp_path / "old").open(), pytest.raises(PermissionError):
        NamedFolder(tmp_path, waits.append).rename("new", "old")

    assert 0.95 == pytest.approx(sum(waits))
    assert ("new", "old") == ((tmp_path / "new").read_text(), (tmp_path / "old").read_text())


def test_a_root_that_is_a_link(tmp_path):
    """It is none; links on the way to it are its owner's."""
    (tmp_path / "inside" / "sub").mkdir(parents=True)
    (tmp_path / "link").symlink_to("inside")

    with pytest.raises(NotADirectoryError):
        open_folder(str(tmp_path / "link"), listed=True)
    below = open_folder(str(tmp_path / "link" / "sub"), listed=True)
    below.make("new", 0o700)
    below.close()

    assert ["new"] == os.listdir(tmp_path / "inside" / "sub")


def test_a_file_by_its_path(tmp_path):
    """A link is followed where the caller says so, and no pipe is waited for."""
    (tmp_path / "file").write_text("mine")
    (tmp_path / "link").symlink_to("file")
    os.mkfifo(tmp_path / "pipe")

    handle = open_file(tmp_path / "link", os.O_RDONLY, 0o600, links=True)
    with pytest.raises(OSError, match=str(errno.ELOOP)):
        open_file(tmp_path / "link", os.O_RDONLY, 0o600, links=False)
    with pytest.raises(OSError, match=str(errno.ENXIO)):
        open_file(tmp_path / "pipe", os.O_WRONLY, 0o600, links=False)

    assert b"mine" == os.read(handle, 10)
    os.close(handle)


def test_a_folder_that_may_only_be_passed(tmp_path):
    """It leads on, whichever way it is opened."""
    (tmp_path / "sub").mkdir()
    above = open_folder(str(tmp_path), listed=False)
    below = above.step("sub", listed=True)
    below.make("new", 0o700)

    assert ["new"] == os.listdir(tmp_path / "sub")
    below.close()
    above.close()
