"""Who changed what drifted: the System Log's actor, client and time beside each managed thing."""

import json

import pytest
from conftest import World, manifest
from flows.org import APP, SAML, SEED, hook
from properties.administrator import Administrator, things

from hookops.report.drift.json import drift_data
from hookops.report.drift.markdown import drift_markdown
from hookops.report.drift.text import drift_text
from hookops.usage.actors import SHOWN


@pytest.fixture
def applied(world):
    world.declare(manifest("a"))
    world.apply()
    world.now += 100
    return world


def asked(world, act):
    """The requests of the System Log that `act` makes, and what it returns."""
    queries, app = [], world.app

    def counted(environ, start):
        if environ["PATH_INFO"] == "/api/v1/logs":
            queries.append(environ["QUERY_STRING"])
        return app(environ, start)

    world.app = counted
    found = act()
    world.app = app
    return found, queries


def refused(status):
    def answer(environ, start):
        start(f"{status} Refused", [("content-type", "application/json")])
        return [b'{"errorCode":"E0000006","errorSummary":"no"}']

    return answer


def without_log(world, answer):
    app = world.app
    world.app = lambda environ, start: (answer if environ["PATH_INFO"] == "/api/v1/logs" else app)(
        environ, start
    )


def test_an_edited_field(applied):
    """The report names actor, client and time in every format."""
    applied.edit("a", uri="https://staging.example.com/a")

    drift = applied.drift()

    (edit,) = drift.drifted[0].edits
    assert ("read", "inline_hook.updated") == (drift.system_log, edit.event)
    line = f"updated by {edit.actor} ({edit.login}) at {edit.published} from 127.0.0.1"
    assert line in drift_text(drift)
    assert f"`{edit.actor} ({edit.login})`" in drift_markdown(drift)
    assert edit.published == drift_data(drift)["drifted"][0]["edits"][0]["at"]


def test_a_status(applied):
    """The event says what was done: another word than that of a changed field."""
    applied.okta("POST", f"{applied.hook('a')['id']}/lifecycle/deactivate")

    (edit,) = applied.drift().drifted[0].edits

    assert ("inline_hook.deactivated", True) == (edit.event, edit.is_of_status)


def test_a_deleted_hook(applied):
    """Of what is gone, the log has who deleted it."""
    hook_id = applied.hook("a")["id"]
    applied.okta("POST", f"{hook_id}/lifecycle/deactivate")
    applied.okta("DELETE", hook_id)

    (item,) = applied.drift().drifted

    events = ["inline_hook.deactivated", "inline_hook.deleted"]
    assert events == [edit.event for edit in item.edits]


def test_hookops_own_write_is_none(applied):
    """What hookops applied is in the log as well, and is nobody's drift."""
    applied.now += 3600
    applied.edit("a", uri="https://staging.example.com/a")

    assert 1 == len(applied.drift().drifted[0].edits)


def test_an_app(tmp_path):
    """A binding is in an app, whose events tell who took the hook out of it."""
    org = World(tmp_path, seed=SEED)
    org.declare(hook("a", SAML, APP))
    org.apply()
    org.now += 100
    (bound,) = [m.id for m in org.ledger.managed.values() if m.key.kind == "Binding"]
    (thing,) = [thing for thing in things(org.made) if thing.path.endswith(bound)]
    Administrator(org.made).edit(thing, "pointer")

    (item,) = [d for d in org.drift().drifted if d.key.kind == "Binding"]

    assert "application.lifecycle.update" in {edit.event for edit in item.edits}


def test_in_sync_asks_nothing(applied):
    """The log costs a request only when something drifted, and one for all that did."""
    before = asked(applied, applied.drift)
    applied.edit("a", uri="https://staging.example.com/a")
    after = asked(applied, applied.drift)

    assert ("not-asked", []) == (before[0].system_log, before[1])
    assert 1 == len(after[1])
    assert "sortOrder=DESCENDING" in after[1][0]
    assert "since=2023-11-14T22" in after[1][0].replace("%3A", ":")


def test_many_writes(applied):
    """The newest are shown and the others counted: they made what is there now."""
    for number in range(SHOWN + 2):
        applied.now += 1
        applied.edit("a", uri=f"https://staging.example.com/{number}")

    drift = applied.drift()

    (item,) = drift.drifted
    assert (SHOWN, 2) == (len(item.edits), item.more_edits)
    assert "2 older writes of it in the System Log" in drift_text(drift)


def test_not_granted(applied):
    """One line says that it is not known, and why; the drift is reported as before."""
    applied.edit("a", uri="https://staging.example.com/a")
    without_log(applied, refused(403))

    drift = applied.drift()

    assert "not-granted" == drift.system_log
    sentence = "is not known: hookops may not read the System Log: okta.logs.read is not granted"
    assert sentence in drift_text(drift)
    assert sentence in drift_markdown(drift)


def test_a_log_that_does_not_answer(applied):
    """It is no error either: a line says so, and the drift is reported."""
    applied.edit("a", uri="https://staging.example.com/a")
    without_log(applied, refused(503))

    drift = applied.drift()

    assert ("not-read", 1) == (drift.system_log, len(drift.drifted))
    assert any("could not ask the System Log" in notice for notice in applied.notices)


def test_a_log_that_lags(applied):
    """An event that is not there yet is no claim that nobody did it."""
    applied.edit("a", uri="https://staging.example.com/a")
    without_log(applied, empty_page)

    assert "the System Log has no write of it by anybody else" in drift_text(applied.drift())


def empty_page(environ, start):
    start("200 OK", [("content-type", "application/json")])
    return [b"[]"]


def test_hostile_names(applied):
    """Names and agents are text of others: no line of theirs, no command, no mark of Markdown."""
    applied.edit("a", uri="https://staging.example.com/a")
    bad = "Eve\n::set-output name=x::y\x1b[31m@team```"

    def hostile(environ, start):
        start("200 OK", [("content-type", "application/json")])
        event = {
            "uuid": "1",
            "published": "2026-01-01T00:00:00.000Z",
            "eventType": "inline_hook.updated",
            "actor": {"id": "x", "displayName": bad, "alternateId": bad},
            "client": {"userAgent": {"rawUserAgent": bad}, "ipAddress": bad},
            "target": [{"id": applied.hook_id}],
        }
        return [json.dumps([event]).encode()]

    applied.hook_id = applied.hook("a")["id"]
    without_log(applied, hostile)

    drift = applied.drift()

    for text in (drift_text(drift), drift_markdown(drift)):
        assert "\x1b" not in text
        assert not any(line.lstrip().startswith("::") for line in text.splitlines())
