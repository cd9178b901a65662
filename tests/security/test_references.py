"""A manifest of a pull request names secrets of hooks, and nothing else of the environment."""

import json

import pytest
from conftest import manifest
from security.references import REFERENCES

CANARY = "CANARY-of-the-environment-71"
VARIABLES = [
    *("OKTA_API_TOKEN", "OKTA_CLIENT_TOKEN", "HOOKOPS_PRIVATE_KEY", "AWS_SECRET_ACCESS_KEY"),
    *("GITHUB_TOKEN", "PGPASSWORD", "HOOKOPS_SECRETS", "HOOKOPS_SECRET", "hookops_secret_a"),
    *("XHOOKOPS_SECRET_A", "HOOKOPS_SECRET_A"),
]


def named(ref):
    scheme = {"type": "HEADER", "key": "Authorization", "valueFrom": ref}
    return json.dumps(manifest("a", config={"authScheme": scheme}))


@pytest.mark.parametrize("ref", REFERENCES)
def test_nothing_of_it_is_read(shell, ref):
    """Exit code 3 with the place, for every command; the variable's value is nowhere."""
    shell.write("manifests/a.json", named(ref))
    shell.env |= dict.fromkeys(VARIABLES, CANARY)

    for words in (("validate",), ("plan",), ("apply", "--yes"), ("preview", "a")):
        done = shell.run(*words)

        assert (3, True) == (done.returncode, "manifests/a.json:" in done.stderr), done.stderr
        assert CANARY not in done.stdout + done.stderr
    assert CANARY not in json.dumps(shell.files())


def test_the_corpus_needs_the_defence(shell):
    """Where the environment allows every name, those with a name of a variable are taken."""
    shell.env |= {**dict.fromkeys(VARIABLES, CANARY), "HOOKOPS_ALLOWED_SECRETS": "*"}
    taken = []
    for ref in REFERENCES:
        shell.write("manifests/a.json", named(ref))
        taken += [ref] if shell.run("validate").returncode == 0 else []

    assert {"env:PGPASSWORD", "env:AWS_SECRET_ACCESS_KEY", "env:GITHUB_TOKEN"} <= {*taken}


def test_the_token_of_an_org_is_no_secret_of_a_hook(shell):
    """Neither by its name nor where a pattern of the environment would let it pass."""
    shell.env |= {
        "HOOKOPS_ALLOWED_SECRETS": "*",
        "HOOKOPS_ALLOWED_CREDENTIALS": "CORP_TOKEN",
        "CORP_TOKEN": CANARY,
        "HOOKOPS_API_TOKEN_PROD": CANARY,
    }
    for name in ("HOOKOPS_API_TOKEN_PROD", "HOOKOPS_PRIVATE_KEY_2", "CORP_TOKEN"):
        shell.write("manifests/a.json", named(f"env:{name}"))
        done = shell.run("plan")

        assert (3, True) == (done.returncode, "error[own-credential]" in done.stderr)
        assert CANARY not in done.stdout + done.stderr
