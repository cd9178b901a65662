"""What nobody knows of how Okta keeps, shows and refuses hooks: each switch in each position.

The claims here are the emulator's choices; that they are unknown is what `HookSwitches` says.
"""

import pytest

from hookops.emulator.control.switches import Switches
from hookops.emulator.store.memory import MemoryStore

HOOKS = "/api/v1/inlineHooks"


def create(okta, body):
    answer = okta.post(HOOKS, json=body)
    assert answer.status_code == 200, answer.text
    return f"{HOOKS}/{answer.json()['id']}"


def names(okta):
    return [hook["name"] for hook in okta.get(HOOKS).json()]


def causes(answer):
    return [cause["errorSummary"] for cause in answer.json()["errorCauses"]]


def test_u6_without_lag_a_list_shows_what_was_just_written(client, http_body):
    """By default a list shows a new hook, and a changed one, at once."""
    okta = client()
    path = create(okta, http_body("a"))
    before = names(okta)
    okta.put(path, json=http_body("b"))

    assert (["a"], ["b"]) == (before, names(okta))


def test_u6_a_list_lags_behind_creation_and_changes(client, http_body, clock):
    """With `ten-seconds` a list shows hooks as they were ten seconds ago; by id they are as is."""
    okta = client(switches=Switches(list_lag="ten-seconds"))
    path = create(okta, http_body("a"))
    start, seen = clock.now, []
    for after, name in ((0, None), (4, "b"), (8, "c"), (9.5, None), (10, None), (14, None)):
        clock.now = start + after
        if name:
            okta.put(path, json=http_body(name))
        seen.append((okta.get(path).json()["name"], names(okta)))
    clock.now = start + 18
    seen.append((okta.get(path).json()["name"], names(okta)))

    assert [
        ("a", []),
        ("b", []),
        ("c", []),
        ("c", []),
        ("c", ["a"]),
        ("c", ["b"]),
        ("c", ["c"]),
    ] == seen


def test_u6_a_lagging_list_shows_the_earlier_status(client, http_body, clock):
    """A hook just deactivated is still ACTIVE in the list, with the links of an ACTIVE one."""
    okta = client(switches=Switches(list_lag="ten-seconds"))
    path = create(okta, http_body())
    clock.now += 20
    before = okta.get(path).json()

    okta.post(path + "/lifecycle/deactivate")

    assert [before] == okta.get(HOOKS).json()
    assert "INACTIVE" == okta.get(path).json()["status"]
    okta.delete(path)
    assert [] == okta.get(HOOKS).json()


def test_u6_a_lagging_list_keeps_no_secrets(client, http_body, clock):
    """What is kept for the list has no secret in it, and an undone write leaves nothing."""
    store = MemoryStore()
    okta = client(store, switches=Switches(list_lag="ten-seconds"))
    path = create(okta, http_body("a"))
    okta.put(path, json=http_body("b"))
    okta.post(HOOKS, json=http_body("b"))

    kept = store.records("earlier-hooks")

    assert (1, 2) == (len(kept), len(kept[0]["states"]))
    assert "s3cret" not in str(kept)


def test_u6_the_hooks_of_a_seed_are_listed_from_the_start(client, http_body):
    """A seed is what the org starts with: a lagging list has its hooks."""
    hooks = [{**http_body("a"), "status": "INACTIVE"}]
    okta = client(seed={"hooks": hooks}, switches=Switches(list_lag="ten-seconds"))

    assert ["INACTIVE"] == [hook["status"] for hook in okta.get(HOOKS).json()]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("echo", [("01.0.02", "1"), ("1.0", "1.00"), ("beta", "v1")]),
        ("normalise", [("1.0.2", "1.0.0"), ("1.0.0", "1.0.0"), ("beta", "v1")]),
    ],
)
def test_u7_version_form(client, http_body, value, expected):
    """The versions of hook and channel are answered as sent, or as three plain numbers."""
    okta = client(switches=Switches(version_form=value, version_check="any"))
    shown = []
    for version, of_channel in (("01.0.02", "1"), ("1.0", "1.00"), ("beta", "v1")):
        body = http_body(version, version=version)
        body["channel"]["version"] = of_channel
        hook = okta.get(create(okta, body)).json()
        shown.append((hook["version"], hook["channel"]["version"]))

    assert expected == shown


