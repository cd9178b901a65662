"""The campaign `canaries`: it plays again what it played, and a leak of any sort is noticed."""

import base64
import logging
import random
import subprocess
import tempfile
import textwrap
import urllib.request
from collections.abc import Callable, Sequence
from functools import partial
from typing import TextIO
from urllib.parse import quote

import pytest
from campaigns.canaries import COMMANDS, asked, draw, play, stage
from campaigns.canary.secrets import CANARIES
from campaigns.canary.stage import Asked, whole_cli
from campaigns.canary.words import Canary, find, forms

from hookops.cli.host import Host

HOOK, TOKEN = CANARIES["rotated-token"], CANARIES["api-token"]
Leak = Callable[[Host, TextIO, TextIO], None]


@pytest.mark.parametrize(
    "case",
    [
        "apply-text:none:echo-error:9",
        "plan-markdown:literal-value:none:0",
        "drift-json:none:shows-secrets:0",
        "drift-json:none:shows-typed:0",
        "plan-markdown:none:shows-typed:0",
        "apply-text:none:shows-typed:0",
        "preview-echo-commands:none:none:0",
        "raised-apply:none:echo-gateway:12",
        "ledger-move:none:none:0",
    ],
)
def test_some_cases(case: str) -> None:
    """No canary gets out."""
    assert () == play(case).problems


def test_cases_are_distinct() -> None:
    """A whole draw has every place of a typed secret, and every command at least once."""
    cases = draw(random.Random(1), 400)
    commands = {case.partition(":")[0] for case in cases}

    assert 400 == len(set(cases))
    assert {*COMMANDS} == commands


def test_there_are_canaries_for_everything() -> None:
    """At least 48, none of which is a part of another one."""
    cores = [canary.core for canary in CANARIES.values()]

    assert 48 <= len(set(cores)) == len(cores)


@pytest.mark.parametrize("around", ["", "x", "xy", "user:", "Basic "])
def test_each_encoding_is_found(around: str) -> None:
    """Wherever the secret stands in what is encoded."""
    canary = Canary("test")
    whole = f"{around}{canary.text}{around}".encode()
    texts = {
        "raw": whole.decode(),
        "base64": base64.b64encode(whole).decode(),
        "base64url": base64.urlsafe_b64encode(whole).decode(),
        "hex": whole.hex(),
        "wrapped": "\n".join(textwrap.wrap(base64.b64encode(whole * 3).decode(), 20)),
        "utf-16": whole.decode().encode("utf-16").decode("latin-1"),
        **{name: f"{around}{form}" for name, form in forms(canary.core)},
    }

    assert [] == [name for name, text in texts.items() if not [*find({"test": canary}, text)]]


def _to_file(name: str, text: str) -> Leak:
    def leak(on: Host, out: TextIO, err: TextIO) -> None:
        with (on.folder / name).open("a") as file:
            file.write(text)

    return leak


def _to_log(on: Host, out: TextIO, err: TextIO) -> None:
    logging.getLogger("hookops.okta").debug("sends %s", {"Authorization": TOKEN.text})


def _to_temporary_file(on: Host, out: TextIO, err: TextIO) -> None:
    with tempfile.NamedTemporaryFile("w", delete=False) as file:
        file.write(dict(forms(HOOK.core))["YAML"])


def _raises(on: Host, out: TextIO, err: TextIO) -> None:
    try:
        raise ValueError(f"Illegal header value {TOKEN.text!r}")
    except ValueError:
        # What hides it from a traceback does not hide it from a debugger.
        raise RuntimeError("no request could be made") from None


def _asks(url: Callable[[], str], query: str = "", **headers: str) -> Leak:
    def leak(on: Host, out: TextIO, err: TextIO) -> None:
        request = urllib.request.Request(f"{url()}{query}", headers=headers)
        try:
            urllib.request.urlopen(request, timeout=5).close()
        except urllib.error.HTTPError as answer:
            answer.close()

    return leak


def _starts_process(on: Host, out: TextIO, err: TextIO) -> None:
    subprocess.run(["true", f"--token={TOKEN.text}"], check=True)


def _encoded(canary: Canary) -> str:
    return base64.b64encode(f"Basic {canary.text}".encode()).decode()


LEAKS: dict[str, tuple[Leak, str]] = {
    "stdout": (lambda on, out, err: print(f"uses {HOOK.text}", file=out), "stdout has rotated"),
    "stderr": (lambda on, out, err: print(_encoded(TOKEN), file=err), "stderr has api-token (base"),
    "log record": (_to_log, "log:hookops.okta has api-token"),
    "ledger": (_to_file(".hookops/acme.ledger.json", HOOK.text), "acme.ledger.json has rotated"),
    "plan file": (_to_file("new.json", quote(quote(HOOK.text))), "file:new.json has rotated-token"),
    "JUnit file": (_to_file("preview.xml", dict(forms(HOOK.core))["HTML entities"]), "preview.xml"),
    "temporary file": (_to_temporary_file, "has rotated-token (YAML)"),
    "exception": (_raises, "exception has api-token"),
    "URL of a read": (_asks(lambda: stage().org.url, f"/api/v1/apps?q={HOOK.core}"), ":line has"),
    "other host": (_asks(lambda: stage().service_url, a=TOKEN.core), "service:GET "),
    "header": (_asks(lambda: stage().org.url, debug=_encoded(HOOK)), "header:debug has rotated"),
    "report": (lambda on, out, err: print(HOOK.text.encode().hex(), file=out), "stdout has"),
    "argument": (_starts_process, "argv has api-token"),
}


def _leaking(leak: Leak, args: Sequence[str], on: Host, out: TextIO, err: TextIO) -> int:
    code = whole_cli(args, on, out, err)
    leak(on, out, err)
    return code


@pytest.mark.parametrize("name", LEAKS)
def test_a_leak_is_noticed(name: str) -> None:
    """One more thing that hookops does, and a canary is in it: each is noticed, in its place."""
    leak, words = LEAKS[name]
    whole = asked("plan-text:none:none:0")

    clean, problems = stage().problems(whole), stage().problems(whole, partial(_leaking, leak))

    assert [] == clean
    assert any(words in problem for problem in problems), problems


def test_a_traceback_is_noticed() -> None:
    """What a user would see as a traceback is a problem of its own."""
    problems = stage().problems(Asked(("plan",)), partial(_leaking, _raises))

    assert "traceback: RuntimeError" in problems
