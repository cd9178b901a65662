"""Attachment points and the hooks that they name, read from an org that may lag or refuse."""

import json

import pytest

from hookops.kinds import HOOKS
from hookops.kinds.binding.attachment_points import APP, POLICY, RULE
from hookops.model.errors import ApiError, Unavailable
from hookops.model.resource import Snapshot
from hookops.model.secret import Secret
from hookops.okta.refresh import read_points, with_points
from hookops.okta.session import Patience, open_session

HASTY = Patience(attempts=1)
SERVERS = "/api/v1/authorizationServers"
POLICIES = f"{SERVERS}/ausabc0123/policies"
RULES = f"{POLICIES}/00pabc0123/rules"
HOOK = {
    "id": "calabc0123",
    "status": "ACTIVE",
    "name": "a",
    "type": "com.okta.oauth2.tokens.transform",
    "version": "1.0.1",
    "channel": {"type": "HTTP", "version": "1.0.0", "config": {"uri": "https://h.example.com/a"}},
}


def rule(hook_id):
    """A rule of an access policy that names this hook."""
    token = {"inlineHook": {"id": hook_id}}
    return {"id": "0prabc0123", "name": "r", "status": "ACTIVE", "actions": {"token": token}}


def app(app_id):
    """A custom SAML app that calls no hook."""
    sign_on = {"inlineHooks": []}
    return {
        "id": app_id,
        "label": app_id,
        "status": "ACTIVE",
        "signOnMode": "SAML_2_0",
        "settings": {"signOn": sign_on},
    }


def server_with(hook_id):
    """The answers of an org with one rule."""
    return {
        SERVERS: [{"id": "ausabc0123", "name": "s"}],
        POLICIES: [{"id": "00pabc0123", "name": "p"}],
        RULES: [rule(hook_id)],
    }


class Org:
    """Answers by path; a number is a status, and what is not there is not found.

    Every list has the link to a next page, where one is given.
    """

    def __init__(self, answers, link=""):
        self.answers = answers
        self.link = link
        self.asked = []

    def __call__(self, environ, start):
        self.asked.append(environ["PATH_INFO"])
        found = self.answers.get(environ["PATH_INFO"], 404)
        status, body = (found, {}) if isinstance(found, int) else (200, found)
        start(f"{status} Word", [("content-type", "application/json"), ("link", self.link)])
        return [json.dumps(body).encode()]

    def session(self):
        return open_session(
            "https://acme.okta.com", Secret("t"), read_only=True, app=self, patience=HASTY
        )


def points_of(answers, *types, bound=None):
    """What is read of these types from an org with these answers."""
    return read_points(Org(answers).session(), Snapshot(()), types, bound or {})


def test_every_rule_of_every_policy():
    """From the servers down; the type counts as scanned."""
    found = points_of(server_with("calabc0123"), RULE.type)

    assert (["0prabc0123"], (RULE.type,)) == ([p.id for p in found.points], found.scanned)


def test_a_policy_that_is_deleted_meanwhile():
    """Below a list that was read just now, 404 is an object that is gone."""
    answers = server_with("calabc0123")
    del answers[RULES]

    found = points_of(answers, RULE.type)

    assert ((), (RULE.type,)) == (found.points, found.scanned)


def test_a_list_that_every_org_has():
    """Its 404 is an error: no points would look as if every binding were gone."""
    with pytest.raises(ApiError):
        points_of({}, RULE.type)


@pytest.mark.parametrize("status", [401, 403])
def test_a_type_that_may_not_be_read(status):
    """It is unread, with Okta's reason; the other types are scanned all the same."""
    answers = {"/api/v1/apps": status, **server_with("calabc0123")}

    found = points_of(answers, APP.type, RULE.type)

    assert ((RULE.type,), [APP.type]) == (found.scanned, list(found.unread))
    assert f"GET /api/v1/apps?limit=200: {status}" in found.unread[APP.type]
    assert ["0prabc0123"] == [point.id for point in found.points]


@pytest.mark.parametrize("status", [400, 402, 404, 429, 500])
def test_another_error_ends_the_scan(status):
    """Nothing is planned on half of what is there."""
    with pytest.raises(ApiError):
        points_of({"/api/v1/apps": status}, APP.type)


@pytest.mark.parametrize("type_", [APP.type, RULE.type])
def test_a_scan_that_does_not_see_everything(type_):
    """A binding on a page that hookops does not ask for is not taken for none."""
    answers = {"/api/v1/apps": [], **server_with("calabc0123")}
    org = Org(answers, '<https://elsewhere.example.com/api/v1/apps?after=1>; rel="next"')

    with pytest.raises(Unavailable, match="the list is incomplete") as problem:
        read_points(org.session(), Snapshot(()), [type_])

    assert 9 == problem.value.exit_code


