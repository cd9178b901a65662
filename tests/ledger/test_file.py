"""The ledger in a file: whole or not at all, one writer at a time, for its owner alone."""

import json
import os
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, nullcontext, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from small_disk import files_up_to

from hookops.ledger.file import FileLedger
from hookops.model.errors import Conflict, GuardError, InvalidInput, Unavailable
from hookops.model.resource import Key, Ledger, Managed

URL = "https://acme.okta.com"
A = Key("InlineHook", "a")
ENTRY = {A: Managed(A, "calabc0123", {"name": "a"}, "2025-03-13T23:38:58.000Z")}
REPO = Path(__file__).resolve().parents[2]


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


def test_l03_the_ledger_of_another_org(ledger_store, path):
    """L03: another org's ledger is a guard's error, whatever is to be done with it."""
    FileLedger(path, "https://other.okta.com").swap(
        Ledger("https://other.okta.com", exists=False), Ledger("https://other.okta.com")
    )

    with pytest.raises(GuardError) as problem:
        ledger_store.read()

    text = f"{path} is the ledger of https://other.okta.com, not of {URL}"
    assert text == problem.value.message
    assert 5 == problem.value.exit_code


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

    with pytest.raises(Unavailable), ledger_store.lease():
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
    assert (9, f"hookops cannot open the lock {lock}: File exists") == (
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
    name = "a" * 250
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

    with pytest.raises(Unavailable, match="File name too long") as problem:
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


# the lock


@pytest.mark.promise("P12")
def test_two_leases_at_once(ledger_store, path):
    """While one run has the lock, the error of another names it."""
    other = FileLedger(path, URL)

    lock = path.with_name("acme.json.lock")
    with ledger_store.lease():
        owner = json.loads(lock.read_text())
        with pytest.raises(Conflict) as problem, other.lease():
            pass

    since = datetime.fromtimestamp(owner["since"], UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    holder = f"process {os.getpid()} on {socket.gethostname()} since {since}"
    assert f"{holder} has the lock {lock}" == problem.value.message
    assert ("wait for it to end", 6) == (problem.value.hint, problem.value.exit_code)


def test_the_lock_file_goes_with_its_lease(ledger_store, path):
    """Nothing is left beside the ledger that somebody could commit, whatever ended the lease."""
    with ledger_store.lease():
        ledger_store.swap(ledger_store.read(), ledger_store.read())
    with pytest.raises(ZeroDivisionError), ledger_store.lease():
        raise ZeroDivisionError

    assert ["acme.json"] == [p.name for p in path.parent.iterdir()]


def test_a_lock_file_of_somebody_else_stays(ledger_store, path):
    """Who deletes the file by hand gets a second lock; the first one's end leaves it alone."""
    lock = path.with_name("acme.json.lock")
    with ledger_store.lease():
        lock.unlink()
        lock.write_text("another")

    assert "another" == lock.read_text()


def test_a_lock_file_that_goes_in_between(path):
    """A lock on a file that its holder takes away at that instant is none: another is taken."""
    ending = ExitStack()
    ending.enter_context(FileLedger(path, URL).lease())

    class Late(FileLedger):
        def _open_lock(self) -> int:
            handle = super()._open_lock()
            ending.close()
            return handle

    before = len(os.listdir("/dev/fd")) - 1  # without that of the lease which ends
    with Late(path, URL).lease(), pytest.raises(Conflict), FileLedger(path, URL).lease():
        pass

    assert before == len(os.listdir("/dev/fd"))


@pytest.mark.promise("P12")
def test_leases_that_take_turns(path):
    """Of runs that take and leave the lock all the time never two have it."""
    holders: list[int] = []
    most: list[int] = []

    def take_turns() -> int:
        taken = 0
        while taken < 20:
            with suppress(Conflict), FileLedger(path, URL).lease():
                holders.append(1)
                most.append(len(holders))
                holders.pop()
                taken += 1
        return taken

    with ThreadPoolExecutor(4) as pool:
        turns = [pool.submit(take_turns) for _ in range(4)]

    assert [20] * 4 == [turn.result() for turn in turns]
    assert {1} == set(most)


def test_a_lease_ends(ledger_store, path):
    """When it is over, also by an exception, the next one gets it."""
    with pytest.raises(ZeroDivisionError), ledger_store.lease():
        raise ZeroDivisionError

    with FileLedger(path, URL).lease():
        pass


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '{"pid": 1}', '{"since": "x", "pid": 1}', "x" * 500]
)
def test_l09_a_lock_file_without_a_lock(ledger_store, path, text):
    """L09: a lock file that a dead process left, whatever is in it, is taken over."""
    path.parent.mkdir()
    path.with_name("acme.json.lock").write_text(text)

    with ledger_store.lease():
        owner = json.loads(path.with_name("acme.json.lock").read_text())

    assert os.getpid() == owner["pid"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"since": "x", "pid": 1, "host": "h"}',
        '{"since": 1e99, "pid": 1, "host": "h"}',
    ],
)
def test_l09_a_holder_that_cannot_be_named(ledger_store, path, text):
    """L09: where the lock's text is no holder's, another run has the lock, and nothing crashes."""
    with ledger_store.lease():
        path.with_name("acme.json.lock").write_text(text)
        with (
            pytest.raises(Conflict, match="^another run has the lock"),
            FileLedger(path, URL).lease(),
        ):
            pass


