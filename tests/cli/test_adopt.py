"""`hookops adopt` and `hookops forget`, as a person types them."""

import json

KEY = "InlineHook/enrich-access-tokens"


def test_out_and_in_again(shell):
    """Forget, then adopt: each asks once, and the plan afterwards has no changes."""
    shell.run("apply", "--yes")

    out = shell.run("forget", KEY, typed="yes\n")
    back = shell.run("adopt", "enrich-access-tokens", typed="yes\n")

    assert (0, 0) == (out.returncode, back.returncode)
    assert "remove it, or the next plan has a conflict" in out.stderr
    assert "* adopt InlineHook/enrich-access-tokens" in back.stderr
    assert back.stdout.startswith(f"adopted {KEY} (")
    assert "No changes." in shell.run("plan").stdout


def test_nobody_to_ask(shell):
    """Without a terminal and without --yes both are refused, as apply is."""
    shell.run("apply", "--yes")
    refused = shell.run("forget", KEY)
    shell.run("forget", KEY, "--yes")

    adopted = shell.run("adopt", "--all")

    assert (5, 5) == (refused.returncode, adopted.returncode)
    assert "say --yes; hookops adopted nothing" in adopted.stderr


def test_as_json(shell):
    """What programs read; a second time it is managed already."""
    shell.run("apply", "--yes")
    shell.run("forget", KEY, "--yes")

    first = json.loads(shell.run("adopt", "--all", "--yes", "--format", "json").stdout)
    second = json.loads(shell.run("adopt", "--all", "--format", "json").stdout)

    address = KEY.replace("/", ".")
    assert [address] == [item["address"] for item in first["adopted"]]
    assert ([], [address]) == (second["adopted"], second["managed"])


def test_what_is_adopted_is_said(shell):
    """Neither nothing nor everything at once."""
    assert (3, 3) == (
        shell.run("adopt").returncode,
        shell.run("adopt", KEY, "--all").returncode,
    )


def test_the_last_one(shell):
    """It is forgotten also when no manifest is left."""
    shell.run("apply", "--yes")
    (shell.folder / "manifests" / "enrich-access-tokens.yaml").unlink()

    found = shell.run("forget", KEY, "--yes")

    assert (0, "") == (found.returncode, found.stderr.partition("Okta\n")[2])


def test_assumed_secrets(shell):
    """What is recorded is said, and what cannot be recorded."""
    shell.run("apply", "--yes")
    shell.run("forget", KEY, "--yes")

    without = shell.run("adopt", KEY, "--assume-secrets", "--yes")
    shell.env["HOOKOPS_FINGERPRINT_KEY"] = "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s="
    with_key = shell.run("adopt", KEY, "--assume-secrets", "--yes", "--accept-unsealed")

    assert "nothing is known of env:HOOKOPS_SECRET_TOKEN_HOOK" in without.stdout
    assert "assumed: Okta has env:HOOKOPS_SECRET_TOKEN_HOOK as its value is set" in with_key.stdout