def test_u7_a_version_in_another_form_is_no_change(client, http_body):
    """A hook can be updated with its version as sent and as answered, also after a switch."""
    okta = client()
    path = create(okta, http_body(version="01.0.0"))
    okta.patch("/_emulator/switches", json={"version_form": "normalise"})

    answers = [okta.put(path, json=http_body(version=text)) for text in ("01.0.0", "1.0.0")]

    assert [200, 200] == [answer.status_code for answer in answers]


@pytest.mark.parametrize(("value", "expected"), [("keep", "X-Own Name"), ("lower", "x-own name")])
def test_u8_header_names(client, http_body, value, expected):
    """The name of a header is kept or made lower case; its value is kept."""
    okta = client(switches=Switches(header_names=value))
    path = create(okta, http_body(headers=[{"key": "X-Own Name", "value": "Some Value"}]))

    headers = okta.get(path).json()["channel"]["config"]["headers"]

    assert [{"key": expected, "value": "Some Value"}] == headers


@pytest.mark.parametrize(
    ("value", "expected"), [("accept", (200, None)), ("refuse", (400, "E0000001"))]
)
def test_u9_activate_active(client, http_body, value, expected):
    """Activating an ACTIVE hook is accepted or refused; an INACTIVE one is activated anyway."""
    okta = client(switches=Switches(activate_active=value))
    path = create(okta, http_body())

    answer = okta.post(path + "/lifecycle/activate")
    okta.post(path + "/lifecycle/deactivate")

    assert expected == (answer.status_code, answer.json().get("errorCode"))
    assert 200 == okta.post(path + "/lifecycle/activate").status_code


@pytest.mark.parametrize(
    ("value", "expected"), [("accept", (200, None)), ("refuse", (400, "E0000001"))]
)
def test_u10_deactivate_inactive(client, http_body, value, expected):
    """Deactivating an INACTIVE hook is accepted or refused; an ACTIVE one is deactivated anyway."""
    okta = client(switches=Switches(deactivate_inactive=value))
    path = create(okta, http_body())

    first = okta.post(path + "/lifecycle/deactivate")
    second = okta.post(path + "/lifecycle/deactivate")

    assert 200 == first.status_code
    assert expected == (second.status_code, second.json().get("errorCode"))


def test_u10_a_seed_may_have_a_hook_that_is_created_inactive(client, http_body):
    """A seed's INACTIVE hook that is INACTIVE at once is not deactivated again."""
    type_ = "com.okta.telephony.provider"
    hooks = [http_body("a", type_), {**http_body("b", type_), "status": "INACTIVE"}]
    switches = Switches(deactivate_inactive="refuse", second_telephony="inactive")

    okta = client(seed={"hooks": hooks}, switches=switches)

    assert ["ACTIVE", "INACTIVE"] == [hook["status"] for hook in okta.get(HOOKS).json()]


@pytest.mark.parametrize(
    ("value", "suffixes"), [("hide", ("", "")), ("echo", (': "http://a b"', ': "a b"'))]
)
def test_u13_error_values(client, http_body, value, suffixes):
    """The causes of an error end with the value that was sent, in the body or the query."""
    okta = client(switches=Switches(error_values=value))

    body = causes(okta.post(HOOKS, json=http_body(uri="http://a b")))
    query = causes(okta.get(HOOKS, params={"type": "a b"}))

    assert [
        "channel.config.uri: The value must start with https://" + suffixes[0],
        "channel.config.uri: The value cannot contain white space" + suffixes[0],
    ] == body
    assert ["type: The value is not a supported inline hook type" + suffixes[1]] == query


