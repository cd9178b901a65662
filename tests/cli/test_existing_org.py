"""From an org that has everything already to `No changes.`, as a team goes this way."""

import json
import re
import shlex
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from cli.conftest import Emulator, Shell
from existing_org import SWITCHES, UNUSUAL, build
from terraform_state import raw_state, show_json

from hookops.emulator.control.switches import Switches

COMMANDS: list[list[str]] = [
    ["apply", "--yes"],
    ["plan", "--detailed-exitcode"],
    ["drift"],
]
"""What comes after the first one."""
SECRETS = ("s3cr3t-of-the-console", "0auth-s3cr3t", "s3cr3t-of-the-state", "0auth-of-the-state")


@pytest.fixture
def org(shell: Shell) -> Iterator[Emulator]:
    """The org of `existing_org.py` on a port, and an empty folder."""
    for name in ("hookops.yaml", "manifests/enrich-access-tokens.yaml"):
        (shell.folder / name).unlink()
    (shell.folder / "manifests").rmdir()
    started = Emulator(switches=Switches(**SWITCHES))
    build(api(started))
    shell.env["HOOKOPS_API_TOKEN"] = "t0ken"
    yield started
    started.stop()


def api(org: Emulator) -> Callable[..., Any]:
    """Calls with paths below /api/v1."""
    return lambda method, path, body=None: org.call(method, f"/api/v1/{path}", body)


def export_listed(shell: Shell, text: str) -> int:
    """Each variable of the list is exported, with a value in the place of what `<...>` says."""
    found = re.findall(r"^export (HOOKOPS_SECRET_\w+)=(.*)$", text, re.MULTILINE)
    for name, value in found:
        (word,) = shlex.split(value)
        assert word.startswith("<")
        assert word.endswith(">")
        shell.env[name] = f"value-of-{name.lower()}"
    return len(found)


def writes(org: Emulator) -> list[tuple[str, str]]:
    """What can change something."""
    return [request for request in org.requests() if request[0] != "GET"]


@pytest.mark.timeout(60)
@pytest.mark.promise("P4")
def test_from_an_org_to_no_changes(shell: Shell, org: Emulator) -> None:
    """30 hooks, 4 keys and 12 bindings are adopted by 4 commands, without a write."""
    since = len(writes(org))
    first = shell.run("init", "--from-org", "--url", org.url)
    count = export_listed(shell, first.stdout)
    done = [shell.run(*command) for command in COMMANDS]

    assert 0 == first.returncode, first.stderr
    assert [0, 0, 0] == [one.returncode for one in done], [one.stderr for one in done]
    assert writes(org)[since:] == []
    assert 26 == count
    assert "46 to adopt, 0 requests to write" in done[0].stderr
    assert "No changes. 30 hooks, 4 keys and 12 bindings are as declared." in done[1].stdout
    assert not any(secret in text for text in shell.files().values() for secret in SECRETS)


@pytest.mark.timeout(60)
@pytest.mark.parametrize("shape", ["show -json", "plan", "tfstate"])
def test_from_a_state_of_terraform_to_no_changes(shell: Shell, org: Emulator, shape: str) -> None:
    """The same from what Terraform knows of that org, in each form of a state."""
    shown = show_json(api(org))
    state = {
        "show -json": shown,
        "plan": {"format_version": "1.0", "prior_state": shown, "planned_values": {}},
        "tfstate": raw_state(shown),
    }[shape]
    shell.write("../state.json", json.dumps(state))
    since = len(writes(org))

    first = shell.run("adopt", "--terraform", "../state.json", "--url", org.url)
    export_listed(shell, first.stdout)
    done = [shell.run(*command) for command in COMMANDS]

    assert 0 == first.returncode, first.stderr
    assert [0, 0, 0] == [one.returncode for one in done], [one.stderr for one in done]
    assert [] == writes(org)[since:]
    assert "No changes. 30 hooks, 4 keys and 12 bindings are as declared." in done[1].stdout
    assert not any(secret in text for text in shell.files().values() for secret in SECRETS)


def test_what_a_state_warns_of(shell: Shell, org: Emulator) -> None:
    """Of secrets in the state, by their addresses, and of two tools for one thing."""
    shell.write("state.json", json.dumps(show_json(api(org))))

    found = shell.run("adopt", "--terraform", "state.json", "--url", org.url)
    removed = shell.files()["hookops-removed.tf"]

    assert "warning: the state has the secrets of okta_inline_hook.r_claims_of_" in found.stderr
    assert "warning: two tools manage 46 things until Terraform has applied" in found.stderr
    assert 34 == removed.count("\nremoved {\n  from = ")
    assert 34 == removed.count("destroy = false")
    assert 12 == removed.count("ignore_changes = [inline_hook_id]")
    assert "from = module.hooks.okta_inline_hook.r_" in removed
    assert not any(secret in found.stdout + found.stderr for secret in SECRETS)


def test_a_placeholder_is_never_sent(shell: Shell, org: Emulator) -> None:
    """Whoever pastes the list as it is has set no secret: hookops refuses it before it writes."""
    first = shell.run("init", "--from-org", "--url", org.url)
    for name, value in re.findall(r"^export (\w+)=(.*)$", first.stdout, re.MULTILINE):
        (shell.env[name],) = shlex.split(value)
    shell.run("apply", "--yes")
    path = shell.folder / "manifests" / "patient-id.yaml"
    path.write_text(path.read_text().replace("Patient id", "Patient number"))
    since = len(writes(org))

    refused = shell.run("apply", "--yes")

    assert 3 == refused.returncode
    assert "is a placeholder that was not replaced" in refused.stderr
    assert [] == writes(org)[since:]


def test_unusual_hooks_are_all_there(shell: Shell, org: Emulator) -> None:
    """None of them is left out: what Okta has already may stay."""
    shell.run("init", "--from-org", "--url", org.url)
    text = "".join(shell.files().values())

    names = {body["name"] for body in UNUSUAL} - {"Pa\u200byroll", "認証フック", "Раyroll claims"}
    assert set() == {name for name in names if f"name: {name}" not in text.replace('"', "")}
    assert 'name: "Pa\\u200Byroll"' in text
    assert "not-exported.txt" not in shell.files()


def test_init_overwrites_nothing(shell: Shell, org: Emulator) -> None:
    """A project that is there already is reported before Okta is asked anything."""
    shell.write("hookops.yaml", "mine")
    asked = len(org.requests())

    found = shell.run("init", "--from-org", "--url", org.url)

    assert (3, asked) == (found.returncode, len(org.requests()))
    assert {"hookops.yaml": "mine"} == shell.files()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--from-org"], "--from-org needs the org: --url URL, or HOOKOPS_ORG_URL"),
        (["--url", "https://acme.okta.com"], "--url is for --from-org"),
        (["--from-org", "--url", "acme"], "its value is not shown"),
    ],
)
def test_what_init_needs(shell: Shell, arguments: list[str], message: str) -> None:
    """An org, by its URL."""
    found = shell.run("init", "fresh", *arguments)

    assert 3 == found.returncode
    assert message in found.stderr
