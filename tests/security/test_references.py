"""A manifest of a pull request names secrets of hooks, and nothing else of the environment."""

import json

import pytest
from conftest import manifest
from security.references import ALLOWED, INSIDE, REFERENCES, VALS, attacks, paths

from hookops.kinds.inline_hook.rules.references import check_reference
from hookops.model.errors import InvalidInput
from hookops.model.references.allowed import read_allowed

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


def refused(ref, allowed=ALLOWED):
    """Whether a manifest with it is invalid: by the schema, or by the rule beside it."""
    from hookops.model.references.syntax import SHAPE

    patterns = read_allowed(allowed)
    return not SHAPE.fullmatch(ref) or any(check_reference(("valueFrom",), ref, patterns))


@pytest.mark.promise("P14")
@pytest.mark.parametrize("scheme", INSIDE)
def test_attacks_on_every_source(scheme):
    """TH2 and TH3, of each scheme where the environment allows one folder of it: none is taken."""
    every = {**attacks(scheme), **{f"path: {k}": v for k, v in paths(scheme).items()}}
    taken = [name for name, rest in every.items() if not refused(f"{scheme}:{rest}")]

    assert [] == taken
    assert (25, 20) <= (len(attacks(scheme)), len(paths(scheme)))


@pytest.mark.parametrize("scheme", INSIDE)
def test_what_the_environment_allows(scheme):
    """The same reference without an attack is taken, and refused where nothing allows it."""
    ref = f"{scheme}:{INSIDE[scheme]}"

    assert (False, True) == (refused(ref), refused(ref, ""))


@pytest.mark.parametrize("ref", VALS)
def test_back_ends_of_vals_that_nothing_allows(ref):
    """Those that run programs, or read any file: no pattern allows them, and none may name them."""
    scheme = ref.partition(":")[0]

    assert refused(ref)
    with pytest.raises(InvalidInput):
        read_allowed(f"{scheme}://*")


@pytest.mark.parametrize(
    "pattern", ["*:x", "ref+*://x", "acme:", ":x", "env:A;B", "v?:kv", "a:b c:"]
)
def test_patterns_that_are_none(pattern):
    """The message does not quote one: it may be a secret in the wrong variable."""
    with pytest.raises(InvalidInput) as found:
        read_allowed(f"TEAM_* {pattern}")

    assert pattern not in str(found.value)


@pytest.mark.parametrize("scheme", [*INSIDE, "ref+exec"])
def test_commands_with_attacks_on_sources(shell, scheme):
    """Exit code 3 with the place, and nothing of what was written is quoted."""
    shell.env["HOOKOPS_ALLOWED_SECRETS"] = ALLOWED
    inside = INSIDE.get(scheme, "//hooks/a")
    shell.write("manifests/a.json", named(f"{scheme}:../CANARY-of-a-path-71/{inside}"))

    for words in (("validate",), ("plan",), ("apply", "--yes"), ("preview", "a")):
        done = shell.run(*words)

        assert (3, True) == (done.returncode, "manifests/a.json:" in done.stderr), done.stderr
        assert "CANARY" not in done.stdout + done.stderr
