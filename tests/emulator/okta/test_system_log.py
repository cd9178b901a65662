"""The System Log: everything that was done, filtered and in pages."""

from urllib.parse import parse_qsl, urlsplit

import pytest

from hookops.emulator.control.switches import Switches
from hookops.emulator.http import filters
from hookops.emulator.world import get_world

LOGS = "/api/v1/logs"
HOOKS = "/api/v1/inlineHooks"


@pytest.fixture
def okta(client):
    return client()


@pytest.fixture
def log(okta):
    """A function that logs an event of that type about that target."""
    world = get_world(okta._transport.app)

    def write(event_type="a.b", target="t1"):
        world.log_event(event_type, "Thing", target, "a thing")

    return write


def ask(okta, **query):
    answer = okta.get(LOGS, params=query)
    assert answer.status_code == 200, answer.text
    return answer


def types(answer):
    return [event["eventType"] for event in answer.json()]


def links(answer):
    """URL by relation."""
    found = answer.headers.get_list("Link")
    return {value.split('rel="')[1][:-1]: value[1:].split(">")[0] for value in found}


def test_event_has_the_shape_of_the_api(okta, http_body):
    """An event has these members, in this order.

    Source: Okta Management API, LogEvent; no sample of an inline hook's event is published.
    """
    okta.post(HOOKS, json=http_body(), headers={"User-Agent": "curl/8"})

    (event,) = ask(okta, filter='eventType eq "inline_hook.created"').json()

    assert [
        *("actor", "client", "device", "authenticationContext", "displayMessage", "eventType"),
        *("outcome", "published", "securityContext", "severity", "debugContext"),
        *("legacyEventType", "transaction", "uuid", "version", "request", "target"),
    ] == list(event)
    assert ("User", "curl/8") == (
        event["actor"]["type"],
        event["client"]["userAgent"]["rawUserAgent"],
    )
    assert ("2023-11-14T22:13:20.250Z", "INFO", "0") == (
        event["published"],
        event["severity"],
        event["version"],
    )
    assert ["InlineHook", "enrich"] == [event["target"][0][key] for key in ("type", "displayName")]


def test_life_of_a_hook_is_logged(okta, http_body):
    """Each change of a hook is an event, oldest first.

    Source: Okta, Event types, inline_hook.created, .updated, .deactivated, .activated, .deleted.
    """
    url = f"{HOOKS}/{okta.post(HOOKS, json=http_body()).json()['id']}"
    okta.put(url, json=http_body())
    for what in ("deactivate", "activate", "deactivate"):
        okta.post(f"{url}/lifecycle/{what}")
    okta.delete(url)

    names = ["created", "updated", "deactivated", "activated", "deactivated", "deleted"]
    query = {"filter": 'eventType sw "inline_hook."'}
    assert [f"inline_hook.{name}" for name in names] == types(ask(okta, **query))


def test_bounded_query_ends(okta, log, clock):
    """With `until`, pages follow by Link headers until there is no next one.

    Source: Okta, System Log query, bounded requests; Okta API, Core concepts, Link header.
    """
    for number in range(5):
        log(f"e{number}")
    query = {"since": "2023-11-14T00:00:00Z", "until": "2023-11-15T00:00:00Z", "limit": "2"}

    first = ask(okta, **query)
    second = okta.get(links(first)["next"])
    third = okta.get(links(second)["next"])

    assert ["e0", "e1", "e2", "e3", "e4"] == types(first) + types(second) + types(third)
    assert {"self"} == set(links(third))
    next_query = dict(parse_qsl(urlsplit(links(first)["next"]).query))
    assert query == {name: next_query[name] for name in query}
    assert {*query, "after"} == set(next_query)


def test_polling_always_has_a_next(okta, log):
    """Without `until` there is always a next page, which has what has happened since.

    Source: Okta, System Log query, polling requests.
    """
    empty = ask(okta)
    log("e0")
    one = okta.get(links(empty)["next"])
    none = okta.get(links(one)["next"])
    log("e1")
    two = okta.get(links(none)["next"])

    assert [[], ["e0"], [], ["e1"]] == [types(answer) for answer in (empty, one, none, two)]


def test_a_lagging_log_shows_an_event_later(client, http_body, clock):
    """With the switch `log_lag` an event is shown when it is ten seconds old, as it happened."""
    okta = client(switches=Switches(log_lag="ten-seconds"))
    okta.post(HOOKS, json=http_body())
    clock.now += 9

    early = ask(okta).json()
    clock.now += 1
    (event,) = ask(okta).json()

    assert ([], "2023-11-14T22:13:20.250Z") == (early, event["published"])


def test_descending_shows_the_newest_first(okta, log, clock):
    """With DESCENDING the newest is first, and the list ends."""
    for number in range(3):
        log(f"e{number}")
        clock.now += 1

    answer = ask(okta, sortOrder="DESCENDING", limit=2)
    rest = okta.get(links(answer)["next"])

    assert (["e2", "e1"], ["e0"]) == (types(answer), types(rest))
    assert {"self"} == set(links(rest))


