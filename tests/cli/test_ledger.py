"""`hookops ledger`: what is managed, what was applied, and a move to another place."""

import json

import pytest

from hookops.ledger.file import FileLedger
from hookops.ledger.journal import Journal
from hookops.model.resource import Intent, Key

PLACE = ".hookops/local.ledger.json"


@pytest.fixture
def applied(shell):
    assert 0 == shell.run("apply", "--yes").returncode
    return shell


def store(shell):
    organization = json.loads((shell.folder / PLACE).read_text())["organization"]
    return FileLedger(shell.folder / PLACE, organization)


def test_show(applied):
    """What is managed, with the ids that Okta gave."""
    ledger = store(applied).read()

    done = applied.run("ledger", "show")

    head = f"{ledger.organization} ({ledger.organization_id}), serial {ledger.serial}, at {PLACE}"
    (managed,) = ledger.managed.values()
    assert [
        head,
        "1 resource, 0 writes without a known outcome",
        f"  InlineHook/enrich-access-tokens  {managed.id}",
    ] == done.stdout.splitlines()


def test_show_json(applied):
    """The document as it is stored."""
    done = applied.run("ledger", "show", "--format", "json")

    assert (applied.folder / PLACE).read_text() == done.stdout


def test_history(applied):
    """Each apply with its counts, who it was, and what was changed."""
    done = applied.run("ledger", "history")

    first, second = done.stdout.splitlines()
    assert "  1 done  " in first
    assert " on " in first
    assert "    create InlineHook/enrich-access-tokens  done" == second


def test_check(applied):
    """A write without a known outcome is one that somebody has to look into (8)."""
    good = applied.run("ledger", "check")
    place = store(applied)
    intent = Intent("", Key("InlineHook", "b"), "create", "")
    Journal(place, place.read(), lambda: "2026-01-01T00:00:00Z").intend(intent)
    bad = applied.run("ledger", "check")

    assert (0, 8) == (good.returncode, bad.returncode)
    assert f"the ledger at {PLACE} is in order: 1 resource" in good.stdout
    assert "has 1 write without a known outcome: create InlineHook/b" in bad.stderr
    assert "? create InlineHook/b, begun 2026" in applied.run("ledger", "show").stdout


@pytest.mark.parametrize("command", ["show", "history", "check"])
def test_no_ledger(shell, command):
    """There is nothing to show, and the message says where it was looked for."""
    done = shell.run("ledger", command)

    assert 3 == done.returncode
    assert f"there is no ledger at {PLACE}" in done.stderr


@pytest.mark.parametrize("words", [("history",), ("ledger", "show"), ("rollback", "--yes")])
def test_where_none_is_kept(applied, words):
    """Nobody is sent to look for one in another place."""
    project = (applied.folder / "hookops.yaml").read_text()
    applied.write("hookops.yaml", project.replace("local.db}", "local.db, ledger: none}"))

    done = applied.run(*words)

    assert 3 == done.returncode
    assert "error: hookops keeps no ledger here (`ledger: none`), so" in done.stderr


def test_a_damaged_ledger(applied):
    """It is invalid input, with a place."""
    (applied.folder / PLACE).write_text("{")

    done = applied.run("ledger", "check")

    assert 3 == done.returncode
    assert "the ledger is not valid JSON" in done.stderr


def test_move(applied):
    """The old place has no ledger then, and the next plan with the new one has no changes."""
    done = applied.run("ledger", "move", "--to", "state/prod.json")
    applied.env["HOOKOPS_LEDGER"] = "state/prod.json"
    planned = applied.run("plan", "--detailed-exitcode")

    moved = "moved 1 resource, 0 writes without a known outcome"
    assert f"{moved} from {PLACE} to state/prod.json\n" == done.stdout
    assert not (applied.folder / PLACE).exists()
    assert (0, []) == (planned.returncode, list((applied.folder / "state").glob("*.lock")))


def test_a_move_onto_another_ledger(applied):
    """Neither of the two is changed."""
    other = FileLedger(applied.folder / "other.json", store(applied).read().organization)
    other.swap(other.read(), other.read())

    done = applied.run("ledger", "move", "--to", "other.json")

    assert 5 == done.returncode
    assert (1, 1) == (len(store(applied).read().managed), other.read().serial)


def test_a_move_that_ended_in_between(applied):
    """Where the copy is there already, the old one is removed."""
    ledger = store(applied).read()
    copy = FileLedger(applied.folder / "copy.json", ledger.organization)
    copy.swap(copy.read(), ledger)

    assert 0 == applied.run("ledger", "move", "--to", "copy.json").returncode
    assert not (applied.folder / PLACE).exists()


@pytest.mark.parametrize(
    ("location", "text"),
    [
        ("postgresql://bob:CANARY@db/x", "ledger has a password in it"),
        ("ftp://bob:CANARY@db/x", "hookops has no such ledger store"),
        ("none", "the ledger cannot be moved from .hookops/local.ledger.json to none"),
        (PLACE, "the ledger cannot be moved from"),
    ],
)
def test_no_place_to_move_to(applied, location, text):
    """Nothing is moved, and nothing that may be a password is printed."""
    done = applied.run("ledger", "move", "--to", location)

    assert 3 == done.returncode
    assert text in done.stderr
    assert "CANARY" not in done.stderr
    assert (applied.folder / PLACE).exists()


def test_rebuild(applied):
    """A lost ledger is made again once somebody agrees, and the next plan has no changes."""
    (applied.folder / PLACE).unlink()
    refused = applied.run("ledger", "rebuild")
    done = applied.run("ledger", "rebuild", typed="yes\n")

    assert (5, 0) == (refused.returncode, done.returncode)
    assert "  InlineHook/enrich-access-tokens  " in done.stderr
    expected = f"the ledger at {PLACE} has 1 resource, 0 writes without a known outcome\n"
    assert expected == done.stdout
    assert 0 == applied.run("plan", "--detailed-exitcode").returncode