HOLD = """
import sys
from pathlib import Path
from hookops.ledger.file import FileLedger
with FileLedger(Path(sys.argv[1]), "https://acme.okta.com").lease():
    print("locked", flush=True)
    sys.stdin.read()
"""


def other_process(path):
    """A process that has the lock until it is killed."""
    return subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)],
        cwd=REPO,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_l09_a_process_that_was_killed_has_no_lock(ledger_store, path):
    """L09: the lock of another process keeps us out while it lives, and not once it is dead."""
    with other_process(path) as other:
        assert "locked\n" == other.stdout.readline()
        with pytest.raises(Conflict, match=f"process {other.pid} on"), ledger_store.lease():
            pass
        other.kill()
        other.wait()

    with ledger_store.lease():
        pass


SWAP = """
import sys
from pathlib import Path
from hookops.ledger.file import FileLedger
from hookops.model.errors import Conflict
home = FileLedger(Path(sys.argv[1]), "https://acme.okta.com")
before = home.read()
print("ready", flush=True)
sys.stdin.readline()
try:
    with home.lease():
        home.swap(before, before)
        print("won", flush=True)
        sys.stdin.readline()
except Conflict:
    print("lost", flush=True)
"""


@pytest.mark.promise("P12")
def test_two_processes_at_once(path):
    """Of two processes that start from the same ledger one wins, and one serial is used."""
    both = [
        subprocess.Popen(
            [sys.executable, "-c", SWAP, str(path)],
            cwd=REPO,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    assert ["ready\n", "ready\n"] == [process.stdout.readline() for process in both]
    for process in both:
        process.stdin.write("go\n")
        process.stdin.flush()

    words = sorted(process.stdout.readline() for process in both)
    for process in both:
        process.communicate("end\n")

    assert ["lost\n", "won\n"] == words
    assert 1 == FileLedger(path, URL).read().serial


def test_the_ledger_of_an_embedded_org_that_is_gone(tmp_path):
    """A new data file is a new org: the message says to delete the ledger of the old one."""
    path = tmp_path / "ledger.json"
    old = FileLedger(path, "emulator:00oold")
    old.swap(old.read(), Ledger("emulator:00oold"))

    with pytest.raises(GuardError) as error:
        FileLedger(path, "emulator:00onew").read()

    assert error.value.hint == (
        "the embedded organization is a new one, since its data file is new: to start again, "
        f"delete its ledger as well: rm {path}"
    )
