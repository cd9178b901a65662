"""Each way in which a text can repeat a secret is found, and what only looks like one is not."""

import base64
import html
import json
import textwrap
from collections.abc import Callable
from urllib.parse import quote, quote_plus, urlencode

import pytest
from campaigns.canary.words import forms

from hookops.model.secret import Finder, Secret, repeats

SECRETS = ("Cn7Hk2Qs9Rt4Vw6X", "k/+Cn7Hk2Qs9&<=", 'say "Cn7Hk2"\\Qs9\'', "Cn7Hk2 Qs9%41Rt4")

WRITERS: dict[str, Callable[[str], str]] = {
    "raw": str,
    "upper": str.upper,
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "base64 after 1": lambda text: base64.b64encode(b"a" + text.encode() + b"b").decode(),
    "base64 after 2": lambda text: base64.b64encode(b"ab" + text.encode() + b"b").decode(),
    "base64url": lambda text: base64.urlsafe_b64encode(b"??>" + text.encode()).decode(),
    "wrapped": lambda text: "\n  ".join(
        textwrap.wrap(base64.b64encode(text.encode() * 3).decode(), 20)
    ),
    "hex": lambda text: text.encode().hex(),
    "HEX": lambda text: text.encode().hex().upper(),
    "JSON": json.dumps,
    "JSON in JSON": lambda text: json.dumps(json.dumps({"a": text})),
    "URL": lambda text: quote(text, safe=""),
    "URL, twice": lambda text: quote(quote(text, safe=""), safe=""),
    "form": quote_plus,
    "query": lambda text: urlencode({"a": text}),
    "HTML": html.escape,
    "HTML in JSON": lambda text: json.dumps(html.escape(text)),
    "Python": repr,
    "UTF-16": lambda text: text.encode("utf-16").decode("latin-1"),
    "bearer": lambda text: f"Bearer {text}",
    "basic": lambda text: "Basic " + base64.b64encode(f"user:{text}".encode()).decode(),
}


@pytest.mark.promise("P14")
@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize("value", SECRETS)
def test_each_writer(name: str, value: str) -> None:
    """A text that quotes it, with others around it, repeats it."""
    text = f"error: value {WRITERS[name](value)} is no good"

    assert repeats(text, [Secret(value)])


@pytest.mark.promise("P14")
@pytest.mark.parametrize("value", ["Bearer %s", "SSWS %s", "%s"])
def test_each_form_of_the_campaign(value: str) -> None:
    """The forms that the canaries are looked for in, which others have written."""
    core = "Cn7Hk2Qs9Rt4Vw6X"

    assert [] == [
        name for name, form in forms(core) if not repeats(f"x{form}y", [Secret(value % core)])
    ]


def test_a_basic_value_and_its_password() -> None:
    """The header, what it decodes to, and the password in that."""
    value = "Basic " + base64.b64encode(b"user:Cn7Hk2Qs9").decode()
    texts = (value, value[6:], "user:Cn7Hk2Qs9", "it was Cn7Hk2Qs9", b"Cn7Hk2Qs9".hex())

    assert [True] * 5 == [repeats(text, [Secret(value)]) for text in texts]


def test_what_is_no_repetition() -> None:
    """Other texts, parts of it, and secrets of a few letters."""
    secret = Secret("Cn7Hk2Qs9Rt4Vw6X")

    for text in ("", "Cn7Hk2Qs9Rt4Vw6", "Bn7Hk2Qs9Rt4Vw6X", "%43%6e", "&#67;", "a" * 1000):
        assert not repeats(text, [secret])
    assert not repeats("prod", [Secret("prod")])


@pytest.mark.promise("P14")
@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize("before", range(9))
def test_many_at_once(name: str, before: int) -> None:
    """One of thousands is found, wherever it stands in a text."""
    finder = Finder()
    for number in range(200):
        finder.add(Secret(f"value-of-hookops-secret-{number:04}-Zq{number * 7919:08x}"))
    finder.add(Secret(SECRETS[1]))
    around = "value-of-hookops-secret-"[: 3 + before]

    assert finder.finds(f"{around} {WRITERS[name](SECRETS[1])} {around}")
    assert not finder.finds(around * 100)


@pytest.mark.parametrize(
    "value",
    [
        'abcd\\"efgh12345',
        "abcd\\\\efgh12345",
        "abcd\\/efgh12345",
        "abcd\\'efgh12345",
        'ab%41cd"efgh12345',
        'abc&lt;d"efgh12345',
    ],
)
def test_a_secret_that_looks_escaped(value: str) -> None:
    """It is found as it is, and as JSON and HTML write it, once and twice."""
    once = json.dumps({"x": value})
    texts = (value, once, json.dumps(once), html.escape(value), json.dumps({"errorSummary": once}))

    assert [True] * 5 == [repeats(text, [Secret(value)]) for text in texts]
