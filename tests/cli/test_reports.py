"""How the report of a run is written: format, depth, and a copy as JSON in a file."""

import json
import xml.etree.ElementTree as Xml
from pathlib import Path

import pytest
from cli.every_command import every_command, has_json, options_of
from jsonschema import Draft202012Validator

SCHEMAS = Path(__file__).resolve().parents[2] / "schemas" / "report"
NAME = "enrich-access-tokens"
WRONG = """\
apiVersion: hookops.dev/v1
kind: InlineHook
metadata: {name: a}
spec:
  type: com.okta.oauth2.tokens.transform
  stauts: ACTIVE
"""


def test_concise_and_details_exclude_each_other(shell):
    """Nobody can want both."""
    done = shell.run("plan", "--concise", "--details")

    assert (3, "") == (done.returncode, done.stdout)
    assert "--concise and --details exclude each other" in done.stderr


@pytest.mark.parametrize(
    ("words", "member"),
    [
        (("plan",), "resource_changes"),
        (("apply", "--yes"), "results"),
        (("drift",), "drifted"),
        (("validate",), "diagnostics"),
        (("list", "--no-usage"), "hooks"),
        (("usage",), "hooks"),
        (("incident",), "hooks"),
        (("history",), "applies"),
        (("disable", NAME, "--because", "a test", "--yes"), "results"),
        (("enable", NAME, "--yes"), "results"),
        (("adopt", "--all", "--yes"), "adopted"),
        (("explain", "6"), "codes"),
    ],
)
def test_json_into_a_file(shell, words, member):
    """The report is on stdout, its JSON in the file; the next run takes its place."""
    if words[0] not in ("plan", "apply", "adopt"):
        shell.run("apply", "--yes")
    if words[0] == "enable":
        shell.run("disable", NAME, "--because", "a test", "--yes")
    first = shell.run(*words, "--json-into", "report.json")
    shell.run(*words, "--json-into", "report.json")

    assert first.stdout
    assert not first.stdout.startswith("{")
    assert member in json.loads((shell.folder / "report.json").read_text())


@pytest.mark.parametrize(
    "words", [("apply",), ("disable", "enrich-access-tokens", "--because", "it fails"), ("enable",)]
)
def test_json_of_a_run_that_writes_nothing_to_okta(shell, words):
    """It has the shape of an outcome, as where something was done: scripts read one schema."""
    schema = json.loads((SCHEMAS / "outcome.schema.json").read_text())
    assert 0 == shell.run("apply", "--yes").returncode
    if words == ("enable",):
        words = ("enable", "enrich-access-tokens")
        shell.run("disable", "enrich-access-tokens", "--because", "it fails", "--yes")

    done = shell.run(*words, "--yes", "--format", "json")

    assert 0 == done.returncode, done.stderr
    document = json.loads(done.stdout)
    assert [] == [error.message for error in Draft202012Validator(schema).iter_errors(document)]
    assert ([], True) == (document["results"], document["complete"])


def test_every_report_in_json_goes_into_a_file():
    """Wherever --format has json, --json-into is beside it."""
    found = {name: options_of(command) for name, command in every_command() if has_json(command)}

    # The ledger as it is stored, and the file of a saved plan, are no reports of a run.
    assert {"ledger show", "show"} == {
        name for name, options in found.items() if "--json-into" not in options
    }
    assert len(found) > 15


def test_json_into_is_checked_before_anything_is_called(shell):
    """A file of somebody stays, and the service of the hook is not called."""
    done = shell.run("preview", NAME, "--json-into", "hookops.yaml")

    assert (3, "") == (done.returncode, done.stdout)
    assert "hookops.yaml is no JSON report of hookops" in done.stderr


@pytest.mark.promise("P22")
def test_json_into_a_file_of_somebody(shell):
    """What is no report of hookops stays as it is, and nothing is asked of Okta."""
    before = (shell.folder / "hookops.yaml").read_text()

    done = shell.run("plan", "--json-into", "hookops.yaml")

    assert (3, "") == (done.returncode, done.stdout)
    assert "hookops.yaml is no JSON report of hookops" in done.stderr
    assert before == (shell.folder / "hookops.yaml").read_text()


def test_json_into_no_folder(shell):
    """A place where nothing can be written is known before the run."""
    done = shell.run("apply", "--yes", "--json-into", "none/report.json")

    assert (3, "") == (done.returncode, done.stdout)
    assert "none/report.json cannot be written" in done.stderr


@pytest.mark.promise("P21")
def test_annotations_reach_github(shell):
    """hookops' own commands arrive as they are; what a name holds commands nobody."""
    shell.write("manifests/a.yaml", WRONG.replace("name: a", 'name: "::set-output name=x::y"'))

    done = shell.run("validate", "--format", "github")

    assert 3 == done.returncode
    assert any(
        line.startswith("::error file=manifests/a.yaml,line=") for line in done.stdout.split("\n")
    )
    assert not [line for line in done.stdout.split("\n") if line.lstrip().startswith("::set")]


def test_mistakes_as_test_results(shell):
    """Each mistake is a test that fails; nothing passes beside it."""
    shell.write("manifests/a.yaml", WRONG)

    done = shell.run("validate", "--format", "junit")
    suite = Xml.fromstring(done.stdout.partition("?>")[2])[0]

    assert 3 == done.returncode
    assert suite.attrib["tests"] == suite.attrib["failures"] == str(len(suite))


def test_concise_mistakes(shell):
    """A mistake is one line, without its hint."""
    shell.write("manifests/a.yaml", WRONG)

    done = shell.run("validate", "--concise")

    assert 3 == done.returncode
    assert "error[unknown-field]: unknown field stauts" in done.stderr
    assert "did you mean" not in done.stderr


def test_progress_is_counted(shell):
    """Each change that ends says how many have."""
    text = (shell.folder / "manifests" / "enrich-access-tokens.yaml").read_text()
    more = text.replace("enrich-access-tokens", "more").replace("Enrich access tokens", "More")
    shell.write("manifests/more.yaml", more)

    done = shell.run("apply", "--yes")

    assert "done      create InlineHook/enrich-access-tokens (1 of 2)" in done.stderr
    assert "done      create InlineHook/more (2 of 2)" in done.stderr


@pytest.mark.parametrize("format", ["github", "gitlab", "sarif"])
@pytest.mark.parametrize("words", [("--config", "okta/hookops.yaml"), ("okta/manifests",)])
def test_a_project_below_the_root(shell, words, format):
    """A CI system finds the file: it is named from the root of the repository."""
    shell.write("manifests/wrong.yaml", WRONG)
    (shell.folder / ".git").mkdir()
    (shell.folder / "okta").mkdir()
    for name in ("hookops.yaml", "manifests"):
        (shell.folder / name).rename(shell.folder / "okta" / name)

    done = shell.run("validate", *words, "--format", format)

    assert "okta/manifests/wrong.yaml" in done.stdout
    assert "okta/okta" not in done.stdout
