"""The lock of a ledger in a file: one run at a time, and no lock outlives its process."""

import json
import os
import pwd
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from small_disk import files_up_to

from hookops.ledger.file import FileLedger
from hookops.ledger.owner import WAIT, Access, LeaseHeld
from hookops.model.errors import Conflict, InvalidInput, Unavailable

URL = "https://acme.okta.com"
REPO = Path(__file__).resolve().parents[2]


@pytest.fixture
def path(tmp_path):
    """Where the ledger is to be; its folder does not exist yet."""
    return tmp_path / "state" / "acme.json"


@pytest.fixture
def ledger_store(path):
    return FileLedger(path, URL)


@pytest.mark.promise("P12")
def test_two_leases_at_once(path):
    """While one run has the lock, the error of another names it."""
    other = FileLedger(path, URL)
    user = pwd.getpwuid(os.getuid()).pw_name
    # Only asked where the system has no numbers of users.
    ledger_store = FileLedger(path, URL, Access({"USERNAME": user}))

    lock = path.with_name("acme.json.lock")
    with ledger_store.lease():
        owner = json.loads(lock.read_text().strip("\0"))
        with pytest.raises(Conflict) as problem, other.lease():
            pass

    since = datetime.fromtimestamp(owner["since"], UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    holder = f"process {os.getpid()} of {user} on {socket.gethostname()} since {since}"
    assert f"{holder} has the lock {lock}" == problem.value.message
    assert (WAIT, 6) == (problem.value.hint, problem.value.exit_code)


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


@pytest.mark.parametrize("text", ["", '{"pid": 1, "host": "h", "since": 1, "later": []}'])
def test_l09_a_lock_file_without_a_lock(ledger_store, path, text):
    """L09: a lock file that a dead process left is taken over, also one that it left empty."""
    path.parent.mkdir()
    path.with_name("acme.json.lock").write_text(text)

    with ledger_store.lease():
        owner = json.loads(path.with_name("acme.json.lock").read_text().strip("\0"))

    assert os.getpid() == owner["pid"]


def test_a_run_killed_while_it_wrote_its_name(ledger_store, path):
    """What it wrote until then, and the zeros of a machine that stopped, keep nobody out."""
    path.parent.mkdir()
    lock = path.with_name("acme.json.lock")
    whole = Access({}).owner().dumps().encode()
    kept_out = []
    for left in (*(whole[:size] for size in range(len(whole))), b"\0" * len(whole)):
        lock.write_bytes(left)
        try:
            with ledger_store.lease():
                pass
        except InvalidInput:
            kept_out.append(left)

    assert [] == kept_out


@pytest.mark.parametrize("text", ["{}", "[", '{"pids": 1', '{ "pid": 1', '{"pid": 1, "port": 2}'])
def test_a_file_that_begins_like_a_name(ledger_store, path, text):
    """A whole document of something else, and the start of one, stay what they are."""
    path.parent.mkdir()
    lock = path.with_name("acme.json.lock")
    lock.write_text(text)

    with pytest.raises(InvalidInput, match="is a file of something else"), ledger_store.lease():
        pass

    assert text == lock.read_text()


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
        with pytest.raises(Conflict, match=f"process {other.pid} of"), ledger_store.lease():
            pass
        other.kill()
        other.wait()

    with ledger_store.lease():
        pass


def test_unlock_of_a_dead_run(ledger_store, path):
    """A lock file without a lock is proof; it goes, and whose it was is known."""
    with other_process(path) as other:
        other.stdout.readline()
        other.kill()
        other.wait()

    before = len(os.listdir("/dev/fd"))
    assert other.pid == ledger_store.unlock().pid
    assert before == len(os.listdir("/dev/fd"))
    assert [] == list(path.parent.iterdir())
    assert None is ledger_store.unlock()


def test_unlock_makes_nothing(ledger_store, path):
    """Where no run ever was, no folder is made."""
    assert None is ledger_store.unlock()
    assert not path.parent.exists()


def test_unlock_of_a_run_at_work(ledger_store, path):
    """A lock that is held is left alone; forced, the run that had it stores nothing more."""
    other = FileLedger(path, URL)
    with ledger_store.lease():
        first = ledger_store.read()
        with pytest.raises(LeaseHeld):
            other.unlock()
        assert os.getpid() == other.unlock(force=True).pid
        with other.lease():
            other.swap(first, first)
            with pytest.raises(Conflict, match="another run took the lock"):
                ledger_store.swap(other.read(), first)

    assert 1 == other.read().serial


SWAP = """
import sys
from pathlib import Path
from hookops.ledger.file import FileLedger
from hookops.ledger.owner import WAIT, LeaseHeld
from hookops.model.errors import Conflict, InvalidInput, Unavailable
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


def test_a_lock_file_that_cannot_be_written(ledger_store, path):
    """On a full disk nothing says who has the lock, so nothing is applied; and it is free."""
    with (
        files_up_to(0),
        pytest.raises(Unavailable, match=r"cannot write the lock .*json.lock: File too large"),
        ledger_store.lease(),
    ):
        pass

    with FileLedger(path, URL).lease():
        pass


def test_looking_at_the_lock_makes_nothing(ledger_store, path, tmp_path):
    """A folder that is missing stays so; the lock of a run that died stays, too."""
    ledger_store.check_lease()
    nothing = [*tmp_path.rglob("*")]
    path.parent.mkdir()
    lock = path.with_name("acme.json.lock")
    lock.write_text('{"pid": 1, "host": "a", "since": 0}')
    ledger_store.check_lease()

    assert ([], [lock]) == (nothing, [*path.parent.iterdir()])


def test_a_folder_that_takes_no_lock(ledger_store, path):
    """A path below a file is no place for a lock."""
    path.parent.write_text("a file")

    with pytest.raises(Unavailable) as problem:
        ledger_store.check_lease()

    assert 9 == problem.value.exit_code


def test_looking_at_a_file_of_something_else(ledger_store, path):
    """What lies where the lock is to be, and is none, is an error that names it."""
    path.parent.mkdir()
    path.with_name("acme.json.lock").write_text("uv's own")

    with pytest.raises(InvalidInput):
        ledger_store.check_lease()


@pytest.mark.skipif(not hasattr(os, "O_PATH"), reason="a descriptor that takes no lock")
def test_a_lock_that_the_system_does_not_give(path):
    """As on a network file system without locks: nobody is said to be at work."""

    class Unlockable(FileLedger):
        def _open_lock(self) -> int:
            os.close(super()._open_lock())
            return os.open(path.with_name("acme.json.lock"), os.O_PATH)

    with (
        pytest.raises(Unavailable, match=r"cannot take the lock .*json.lock: Bad file descriptor"),
        Unlockable(path, URL).lease(),
    ):
        pass
