"""What a shell offers while somebody types: names of the project, never an error, no request."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.shell_completion import BashComplete, CompletionItem

from hookops.cli.host import Host
from hookops.cli.main import COMMANDS, cli
from hookops.ledger.document import Writer
from hookops.model.history.records import ApplyRecord, Disabled
from hookops.model.resource import Key, Ledger

PROJECT = """\
apiVersion: hookops.dev/v1
kind: Project
spec:
  manifests: [manifests]
  organizations:
    dev: {emulator: .hookops/dev.db, overlays: [overlays/dev]}
    prod: {url: "https://acme.okta.com"}
"""
HOOK = """\
apiVersion: hookops.dev/v1
kind: InlineHook
metadata: {name: NAME, labels: {team: identity}}
spec:
  name: In Okta
  type: com.okta.import.transform
  channel: {type: HTTP, config: {uri: "https://hooks.example.com/x"}}
"""
KEY = "apiVersion: hookops.dev/v1\nkind: HookKey\nmetadata: {name: signing}\n"


@pytest.fixture
def typed(shell):
    """Types words, and gives what is offered for the last one."""
    shutil.rmtree(shell.folder / "manifests")
    shell.write("hookops.yaml", PROJECT)
    shell.write("manifests/a.yaml", HOOK.replace("NAME", "alpha"))
    shell.write("manifests/b.yaml", f"{HOOK.replace('NAME', 'beta')}---\n{KEY}")
    shell.write("overlays/dev/only.yaml", HOOK.replace("NAME", "only-dev"))

    return Typed(shell)


class Typed:
    """Words on a command line in the shell's folder."""

    def __init__(self, shell) -> None:
        self.shell = shell

    def __call__(self, *words: str) -> list[str]:
        return [item.value for item in self.items(*words)]

    def items(self, *words: str) -> list[CompletionItem]:
        """What is offered, with what is said of it."""
        host = Host(self.shell.env, self.shell.folder, None)
        bash = BashComplete(cli, {"obj": host}, "hookops", "_HOOKOPS_COMPLETE")
        return bash.get_completions(list(words[:-1]), words[-1])


EVERY_KEY = ["HookKey/signing", "InlineHook/alpha", "InlineHook/beta", "InlineHook/only-dev"]

NAMES = ["alpha", "beta", "only-dev"]


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["pla"], ["plan"]),
        (["e"], [name for name in COMMANDS if name.startswith("e")]),
        (["plan", "--org", ""], ["dev", "prod"]),
        (["plan", "--org", "p"], ["prod"]),
        (["plan", "--target", ""], EVERY_KEY),
        (["plan", "--target", "InlineHook/"], EVERY_KEY[1:]),
        (["plan", "--target", "InlineHook/alpha", "--target", "InlineHook/"], EVERY_KEY[2:]),
        # An organization has its own manifests.
        (["plan", "--org", "prod", "--target", ""], EVERY_KEY[:-1]),
        (["plan", "-l", ""], ["team=identity"]),
        (["apply", "--confirm", ""], NAMES),
        # As documents write them, and with the kind for who begins with it.
        (["disable", ""], NAMES),
        (["disable", "InlineHook/a"], ["InlineHook/alpha"]),
        (["rotate", "be"], ["beta"]),
        # Without a ledger nothing says which of them are disabled, or what was applied.
        (["enable", ""], NAMES),
        (["rollback", ""], []),
        (["preview", "alpha", "--variant", ""], ["create", "link", "no-conflict"]),
        (["preview", "InlineHook/beta", "--variant", "l"], ["link"]),
        (["preview", "signing", "--variant", ""], []),
        (["forget", "InlineHook/alpha", ""], ["HookKey/signing", *EVERY_KEY[2:]]),
        (["drift", "--accept", "Inl"], EVERY_KEY[1:]),
        (["promote", "--from", ""], ["dev", "prod"]),
        (["diff", "--org", "dev", "--org", ""], ["prod"]),
        (["validate", "--org", ""], ["dev", "prod"]),
        (["keys", "show", ""], ["signing"]),
        (["show", "HookK"], ["HookKey/signing"]),
        (["show", "plan.j"], ["plan.j"]),
        (["explain", "unknown-f"], ["unknown-field"]),
        (["explain", "out"], ["outage", "outside"]),
        (["schema", "inline"], ["inline-hook"]),
        (["scaffold", "tok"], ["token"]),
    ],
)  # fmt: skip
def test_offers(typed, words, offered) -> None:
    """Each word has what belongs in its place."""
    assert offered == typed(*words)


def test_fields_with_a_secret(typed) -> None:
    """Where a hook has several, each by what `--field` takes; of the hook that is named."""
    headers = "headers: [{key: X-Api-Key, valueFrom: env:A}, {key: X-Other, value: x}]"
    scheme = "authScheme: {type: HEADER, key: Authorization, valueFrom: env:B}"
    made = HOOK.replace("NAME", "gamma").replace('/x"}', f'/x", {headers}, {scheme}}}')
    typed.shell.write("manifests/c.yaml", made)
    client = HOOK.replace("NAME", "delta").replace('/x"}', '/x", clientSecretFrom: env:C}')
    typed.shell.write("manifests/d.yaml", client)

    assert ["X-Api-Key", "authScheme.value"] == typed("rotate", "gamma", "--field", "")
    assert ["X-Api-Key"] == typed("rotate", "InlineHook/gamma", "--field", "X")
    assert ["clientSecret"] == typed("rotate", "delta", "--field", "")
    assert [] == typed("rotate", "alpha", "--field", "")


