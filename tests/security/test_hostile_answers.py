"""Nothing of an answer is shown that quotes a secret, and nothing that commands a CI system."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from cli.conftest import Shell
from security.clean import dangers
from security.hostile_answers import ENCODINGS, REGISTRY, SECRET, SERVICE, Row

from hookops.model.call import Call
from hookops.model.errors import HookopsError
from hookops.model.secret import Secret, SecretRef
from hookops.okta.decoding import Answer, decode
from hookops.okta.encoding import DeferredValues, Request, no_ids
from hookops.okta.session import Patience, open_session

REF = SecretRef("env", "HOOKOPS_SECRET_TOKEN_HOOK")
WRITE = Call("POST", ("api", "v1", "inlineHooks"), {"value": REF})
READ = Call("GET", ("api", "v1", "inlineHooks"))
NAME = "enrich-access-tokens"
HASTY = Patience(attempts=1, first_wait_s=0.001, longest_wait_s=0.002)


def filled(row: Row) -> tuple[list[tuple[str, str]], bytes]:
    """Headers and body; a text in JSON has its escapes."""
    escaped = row.text.replace("\\", "\\\\").replace('"', '\\"')
    escaped = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in escaped)
    headers = [(name, value.replace("%s", row.text)) for name, value in row.headers]
    return headers, row.body.replace("%s", escaped).encode()


def org(row: Row) -> Callable[..., Iterable[bytes]]:
    """An org that answers everything so."""

    def app(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        headers, body = filled(row)
        start(f"{row.status} X", headers)
        return [body]

    return app


def outcome(row: Row, call: Call, token: Secret, *secrets: Secret) -> str:
    """What hookops makes of the answer: its data, or the error with all its fields."""
    notices: list[str] = []
    session = open_session(
        "https://acme.okta.com",
        token,
        read_only=False,
        app=org(row),
        patience=HASTY,
        report=notices.append,
    )
    try:
        data = session.send(call, DeferredValues(no_ids, dict(zip([REF], secrets, strict=False))))
        return repr((data, notices))
    except HookopsError as problem:
        fields = {**vars(problem), "diagnostics": ()}
        return "\n".join([str(problem), *(f"{value}" for value in fields.values()), *notices])


def leaks(text: str, secret: str) -> list[str]:
    """The encodings in which the text has the secret, or a part of it that tells it."""
    forms = {name: encode(secret) for name, encode in ENCODINGS.items()}
    halves = {f"half of {name}": form[:14] for name, form in forms.items()}
    return [name for name, form in (forms | halves).items() if form.casefold() in text.casefold()]


@pytest.mark.promise("P14")
@pytest.mark.parametrize("row", REGISTRY, ids=lambda row: row.name)
def test_an_answer_to_a_hooks_secret(row: Row) -> None:
    """A write carries it: no error, field or notice has it, in any encoding."""
    text = outcome(row, WRITE, Secret("00other-token-0123456789"), Secret(row.text.strip()))

    assert [] == leaks(text, row.text)
    assert [] == dangers(text)


@pytest.mark.promise("P14")
@pytest.mark.parametrize(
    "row", [row for row in REGISTRY if row.text is SECRET], ids=lambda row: row.name
)
def test_an_answer_to_the_token(row: Row) -> None:
    """Every request carries the API token."""
    assert [] == leaks(outcome(row, READ, Secret(SECRET)), SECRET)


def test_the_same_without_a_search() -> None:
    """A copy that does not look for secrets shows most of them."""
    shown = 0
    for row in REGISTRY:
        headers, body = filled(row)
        answer = Answer(row.status, dict(headers), body)
        request = Request("POST", "/api/v1/inlineHooks", secrets=())
        try:
            text = repr(decode(answer, request))
        except HookopsError as problem:
            text = str(problem)
        shown += bool(leaks(text, row.text))

    assert shown >= 20


@pytest.fixture
def near(serve: Callable[..., str]) -> Callable[..., tuple[str, ...]]:
    """A function that serves an answer, and gives the options to call it."""

    def start(status: str, kind: str, body: str, headers: tuple[tuple[str, str], ...]) -> Any:
        def app(environ: dict[str, Any], begin: Callable[..., Any]) -> Iterable[bytes]:
            begin(status, [("Content-Type", kind.replace("\n", " ")), *headers])
            return [body.encode()]

        url = serve(app, "/hook")
        return ("--url", url, "--allow-loopback", "--send-secret-to", "127.0.0.1")

    return start


@pytest.mark.promise("P14")
@pytest.mark.parametrize("row", SERVICE, ids=lambda row: row[0])
def test_an_answer_of_a_service(
    shell: Shell, near: Callable[..., tuple[str, ...]], row: tuple[str, ...]
) -> None:
    """No report of a preview has the secret that the call was made with, nor a command."""
    shell.env["HOOKOPS_SECRET_TOKEN_HOOK"] = SECRET
    _, *answer = row
    options = near("307 X" if row[0] == "Location" else "200 OK", *answer)

    text = shell.run("preview", NAME, *options, "--junit", "j.xml")
    data = shell.run("preview", NAME, *options, "--format", "json")

    assert {10} >= {text.returncode, data.returncode} - {0}, text.stderr
    streams = "".join([text.stdout, text.stderr, data.stdout, data.stderr])
    junit = (shell.folder / "j.xml").read_text()
    assert [] == leaks(streams + junit, SECRET)
    assert [] == dangers(streams)
    assert [] == dangers(junit)


def test_the_answers_of_services_have_the_secret() -> None:
    """A report that quoted them as they are would show it."""
    shown = [row[0] for row in SERVICE if leaks(" ".join(map(str, row[1:])), SECRET)]

    assert len(shown) >= len(SERVICE) // 2


def test_there_are_enough() -> None:
    """The corpus has at least 40 answers."""
    assert 40 <= len(REGISTRY) + len(SERVICE)
