"""An org, or a gateway before it, that repeats each secret of a request in its answer."""

from typing import Any
from urllib.error import HTTPError

import pytest
from cli.conftest import Emulator, Shell
from conftest import manifest
from security.clean import dangers
from security.hostile_answers import ENCODINGS

from hookops.emulator.control.switches import Switches

HOOK = "Cn7Hk2/+Qs9Rt4Vw6Xy8&Zb"
WAYS = ("raw", "base64", "base64url", "percent", "hex")
COMMANDS = (
    ("apply", "--yes"),
    ("plan", "--format", "json"),
    ("drift",),
    ("usage", "--format", "csv"),
    ("preview", "enrich-access-tokens", "--through-okta"),
)


def found_in(text: str) -> list[str]:
    """The encodings in which the text has the secret; padding is not everywhere."""
    forms = {name: encode(HOOK).casefold().rstrip("=") for name, encode in ENCODINGS.items()}
    return [name for name, form in forms.items() if form in text]


@pytest.mark.promise("P14")
@pytest.mark.parametrize("fault", ["", "createInlineHook", "updateInlineHook"])
@pytest.mark.parametrize("way", WAYS)
def test_an_org_that_repeats_secrets(shell: Shell, way: Any, fault: str) -> None:
    """Whatever a command makes of such answers, nothing that it writes has the secret."""
    emulator = Emulator(switches=Switches(echo_secrets=way))
    shell.point_at(emulator.url)
    shell.env["HOOKOPS_SECRET_TOKEN_HOOK"] = HOOK
    # An emulated org calls this host only because somebody has named it.
    shell.env["HOOKOPS_SECRET_HOSTS"] = "hooks.example.com"
    if fault:
        rule = {"match": {"operation": fault}, "action": {"error": "E0000001"}}
        emulator.call("POST", "/_emulator/faults", rule)
    for command in COMMANDS:
        before = shell.files()
        done = shell.run(*command)

        new = [text for name, text in shell.files().items() if before.get(name) != text]
        written = "".join([done.stdout, done.stderr, *new]).casefold()
        assert [] == found_in(written)
        assert [] == dangers(done.stdout + done.stderr)
        # A bug would be 1: the tripwire has caught nothing that should have been hidden before.
        assert 1 != done.returncode, done.stderr
        assert "--send-secret-to" not in done.stderr
    emulator.stop()


@pytest.mark.parametrize("way", WAYS)
def test_the_corpus_needs_the_search(way: Any) -> None:
    """What such an org answers to a plain client has the secret, so a report would show it."""
    emulator = Emulator(switches=Switches(echo_secrets=way))
    body = {**manifest("a")["spec"], "name": "a", "version": "1.0.0"}
    body["channel"]["config"]["authScheme"] = {
        "type": "HEADER", "key": "Authorization", "value": HOOK,
    }  # fmt: skip

    with pytest.raises(HTTPError) as problem:
        emulator.call("POST", "/api/v1/inlineHooks", {**body, "type": "none"})
    answer = f"{problem.value.headers}{problem.value.read().decode()}".casefold()
    emulator.stop()

    assert found_in(answer)