def test_what_is_said_of_a_word_is_one_line(typed) -> None:
    """A shell reads lines, and a name in a manifest of others must not be taken for words."""
    title = r'"a\e]0;x\a\nplain\n--yes\nb"'
    typed.shell.write("manifests/a.yaml", HOOK.replace("NAME", "alpha").replace("In Okta", title))

    said = [item.help for item in typed.items("preview", "")]

    assert r"a\x1b]0;x\x07\x0aplain\x0a--yes\x0ab" == said[0]


def write_ledger(typed, org: str, name: str) -> None:
    """Of an organization that has applied twice and then disabled that hook."""
    off = Disabled(Key("InlineHook", name), "2026-01-02T03:04:05+00:00", "it fails")
    records = tuple(ApplyRecord(f"2026-01-02T03:04:0{n}+00:00", "", 1, 0, 0) for n in range(2))
    text = Writer().dumps(Ledger("emulator", applies=records, disabled=(off,)))
    typed.shell.write(f".hookops/{org}.ledger.json", text)


def test_what_the_ledger_says(typed) -> None:
    """Hooks that are disabled, and numbers of applies: of the one organization that is meant."""
    write_ledger(typed, "dev", "beta")
    write_ledger(typed, "prod", "alpha")

    assert ["beta"] == typed("enable", "--org", "dev", "")
    assert ["alpha", "beta"] == typed("enable", "")
    assert ["1", "2"] == typed("rollback", "--org", "dev", "")
    assert [] == typed("rollback", "")
    typed.shell.env["HOOKOPS_LEDGER"] = ".hookops/prod.ledger.json"
    assert ["alpha"] == typed("enable", "")
    typed.shell.env["HOOKOPS_LEDGER"] = "postgresql://127.0.0.1:1/none"
    assert NAMES == typed("enable", "")


@pytest.mark.parametrize("text", ["{", '{"format": 99}', "\0"])
def test_a_broken_ledger(typed, text) -> None:
    """No error: the command says what is wrong."""
    typed.shell.write(".hookops/dev.ledger.json", text)

    assert [] == typed("enable", "")
    assert [] == typed("rollback", "--org", "dev", "")


WRONG = {
    "no project": ("hookops.yaml", None),
    "no YAML": ("hookops.yaml", "spec: ["),
    "bytes": ("hookops.yaml", "\0"),
    "another shape": ("hookops.yaml", "spec: [organizations]\n"),
    "no organization": ("hookops.yaml", "spec: {organizations: {dev: 1}}\n"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_broken_project(typed, name) -> None:
    """No error, whatever the project is."""
    file, text = WRONG[name]
    (typed.shell.folder / file).unlink()
    if text is not None:
        typed.shell.write(file, text)

    assert [] == typed("plan", "--target", "")
    assert typed("plan", "--org", "") in ([], ["dev"])


def test_an_invalid_project(typed) -> None:
    """Of a project with a mistake the organizations are known all the same."""
    typed.shell.write("hookops.yaml", f"{PROJECT}  unknown: 1\n")

    assert ["dev", "prod"] == typed("plan", "--org", "")


def test_broken_manifests(typed) -> None:
    """What can be read of the others is offered, and no name that a shell would take apart."""
    typed.shell.write("manifests/c.yaml", "kind: [")
    typed.shell.write("manifests/d.yaml", HOOK.replace("NAME", '"a b\\n\\e[31m$(x)"'))
    typed.shell.write("manifests/e.yaml", "kind: InlineHook\nmetadata: {name: 1}\nspec: 2\n")
    typed.shell.write("manifests/f.yaml", "kind: InlineHook\nmetadata: {labels: [1], name: [2]}\n")
    (typed.shell.folder / "manifests/g.yaml").symlink_to("/nowhere")

    assert EVERY_KEY == typed("plan", "--target", "")
    assert ["team=identity"] == typed("plan", "-l", "")


def test_nothing_is_opened(typed) -> None:
    """No ledger, no emulator, no file of any other kind comes into being."""
    before = sorted(typed.shell.folder.rglob("*"))

    typed("plan", "--target", "")

    assert before == sorted(typed.shell.folder.rglob("*"))


BASH = """\
source ./completion.bash
COMP_WORDS=({words} "")
COMP_CWORD={at}
_hookops_completion hookops
printf '%s\\n' "${{COMPREPLY[@]}}"
"""


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
def test_in_bash(typed) -> None:
    """The code that hookops completion prints works in a real shell."""
    shell = typed.shell
    program = shell.folder / "bin/hookops"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m hookops "$@"\n')
    program.chmod(0o755)
    shell.write("completion.bash", shell.run("completion", "bash").stdout)
    script = BASH.format(words="hookops plan --target", at=3)

    done = subprocess.run(
        ["bash", "--norc", "-c", script],
        cwd=shell.folder,
        env={
            **shell.env,
            "PATH": f"{program.parent}:{os.environ['PATH']}",
            "PYTHONPATH": str(Path(__file__).resolve().parents[2]),
        },
        capture_output=True,
        text=True,
        check=False,
    )

    assert ("\n".join(EVERY_KEY) + "\n", "") == (done.stdout, done.stderr)
