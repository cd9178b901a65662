"""What people read on a phone: short, and nothing in it that a chat service acts upon."""

from dataclasses import replace

import pytest
from notify.notify_values import DRIFT, EDIT, IN_SYNC, ITEM, UNREAD, URI

from hookops.model.diagnostic import Diagnostic
from hookops.model.errors import InvalidInput, Unavailable
from hookops.model.resource import Key
from hookops.notify.message import (
    drift_message,
    error_message,
    recovered_message,
    unread_message,
)
from hookops.notify.plain import plain

RUN = "https://ci.example.com/1"
SINCE = "2026-11-27T03:00:00Z"


def test_drift():
    """What, which, the fields, by whom; the link to the CI run is the only one."""
    made = drift_message("prod", DRIFT, SINCE, RUN)

    assert "Drift in prod" == made.title
    assert made.body.splitlines() == [
        "Drift: 1 changed. 3 hooks in sync.",
        "- changed InlineHook/enrich: channel.config.uri, by Jane Doe (jane@acme.com) at "
        "2026-11-26T21:03:11Z",
        "since 2026-11-27T03:00:00Z",
        "CI run: https://ci.example.com/1",
    ]


def test_not_granted():
    """It says why nobody is named."""
    made = drift_message("prod", replace(DRIFT, system_log="not-granted"), SINCE, "")

    assert "okta.logs.read is not granted" in made.body


def test_much_drift():
    """A phone shows a few lines: the others are counted."""
    items = tuple(
        replace(ITEM, key=Key("InlineHook", f"hook-{n}"), fields=(URI,) * 9) for n in range(90)
    )

    made = drift_message("prod", replace(DRIFT, drifted=items), SINCE, RUN)

    assert "... and 84 more" in made.body
    assert "channel.config.uri and 5 more" in made.body
    assert len(made.text) < 2000


def test_recovered():
    """It says when it began, and what is the case now."""
    made = recovered_message("prod", IN_SYNC, SINCE, "")

    assert "Drift in prod is over" == made.title
    assert made.body == "No drift. 4 hooks are as last applied.\nit began 2026-11-27T03:00:00Z"


def test_recovered_with_drift():
    """After a night without an answer the known drift is no news, and is not over."""
    made = recovered_message("prod", DRIFT, SINCE, "")

    assert "Drift check of prod works again" == made.title
    assert "the drift that was reported is still there" in made.body


def test_errors():
    """The reason, and that nothing is known."""
    down = error_message("prod", Unavailable("GET /api/v1/inlineHooks: no answer"), SINCE, RUN)
    wrong = error_message(
        "prod",
        InvalidInput("1 error", diagnostics=(Diagnostic("x", "uri is none", None),)),
        SINCE,
        "",
    )

    assert "Drift check of prod failed" == down.title
    assert "GET /api/v1/inlineHooks: no answer" in down.body
    assert "exit code 9; nobody knows whether something drifted" in down.body
    assert wrong.body.startswith("uri is none\n1 error\n")


def test_unread():
    """What could not be read is no drift and not in sync."""
    made = unread_message("prod", UNREAD, SINCE, "")

    assert "Drift check of prod is incomplete" == made.title
    assert "okta.policies.read is missing" in made.body


HOSTILE = [
    "@everyone",
    "x @here y",
    "<!channel>",
    "<@U123|you>",
    "a@channel",
    "[click](https://evil.example)",
    "see https://evil.example and www.evil.example",
    "<https://evil.example|Okta>",
    "*bold* ~struck~ `code`",
    "a\nb\r\x1b[31m\u202e\u200b",
    "::set-output name=a::b",
    "##[error]x",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_of_others(text):
    """No mention, link, markup, control character or line of theirs, wherever it stands."""
    item = replace(
        ITEM,
        key=Key("Binding", f"app/{text}"),
        fields=(replace(URI, path=(text,)),),
        edits=(replace(EDIT, actor=text, login=text, published=text),),
    )
    found = replace(DRIFT, drifted=(item,), warnings=(Diagnostic("x", text, None),))
    texts = [
        drift_message("prod", found, SINCE, RUN).text,
        error_message("prod", Unavailable(text), SINCE, RUN).text,
        unread_message(
            "prod", replace(UNREAD, unread=(Diagnostic("x", text, None),)), SINCE, RUN
        ).text,
    ]

    for made in texts:
        rest = made.replace(RUN, "")
        assert not set("<>[]`*~\x1b\u202e\u200b\r") & set(rest)
        assert not any(word in rest for word in ("@everyone", "@here", "@channel", "://", "www."))
        assert not any(line.startswith("::") for line in rest.splitlines())
        assert len(rest.splitlines()) <= 6


def test_addresses_stay_readable():
    """Who did it is the point."""
    assert "Jane Doe (jane@acme.com)" == plain("Jane Doe (jane@acme.com)")