def test_ctrl_c_during_a_scan():
    """The scan's other threads, which may wait for long, send nothing again."""
    asked = []

    def interrupted(environ, start):
        asked.append(environ["PATH_INFO"])
        if environ["PATH_INFO"].endswith("apps"):
            raise KeyboardInterrupt
        start("503 Word", [])
        return []

    session = open_session("https://acme.okta.com", Secret("t"), read_only=True, app=interrupted)
    with pytest.raises(KeyboardInterrupt):
        read_points(session, Snapshot(()), [APP.type])
    with pytest.raises(ApiError):
        read_points(session, Snapshot(()), [RULE.type])

    assert ["/api/v1/apps", SERVERS] == asked


def test_an_app_twice_in_a_list():
    """Pages that shifted may have left out another app, and its binding."""
    with pytest.raises(Unavailable, match="limit=200: the list has one id twice"):
        points_of({"/api/v1/apps": [app("0oaaaa0123"), app("0oaaaa0123")]}, APP.type)


def test_an_org_that_binds_in_its_console():
    """The Classic Engine has no API for it; the type is neither scanned nor unread."""
    found = points_of(
        {"/.well-known/okta-organization": {"id": "00o1234567", "pipeline": "v1"}}, POLICY.type
    )

    assert ((POLICY.type,), (), {}) == (found.by_hand, found.scanned, found.unread)


def test_apps_that_the_list_does_not_show_yet():
    """One with a binding of ours is read by its id, and gone only when Okta has none."""
    answers = {
        "/api/v1/apps": [app("0oazzz0123"), app("0oabbb0123")],
        "/api/v1/apps/0oaaaa0123": app("0oaaaa0123"),
    }
    bound = {APP.type: ["0oaaaa0123", "0oabbb0123", "0oagone012"], RULE.type: ["0oaother01"]}
    org = Org(answers)

    found = read_points(org.session(), Snapshot(()), [APP.type], bound)

    assert ["0oaaaa0123", "0oabbb0123", "0oazzz0123"] == [point.id for point in found.points]
    assert ["/api/v1/apps", "/api/v1/apps/0oaaaa0123", "/api/v1/apps/0oagone012"] == org.asked
    assert ("0oaaaa0123",) == found.unlisted


def named(hook_id, answer, seen=Snapshot(())):
    """The snapshot of an org whose rule names a hook, and what was asked for after the scan."""
    org = Org({f"/api/v1/inlineHooks/{hook_id}": answer, **server_with(hook_id)})
    return with_points(org.session(), seen, [RULE.type]), org.asked[3:]


ONE = ["/api/v1/inlineHooks/calabc0123"]


def test_a_hook_that_only_a_rule_shows():
    """Lists of hooks lag behind as well."""
    found, asked = named("calabc0123", HOOK)

    assert (["calabc0123"], (), ONE) == ([a.id for a in found.actuals], found.unsupported, asked)
    assert ("calabc0123",) == found.unlisted


def test_hooks_that_only_a_rule_shows_have_their_order():
    """By id, as those that the list shows."""
    later = HOOKS.read({**HOOK, "id": "calzzz0123"})
    assert later is not None

    found, _ = named("calabc0123", HOOK, Snapshot((later,)))

    assert ["calabc0123", "calzzz0123"] == [actual.id for actual in found.actuals]


def test_a_named_hook_that_hookops_cannot_read():
    """It exists, so it is unsupported, not gone."""
    found, asked = named("calabc0123", {**HOOK, "type": "com.okta.new"})

    assert ((), ("calabc0123",), ONE) == (found.actuals, found.unsupported, asked)
    assert ("calabc0123",) == found.unlisted


def test_a_named_hook_that_is_gone():
    """Only Okta's 404 makes it so."""
    found, asked = named("calabc0123", 404)

    assert ((), (), ONE) == (found.actuals, found.unsupported, asked)
    assert () == found.unlisted


def test_a_hook_that_the_list_has():
    """It is not asked for again."""
    found, asked = named("calabc0123", HOOK, Snapshot((), ("calabc0123",)))

    assert ([], ()) == (asked, found.unlisted)


def test_what_lists_omit_adds_up():
    """What was found by its id before stays known."""
    found, _ = named("calabc0123", HOOK, Snapshot((), unlisted=("calzzz0123",)))

    assert ("calabc0123", "calzzz0123") == found.unlisted


def test_a_name_that_is_no_id():
    """It becomes no part of a path."""
    _, asked = named("cal/../abc", HOOK)

    assert [] == asked
