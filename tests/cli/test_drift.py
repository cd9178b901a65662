"""What `hookops drift` ends with, when something is not known to be in order."""

import json

import pytest
from cli.conftest import Emulator

from hookops.emulator.control.switches import Switches

LEDGER = ".hookops/local.ledger.json"


def applied_ledger(shell):
    """The ledger after an apply, as data."""
    (path,) = shell.folder.glob(LEDGER)
    return path, json.loads(path.read_text())


@pytest.fixture
def emulator(shell):
    """An org that admits two hooks of one name, as Okta may; nobody knows."""
    started = Emulator(switches=Switches(duplicate_name="accept"))
    shell.point_at(started.url)
    yield started
    started.stop()


@pytest.fixture
def applied(shell, emulator):
    """A shell whose one hook is applied to an org on a port."""
    assert 0 == shell.run("apply", "--yes").returncode
    return shell


def twice(shell, emulator):
    (hook,) = emulator.call("GET", "/api/v1/inlineHooks")
    body = {name: hook[name] for name in ("name", "type", "version", "channel")}
    body["channel"]["config"]["authScheme"]["value"] = "typed"
    emulator.call("POST", "/api/v1/inlineHooks", body)
    return "duplicates", "Okta has another one of its type and name"


def opened(shell, emulator):
    path, data = applied_ledger(shell)
    (entry,) = data["managed"]
    intent = {"id": "9-a", "key": entry["key"], "step": "update", "at": "2026-01-01T00:00:00+00:00"}
    more = {"compared": entry["compared"], "known_ids": [], "fingerprints": {}, "about": ""}
    path.write_text(json.dumps({**data, "intents": [intent | more]}))
    return "intent", "hookops was about to update it at 2026-01-01T00:00:00+00:00"


@pytest.mark.parametrize("happen", [twice, opened])
def test_what_is_not_in_order(applied, emulator, happen):
    """Each class ends with 2 in every format, and has its word in JSON and its sentence for
    people."""
    word, sentence = happen(applied, emulator)

    done = {name: applied.run("drift", "--format", name) for name in ("text", "json", "markdown")}

    assert {2} == {each.returncode for each in done.values()}
    assert 1 == json.loads(done["json"].stdout)["summary"][word]
    assert sentence in done["text"].stdout
    assert sentence in done["markdown"].stdout


def test_a_ledger_that_is_gone(applied):
    """Without it nothing is known of what was last applied: neither command says that all is
    well."""
    (applied.folder / LEDGER).unlink()

    drift, plan = applied.run("drift"), applied.run("plan")

    assert 2 == drift.returncode
    assert "It is open whether there is drift." in drift.stdout
    assert "No drift" not in drift.stdout
    said = f"warning no-ledger: there is no ledger at {LEDGER}"
    assert said in drift.stdout
    assert said in plan.stdout


def test_before_the_first_apply(shell, emulator):
    """A ledger that nobody can have yet is not missed."""
    done = shell.run("drift")

    assert (2, False) == (done.returncode, "no-ledger" in done.stdout)
