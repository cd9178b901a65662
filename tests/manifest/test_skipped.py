"""Files that a person may take for manifests: each is read, or is a warning, or is an error."""

import os

import pytest

from hookops.manifest.load import load
from hookops.model.diagnostic import render
from hookops.model.resource import Key

NOT_READ = ("warning", "not-read")


def found(folder):
    loaded = load([folder], folder)
    names = [key.name for key in loaded.desired]
    return names, [(d.mark.file, d.severity, d.code) for d in loaded.diagnostics]


@pytest.fixture
def folder(tmp_path, oauth):
    """A folder with one manifest, beside which another file may be forgotten."""
    (tmp_path / "saml.yaml").write_text(oauth)
    return tmp_path


@pytest.mark.parametrize(
    "name", ["x.YAML", "x.Yaml", "x.YML", "x.Yml", "x.yML", "x.y.yaml", "X.yaml", "x y.YAML"]
)
def test_case_of_a_suffix_does_not_matter(folder, hook, name):
    """A manifest is read whatever the case of its suffix."""
    (folder / name).write_text(hook)

    assert (["enrich", "saml"], []) == found(folder)


def test_json_in_capitals_is_read(tmp_path):
    """The suffix of JSON as well."""
    text = """{"apiVersion": "hookops.dev/v1", "kind": "HookKey", "metadata": {"name": "a"}}"""
    (tmp_path / "a.JSON").write_text(text)

    assert [Key("HookKey", "a")] == list(load([tmp_path], tmp_path).desired)


@pytest.mark.parametrize(
    "name",
    [
        *("x.yaml.bak", "x.yaml~", "x.yaml.txt", "x.yaml.orig", "x.yaml.old", "x.YAML.BAK"),
        *("x.yaml_", "x.yaml ", "x.yaml (1)", "x.yml.disabled", "x.json.bak", "#x.yaml#"),
        *("x.yam", "x.ymal", "x.yamll", "x.ylm", "x.jsonc", "x.json5", "x.yaml.j2", "x.yaml.gz"),
        *("x", "x.txt", "x.bak", "x.disabled", "yaml"),
    ],
)
def test_a_name_that_is_not_read(folder, hook, name):
    """A manifest under another name is not desired, and a warning says so."""
    (folder / name).write_text(hook)

    assert (["saml"], [(name, *NOT_READ)]) == found(folder)


@pytest.mark.parametrize("name", [".x.yaml", ".x.YML", ".x.yaml.bak", ".yaml"])
def test_a_hidden_manifest(folder, hook, name):
    """A hidden file is not read either, and named when it has a manifest."""
    (folder / name).write_text(hook)

    assert (["saml"], [(name, *NOT_READ)]) == found(folder)


def test_a_hidden_link_that_leads_nowhere(folder):
    """What cannot be read may have a manifest."""
    (folder / ".#x.yaml").symlink_to("user@host.4711")

    assert (["saml"], [(".#x.yaml", *NOT_READ)]) == found(folder)


def test_a_hidden_folder_with_manifests(folder, hook):
    """A hidden folder is named when a manifest lies in it."""
    (folder / ".old" / "prod").mkdir(parents=True)
    (folder / ".old" / "prod" / "x.yaml").write_text(hook)

    assert (["saml"], [(".old", *NOT_READ)]) == found(folder)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("README.md", "# Hooks\n\napiVersion: hookops.dev/v1\n"),
        ("README", "# Hooks\n\nEach manifest begins with\n\napiVersion: hookops.dev/v1\n"),
        ("notes.txt", "kind of important: ask hookops.dev/support"),
        ("LICENSE", ""),
        ("x.py", "apiVersion: hookops.dev/v1\n"),
        ("x.jsonl", "{}"),
        ("x.xml", "<a/>"),
        ("yaml.cfg", ""),
        (".pre-commit-config.yaml", "repos: []\n"),
        (".x.yaml.swp", "b0VIM 9.0"),
        (".gitlab-ci.yml", "test: {script: [hookops validate]}\n"),
        (".gitkeep", ""),
    ],
)
def test_other_files_are_passed_over(folder, name, text):
    """What is no manifest, by its name and text, is nobody's concern."""
    (folder / name).write_text(text)

    assert (["saml"], []) == found(folder)


def test_other_hidden_folders_are_passed_over(folder):
    """Folders of other tools are passed over, and links to folders as well."""
    (folder / ".github").mkdir()
    (folder / ".github" / "dependabot.yml").write_text("version: 2\n")
    (folder / ".loop").symlink_to(folder)

    assert (["saml"], []) == found(folder)


def test_a_hidden_pipe_is_not_waited_for(folder):
    """A pipe without a writer has no text."""
    os.mkfifo(folder / ".x.yaml")

    assert (["saml"], []) == found(folder)


def test_nothing_but_what_is_not_read(tmp_path, hook):
    """A warning does not make an empty folder less empty: nothing found is an error."""
    (tmp_path / "x.yaml.bak").write_text(hook)

    names, diagnostics = found(tmp_path)

    assert [] == names
    assert {("x.yaml.bak", *NOT_READ), (".", "error", "nothing-found")} == {
        (file.rpartition("/")[2] if code == "not-read" else ".", severity, code)
        for file, severity, code in diagnostics
    }


def test_a_folder_in_capitals(folder):
    """A folder is no manifest, whatever the case of its name."""
    (folder / "x.YAML").mkdir()

    assert (["saml"], [("x.YAML", "error", "unreadable")]) == found(folder)


def test_the_same_stem_in_capitals(folder, hook):
    """Two files that differ in the case of their suffix only are a forgotten copy."""
    (folder / "saml.YAML").write_text(hook)

    assert [("saml.yaml", "error", "same-stem")] == found(folder)[1]


def test_a_path_that_is_given_is_read(folder, hook):
    """A file that somebody names is read, whatever its name."""
    (folder / "x.txt").write_text(hook)

    assert [Key("InlineHook", "enrich")] == list(load([folder / "x.txt"], folder).desired)


@pytest.mark.parametrize(
    ("name", "text", "hint"),
    [
        (
            "x.yaml~",
            "this file is not read: its name does not end in .yaml, .yml or .json",
            "rename it if it is a manifest, or move it out of the folder",
        ),
        (
            ".x.yaml",
            "this file is hidden, and not read",
            "remove the dot at the start of its name, or move it out of the folder",
        ),
    ],
)
def test_what_the_warning_says(folder, hook, name, text, hint):
    """It says which file, why hookops does not read it, and what to do."""
    (folder / name).write_text(hook)

    (warning,) = load([folder], folder).diagnostics

    assert f"{name}:1:1: warning[not-read]: {text}\n  hint: {hint}" == render(warning)
