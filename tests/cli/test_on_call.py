"""The night of docs/on-call.md is played on the emulator, and prints what the page says."""

import io
import json
import re
import shlex
from pathlib import Path

import pytest
from conftest import manifest
from flows.org import MACHINES, PEOPLE, RULE, SEED
from usage_log import event

from hookops.cli.host import Host
from hookops.cli.main import run
from hookops.emulator.app import create_app
from hookops.emulator.store.sqlite import SqliteStore

PAGE = Path(__file__).resolve().parents[2] / "docs" / "on-call.md"
NAME = "enrich-access-tokens"
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
STEP = re.compile(r"^(\$|#) (.*)\n", re.MULTILINE)


def steps(text):
    """(sign, command or event, what was printed) of every block, in the page's order."""
    for block in BLOCK.findall(text):
        parts = STEP.split(block)[1:]
        for sign, words, printed in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
            yield sign, words, printed.strip("\n")


def comparable(text):
    """Without ids, times, and who runs the tests."""
    text = re.sub(r"\bcal\w{17}\b", "ID", text)
    text = re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:00)", "TIME", text)
    return re.sub(r"[\w-]+ on [\w.-]+", "WHO", text).strip("\n")


class Night:
    """The project of the page, with the org that it is about."""

    def __init__(self, shell):
        self.shell = shell
        shell.write("org.json", json.dumps(SEED))
        text = (shell.folder / "hookops.yaml").read_text()
        seeded = text.replace("local.db}", "local.db, seed: org.json}")
        shell.write("hookops.yaml", seeded)
        self.file = shell.folder / "manifests" / f"{NAME}.yaml"
        bound = manifest(NAME, name="Enrich access tokens", bindings=[RULE, MACHINES, PEOPLE])
        self.file.write_text(json.dumps(bound))
        shell.write("manifests/other.yaml", json.dumps(manifest("check-machines")))
        for name in (NAME, "check-machines"):
            shell.env[f"HOOKOPS_SECRET_{name.upper().replace('-', '_')}"] = "CANARY-70111"
        assert 0 == shell.run("apply", "--yes").returncode

    def happen(self, what):
        """What a line with a `#` says."""
        if what.startswith("the service"):
            self.fail(4)
        elif what.startswith("somebody deletes"):
            self.file.unlink()
        else:
            raise AssertionError(what)

    def fail(self, times):
        """The System Log has so many failed calls of the hook, a few minutes ago."""
        store = SqliteStore(self.shell.folder / ".hookops" / "local.db")
        client = create_app(store, token="t").test_client()
        found = client.get("/api/v1/inlineHooks", headers={"Authorization": "SSWS t"}).get_json()
        (hook,) = [hook for hook in found if hook["name"] == "Enrich access tokens"]
        row = ("", hook["id"], "inline_hook.executed", "FAILURE", "the service answered status 500")
        with store.transaction() as transaction:
            latest = max(each["published"] for each in transaction.records.all("events"))
            for number in range(times):
                made = event(number, 0, row) | {"published": latest}
                transaction.records.save("events", made["uuid"], made)

    def run(self, command):
        """What a terminal shows."""
        shown = io.StringIO()
        host = Host(self.shell.env, self.shell.folder, io.StringIO())
        hidden = io.StringIO() if command.endswith(" 2>/dev/null") else shown
        words = shlex.split(command.removesuffix(" 2>/dev/null"))[1:]
        run(words, host, stdout=shown, stderr=hidden)
        return shown.getvalue()


@pytest.fixture
def night(shell):
    return Night(shell)


def test_every_block_prints_what_the_page_says(night):
    """Word for word, but for ids, times and who it is."""
    for sign, words, printed in steps(PAGE.read_text()):
        if sign == "#":
            night.happen(words)
        else:
            assert comparable(printed) == comparable(night.run(words)), words


def played(night):
    """The page with what is printed today: how it is renewed after a change of a report."""

    def block(found):
        lines = []
        for sign, words, _ in steps(found[0]):
            if sign == "#":
                night.happen(words)
                lines.append(f"# {words}")
            else:
                lines.append(f"$ {words}\n{night.run(words).rstrip()}\n")
        return "```console\n" + "\n".join(lines) + "```"

    return BLOCK.sub(block, PAGE.read_text())
