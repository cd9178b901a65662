"""Every JSON report has a published schema, which what is printed keeps."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cli.every_command import every_command, has_json
from jsonschema import Draft202012Validator

from hookops.ledger.document import Writer
from hookops.model.resource import Accepted, Fingerprint, Intent, Key, Ledger

FOLDER = Path(__file__).parents[2] / "schemas" / "report"
SCHEMAS = {
    path.name.removesuffix(".schema.json"): json.loads(path.read_text())
    for path in FOLDER.glob("*.schema.json")
}
NAME = "enrich-access-tokens"
COMMANDS = {
    "plan": ("plan", ()),
    "apply": ("outcome", ("--yes",)),
    "drift": ("drift", ()),
    "validate": ("validation", ()),
    "list": ("inventory", ("--no-usage",)),
    "usage": ("usage", ()),
    "doctor": ("doctor", ()),
    "whoami": ("identity", ()),
    "incident": ("incident", ()),
    "history": ("history", ()),
    "adopt": ("adoption", ("--all", "--yes")),
    "explain": ("explanation", ()),
    "disable": ("outcome", (NAME, "--because", "a test", "--yes")),
    "enable": ("outcome", (NAME, "--yes")),
    "rollback": ("outcome", ("--prune", "--yes")),
}
# These need two organizations or a service; tests of theirs check the documents.
ELSEWHERE = {
    "diff": "diff",
    "preview": "preview",
    "rotate": "outcome",
    "ledger show": "ledger",
}
# What it prints is a file of hookops' own, as it is stored.
STORED = {"show"}


def complaints(name: str, text: str) -> list[str]:
    validator = Draft202012Validator(SCHEMAS[name])
    return [error.message for error in validator.iter_errors(json.loads(text))]


def undescribed(schema: Any, path: str = "") -> Iterator[str]:
    """Members without a description, but for those that refer to what has one."""
    if isinstance(schema, dict):
        for name, member in schema.get("properties", {}).items():
            if isinstance(member, dict) and not {"description", "$ref"} & set(member):
                yield f"{path}.{name}"
        for name, each in schema.items():
            yield from undescribed(each, f"{path}.{name}")


def prepare(shell, command: str) -> None:
    """Something is there that the command is about."""
    if command not in ("plan", "apply", "adopt"):
        shell.run("apply", "--yes")
    if command == "enable":
        shell.run("disable", NAME, "--because", "a test", "--yes")
    if command == "rollback":
        text = (shell.folder / "manifests" / f"{NAME}.yaml").read_text().partition("  bindings:")[0]
        more = text.replace(NAME, "more").replace("Enrich access tokens", "More")
        shell.write("manifests/more.yaml", more)
        shell.run("apply", "--yes")


def test_every_command_has_one() -> None:
    """No command prints JSON that no schema describes."""
    found = {name for name, command in every_command() if has_json(command)}

    assert found == set(COMMANDS) | set(ELSEWHERE) | STORED
    assert {schema for schema, _ in COMMANDS.values()} | set(ELSEWHERE.values()) <= set(SCHEMAS)


@pytest.mark.parametrize("command", COMMANDS)
def test_what_is_printed(shell, command: str) -> None:
    """A real report is what its schema says."""
    schema, options = COMMANDS[command]
    prepare(shell, command)
    done = shell.run(command, *options, "--format", "json", "--json-into", "report.json")
    kept = (shell.folder / "report.json").read_text()

    assert [] == complaints(schema, kept)
    # Where nothing was to be done, stdout has the plan that says why.
    nothing = schema == "outcome" and "resource_changes" in json.loads(done.stdout)
    assert [] == complaints("plan" if nothing else schema, done.stdout)


def test_the_ledger_as_it_is_stored(shell) -> None:
    """Every sort of entry is described: managed, deleted, applied, disabled, open and accepted."""
    prepare(shell, "rollback")
    shell.run("rollback", "--prune", "--yes")
    shell.run("disable", NAME, "--because", "a test", "--yes")
    printed = shell.run("ledger", "show", "--format", "json").stdout
    key, prints = Key("InlineHook", "x"), {"a": Fingerprint("env:A", "00", "01")}
    open_ = Ledger(
        "local",
        intents=(Intent("1", key, "create", "2026", {"name": "x"}, ("cal1",), prints),),
        accepted=(Accepted(key, "a", "https://x.example.com", "00", "01"),),
    )

    assert [] == complaints("ledger", printed)
    assert [] == complaints("ledger", Writer().dumps(open_))
    stored = json.loads(printed)
    assert all(stored[name] for name in ("managed", "applies", "tombstones", "disabled"))
    assert set(stored) == set(SCHEMAS["ledger"]["properties"])


@pytest.mark.parametrize("words", [["plan"], ["drift"], ["validate"], ["list"], ["usage"]])
def test_all_organizations(shell, words: list[str]) -> None:
    """The document of several is described as well, with each one's report."""
    shell.run("apply", "--yes")
    done = shell.run(*words, "--all-orgs", "--format", "json")
    reports = [each["report"] for each in json.loads(done.stdout)["organizations"].values()]

    assert [] == complaints("organizations", done.stdout)
    assert len(reports) == 1
    schema, _ = COMMANDS[words[0]]
    assert [] == [problem for each in reports for problem in complaints(schema, json.dumps(each))]


@pytest.mark.parametrize("name", ["adoption", "diff", "explanation", "ledger", "organizations"])
def test_every_member_is_described(name: str) -> None:
    """A reader of a schema learns what each member says."""
    Draft202012Validator.check_schema(SCHEMAS[name])

    assert [] == list(undescribed(SCHEMAS[name]))
