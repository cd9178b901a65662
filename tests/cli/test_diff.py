"""One organization against another, as a person compares them."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

SCHEMA = Path(__file__).parents[2] / "schemas" / "report" / "diff.schema.json"
PROJECT = """\
apiVersion: hookops.dev/v1
kind: Project
spec:
  organizations:
    dev: {emulator: .hookops/dev.db, seed: seed.yaml}
    prod: {emulator: .hookops/prod.db, seed: seed.yaml, overlays: [overlays/prod]}
"""
SEED = "apps:\n  - {label: Acme Portal}\n"
OVERLAY = """\
kind: InlineHook
metadata: {name: enrich-access-tokens}
spec: {channel: {config: {uri: https://prod.example.com/token}}}
"""
SAML = """\
apiVersion: hookops.dev/v1
kind: InlineHook
metadata: {name: add-attributes}
spec:
  name: Add attributes
  type: com.okta.saml.tokens.transform
  channel: {type: HTTP, config: {uri: "https://hooks.example.com/saml"}}
  bindings: [{app: Acme Portal}]
"""


@pytest.fixture
def two(shell):
    """dev and prod, each as its manifests declare it."""
    for name, text in {
        "hookops.yaml": PROJECT,
        "seed.yaml": SEED,
        "overlays/prod/token.yaml": OVERLAY,
        "manifests/saml.yaml": SAML,
    }.items():
        shell.write(name, text)
    shell.env["HOOKOPS_SECRET_HOSTS"] = "hooks.example.com,prod.example.com"
    for name in ("dev", "prod"):
        done = shell.run("apply", "--org", name, "--yes")
        assert 0 == done.returncode, done.stderr
    return shell


def test_json_into_a_file(two):
    """The text is on stdout, the same as JSON in the file, as its schema says."""
    (two.folder / "manifests" / "saml.yaml").unlink()
    two.run("apply", "--org", "dev", "--prune", "--yes")
    done = diff(two, "--json-into", "diff.json")
    alone = diff(two, "--format", "json")
    validator = Draft202012Validator(json.loads(SCHEMA.read_text()))

    assert json.loads(alone.stdout)["differences"]
    assert validator.is_valid(json.loads(alone.stdout))
    assert alone.stdout == (two.folder / "diff.json").read_text()
    assert not done.stdout.startswith("{")


def diff(shell, *options):
    return shell.run("diff", "--org", "dev", "--org", "prod", *options)


def edit(shell, org, overlay):
    """An edit in the console of one org, played by an apply that Git does not keep."""
    shell.write("overlays/edit/x.yaml", overlay)
    project = (shell.folder / "hookops.yaml").read_text()
    places = {"dev": "dev.db, seed: seed.yaml", "prod": "overlays: [overlays/prod"}
    added = {"dev": ", overlays: [overlays/edit]", "prod": ", overlays/edit"}
    text = project.replace(places[org], places[org] + added[org])
    shell.write("edited.yaml", text)
    done = shell.run("apply", "--config", "edited.yaml", "--org", org, "--yes")
    assert 0 == done.returncode, done.stderr


def test_what_overlays_explain_is_no_difference(two):
    """Other ids, other hosts, other secrets."""
    done = diff(two)

    assert 0 == done.returncode
    assert "No difference that manifests and overlays do not explain. 3 resources" in done.stdout


def test_an_edit_is_one_line(two):
    """It says what each has, and what is declared there."""
    edit(two, "prod", OVERLAY.replace("prod.example.com/token", "prod.example.com/v2"))
    done = diff(two)
    lines = [line.strip() for line in done.stdout.splitlines() if line.startswith("    ")]

    assert 2 == done.returncode
    assert [
        'channel.config.uri: dev "https://hooks.example.com/token", prod '
        '"https://prod.example.com/v2" (declared "https://prod.example.com/token")'
    ] == lines


def test_json(two):
    """The same for programs."""
    edit(two, "prod", OVERLAY.replace("{channel", "{status: INACTIVE, channel"))
    (difference,) = json.loads(diff(two, "--format", "json").stdout)["differences"]

    assert ("InlineHook/enrich-access-tokens", "status") == (
        difference["name"],
        difference["path"],
    )
    assert ["ACTIVE", "INACTIVE"] == difference["values"]


def test_only_in_one(two):
    """A hook that one of them has and nobody declares; one that is declared and gone."""
    (two.folder / "manifests/saml.yaml").unlink()
    two.run("apply", "--org", "dev", "--yes", "--prune")
    done = diff(two)

    assert 2 == done.returncode
    assert '+ only in prod: InlineHook "Add attributes" (com.okta.saml.tokens.transform)' in (
        done.stdout
    )
    assert "+ only in prod: Binding/app/Acme Portal" in done.stdout

    two.write("manifests/saml.yaml", SAML)

    assert "+ only in prod: InlineHook/add-attributes, manifests/saml.yaml:1:1" in diff(two).stdout


def test_against_a_plan(two):
    """What an organization has otherwise than a plan of another one would make it."""
    two.write("overlays/prod/token.yaml", OVERLAY.replace("/token", "/v2"))
    two.run("plan", "--org", "prod", "--out", "plan.json")
    done = two.run("diff", "--org", "dev", "--plan", "plan.json")
    two.write("manifests/saml.yaml", SAML.replace("/saml", "/other"))
    drifted = two.run("diff", "--org", "dev", "--plan", "plan.json")

    assert (0, 0) == (done.returncode, drifted.returncode)
    assert "1 resource compared" in done.stdout


@pytest.mark.parametrize(
    "options",
    [
        [],
        ["--org", "dev"],
        ["--org", "dev", "--org", "dev"],
        ["--org", "dev", "--org", "prod", "--org", "x"],
        ["--org", "dev", "--org", "prod", "--plan", "p.json"],
    ],
)
def test_two_sides(two, options):
    """Anything else is a typing error."""
    done = two.run("diff", *options)

    assert 3 == done.returncode
    assert "diff takes two organizations, or one and --plan" in done.stderr