def test_times_bound_what_is_shown(okta, log, clock):
    """`since` is 7 days before by default and 180 at most; `until` is no longer included.

    Source: Okta, System Log query; whether bounds are included is the emulator's choice.
    """
    now = clock.now
    for days in (200, 100, 8, 6, 0):
        clock.now = now - days * 86_400
        log(f"d{days}")

    assert ["d6", "d0"] == types(ask(okta))
    assert ["d100", "d8", "d6", "d0"] == types(ask(okta, since="2020-01-01T00:00:00.000Z"))
    assert ["d8", "d6"] == types(
        ask(okta, since="2023-11-06T22:13:20.250Z", until="2023-11-14T23:13:20.250+01:00")
    )
    assert ["d8"] == types(ask(okta, until="2023-11-07"))


def test_limits(okta, log):
    """100 events are shown by default, up to 1000 on request, and none for 0.

    Source: Okta Management API, listLogEvents, limit.
    """
    for _ in range(101):
        log()

    shown = [len(ask(okta, **query).json()) for query in ({}, {"limit": 1000}, {"limit": 0})]
    assert [100, 101, 0] == shown


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        ('eventType eq "a.b"', ["a.b"]),
        ('eventType eq "a.b" and target.id eq "t1"', ["a.b"]),
        ('eventType eq "a.b" and target.id eq "t2"', []),
        ('eventType eq "a.b" or target.id eq "t2"', ["a.b", "c.d"]),
        ('target.id eq "t1" or eventType eq "c.d" and target.id eq "t1"', ["a.b"]),
        ('(target.id eq "t1" or eventType eq "c.d") and target.id eq "t2"', ["c.d"]),
        ('not (eventType eq "a.b")', ["c.d"]),
        ('eventType sw "c"', ["c.d"]),
        ('eventType CO "."', ["a.b", "c.d"]),
        ('eventType ew "b"', ["a.b"]),
        ('eventType ne "a.b"', ["c.d"]),
        ('eventType gt "b"', ["c.d"]),
        ('eventType ge "c.d"', ["c.d"]),
        ('eventType lt "b"', ["a.b"]),
        ('eventType le "a.b"', ["a.b"]),
        ("legacyEventType pr", []),
        ("outcome.result pr", ["a.b", "c.d"]),
        ('nothing.here eq "x"', []),
        ("legacyEventType eq null", ["a.b", "c.d"]),
        ("", ["a.b", "c.d"]),
    ],
)
def test_filter(okta, log, expression, found):
    """Events are chosen by a SCIM filter; `and` binds before `or`.

    Source: Okta Management API, listLogEvents, filter; RFC 7644, 3.4.2.2.
    """
    log("a.b", "t1")
    log("c.d", "t2")

    assert found == types(ask(okta, filter=expression))


@pytest.mark.parametrize(
    "expression",
    [
        'published gt "2020-01-01T00:00:00Z"',
        'eventType eqq "x"',
        "eventType",
        "eventType eq",
        "eventType eq x",
        '"eventType" eq "x"',
        '(eventType eq "x"',
        'eventType eq "x")',
        'eventType eq "x" and',
        'eventType eq "x',
        "not eventType pr",
        "(" * 60,
    ],
)
def test_bad_filter_is_refused(okta, expression):
    """A filter that cannot be read, or that is about `published`, is 400 E0000053.

    Source: Okta, Error codes, E0000053; Okta, System Log query: `published` is not filtered by.
    """
    answer = okta.get(LOGS, params={"filter": expression})

    assert (400, "E0000053") == (answer.status_code, answer.json()["errorCode"])
    assert answer.json()["errorSummary"].startswith(f"Invalid filter '{expression}': ")


@pytest.mark.parametrize(
    "query",
    [
        {"limit": "1001"},
        {"limit": "-1"},
        {"limit": "x"},
        {"since": "yesterday"},
        {"sortOrder": "UP"},
        {"q": "x" * 41},
        {"q": "a b c d e f g h i j k"},
    ],
)
def test_bad_search_is_refused(okta, query):
    """Other parameters that are wrong are 400 E0000031.

    Source: Okta, Error codes, E0000031; for which parameters is the emulator's choice.
    """
    answer = okta.get(LOGS, params=query)

    assert (400, "E0000031") == (answer.status_code, answer.json()["errorCode"])


def test_bad_cursor_is_refused(okta):
    """An `after` that was not taken from a link is 400 E0000029.

    Source: Okta, Error codes, E0000029.
    """
    answer = okta.get(LOGS, params={"after": "x"})

    assert (400, "E0000029") == (answer.status_code, answer.json()["errorCode"])


def test_keywords(okta, log):
    """Every keyword of `q` is somewhere in the event, in any case.

    Source: Okta Management API, listLogEvents, q.
    """
    log("a.b", "t1")
    log("c.d", "t2")

    assert ["c.d"] == types(ask(okta, q="THING c.D"))


def test_filter_reaches_through_arrays():
    """One item of an array that fits is enough."""
    test = filters.read('a.b eq "2" and c eq true')

    assert test({"a": [{"b": "1"}, {"b": "2"}], "c": True})
    assert not test({"a": [{"b": "1"}, "2"], "c": True})
