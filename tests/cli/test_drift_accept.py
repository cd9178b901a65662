"""`hookops drift --accept`, as a person types it; also where overlays set values."""

import pytest

KEY = "InlineHook/enrich-access-tokens"
PATH = "manifests/enrich-access-tokens.yaml"

PROJECT = """\
apiVersion: hookops.dev/v1
kind: Project
spec:
  manifests: [manifests]
  organizations:
    prod: {{url: {url!r}, overlays: [overlays/prod]}}
    dev: {{emulator: .hookops/dev.db}}
"""

OVERLAY = """\
kind: InlineHook
metadata: {name: enrich-access-tokens}
spec:
  channel:
    config: {uri: https://prod.example.com/token}   # prod alone
"""


def test_the_diff_is_shown(shell, emulator):
    """The file has what Okta has, and what else follows from it is said."""
    shell.run("apply", "--yes")
    emulator.edit()

    found = shell.run("drift", "--accept", KEY)

    lines = found.stdout.splitlines()
    assert (0, f"--- a/{PATH}", f"+++ b/{PATH}") == (found.returncode, *lines[:2])
    changed = [line for line in lines[2:] if line[0] in "+-"]
    assert ["+      uri: https://staging.example.com/token"] == changed[1:]
    assert "staging.example.com" in shell.files()[PATH]
    assert 0 == shell.run("apply", "--yes", "--send-secret-to", "staging.example.com").returncode
    assert 0 == shell.run("drift").returncode


def test_nothing_to_accept(shell):
    """It is said, with exit code 0; an unknown key is a mistake."""
    shell.run("apply", "--yes")

    found = shell.run("drift", "--accept", "enrich-access-tokens")

    assert (0, "") == (found.returncode, found.stdout)
    assert "there is no drift to accept" in found.stderr
    assert 3 == shell.run("drift", "--accept", "InlineHook/other").returncode


@pytest.fixture
def two(shell, emulator):
    """A project with two organizations; an overlay sets the address of one."""
    shell.write("hookops.yaml", PROJECT.format(url=emulator.url))
    shell.write("overlays/prod/token.yaml", OVERLAY)
    assert 0 == shell.run("apply", "--org", "prod", "--yes").returncode
    return shell


def test_the_file_that_sets_the_value(two, emulator):
    """An address of the overlay is edited there, and the manifest stays as it is."""
    before = two.files()[PATH]
    emulator.edit()

    found = two.run("drift", "--org", "prod", "--accept", KEY)

    new = OVERLAY.replace("prod.example.com", "staging.example.com")
    assert (0, before, new) == (
        found.returncode,
        two.files()[PATH],
        two.files()["overlays/prod/token.yaml"],
    )
    assert "other organizations" not in found.stderr


def test_what_several_organizations_have(two, emulator):
    """A value of the manifest is edited there, and the others that read it are named."""
    hook = emulator.call("GET", "/api/v1/inlineHooks")[0]
    hook["name"] = "Renamed"
    hook["channel"]["config"]["authScheme"]["value"] = "typed"
    emulator.call("PUT", f"/api/v1/inlineHooks/{hook['id']}", hook)

    found = two.run("drift", "--org", "prod", "--accept", KEY)

    assert "  name: Renamed" in two.files()[PATH]
    assert f"{PATH} is a manifest of other organizations too: dev" in found.stderr
