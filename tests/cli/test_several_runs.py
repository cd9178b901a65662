"""Several runs in one process: each has its own output, and its own end."""

import contextlib
import io
from threading import Barrier, Thread

import click
import pytest

from hookops.cli import host, output
from hookops.cli.all_orgs import run_all
from hookops.cli.host import Host
from hookops.cli.main import run
from hookops.cli.shared import Shared
from hookops.cli.streams import Stream
from hookops.model.errors import InvalidInput

NAMES = ("a", "b", "c")
PROJECT = """\
apiVersion: hookops.dev/v1
kind: Project
spec:
  organizations:
    a: {emulator: a.db}
    b: {emulator: b.db}
    c: {emulator: c.db}
"""


@pytest.fixture
def several(shell):
    """A function that runs a function for three organizations; gives code, stdout, stderr."""
    shell.write("hookops.yaml", PROJECT)

    def carry_out(command, **given):
        @click.command()
        def whole():
            return run_all(command, {"config": None, "org": None, **given}, 3)

        out, err = io.StringIO(), io.StringIO()
        on = Host(shell.env, shell.folder, None)
        with (
            contextlib.redirect_stdout(Stream(out)),
            contextlib.redirect_stderr(Stream(err)),
        ):
            code = whole.main([], standalone_mode=False, obj=on)
        return code, out.getvalue(), err.getvalue()

    return carry_out


def test_reports_do_not_mix(several):
    """Runs that write at the same moment have their own texts, in one piece each."""
    together = Barrier(len(NAMES), timeout=10)

    def command(config, org):
        for number in range(20):
            together.wait()
            output.lines(f"{org} {number}")
        return 0

    _, out, _ = several(command)
    lines = [line for line in out.splitlines() if line.partition(" ")[2].isdigit()]

    assert [f"{name} {number}" for name in NAMES for number in range(20)] == lines


def test_messages_say_whose_they_are(several):
    """Each line has the organization's name; what is true of all of them is there once."""

    def command(config, org):
        output.notice("waiting")
        output.err_once("note: of all")
        return 0

    _, _, err = several(command)

    assert sorted(["note: of all", *(f"{name}: note: waiting" for name in NAMES)]) == sorted(
        err.splitlines()
    )


def test_a_message_of_another_thread(several):
    """A thread that the command did not start itself says whose it is as well."""

    def command(config, org):
        thread = Thread(target=output.reporter(), args=("waiting",))
        thread.start()
        thread.join()
        return 0

    _, _, err = several(command)

    assert {f"{name}: note: waiting" for name in NAMES} == set(err.splitlines())


def test_a_bug_is_one_organizations(several):
    """It is reported without text of others, with code 1, and the other runs end as they would."""

    def command(config, org):
        if org == "b":
            raise RuntimeError("CANARY")
        output.lines("fine")
        return 2

    code, out, err = several(command)

    assert (1, 2) == (code, out.count("fine\n\n") + out.count("fine\n=="))
    assert "b: error: this is a bug in hookops" in err
    assert "CANARY" not in out + err


def test_the_worst_code_has_an_order(several):
    """A write of unknown outcome is worse than drift, whatever the numbers are."""
    codes = {"a": 2, "b": 8, "c": 9}

    assert 8 == several(lambda config, org: codes[org])[0]


def test_an_error_of_several(several):
    """What is wrong with shared manifests is printed once, and each organization has its code."""

    def command(config, org):
        raise InvalidInput("1 error", "look at it")

    code, _, err = several(command)

    assert 3 == code
    assert ["a: error: 1 error", "a:   hint: look at it"] == err.splitlines()[:2]
    assert 2 == err.count("(as above)")


def test_a_run_has_its_own_host(several):
    """Nobody is asked anything, and nothing is left to the garbage of a short life."""
    seen = []

    def command(config, org):
        seen.append((host.current().stdin, host.current().brief, host.current().stop is not None))
        return 0

    several(command)

    assert [(None, False, True)] * 3 == seen


def test_once():
    """What was made is kept; what failed is tried again."""
    shared, made = Shared(), []

    def make():
        made.append(1)
        if len(made) == 1:
            raise KeyError
        return len(made)

    with pytest.raises(KeyError):
        shared.once("key", make)

    assert [2, 2] == [shared.once("key", make) for _ in range(2)]
    assert [True, False] == [shared.is_first("key") for _ in range(2)]


def test_one_run_alone_writes_as_ever(shell):
    """Without --all-orgs nothing has a name in front."""
    out, err = io.StringIO(), io.StringIO()
    run(("drift",), Host(shell.env, shell.folder, None), stdout=out, stderr=err)

    assert out.getvalue().startswith("Drift in local")
