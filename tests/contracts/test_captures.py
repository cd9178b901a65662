"""Requests are as they were captured from real orgs, field by field.

A file of `captures/` has what is known of one request: as captured by who runs a hook service, or
as Okta documents it where no capture is known; `source` says which. Names, ids and times are
replaced by what kind of value stood there. Members of the objects that `complete` names are all
that there were; each other member, or one that is left out, is in `differences` with a reason.
"""

import json
from pathlib import Path

import pytest

from hookops.contracts.requests.samples import Event, Sample
from hookops.contracts.types import contract_of, contracts

CAPTURES = {
    path.stem: json.loads(path.read_text())
    for path in sorted((Path(__file__).parent / "captures").glob("*.json"))
}
SAMPLE = Sample(Event("event-1", 1579296236.5))
WITHOUT = {
    ("com.okta.oauth2.tokens.transform", "client-credentials"): "RFC 6749, 4.4",
    ("com.okta.oauth2.tokens.transform", "password"): "RFC 6749, 4.3",
    ("com.okta.import.transform", "no-conflict"): "prose of UserImportRequestData",
    ("com.okta.import.transform", "link"): "prose of UserImportRequestData",
    ("com.okta.telephony.provider", "voice"): "Okta, Telephony inline hook reference",
}
"""What the requests rest on of which there is neither a capture nor an example."""

BUILT = [
    pytest.param(name, variant, id=f"{name}-{variant}")
    for name, capture in CAPTURES.items()
    for variant in capture["variants"]
]


def compare(expected, actual, path=()):
    """The dotted paths at which the request is not as the capture."""
    here = ".".join(path)
    if isinstance(expected, dict):
        if not isinstance(actual, dict):
            return [here]
        return [
            place
            for name, value in expected.items()
            for place in compare(value, actual.get(name, ...), (*path, name))
        ]
    if isinstance(expected, list):
        if not isinstance(actual, list) or len(expected) != len(actual):
            return [here]
        return [
            place
            for number, pair in enumerate(zip(expected, actual, strict=True))
            for place in compare(*pair, (*path, str(number)))
        ]
    return [] if fits(expected, actual) else [here]


def fits(expected, actual):
    """Whether a value is the one of the capture, or of its kind."""
    match expected:
        case "<text>":
            return isinstance(actual, str) and actual != ""
        case "<number>":
            return isinstance(actual, int) and not isinstance(actual, bool)
        case str() if expected.startswith("<ends with "):
            return actual.endswith(expected[11:-1])
        case str() if expected.startswith("<starts with "):
            return actual.startswith(expected[13:-1])
    return (type(expected), expected) == (type(actual), actual)


def at(data, path):
    """The object at a dotted path."""
    for name in filter(None, path.split(".")):
        data = data[name]
    return data


def more(capture, request):
    """The paths of members that the capture did not have, in the objects that it has whole."""
    return [
        f"{path}.{name}".strip(".")
        for path in capture["complete"]
        for name in at(request, path)
        if name not in at(capture["request"], path)
    ]


@pytest.mark.parametrize(("name", "variant"), BUILT)
def test_requests_are_as_captured(name, variant):
    """Each member of a capture is in the request, no other is where all are known, or it is
    listed with a reason."""
    capture = CAPTURES[name]
    request = contract_of(capture["type"]).build(variant, SAMPLE)

    found = [*compare(capture["request"], request), *more(capture, request)]

    assert sorted(capture["differences"]) == sorted(found)
    assert all(capture["differences"].values())


def test_every_variant_is_compared():
    """A request without a capture or an example says what it rests on."""
    compared = {
        (capture["type"], variant)
        for capture in CAPTURES.values()
        for variant in capture["variants"]
    }
    every = {(type_, name) for type_, one in contracts().items() for name in one.variants}

    assert every == compared | set(WITHOUT)
    assert not compared & set(WITHOUT)


@pytest.mark.parametrize("name", CAPTURES)
def test_every_capture_names_its_source(name):
    """It says whether it was captured or documented, and where."""
    assert CAPTURES[name]["source"].split()[0].strip(":") in ("captured", "documented")


def test_a_difference_is_found():
    """What the capture of a refresh does not have is noticed, and another value is too."""
    capture = CAPTURES["token-refresh"]
    request = contract_of(capture["type"]).build("refresh-token", SAMPLE)
    request["source"] = "https://example.okta.com/oauth2/default/v1/authorize"
    request["data"]["context"]["protocol"]["request"]["scope"] = "openid"

    found = [*compare(capture["request"], request), *more(capture, request)]

    assert ["source", "data.context.protocol.request.scope"] == found
