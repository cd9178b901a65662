"""`hookops export` and `hookops import`: what they write, keep, print and say."""

import json

import pytest
import yaml
from cli.conftest import Emulator, Shell
from existing_org import TOKEN, hook

SCHEMA = "# yaml-language-server: $schema="


@pytest.fixture
def org(shell: Shell, emulator: Emulator) -> Emulator:
    """An org with two hooks and a key, to which the project of the folder points."""
    emulator.call("POST", "/api/v1/hook-keys", {"name": "Signing"})
    for name in ("Claims", "Other"):
        emulator.call("POST", "/api/v1/inlineHooks", hook(name, TOKEN))
    return emulator


def test_files(shell: Shell, org: Emulator) -> None:
    """One for each hook and key, what to set, and what comes next; Okta is only read."""
    found = shell.run("export")

    assert 0 == found.returncode, found.stderr
    assert [
        "wrote manifests/keys/signing.yaml",
        "wrote manifests/claims.yaml",
        "wrote manifests/other.yaml",
        "",
        "Okta never shows these secrets. Set each of them, for hookops to send it again:",
        "",
        "export HOOKOPS_SECRET_CLAIMS='<the value of the header Authorization>'",
        "export HOOKOPS_SECRET_OTHER='<the value of the header Authorization>'",
        "",
        "next: hookops plan",
    ] == found.stdout.splitlines()
    assert {"POST"} == {method for method, _ in org.requests() if method != "GET"}
    first = shell.files()["manifests/keys/signing.yaml"].partition("\n")[0]
    assert f"{SCHEMA}../../.hookops/schemas/hook-key.schema.json" == first


def test_what_is_there_is_kept(shell: Shell, org: Emulator) -> None:
    """A file of that name stays as it is, and hookops says so; --force replaces a manifest."""
    shell.write("out/claims.yaml", "apiVersion: hookops.dev/v1\n")
    shell.write("out/other.yaml", "mine\n")
    shell.run("export", "--to", "out")
    kept = shell.files()
    found = shell.run("export", "--to", "out", "--force")

    assert "apiVersion: hookops.dev/v1\n" == kept["out/claims.yaml"]
    assert "name: Claims" in shell.files()["out/claims.yaml"]
    assert "mine\n" == shell.files()["out/other.yaml"]
    assert "note: out/other.yaml exists and is kept; --force replaces a manifest" in found.stderr


def test_what_is_declared_is_not_written_again(shell: Shell, org: Emulator) -> None:
    """A second export after an apply writes nothing, and says where everything is."""
    shell.run("export")
    shell.env |= {f"HOOKOPS_SECRET_{name}": "value-of-it-all" for name in ("CLAIMS", "OTHER")}
    (shell.folder / "manifests" / "enrich-access-tokens.yaml").unlink()
    assert 0 == shell.run("apply", "--yes").returncode
    before = shell.files()

    found = shell.run("export", "--force")

    assert (before, "") == (shell.files(), found.stdout)
    assert "note: InlineHook/claims is declared already, at manifests/claims.yaml" in found.stderr


def test_one_hook_on_stdout(shell: Shell, org: Emulator) -> None:
    """YAML and nothing else, and no file; also of what is declared already."""
    before = shell.files()
    found = shell.run("export", "--to", "-", "Claims")

    assert (0, before) == (found.returncode, shell.files())
    assert "Claims" == yaml.safe_load(found.stdout)["spec"]["name"]


def test_an_org_without_a_project(shell: Shell, org: Emulator) -> None:
    """By its URL, into a folder that is not there yet."""
    (shell.folder / "hookops.yaml").unlink()

    found = shell.run("export", "--url", org.url, "--to", "a/b")

    assert 0 == found.returncode, found.stderr
    first = shell.files()["a/b/claims.yaml"].partition("\n")[0]
    assert f"{SCHEMA}../.hookops/schemas/inline-hook.schema.json" == first


def test_a_link_is_not_followed(shell: Shell, org: Emulator) -> None:
    """Whatever it leads to, nothing is written there."""
    (shell.folder / "out").mkdir()
    (shell.folder / "out" / "claims.yaml").symlink_to("/nowhere/else")

    found = shell.run("export", "--to", "out")

    assert 3 == found.returncode
    assert "out/claims.yaml cannot be written: it is a symbolic link" in found.stderr


def test_import_from_a_file_and_from_stdin(shell: Shell) -> None:
    """The same manifests; what has to be set is on stderr, since stdout is YAML."""
    text = json.dumps(hook("Claims", TOKEN))
    shell.write("hook.json", text)

    file = shell.run("import", "hook.json")
    typed = shell.run("import", "-", typed=text)

    assert yaml.safe_load(file.stdout) == yaml.safe_load(typed.stdout)
    assert "s3cr3t" not in file.stdout + file.stderr
    assert "warning: the input has a secret, channel.config.authScheme.value of" in file.stderr
    assert "export HOOKOPS_SECRET_CLAIMS='<the value of the header" in file.stderr


def test_import_into_a_folder(shell: Shell) -> None:
    """Under the rules of export."""
    shell.write("hook.json", json.dumps(hook("Claims", TOKEN)))

    first = shell.run("import", "hook.json", "--to", "manifests")
    second = shell.run("import", "hook.json", "--to", "manifests")

    assert "wrote manifests/claims.yaml" in first.stdout
    assert "manifests/claims.yaml exists and is kept" in second.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["import", "gone.json"], "gone.json cannot be read: No such file or directory"),
        (["import", "."], ". cannot be read: it is a folder"),
        (["import", "bad.json"], "bad.json is not valid JSON"),
        (["adopt", "--terraform", "bad.json"], "bad.json is not valid JSON"),
        (["adopt", "--terraform", "bad.json", "KEY"], "--terraform writes files"),
        (["export", "NOTHING"], "the org has nothing of the name or id that is KEY 1 of 1"),
    ],
)
def test_what_cannot_be_used(
    shell: Shell, org: Emulator, arguments: list[str], message: str
) -> None:
    """It is invalid input, and nothing is written."""
    shell.write("bad.json", '{"secret": "h1dd3n"')
    before = shell.files()

    found = shell.run(*arguments)

    assert (3, before) == (found.returncode, shell.files())
    assert message in found.stderr
    assert "h1dd3n" not in found.stderr
