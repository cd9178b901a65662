"""What docs/emulator.md shows works, and what it lists is all that there is."""

import argparse
import ast
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from urllib.parse import urlsplit

import click
import emulator_doc
import pytest
import yaml
from flask import Flask
from recipes import BLOCK, ROOT, Block

from hookops.cli import emulator
from hookops.cli.host import Host
from hookops.emulator import pytest_plugin
from hookops.emulator.control.faults import Faults, RuleError
from hookops.emulator.pytest_plugin import emulated_org
from hookops.emulator.world import SeedError
from hookops.model.errors import InvalidInput

TEXT = emulator_doc.DOCUMENT.read_text()
BLOCKS = [Block(*found) for found in BLOCK.findall(TEXT)]
FILES = {block.path: block.text for block in BLOCKS if block.path}
ADDRESS, TOKEN = "http://127.0.0.1:8787", "T"
TOURS = ROOT / "tests" / "clients"

CURL = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
CURL.add_argument("-s", action="store_true")
CURL.add_argument("-S", action="store_true")
CURL.add_argument("-X", dest="method")
CURL.add_argument("-H", dest="headers", action="append", default=[])
CURL.add_argument("-d", dest="data")
CURL.add_argument("-o", dest="file")
CURL.add_argument("-w", dest="write", choices=[r"%{http_code}\n"])
CURL.add_argument("url")


def rows(head: str) -> list[list[str]]:
    """The cells of the table whose head begins so."""
    table = re.split(rf"^\| {re.escape(head)}.*\n\|[- |]+\|\n", TEXT, flags=re.MULTILINE)[1]
    lines = table.split("\n\n")[0].splitlines()
    return [re.split(r"(?<!\\) \| ", line[2:-2]) for line in lines if line.startswith("|")]


