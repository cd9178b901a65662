"""The ledger in a file: whole or not at all, one writer at a time, for its owner alone."""

import json
import os
from contextlib import nullcontext
from dataclasses import replace

import pytest
from small_disk import files_up_to

from hookops.ledger.file import FileLedger
from hookops.model.errors import Conflict, GuardError, InvalidInput, Unavailable
from hookops.model.resource import Key, Ledger, Managed

URL = "https://acme.okta.com"
A = Key("InlineHook", "a")
ENTRY = {A: Managed(A, "calabc0123", {"name": "a"}, "2025-03-13T23:38:58.000Z")}


@pytest.fixture
def path(tmp_path):
    """Where the ledger is to be; its folder does not exist yet."""
    return tmp_path / "state" / "acme.json"


@pytest.fixture
def ledger_store(path):
    return FileLedger(path, URL)


def mode(path):
    """Permission bits."""
    return oct(path.stat().st_mode & 0o777)


def test_no_file_is_an_empty_ledger(ledger_store):
    """Where there is no file nothing was ever applied."""
    assert Ledger(URL, exists=False) == ledger_store.read()


def test_written_and_read_again(ledger_store):
    """What was stored is read again, with the next serial."""
    first = ledger_store.read()

    stored = ledger_store.swap(first, replace(first, managed=ENTRY))

    assert Ledger(URL, serial=1, managed=ENTRY) == stored == ledger_store.read()


def test_e19_the_file_and_its_folder_are_the_owner_s(ledger_store, path):
    """E19: whatever the umask, nobody else reads or writes the ledger."""
    old = os.umask(0)
    try:
        ledger_store.swap(ledger_store.read(), ledger_store.read())
        with ledger_store.lease():
            modes = [mode(p) for p in (path.parent, path, path.with_name("acme.json.lock"))]
    finally:
        os.umask(old)

    assert ["0o700", "0o600", "0o600"] == modes


@pytest.mark.promise("P12")
def test_a_swap_of_what_is_no_longer_there(ledger_store):
    """A ledger that somebody else wrote in between is not overwritten."""
    first = ledger_store.read()
    ledger_store.swap(first, first)

    with pytest.raises(Conflict, match="was written by another run") as problem:
        ledger_store.swap(first, replace(first, managed=ENTRY))

    assert 6 == problem.value.exit_code
    assert {} == ledger_store.read().managed


def test_a_swap_of_what_was_removed(ledger_store, path):
    """A ledger that was removed in between is not written again from memory."""
    stored = ledger_store.swap(ledger_store.read(), ledger_store.read())
    path.unlink()

    with pytest.raises(Conflict):
        ledger_store.swap(stored, stored)

    assert not path.exists()


def test_what_another_run_wrote_is_read(ledger_store, path):
    """What was read before is not believed without the file."""
    ledger_store.swap(ledger_store.read(), ledger_store.read())
    other = FileLedger(path, URL)
    stored = other.swap(other.read(), replace(other.read(), managed=ENTRY))

    assert (2, stored) == (ledger_store.read().serial, ledger_store.read())


def test_an_unchanged_ledger_is_parsed_once(ledger_store, path):
    """An apply reads it before each of its writes."""
    stored = ledger_store.swap(ledger_store.read(), ledger_store.read())
    other = FileLedger(path, URL)

    assert ledger_store.read() is stored
    assert other.read() is other.read()


def test_the_hints(ledger_store, path):
    """Each error says what to do next."""
    hints = []
    first = ledger_store.read()
    ledger_store.swap(first, first)
    for act in (
        lambda: ledger_store.swap(first, first),
        lambda: FileLedger(path, "https://other.okta.com").read(),
    ):
        with pytest.raises((Conflict, GuardError)) as problem:
            act()
        hints.append(problem.value.hint)

    assert [
        "run hookops plan again",
        "each organization has a ledger of its own; set `ledger:` in hookops.yaml",
    ] == hints


def test_l01_a_broken_ledger_is_left_as_it_is(ledger_store, path):
    """L01: what cannot be read is not written over."""
    path.parent.mkdir()
    path.write_text('{"format": 1')

    with pytest.raises(InvalidInput):
        ledger_store.swap(Ledger(URL, exists=False), Ledger(URL))

    assert '{"format": 1' == path.read_text()


def test_l01_bytes_that_are_no_text(ledger_store, path):
    """L01: a file of bytes is no ledger, and no crash."""
    path.parent.mkdir()
    path.write_bytes(b"\xff\x00\xfe")

    with pytest.raises(InvalidInput, match="not valid JSON"):
        ledger_store.read()


@pytest.mark.parametrize("target", ["elsewhere.json", "nowhere.json"])
def test_l13_a_link_is_not_followed(ledger_store, path, target):
    """L13: a ledger that is a symbolic link is an error, also when it leads nowhere."""
    path.parent.mkdir()
    (path.parent / "elsewhere.json").write_text("{}")
    path.symlink_to(path.parent / target)

    with pytest.raises(InvalidInput) as problem:
        ledger_store.read()

    assert "the ledger has to be a file, not a link or a folder" == problem.value.hint


