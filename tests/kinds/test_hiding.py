"""What Okta shows of a hook, where it looks like a secret."""

from dataclasses import replace
from typing import Any

import pytest
from kinds.values import declared
from security.secret_values import HARMLESS_HEADERS, HARMLESS_URLS, SECRET_HEADERS, SECRET_URLS

from hookops.kinds.inline_hook.existing.hiding import Known, hide, hide_url
from hookops.kinds.inline_hook.past import past_manifest
from hookops.kinds.inline_hook.rules.headers import header_problems
from hookops.kinds.inline_hook.rules.secret_lint import judge_url
from hookops.kinds.inline_hook.rules.url import url_problems
from hookops.kinds.inline_hook.secret_headers import restore_headers
from hookops.kinds.inline_hook.verification import restore_channel
from hookops.model.call import Call
from hookops.model.secret import LOOKS_SECRET
from hookops.okta.encoding import DeferredValues, encode, no_ids
from hookops.reconcile.between import Thing, find_differences

HOST = "https://hooks.example.com"
AKIA = "AKIAIOSFODNN7EXAMPLE"


def answer(uri: str = HOST, **headers: Any) -> dict[str, Any]:
    listed = [{"key": name, "value": value} for name, value in headers.items()]
    return {"id": "1", "channel": {"type": "HTTP", "config": {"uri": uri, "headers": listed}}}


@pytest.mark.parametrize(("name", "value"), SECRET_HEADERS)
def test_secret_headers(name: str, value: str) -> None:
    """All that a manifest may not have, and nothing of it is left."""
    assert answer(**{name: LOOKS_SECRET}) == hide(answer(**{name: value}), Known())


@pytest.mark.parametrize(("name", "value"), HARMLESS_HEADERS)
def test_harmless_headers(name: str, value: str) -> None:
    """They are shown."""
    assert answer(**{name: value}) == hide(answer(**{name: value}), Known())


@pytest.mark.parametrize("name", ["Authorization", "PROXY-authorization", "cookie"])
def test_headers_that_let_somebody_in(name: str) -> None:
    """Whatever their value is."""
    assert [answer(**{name: LOOKS_SECRET})] == hide([answer(**{name: "a"})], Known())


@pytest.mark.parametrize("url", SECRET_URLS)
def test_secret_urls(url: str) -> None:
    """What is left is no secret, and it is still known that there was one."""
    config = hide({"channel": {"config": {"uri": url, "tokenUrl": url}}}, Known())
    shown = config["channel"]["config"]["uri"]

    assert {"channel": {"config": {"uri": shown, "tokenUrl": shown}}} == config
    assert LOOKS_SECRET in shown
    assert [] == [*judge_url(shown.replace(LOOKS_SECRET, ""))]


@pytest.mark.parametrize("url", HARMLESS_URLS)
def test_harmless_urls(url: str) -> None:
    """They are shown."""
    assert url == hide_url(url)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://u:hush@h.example.com/a?b=1", "https://M@h.example.com/a?M"),
        ("https://hush@h.example.com:8443/a", "https://M@h.example.com:8443/a"),
        ("https://a@b:hush@h.example.com", "https://M@h.example.com"),
        ("https://@h.example.com/a", "https://M@h.example.com/a"),
        ("https://h.example.com/a#hush", "https://h.example.com/a?M"),
        ("https://h.example.com/a?b=1#hush", "https://h.example.com/a?M"),
        ("https://h.example.com/a?api_key=hush1234", "https://h.example.com/a?M"),
        (f"https://h.example.com/ghp_{'aB3' * 12}/x?b=1", "https://h.example.com/M"),
        (f"https://ghp_{'aB3' * 12}.example.com/", "M"),
        ("https://u:hush/w@h.example.com", "M"),
        ("https://h.example.com:hush/", "M"),
        ("https://[hush/", "M"),
        ("https://u\\@hush@h.example.com/", "M"),
        ("https://h.example.com/ hush", "M"),
        ("https://h.example.com/\x1bhush", "M"),
        ("hush", "M"),
        ("", ""),
        ("http://h.example.com/a", "http://h.example.com/a"),
    ],
)
def test_parts_of_urls(url: str, shown: str) -> None:
    """Only the part in question goes, where a URL has parts; the host stays."""
    assert shown.replace("M", LOOKS_SECRET) == hide_url(url)


def test_what_is_declared_is_shown() -> None:
    """Also where Okta writes the URL in another way, and beside a value that is not."""
    url = f"{HOST}/?api_key=hush1234"
    known = Known(plain=frozenset({url, AKIA}))
    given = answer(url.replace("hooks", "HOOKS"), a=AKIA, b="ASIAIOSFODNN7EXAMPLE")

    found = hide(given, known)["channel"]["config"]

    assert given["channel"]["config"]["uri"] == found["uri"]
    assert [AKIA, LOOKS_SECRET] == [h["value"] for h in found["headers"]]


@pytest.mark.parametrize(
    "text", [LOOKS_SECRET, f"https://{LOOKS_SECRET}@h.example.com/", f"a, {LOOKS_SECRET}"]
)
def test_the_words_are_never_sent(text: str) -> None:
    """Nor are they a value of a manifest, a revert, or a rollback."""
    headers = [{"key": "X-A", "value": text}]

    with pytest.raises(ValueError, match="a hidden secret is no value"):
        encode(Call("PUT", ("a",), {"headers": headers}), DeferredValues(no_ids))
    with pytest.raises(ValueError, match="its header X-A looked like a secret"):
        past_manifest({"channel": {"config": {"headers": headers}}}, {}, str)
    with pytest.raises(ValueError, match="its uri looked like a secret"):
        past_manifest({"channel": {"config": {"uri": text}}}, {}, str)
    assert restore_headers([("X-A", text)], []) is None
    assert ["hidden-secret"] == [p.code for p in header_problems((), headers, "")]
    assert ["hidden-secret"] == [p.code for p in url_problems(("uri",), text)]


def test_two_that_are_hidden_may_differ() -> None:
    """Between two organizations nobody knows, so that it is a difference."""
    a, b = ({"config": {"uri": text}} for text in (LOOKS_SECRET, LOOKS_SECRET))
    declared = {"config": {"uri": HOST}}
    (found,) = find_differences({"a": Thing(declared, a)}, {"a": Thing(declared, b)})

    assert ("a", ("config", "uri")) == (found.name, found.path)


@pytest.mark.parametrize("uri", [LOOKS_SECRET, f"{HOST}/?{LOOKS_SECRET}"])
def test_no_revert_to_a_hidden_url(uri: str) -> None:
    """Nobody has what was there."""
    new = declared(channel={"type": "HTTP", "config": {"uri": HOST}}).channel

    assert restore_channel(replace(new, uri=uri), new) is None
    assert new == restore_channel(new, new)