def test_u13_secrets_and_missing_values_are_not_echoed(client, http_body):
    """With `echo`, a cause about a secret or a member left out has no value; in a list it has."""
    okta = client(switches=Switches(error_values="echo"))
    scheme = {"type": "HEADER", "key": "X-Key", "value": "s3cret\N{PILE OF POO}"}
    headers = [{"key": 7, "value": "x"}, "text"]

    answer = okta.post(HOOKS, json={**http_body(authScheme=scheme, headers=headers), "name": None})
    nothing = okta.post(HOOKS, content=b"{", headers={"Content-Type": "application/json"})

    assert [
        "name: The field cannot be left blank",
        "channel.config.headers[0].key: The value must be a string: 7",
        'channel.config.headers[1]: The value must be an object: "text"',
    ] == [text for text in causes(answer) if "headers[1]." not in text and "authScheme" not in text]
    assert any("authScheme.value: " in text for text in causes(answer))
    assert "s3cret" not in answer.text
    assert [] == causes(nothing)


def test_u14_a_whole_list_has_no_pages(client, http_body):
    """By default all hooks are in one answer without links, whatever the query says."""
    okta = client()
    for number in range(21):
        create(okta, http_body(f"h{number}"))

    answer = okta.get(HOOKS, params={"limit": 2})

    assert (21, None) == (len(answer.json()), answer.headers.get("Link"))


@pytest.mark.parametrize("order", ["created", "id", "shuffled"])
@pytest.mark.parametrize(
    ("query", "sizes"), [("", [20, 20, 5]), ("?limit=18", [18, 18, 9]), ("?limit=50", [20, 20, 5])]
)
def test_u14_list_pages(client, http_body, order, query, sizes):
    """With `pages`, the links lead through every hook once, in pages of 20 or of `limit`."""
    okta = client(switches=Switches(list_pages="pages", list_order=order))
    for number in range(45):
        create(okta, http_body(f"h{number}"))
    pages, url = [], HOOKS + query
    while url:
        answer = okta.get(url)
        pages.append([hook["name"] for hook in answer.json()])
        url = answer.links.get("next", {}).get("url")

    assert sizes == [len(page) for page in pages]
    assert {f"h{number}" for number in range(45)} == {name for page in pages for name in page}


def test_u14_pages_keep_the_type_and_refuse_bad_cursors(client, http_body):
    """The link to the next page has the query; an `after` that no link gave is refused."""
    okta = client(switches=Switches(list_pages="pages"))
    for number in range(2):
        create(okta, http_body(f"t{number}"))
        create(okta, http_body(f"s{number}", "com.okta.saml.tokens.transform"))

    first = okta.get(HOOKS, params={"type": "com.okta.saml.tokens.transform", "limit": 1})
    second = okta.get(first.links["next"]["url"])

    assert ["s1"] == [hook["name"] for hook in second.json()]
    assert "E0000029" == okta.get(HOOKS, params={"after": "x"}).json()["errorCode"]


@pytest.mark.parametrize(
    ("sent", "normal"),
    [
        ("https://Hooks.Acme.example:443/", "https://hooks.acme.example"),
        ("https://me:PW@Acme.example:8443/A/", "https://me:PW@acme.example:8443/A/"),
        ("https://ACME.example:443?Q=/", "https://acme.example?Q=/"),
        ("https://[::A]:443/x", "https://[::a]/x"),
    ],
)
def test_u16_uri_form(client, http_body, sent, normal):
    """The URI is kept, or has its host in lower case, no default port and no slash alone."""
    shown = []
    for value in ("keep", "normalise"):
        okta = client(switches=Switches(uri_form=value))
        hook = okta.get(create(okta, http_body(uri=sent))).json()
        shown.append(hook["channel"]["config"]["uri"])

    assert [sent, normal] == shown


def test_u16_plain_http_of_this_computer_is_normalised(client, http_body):
    """Where http:// is allowed, its own port is 80, and 443 is kept."""
    okta = client(switches=Switches(uri_form="normalise", service_addresses="loopback"))
    sent = ("http://LocalHost:80/", "http://localhost:443/")

    paths = [create(okta, http_body(uri, uri=uri)) for uri in sent]

    shown = [okta.get(path).json()["channel"]["config"]["uri"] for path in paths]
    assert ["http://localhost", "http://localhost:443"] == shown