def test_l13_a_link_for_a_lock_is_not_followed(ledger_store, path, tmp_path):
    """L13: a lock that is a symbolic link is an error; what it leads to is not written."""
    path.parent.mkdir()
    victim = tmp_path / "victim"
    victim.write_text("mine")
    path.with_name("acme.json.lock").symlink_to(victim)

    with pytest.raises(InvalidInput, match="a symbolic link, not a file"), ledger_store.lease():
        pass

    assert "mine" == victim.read_text()


def test_l13_a_pipe_is_no_ledger(ledger_store, path):
    """L13: a named pipe is an error at once, and nobody waits for its other end."""
    path.parent.mkdir()
    os.mkfifo(path)

    with pytest.raises(InvalidInput, match="it is a named pipe, not a file"):
        ledger_store.read()


@pytest.mark.parametrize("lease_first", [True, False])
def test_folders_are_made_for_their_owner(tmp_path, lease_first):
    """All of them that are missing; the last one is closed to everybody else."""
    path = tmp_path / "a" / "b" / "acme.json"
    store = FileLedger(path, URL)
    old = os.umask(0)
    try:
        with store.lease() if lease_first else nullcontext():
            store.swap(store.read(), store.read())
    finally:
        os.umask(old)

    assert ("0o700", 1) == (mode(path.parent), store.read().serial)


def test_no_file_stays_open(ledger_store):
    """An apply swaps thousands of times."""
    ledger_store.swap(ledger_store.read(), ledger_store.read())
    before = len(os.listdir("/dev/fd"))

    ledger_store.swap(ledger_store.read(), ledger_store.read())
    with ledger_store.lease():
        pass

    assert before == len(os.listdir("/dev/fd"))


def test_a_folder_is_no_ledger(ledger_store, path):
    """A path that is a folder is invalid input, and no crash."""
    path.mkdir(parents=True)

    with pytest.raises(InvalidInput):
        ledger_store.read()


def test_l08_a_folder_that_cannot_be_made(tmp_path):
    """L08: where no lock can be made nothing is applied: 9, before any write."""
    (tmp_path / "file").write_text("")
    ledger_store = FileLedger(tmp_path / "file" / "acme.json", URL)

    with pytest.raises(Unavailable) as problem, ledger_store.lease():
        pass

    lock = tmp_path / "file" / "acme.json.lock"
    assert (9, f"hookops cannot open the lock {lock}: Not a directory") == (
        problem.value.exit_code,
        problem.value.message,
    )
    assert "hookops applies only while it has the lock" == problem.value.hint


def test_l08_a_ledger_below_a_file(tmp_path):
    """L08: a ledger whose folder is a file cannot be read, and says so."""
    (tmp_path / "file").write_text("")

    with pytest.raises(InvalidInput, match="cannot read the ledger .*: Not a directory"):
        FileLedger(tmp_path / "file" / "acme.json", URL).read()


@pytest.mark.promise("P24")
def test_l08_a_failed_write_leaves_the_old_ledger(tmp_path):
    """L08: a write that fails is an error, and the old ledger is as it was."""
    name = "acme.json"
    path = tmp_path / name
    path.write_text(
        json.dumps(
            {
                "format": 1,
                "organization": URL,
                "serial": 3,
                "managed": [],
                "intents": [],
                "tombstones": [],
                "applies": [],
            }
        )
    )
    before = path.read_bytes()
    ledger_store = FileLedger(path, URL)

    with files_up_to(50), pytest.raises(Unavailable, match="File too large") as problem:
        ledger_store.swap(ledger_store.read(), replace(ledger_store.read(), managed=ENTRY))

    assert "hookops sends no write whose intent it cannot store" == problem.value.hint
    assert before == path.read_bytes()
    assert [name] == [p.name for p in tmp_path.iterdir()]


def test_l08_a_disk_that_is_full(ledger_store, path):
    """L08: where the disk is full in the middle, the old ledger is whole and no file is left."""
    stored = ledger_store.swap(ledger_store.read(), ledger_store.read())
    long = {A: replace(ENTRY[A], compared={"x": "y" * 500})}

    with files_up_to(200), pytest.raises(Unavailable) as problem:
        ledger_store.swap(stored, replace(stored, managed=long))

    assert f"hookops cannot write the ledger {path}: File too large" == problem.value.message
    assert Ledger(URL, serial=1) == ledger_store.read() == FileLedger(path, URL).read()
    assert [path] == list(path.parent.iterdir())


def test_a_value_that_is_no_json_leaves_the_old_ledger(ledger_store, path):
    """A bug on the way to the file changes nothing in it and leaves no file behind."""
    stored = ledger_store.swap(ledger_store.read(), ledger_store.read())
    bad = {A: replace(ENTRY[A], compared={"name": object()})}

    with pytest.raises(TypeError):
        ledger_store.swap(stored, replace(stored, managed=bad))

    assert stored == ledger_store.read()
    assert [path] == list(path.parent.iterdir())


def test_no_other_file_is_left(ledger_store, path):
    """After a swap there is the ledger, and nothing else."""
    ledger_store.swap(ledger_store.read(), ledger_store.read())

    assert ["acme.json"] == [p.name for p in path.parent.iterdir()]
