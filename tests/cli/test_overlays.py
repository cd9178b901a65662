"""Several organizations in one project, as a person or a CI job uses them."""

import pytest

PROJECT = """\
apiVersion: hookops.dev/v1
kind: Project
spec:
  organizations:
    dev: {emulator: .hookops/dev.db}
    prod:
      emulator: .hookops/prod.db
      overlays: [overlays/prod]
"""
OVERLAY = """\
apiVersion: hookops.dev/v1
kind: InlineHook
metadata: {name: enrich-access-tokens}
spec:
  channel:
    config:
      uri: https://prod.example.com/token
"""


@pytest.fixture
def two(shell):
    """A project for dev and prod, with one overlay."""
    shell.write("hookops.yaml", PROJECT)
    shell.write("overlays/prod/token.yaml", OVERLAY)
    return shell


def test_each_organization_has_its_own(two):
    """The overlay of prod counts in prod alone, with its own place in the plan."""
    dev, prod = (two.run("plan", "--org", name).stdout for name in ("dev", "prod"))

    assert "uri: https://hooks.example.com/token" in dev
    assert "uri: https://prod.example.com/token" in prod
    assert "overlays/prod/token.yaml" not in dev


def test_a_change_has_the_place_of_the_overlay(two):
    """Whoever reviews it opens the file that says so."""
    two.run("apply", "--org", "prod", "--yes")
    two.write("overlays/prod/token.yaml", OVERLAY.replace("/token", "/claims"))
    planned = two.run("plan", "--org", "prod")

    assert '/claims" (overlays/prod/token.yaml:7)' in planned.stdout


def test_validate_checks_every_organization(two):
    """What only one of them has says which; what all have is said once."""
    valid = two.run("validate")
    two.write("overlays/prod/token.yaml", OVERLAY.replace("https://", "http://"))
    wrong = two.run("validate")
    manifest = two.folder / "manifests/enrich-access-tokens.yaml"
    manifest.write_text(manifest.read_text().replace("status: ACTIVE", "status: ACTIV"))
    both = two.run("validate").stderr

    assert (0, "dev: 1 hook valid\nprod: 1 hook valid\n") == (valid.returncode, valid.stdout)
    assert 3 == wrong.returncode
    assert "token.yaml:7:12: error[url]: uri must start with https:// (in prod)" in wrong.stderr
    assert 1 == both.count("status must be")


def test_secrets_in_overlays_are_seen(two):
    """A secret that is written into an overlay is none."""
    two.write("overlays/prod/token.yaml", OVERLAY + "# CANARY-70110\n")
    planned = two.run("plan", "--org", "prod")

    assert 3 == planned.returncode
    assert "is also written in clear in overlays/prod/token.yaml:8" in planned.stderr


MORE = """\
apiVersion: hookops.dev/v1
kind: InlineHook
metadata: {name: add-attributes, labels: {team: sso}}
spec:
  type: com.okta.saml.tokens.transform
  channel: {type: HTTP, config: {uri: "https://hooks.example.com/saml"}}
"""


@pytest.mark.parametrize(
    ("options", "planned"),
    [
        (["-l", "team=sso"], {"add-attributes"}),
        (["-l", "team!=sso"], {"enrich-access-tokens"}),
        (["-l", "team=sso", "--target", "InlineHook/*"], {"add-attributes"}),
        (["--target", "InlineHook/*"], {"add-attributes", "enrich-access-tokens"}),
        (["--target", "*-tokens"], {"enrich-access-tokens"}),
    ],
)
def test_a_part_is_selected(shell, options, planned):
    """By labels, by patterns, or by both."""
    shell.write("manifests/saml.yaml", MORE)
    done = shell.run("plan", *options)

    assert planned == {
        name for name in ("add-attributes", "enrich-access-tokens") if f"/{name}," in done.stdout
    }


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["-l", "team=nobody"], "-l: no manifest has such labels"),
        (["-l", "team=sso", "--target", "HookKey/*"], "no manifest has such labels and is a --tar"),
        (["-l", "team in sso"], "-l: a selector is NAME=VALUE"),
        (["--target", "Inline*Hook/x"], "nothing of that name is declared or managed"),
    ],
)
def test_nothing_is_selected(shell, options, message):
    """A misspelt label must not read as "no changes"."""
    shell.write("manifests/saml.yaml", MORE)
    done = shell.run("plan", *options)

    assert 3 == done.returncode
    assert message in done.stderr


def test_a_saved_plan_of_labels(shell):
    """The same options are given to apply, and select the same."""
    shell.write("manifests/saml.yaml", MORE)
    shell.run("plan", "-l", "team=sso", "--out", "plan.json")
    applied = shell.run("apply", "plan.json", "--yes", "-l", "team=sso")

    assert (0, "1 created" in applied.stdout) == (applied.returncode, True)


def test_a_manifest_with_its_overlays(two):
    """Each line says which file set it; the kind may be left out."""
    dev = two.run("show", "enrich-access-tokens", "--org", "dev").stdout
    prod = two.run("show", "InlineHook/enrich-access-tokens", "--org", "prod").stdout
    (uri,) = [line for line in prod.splitlines() if "uri:" in line]
    others = [line for line in prod.splitlines() if "uri:" not in line]

    assert ["uri:", "https://prod.example.com/token", "#", "overlays/prod/token.yaml:7:7"] == (
        uri.split()
    )
    assert others == [line for line in dev.splitlines() if "uri:" not in line]
    assert all("# manifests/enrich-access-tokens.yaml:" in line for line in others)


@pytest.mark.parametrize(
    ("what", "message"),
    [
        ("nothing", "nothing is no file, and no manifest of dev declares it"),
        ("HookKey/enrich-access-tokens", "no manifest of dev declares it"),
        ("no.json", "no.json"),
    ],
)
def test_nothing_to_show(two, what, message):
    """What there is to show is named."""
    done = two.run("show", what, "--org", "dev")

    assert 3 == done.returncode
    assert message in done.stderr


def test_no_literal_secret_is_shown(two):
    """What is invalid may hold one, so it is not printed."""
    text = OVERLAY + "      authScheme: {value: CANARY-70110, valueFrom: null}\n"
    two.write("overlays/prod/token.yaml", text)
    done = two.run("show", "enrich-access-tokens", "--org", "prod")

    assert (3, "") == (done.returncode, done.stdout)
    assert "CANARY" not in done.stderr
