"""Trouble while a binding or a key is written: reads determine the outcome, guesses never do."""

import pytest
from conftest import Faulty, key_manifest
from flows.org import APP, MACHINES, PEOPLE, POLICY, REGISTRATION, RULE, SAML, TOKEN, hook, signed


class Once:
    """A rule: the first requests with this method and part of a path have this trouble."""

    def __init__(self, method, part, fault, times=1):
        self.method, self.part, self.fault, self.left = method, part, fault, times

    def __call__(self, method, path):
        if method == self.method and self.part in path and self.left:
            self.left -= 1
            return self.fault
        return ""


HOLDERS = [
    (TOKEN, RULE, "/rules/"),
    (SAML, APP, "/api/v1/apps/"),
    (REGISTRATION, POLICY, "/rules/"),
]


@pytest.mark.parametrize("fault", ["lost", "broken"])
@pytest.mark.parametrize(("type_", "binding", "part"), HOLDERS)
def test_an_answer_that_is_lost(org, type_, binding, part, fault):
    """The write was carried out and its answer lost: a read proves it, nothing is sent again."""
    org.declare(hook("a", type_, binding))
    org.app = Faulty(org.made, Once("PUT", part, fault))

    applied = org.apply()

    assert 0 == applied.exit_code, [o.error for o in applied.outcomes]
    assert 1 == len([r for r in org.writes() if r[0] == "PUT"])
    assert () == org.plan().changes


class Swallowed:
    """An org that loses requests before it carries them out."""

    def __init__(self, app, rule):
        self.app, self.rule = app, rule

    def __call__(self, environ, start):
        if self.rule(environ["REQUEST_METHOD"], environ["PATH_INFO"]):
            start("502 Bad Gateway", [("content-type", "text/html")])
            return [b"<html>"]
        return self.app(environ, start)


@pytest.mark.parametrize(("type_", "binding", "part"), HOLDERS)
def test_a_write_that_is_lost(org, type_, binding, part):
    """A read proves that it was not carried out, so it is sent once more."""
    org.declare(hook("a", type_, binding))
    org.app = Swallowed(org.made, Once("PUT", part, "x"))

    applied = org.apply()

    assert 0 == applied.exit_code, [o.error for o in applied.outcomes]
    assert () == org.plan().changes


def test_writes_that_are_lost_again_and_again(org):
    """Twice is enough: the read at the end proves that nothing came of it (9), and nothing
    destructive was started."""
    org.declare(hook("a", SAML), hook("old", SAML, APP))
    org.apply()
    org.declare(hook("a", SAML, APP))
    org.app = Swallowed(org.made, Once("PUT", "/apps/", "x", times=9))

    applied = org.apply(prune=True)
    org.app = org.made
    names = {found["name"] for found in org.okta("GET")}
    again = org.apply(prune=True)

    assert (9, {"a", "old"}) == (applied.exit_code, names)
    assert 0 == again.exit_code
    assert () == org.plan(prune=True).changes


@pytest.mark.promise("P1")
def test_a_crash_between_the_write_and_the_ledger(org):
    """The next run finds the hook at its attachment point, and only records it."""
    org.declare(hook("a", SAML, APP))
    org.apply()
    kept = (org.folder / "ledger.json").read_text()
    org.declare(hook("a", SAML))
    org.apply()
    (org.folder / "ledger.json").write_text(kept)
    unbound = org.plan()
    org.declare(hook("a", SAML, APP))

    assert () == unbound.changes
    assert ["bind"] == [change.action.value for change in org.plan().changes]
    assert 0 == org.apply().exit_code


def test_an_unbind_whose_target_goes_meanwhile(org):
    """A policy that is deleted before its rule is written needs no unbinding any more."""
    org.declare(hook("a", TOKEN, MACHINES))
    org.apply()
    org.declare(hook("a", TOKEN))

    def app(environ, start):
        path = environ["PATH_INFO"]
        if "/rules/" in path and org.app is app:
            org.app = org.made
            org.api("DELETE", path.removeprefix("/api/v1/").partition("/rules/")[0])
        return org.made(environ, start)

    org.app = app
    applied = org.apply()

    assert (0, ["unbind"]) == (applied.exit_code, [*applied.outcomes[0].done])
    assert () == org.plan().changes


