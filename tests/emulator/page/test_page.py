"""The page for people: what its pages show, and what its forms do, seen through the API."""

import html
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import httpx
import pytest

HOOKS = "/api/v1/inlineHooks"
FORMS = "/_emulator/page/"
HOSTILE = "<script>alert(1)</script>\"'&amp;\u202e\u0007"
TOKEN = "com.okta.oauth2.tokens.transform"
TYPED = {
    "type": TOKEN,
    "name": "typed",
    "uri": "https://hooks.acme.example/typed",
    "authentication": "header",
    "auth_key": "Authorization",
    "auth_value": "typed-s3cret",
    "active": "on",
}


class Fields(HTMLParser):
    """What a page holds for people to fill in, and its tags."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.labelled: set[str] = set()
        self.inputs: list[str] = []
        self.ids: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.tags.add(tag)
        self.attributes |= set(given)
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "label":
            self.labelled.add(given["for"])
        if tag in ("input", "select", "textarea") and given.get("type") != "hidden":
            self.inputs.append(given.get("id", "without an id"))


@pytest.fixture
def org(client) -> Iterator[httpx.Client]:
    with client() as started:
        yield started


def created(org: httpx.Client, body: dict[str, Any]) -> str:
    answer = org.post(HOOKS, json=body)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["id"])


def pages(org: httpx.Client, hook_id: str) -> dict[str, httpx.Response]:
    new = ["/hooks/new", f"/hooks/new?type={TOKEN}"]
    paths = ["/", *new, f"/hooks/{hook_id}", f"/hooks/{hook_id}/delete", "/requests", "/trouble"]
    return {path: org.get(path) for path in paths}


@pytest.fixture
def shown(org, http_body) -> dict[str, httpx.Response]:
    """Every page of an org with a hook of a hostile name."""
    return pages(org, created(org, http_body(name=HOSTILE)))


def test_every_page_is_html_without_script(shown):
    """Each page answers 200, with no script in it and none allowed."""
    for path, page in shown.items():
        found = Fields(page.text)
        policy = page.headers["Content-Security-Policy"]

        assert page.status_code == 200, path
        assert page.headers["Content-Type"] == "text/html; charset=utf-8"
        assert "script" not in found.tags
        assert [] == [name for name in found.attributes if name.startswith("on")]
        assert "default-src 'none'" in policy
        assert "form-action 'self'" in policy


def test_every_input_has_a_label(shown):
    """What can be filled in has a label, and no id is there twice."""
    for path, page in shown.items():
        found = Fields(page.text)

        assert [] == [one for one in found.inputs if one not in found.labelled], path
        assert len(found.ids) == len(set(found.ids)), path


def test_hostile_names_are_text(shown):
    """A name is shown as it is written, and what cannot be seen as an escape."""
    assert html.escape("<script>alert(1)</script>", quote=False) in shown["/"].text
    assert "\\u202e\\x07" in shown["/"].text
    assert "\u202e" not in shown["/"].text


def test_pages_leave_no_trace(org, shown):
    """Neither the log of requests nor the history nor the count of requests holds a page."""
    assert [HOOKS] == [one["path"] for one in org.get("/_emulator/requests").json()]
    assert [0] == [one["index"] for one in org.get("/_emulator/history").json()]


def test_no_page_shows_a_secret(org, http_body, oauth_body):
    """Secrets are said to be set, and nothing more."""
    ids = [created(org, http_body()), created(org, oauth_body())]
    text = "".join(page.text for one in ids for page in pages(org, one).values())

    assert "s3cret" not in text
    assert "set (never shown)" in text


@pytest.mark.parametrize("path", ["/hooks/calnothing", "/hooks/calnothing/delete"])
def test_unknown_hook_is_said_to_be_none(org, path):
    """A page about a hook that is none says so."""
    assert "There is no such hook" in org.get(path).text


def test_form_adds_a_hook(org):
    """The form gives a hook with everything that was typed, and leads to its page."""
    rows = {"header_key": ["X-A", "", "X-B"], "header_value": ["1", "", "2"]}
    answer = org.post(FORMS + "hooks", data={**TYPED, **rows})
    (hook,) = org.get(HOOKS).json()
    config = hook["channel"]["config"]

    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/hooks/{hook['id']}?done=created"
    assert (hook["name"], hook["type"], hook["status"]) == ("typed", TOKEN, "ACTIVE")
    assert config["authScheme"] == {"type": "HEADER", "key": "Authorization"}
    assert config["headers"] == [{"key": "X-A", "value": "1"}, {"key": "X-B", "value": "2"}]


@pytest.mark.parametrize("kind", ["client_secret_post", "private_key_jwt", "none"])
def test_form_adds_other_authentication(org, kind):
    """Each authentication of the form is one that the API takes."""
    key_id = org.post("/api/v1/hook-keys", json={"name": "signing"}).json()["id"]
    oauth = {"client_id": "c", "client_secret": "s3cret", "token_url": "https://a.example/t"}
    given = {**TYPED, **oauth, "authentication": kind, "hook_key_id": key_id}
    answer = org.post(FORMS + "hooks", data=given)
    (hook,) = org.get(HOOKS).json()

    assert answer.status_code == 303
    assert hook["channel"]["config"].get("authType", "none") == kind
    assert key_id in org.get(f"/hooks/new?type={TOKEN}").text


def test_form_without_the_tick_adds_an_inactive_hook(org):
    """A hook that shall not be active is deactivated after its creation."""
    org.post(FORMS + "hooks", data={name: TYPED[name] for name in TYPED if name != "active"})

    assert ["INACTIVE"] == [hook["status"] for hook in org.get(HOOKS).json()]


def test_error_keeps_what_was_typed(org, http_body):
    """Errors of the API stand at the form, which keeps everything but the secret."""
    created(org, http_body(name="typed"))
    page = org.post(FORMS + "hooks", data={**TYPED, "header_key": "X-A", "header_value": "one"})

    assert page.status_code == 400
    assert "name: An inline hook with this name already exists" in page.text
    assert 'value="https://hooks.acme.example/typed"' in page.text
    assert "typed-s3cret" not in page.text


def test_full_org_is_said_at_the_form(client):
    """The limit of hooks is an error at the form."""
    with client(hook_limit=0) as org:
        page = org.post(FORMS + "hooks", data=TYPED)

    assert page.status_code == 400
    assert "Maximum number of instances has been reached" in page.text


def test_more_rows_save_nothing(org, http_body):
    """The button for more rows shows the form again with what was typed."""
    hook_id = created(org, http_body())
    answers = [
        org.post(FORMS + target, data={**TYPED, "more": "1"})
        for target in ("hooks", f"hooks/{hook_id}")
    ]

    for page in answers:
        assert page.status_code == 200
        assert 'value="typed"' in page.text
        assert page.text.count('name="header_key"') == 6
    assert ["enrich"] == [hook["name"] for hook in org.get(HOOKS).json()]


def test_edit_replaces_the_hook(org, http_body):
    """A person plays the admin who causes drift; the event says who it was."""
    hook_id = created(org, http_body(headers=[{"key": "X-A", "value": "1"}]))
    answer = org.post(FORMS + f"hooks/{hook_id}", data=TYPED)
    hook = org.get(f"{HOOKS}/{hook_id}").json()

    assert answer.headers["Location"] == f"/hooks/{hook_id}?done=updated"
    assert hook["name"] == "typed"
    assert hook["channel"]["config"]["uri"] == TYPED["uri"]
    assert hook["channel"]["config"]["headers"] == []
    (event,) = org.get(
        "/api/v1/logs", params={"filter": 'eventType eq "inline_hook.updated"'}
    ).json()
    assert event["actor"]["type"] == "User"


@pytest.mark.parametrize(
    ("switch", "status", "shown"),
    [("wipe", 303, "not set"), ("keep", 303, "set (never shown)"), ("refuse", 400, "left blank")],
)
def test_edit_without_a_secret_does_what_the_switch_says(org, http_body, switch, status, shown):
    """An empty secret is left out of the body, and the page says what that does."""
    hook_id = created(org, http_body())
    org.patch("/_emulator/switches", json={"omitted_secret": switch})
    answer = org.post(FORMS + f"hooks/{hook_id}", data={**TYPED, "auth_value": ""})
    page = org.get(f"/hooks/{hook_id}").text

    assert answer.status_code == status
    assert f"switch omitted_secret: {switch}" in page
    assert shown in (page if status == 303 else answer.text)


def test_lifecycle_and_delete(org, http_body):
    """A hook is deactivated, activated, and deleted only while inactive, after a question."""
    form = FORMS + f"hooks/{created(org, http_body())}"
    refused = org.post(form + "/delete")
    org.post(form + "/deactivate")
    inactive = org.get(HOOKS).json()[0]["status"]
    org.post(form + "/activate")
    active = org.get(HOOKS).json()[0]["status"]
    org.post(form + "/deactivate")
    deleted = org.post(form + "/delete")

    assert refused.status_code == 400
    assert "An active inline hook cannot be deleted" in refused.text
    assert (inactive, active) == ("INACTIVE", "ACTIVE")
    assert (deleted.status_code, deleted.headers["Location"]) == (303, "/?done=deleted")
    assert [] == org.get(HOOKS).json()


def test_change_of_a_deleted_hook(org):
    """A form about a hook that has gone is answered 404."""
    answers = [org.post(FORMS + f"hooks/calgone{end}", data=TYPED) for end in ("", "/activate")]

    assert [404, 404] == [answer.status_code for answer in answers]


def test_bindings_are_shown(org, http_body):
    """A rule that points to a hook is named at the hook."""
    hook_id = created(org, http_body())
    (server,) = org.get("/api/v1/authorizationServers").json()
    policies = f"/api/v1/authorizationServers/{server['id']}/policies"
    rules = f"{policies}/{org.get(policies).json()[0]['id']}/rules"
    rule = org.get(rules).json()[0]
    before = org.get("/").text
    rule["actions"]["token"]["inlineHook"] = {"id": hook_id}
    assert org.put(f"{rules}/{rule['id']}", json=rule).status_code == 200

    assert "Default Policy Rule" not in before
    for path in ("/", f"/hooks/{hook_id}", f"/hooks/{hook_id}/delete"):
        assert "rule: default / Default Policy / Default Policy Rule" in org.get(path).text
