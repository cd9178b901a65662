"""Every command that meets a kind, with the sample kind: run in a tree that has it.

Prints what differs from what is expected, and ends with 1 when anything does.
"""

import io
import json
import logging
import sys
import tempfile
from pathlib import Path

from sample_kind.registry import Registry, serve

from hookops.cli.host import Host
from hookops.cli.main import run

KEY = "apiVersion: hookops.dev/v1\nkind: HookKey\nmetadata: {name: signing}\n"
SAMPLE = """\
apiVersion: hookops.dev/v1
kind: Sample
metadata: {name: one}
spec:
  colour: COLOUR
  key: signing
"""
PROJECT = """\
apiVersion: hookops.dev/v1
kind: Project
spec:
  manifests: [manifests]
  organizations:
    acme: {url: "http://127.0.0.1:PORT"}
"""


class Walk:
    """A project, an org, and the commands of a user."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.registry = Registry()
        self.server = serve(self.registry)
        self.failures = 0
        (folder / "manifests").mkdir()
        (folder / "hookops.yaml").write_text(PROJECT.replace("PORT", str(self.server.port)))
        (folder / "manifests/key.yaml").write_text(KEY)

    def declare(self, colour: str) -> None:
        (self.folder / "manifests/one.yaml").write_text(SAMPLE.replace("COLOUR", colour))

    def run(self, code: int, *arguments: str) -> str:
        """What a command prints, which has to end with `code`."""
        out, err = io.StringIO(), io.StringIO()
        host = Host({"HOOKOPS_API_TOKEN": "t0ken"}, self.folder, None)
        found = run(list(arguments), host, stdout=out, stderr=err)
        text = out.getvalue()
        self.check(found == code, f"{arguments}: {found}, not {code}:\n{text}{err.getvalue()}")
        return text if code != 3 else err.getvalue() + text

    def check(self, holds: bool, text: str) -> None:
        if not holds:
            self.failures += 1
            sys.stdout.write(f"{text}\n")

    def says(self, text: str, *words: str) -> None:
        for word in words:
            self.check(word in text, f"{word!r} is missing in:\n{text}")

    def edit(self, **members: str) -> None:
        """Somebody changes the sample in the org."""
        (sample,) = self.registry.objects["samples"].values()
        sample |= members


def walk(w: Walk) -> None:
    """From an invalid manifest to a deleted resource."""
    w.declare("purple")
    w.says(w.run(3, "validate"), "manifests/one.yaml:5:11", "colour")
    w.declare("red")
    w.run(0, "validate")

    w.says(w.run(2, "plan", "--detailed-exitcode"), "create Sample/one", "colour", "red")
    w.says(w.run(0, "plan", "--format", "markdown"), "Sample/one")
    w.run(0, "plan", "--out", "plan.json")
    w.says(w.run(0, "show", "plan.json"), "create Sample/one")
    made = json.loads(w.run(0, "plan", "--format", "json"))
    kinds = [change["type"] for change in made["resource_changes"]]
    w.check(kinds == ["HookKey", "Sample"], f"kinds in the order of need: {kinds}")
    w.run(0, "apply", "--yes")
    w.says(w.run(0, "plan", "--detailed-exitcode"), "1 key and 1 sample are as declared")
    (sample,) = w.registry.objects["samples"].values()
    w.check(sample["keyId"] in w.registry.objects["hook-keys"], f"the key's id: {sample}")

    w.edit(colour="green")
    w.says(w.run(2, "drift"), "changed Sample/one", '"red" -> "green"')
    w.says(w.run(2, "drift", "--format", "json"), "Sample.one")
    w.run(0, "apply", "--yes")
    w.run(0, "drift")
    w.declare("blue")
    w.says(w.run(0, "apply", "--yes", "--format", "json"), "Sample.one")

    w.says(w.run(0, "graph"), "one", "sample", "signing")
    w.edit(colour="red")
    (w.folder / "manifests/key.yaml").unlink()
    w.says(w.run(3, "validate"), "no manifest declares HookKey/signing")

    (w.folder / "manifests/one.yaml").unlink()
    (w.folder / "manifests/key.yaml").write_text(KEY)
    w.says(w.run(0, "plan", "--prune"), "delete Sample/one")
    w.run(0, "apply", "--yes", "--prune")
    w.check(w.registry.objects["samples"] == {}, "it is deleted")


def main() -> None:
    """The walk in a folder of its own."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory() as folder:
        walking = Walk(Path(folder))
        walk(walking)
        walking.server.shutdown()
    sys.exit(1 if walking.failures else 0)
