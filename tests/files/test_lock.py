"""The lock on an open file, with what it says to those that it keeps out."""

import errno
import os

import pytest

from hookops.files import lock


@pytest.fixture
def path(tmp_path):
    return tmp_path / "x.lock"


def opened(path):
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)


def test_one_at_a_time(path):
    """Who has it not can read whose it is; once it is free the next one gets it."""
    first, second = opened(path), opened(path)
    taken = [lock.take(first), lock.take(second)]
    lock.write_owner(first, "first")

    assert ([True, False], b"first") == (taken, lock.read_owner(second))
    os.close(first)
    assert lock.take(second)
    lock.write_owner(second, "2")
    assert b"2" == lock.read_owner(second)
    os.close(second)


def test_what_somebody_else_wrote(path):
    """A file that is no lock says what it says."""
    path.write_text("version = 1")
    handle = opened(path)

    assert b"version = 1" == lock.read_owner(handle)
    os.close(handle)


def test_its_file_goes(path):
    """With the lock, and nothing stays open."""
    before = len(os.listdir("/dev/fd"))
    handle = opened(path)
    lock.take(handle)

    lock.end(path, handle)

    assert (False, before) == (path.exists(), len(os.listdir("/dev/fd")))


def test_another_file_stays(path):
    """Only the file that was locked goes; another one at its path is another run's."""
    before = len(os.listdir("/dev/fd"))
    handle = opened(path)
    lock.take(handle)
    path.rename(path.with_name("old"))
    path.write_text("another")

    lock.end(path, handle)

    assert ("another", before) == (path.read_text(), len(os.listdir("/dev/fd")))


def test_what_cannot_be_locked(path):
    """The system's reason, which is none that another run is at work."""
    handle = opened(path)
    os.close(handle)

    with pytest.raises(OSError, match=os.strerror(errno.EBADF)):
        lock.take(handle)