def test_rules_of_one_policy_are_written_one_at_a_time(org):
    """Two rules of a policy are never written at the same time; those of another may be."""
    org.declare(hook("a", TOKEN, RULE, MACHINES, PEOPLE))
    busy, worst = {}, []

    def app(environ, start):
        path = environ["PATH_INFO"]
        policy = path.partition("/rules/")[0]
        if environ["REQUEST_METHOD"] != "PUT" or "/rules/" not in path:
            return org.made(environ, start)
        busy[policy] = busy.get(policy, 0) + 1
        worst.append(busy[policy])
        answer = org.made(environ, start)
        busy[policy] -= 1
        return answer

    org.app = app

    assert 0 == org.apply().exit_code
    assert [1, 1, 1] == worst


@pytest.mark.promise("P7")
def test_a_failed_bind_stops_what_destroys(org):
    """The old hook is neither unbound nor deleted when the new one could not be bound."""
    org.declare(hook("old", SAML, APP), hook("stays", TOKEN, RULE))
    org.apply()
    org.declare(hook("stays", TOKEN), hook("new", TOKEN, RULE))
    since = len(org.writes())
    org.app = Swallowed(org.made, Once("GET", "/rules/", "x", times=99))

    applied = org.apply(prune=True)

    assert applied.exit_code in (7, 9)
    assert [] == [r for r in org.writes()[since:] if r[0] == "DELETE"]
    assert {"old", "stays", "new"} == {h["name"] for h in org.okta("GET")}


@pytest.mark.promise("P3")
@pytest.mark.parametrize("fault", ["lost", "broken"])
def test_a_key_whose_answer_is_lost(org, fault):
    """It is found by its name and the time of its making, and not made twice."""
    org.declare(key_manifest("first"), signed("a", "first"))
    org.app = Faulty(org.made, Once("POST", "/hook-keys", fault))

    first = org.apply()
    org.app = org.made
    second = org.apply()

    assert 7 >= first.exit_code
    assert 0 == second.exit_code
    assert 1 == len(org.api("GET", "hook-keys"))
    assert () == org.plan().changes


@pytest.mark.parametrize("fault", ["lost", "broken", "html"])
@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_a_key_write_without_an_answer(org, method, fault):
    """A rename or a delete of a key whose answer is lost ends in what a read proves: that it is
    done, that it is not (9), or that a rename is sent once more (8)."""
    org.declare(key_manifest("k"), hook("b", TOKEN, None))
    org.apply()
    renamed = [key_manifest("k") | {"spec": {"name": "K two"}}] if method == "PUT" else []
    org.declare(*renamed, hook("b", TOKEN, None))
    org.app = Faulty(org.made, Once(method, "/hook-keys", fault))

    first = org.apply(prune=True)
    org.app = org.made
    second = org.apply(prune=True)

    known = 9 if fault == "html" else 0 if method == "DELETE" else 8
    assert known == first.exit_code
    assert (0, ()) == (second.exit_code, org.plan(prune=True).changes)


def test_a_write_whose_proof_cannot_be_read(org):
    """Sent, and no read afterwards: the outcome is unknown (8), not "nothing was changed"."""
    org.declare(hook("a", SAML, APP))
    sent = []

    def rule(method, path):
        if "/apps/" in path and method == "PUT":
            sent.append(path)
        return "refuse" if sent and method == "GET" else ""

    org.app = Faulty(org.made, rule)
    applied = org.apply()
    org.app = org.made

    assert 8 == applied.exit_code
    assert 0 == org.apply().exit_code
    assert ((), ()) == (org.plan().changes, org.drift().drifted)
