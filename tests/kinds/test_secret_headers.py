"""What stands for the value of a header that is a secret, and where it may not go."""

from dataclasses import replace

import pytest
from kinds.values import KEY, actual, declared

from hookops.kinds import HOOKS
from hookops.kinds.inline_hook.existing.hiding import Known, hide
from hookops.kinds.inline_hook.rules.headers import header_problems
from hookops.kinds.inline_hook.secret_headers import HIDDEN, hidden_names
from hookops.kinds.inline_hook.spec import Hook
from hookops.kinds.inline_hook.verification import restore_channel
from hookops.model.secret import SecretRef
from hookops.okta.encoding import DeferredValues, encode, no_ids

REF = SecretRef("env", "HOOKOPS_SECRET_X", prefix="Key ")
WRITTEN = {"ref": "env:HOOKOPS_SECRET_X", "prefix": "Key "}
URI = "https://h.example.com"
PATH = "channel.config.headers.x-api"


def hook(*headers: dict[str, object]) -> Hook:
    config = {"uri": URI, "headers": list(headers)}
    return declared(channel={"type": "HTTP", "config": config})


SECRET = hook({"key": "X-Api", "valueFrom": WRITTEN}, {"key": "X-Env", "value": "prod"})


def shown(value: object = HIDDEN) -> Hook:
    """As Okta shows it, once its secret is hidden."""
    channel = replace(SECRET.channel, headers=(("x-api", str(value)), ("X-Env", "prod")))
    spec = actual(SECRET).spec
    assert isinstance(spec, Hook)
    return replace(spec, channel=channel)


def test_it_is_a_secret_of_the_hook() -> None:
    """With the URL that it is sent to, by a path of its own."""
    assert {PATH: REF} == HOOKS.secrets(SECRET)
    assert {PATH: "https://h.example.com"} == HOOKS.receivers(SECRET)
    assert [(PATH, "https://h.example.com", True)] == [*HOOKS.reaches(SECRET.compared())]
    assert [(PATH, "https://h.example.com", True)] == [*HOOKS.reaches(shown().fields())]


def test_declared_and_actual_are_equal() -> None:
    """Whatever the value is: what differs is known by fingerprints."""
    assert SECRET.compared() == shown().compared()
    assert ["x-api"] == [*hidden_names(SECRET.compared())]


def test_what_reports_show() -> None:
    """The reference and the prefix; of an actual one that it is hidden."""
    facts = dict(HOOKS.facts(SECRET.fields()))

    assert 'X-Api: secret from env:HOOKOPS_SECRET_X behind "Key ", X-Env: prod' == facts["headers"]
    assert f"x-api: {HIDDEN}, X-Env: prod" == dict(HOOKS.facts(shown().fields()))["headers"]


def test_where_it_is_written() -> None:
    """Messages about it lead to the reference."""
    header = {"key": "X-Api", "valueFrom": WRITTEN}
    data = {"spec": {"channel": {"config": {"headers": [header]}}}}
    before = ("channel", "config", "headers", "x-api")

    assert (before, ("channel", "config", "headers", 0, "valueFrom")) in [*HOOKS.aliases(data)]


@pytest.mark.parametrize(
    "answer",
    [
        {"channel": {"config": {"headers": [{"key": "X-API", "value": "CANARY"}]}}},
        [{"channel": {"config": {"headers": [{"key": "x-api", "value": ["CANARY"]}]}}}],
        [{"channel": {"config": {"headers": [None, {"key": "x-api", "value": "CANARY", "a": 1}]}}}],
    ],
)
def test_answers_without_it(answer: object) -> None:
    """One hook or a list, whatever the case of the name and the type of the value."""
    assert "CANARY" in str(answer)
    assert "CANARY" not in str(hide(answer, Known(frozenset({"x-api"}))))


@pytest.mark.parametrize(
    "answer",
    [
        None,
        "text",
        {"channel": None},
        {"channel": {"config": {"headers": None}}},
        {"channel": {"config": {"headers": [{"key": "X-Env", "value": "prod"}]}}},
        [{"id": "0oa1"}],
    ],
)
def test_other_answers(answer: object) -> None:
    """They are left as they are."""
    assert answer == hide(answer, Known(frozenset({"x-api"})))


def test_a_revert_has_the_references_of_today() -> None:
    """Never what stood for the value."""
    old = replace(shown(), name="old")

    assert (("x-api", REF), ("X-Env", "prod")) == getattr(
        restore_channel(old.channel, SECRET.channel), "headers", None
    )
    assert restore_channel(old.channel, hook({"key": "X-Api", "value": "1"}).channel) is None


def test_what_stands_for_it_is_never_sent() -> None:
    """A bug that would write it back ends before anything is sent."""
    (step,) = HOOKS.create(KEY, shown())

    with pytest.raises(ValueError, match="hidden"):
        encode(step.call, DeferredValues(no_ids))


def test_it_cannot_be_written_into_a_manifest() -> None:
    """As somebody would who copies from a report."""
    headers = [{"key": "X-A", "value": HIDDEN}]

    assert ["hidden-secret"] == [p.code for p in header_problems(("headers",), headers, "")]