def quoted(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


class Reader:
    """Somebody who enters the commands of the document, one after the other."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.app: Flask | None = None
        for name, text in FILES.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text)

    def enter(self, words: list[str], shown: str) -> None:
        match [Path(words[0]).name, *words[1:]]:
            case ["hookops", "emulator", *options]:
                self.start(options, shown)
            case ["curl", *options]:
                self.ask(CURL.parse_args(options), shown)
            case ["pip", "install", *_, package]:
                name, extra = re.fullmatch(r"(\w+)\[(\w+)\]", package).groups()
                project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
                assert (name, True) == (project["name"], extra in project["optional-dependencies"])
            case _:
                assert words == ["python3", "-m", "venv", "okta"]

    def start(self, options: list[str], shown: str) -> None:
        """The command line is read, and the emulator started, but for its port."""
        host = Host({}, self.folder, None)
        context = emulator.command.make_context("emulator", options, obj=host)
        given = dict(context.params)
        port, listed = given.pop("port"), given.pop("list_switches")
        if listed:
            return
        if shown.startswith("error: "):
            with context, pytest.raises(InvalidInput) as error:
                emulator._app(**given)
            assert shown == f"error: {error.value}"
            return
        with context:
            app = emulator._app(**given)
        assert isinstance(app, Flask)
        assert shown in ("", f"ready at {ADDRESS}")
        assert (ADDRESS, TOKEN) == (f"http://127.0.0.1:{port}", given["token"])
        self.app = app

    def ask(self, asked: argparse.Namespace, shown: str) -> None:
        url = urlsplit(asked.url)
        assert f"{url.scheme}://{url.netloc}" == ADDRESS
        answer = self.app.test_client().open(
            asked.url.removeprefix(ADDRESS),
            method=asked.method or ("POST" if asked.data else "GET"),
            headers=[tuple(header.split(": ")) for header in asked.headers],
            data=asked.data,
        )
        if asked.write:
            assert shown == str(answer.status_code)
            return
        assert answer.status_code < 400, answer.text
        # What differs each time is not shown.
        assert shown in ("", answer.text)


def commands() -> list[tuple[str, str]]:
    """(command, what it prints) of each command, in the order of the document."""
    blocks = "".join(block.text for block in BLOCKS if block.language == "console")
    parts = re.split(r"^\$ (.*)\n", blocks, flags=re.MULTILINE)[1:]
    return [(c, shown.rstrip("\n")) for c, shown in zip(parts[::2], parts[1::2], strict=True)]


def test_commands(tmp_path):
    """Entered in order, each command is accepted and prints what the document shows."""
    reader = Reader(tmp_path)

    for command, shown in commands():
        for part in command.split(" && "):
            reader.enter(shlex.split(part), shown)


@pytest.mark.skipif(shutil.which("curl") is None, reason="the script uses curl")
def test_the_job(tmp_path):
    """The script for CI starts an emulator, asks it, and ends."""
    (tmp_path / "job.sh").write_text(FILES["job.sh"])
    # `hookops` of this environment and this tree.
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"

    done = subprocess.run(
        ["sh", "job.sh"],
        cwd=tmp_path,
        env=os.environ | {"PATH": path},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (0, "[]") == (done.returncode, done.stdout), done.stderr


def test_the_tests(tmp_path):
    """The file for pytest passes, with the plugin as the document asks for it."""
    plugin = ("-p", "hookops.emulator.pytest_plugin")
    assert f"`{' '.join(plugin)}`" in TEXT
    (tmp_path / "test_hooks.py").write_text(FILES["test_hooks.py"])
    count = FILES["test_hooks.py"].count("\ndef test_") + 1  # one has two cases

    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *plugin],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 0, done.stdout
    assert f"{count} passed" in done.stdout


def test_the_seed_has_every_member():
    """The seed of the example has each member that a seed may have."""
    with pytest.raises(SeedError) as error:
        emulated_org(seed={"hoks": []})

    known = str(error.value).partition("it has: ")[2].split(", ")
    assert set(known) == set(yaml.safe_load(FILES["seed.yaml"]))


def wrong_seed(part: str) -> dict[str, object]:
    """A seed with a member that is unknown in that part."""
    top, *below = part.split(".")
    name = {"apps": "label"}.get(top, "name")
    item: dict[str, object] = {"nmae": "x"}
    for list_name in reversed(below):
        item = {"name": "Default Policy" if list_name == "rules" else "default", list_name: [item]}
    return {top: item if top == "organization" else [{name: "x"} | item if below else item]}


@pytest.mark.parametrize("row", rows("part | members"), ids=lambda row: row[0])
def test_members_of_a_seed(row):
    """The members of each part are those that the emulator names when there is another."""
    (part,) = quoted(row[0])

    with pytest.raises(SeedError) as error:
        emulated_org(seed=wrong_seed(part))

    known = re.split(r"it has: |a mapping of ", str(error.value))[1].split(", ")
    assert sorted(known) == sorted(quoted(row[1]))


def test_faults():
    """Each example is accepted; together they have every action, and the tables every name."""
    table = rows("action | example")
    faults = Faults()
    faults.add(*(json.loads(quoted(row[1])[0]) for row in table))

    used = {name for rule in faults.shown() for name in rule["action"]}
    matches = {name for row in rows("`match`") for name in quoted(row[0])}
    assert known_names({"match": {}, "action": {"x": 1}}) == used
    assert used == {name for row in table for name in quoted(row[0])}
    assert known_names({"match": {"x": 1}, "action": {}}) == matches


def known_names(rule: dict[str, object]) -> set[str]:
    """What the message about an unknown member says that there is."""
    with pytest.raises(RuleError) as error:
        Faults().add(rule)
    return set(str(error.value).partition("there are: ")[2].split(", "))


def test_options():
    """The table has each option of the command, and no other."""
    own = {
        option
        for param in emulator.command.params
        if isinstance(param, click.Option)
        for option in param.opts
        # Those of every command are in the reference.
        if param.name not in ("verbose", "quiet")
    }

    assert own == {quoted(row[0])[0].split()[0] for row in rows("option |")}


def test_fixtures():
    """The table has each fixture of the plugin."""
    tree = ast.parse(Path(pytest_plugin.__file__).read_text())
    fixtures = {
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
        and any("fixture" in ast.unparse(decorator) for decorator in node.decorator_list)
    }

    assert fixtures == {quoted(row[0])[0] for row in rows("fixture |")}


def test_versions_of_the_sdks():
    """The document names the versions that are run against the emulator."""
    run = (TOURS / "run.sh").read_text()
    python = re.findall(r'^okta_\d="okta==([\d.]+)"', run, re.MULTILINE)
    (node,) = re.findall(r'^okta_node="(.+)@([\d.]+)"', run, re.MULTILINE)
    (go,) = re.findall(r"^require (\S+ \S+)", (TOURS / "go_tour" / "go.mod").read_text(), re.M)
    named = {row[0]: row[1] for row in rows("client |")}

    assert f"okta {python[0]} and {python[1]}" == named["Python SDK"]
    assert " ".join(node) == named["Node SDK"]
    assert go == named["Go SDK"]
    assert [f"`pip install okta=={version}`" in TEXT for version in python] == [True, True]
    assert set(re.findall(r"<version>(.*)</version>", FILES["pom.xml"])) == {
        "1",
        named["Java SDK"].split()[1],
    }


def test_settings_of_the_sdks():
    """The programs set what the tours set, which are run against the emulator."""
    python, node, go = (
        FILES[name].replace(f'"{ADDRESS}"', "url").replace(f'"{TOKEN}"', "token")
        for name in ("list_hooks.py", "list_hooks.mjs", "list_hooks.go")
    )
    compile(python, "list_hooks.py", "exec")
    (client,) = re.findall(r"Client\(.*\)", python)
    (variable, value) = re.search(r'environ\["(\w+)"\] = "(\w+)"', python).groups()
    options = re.compile(r"okta\.With\w+")

    for tour in ("python_tour.py", "python_tour_2.py"):
        assert client in (TOURS / tour).read_text()
    assert f"export {variable}={value}" in (TOURS / "run.sh").read_text()
    (testing,) = re.findall(r"testing: (.*),", node)
    assert f"const TESTING = {testing};" in (TOURS / "node_tour.mjs").read_text()
    assert options.findall(go) == options.findall((TOURS / "go_tour" / "main.go").read_text())
