"""An org, or a gateway before it, that repeats each secret of a request in its answer."""

from typing import Any

import pytest
from cli.conftest import Emulator, Shell
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


@pytest.mark.promise("P14")
@pytest.mark.parametrize("fault", ["", "createInlineHook", "updateInlineHook"])
@pytest.mark.parametrize("way", WAYS)
def test_an_org_that_repeats_secrets(shell: Shell, way: Any, fault: str) -> None:
    """Whatever a command makes of such answers, nothing that it writes has the secret."""
    emulator = Emulator(switches=Switches(echo_secrets=way))
    shell.point_at(emulator.url)
    shell.env["HOOKOPS_SECRET_TOKEN_HOOK"] = HOOK
    if fault:
        rule = {"match": {"operation": fault}, "action": {"error": "E0000001"}}
        emulator.call("POST", "/_emulator/faults", rule)
    for command in COMMANDS:
        before = shell.files()
        done = shell.run(*command)

        new = [text for name, text in shell.files().items() if before.get(name) != text]
        written = "".join([done.stdout, done.stderr, *new]).casefold()
        assert [] == [n for n, encode in ENCODINGS.items() if encode(HOOK).casefold() in written]
        assert [] == dangers(done.stdout + done.stderr)
        # A bug would be 1: the tripwire has caught nothing that should have been hidden before.
        assert 1 != done.returncode, done.stderr
    emulator.stop()
