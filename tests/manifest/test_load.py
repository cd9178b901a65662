"""From files to what is desired: files that cannot be read, and what clashes."""

import os
from pathlib import Path

import pytest

from hookops.manifest.load import load
from hookops.model.resource import Key
from hookops.model.source import Mark


def _codes(loaded):
    return [(d.mark.file, d.mark.line, d.code) for d in loaded.diagnostics]


def test_a_hook_is_desired(load_files, hook):
    """A manifest becomes a resource with its key, spec and places."""
    loaded = load_files(a=hook)
    resource = loaded.desired[Key("InlineHook", "enrich")]

    assert () == loaded.diagnostics
    assert "Enrich" == resource.spec.name
    assert Mark("a.yaml", 1, 1) == resource.origin.start
    assert Mark("a.yaml", 13, 12) == resource.origin.at(("channel", "config", "uri"))


def test_aliases_lead_to_places(load_files, hook):
    """A path of the comparison that manifests spell otherwise has a place too."""
    resource = load_files(a=hook).desired[Key("InlineHook", "enrich")]
    path = ("channel", "config", "headers", "x-env")

    assert Mark("a.yaml", 15, 31) == resource.origin.at(path)


def test_metadata_reaches_the_resource(load_files, hook):
    """Annotations and previous names are part of the resource."""
    extra = '  annotations: {hookops.dev/protect: "true", hookops.dev/adopt: "true"}\n'
    extra += "  previousNames: [old]\n"
    loaded = load_files(a=hook.replace("  name: enrich\n", "  name: enrich\n" + extra))
    resource = loaded.desired[Key("InlineHook", "enrich")]

    assert (True, True, ("old",)) == (resource.protect, resource.adopt, resource.previous_names)


@pytest.mark.promise("P27")
def test_desired_is_sorted(load_files, hook, oauth):
    """The order of files does not matter."""
    loaded = load_files(a=oauth, b=hook)
    assert ["enrich", "saml"] == [key.name for key in loaded.desired]


def test_several_documents_in_a_file(load_files, hook, oauth):
    """A file may hold several documents, each with its own places."""
    loaded = load_files(a=hook + "---\n" + oauth)

    assert () == loaded.diagnostics
    assert 18 == loaded.desired[Key("InlineHook", "saml")].origin.start.line


def test_json_is_read(tmp_path):
    """JSON is YAML."""
    text = """{"apiVersion": "hookops.dev/v1", "kind": "InlineHook", "metadata": {"name": "a"},
      "spec": {"type": "com.okta.import.transform", "channel": {"type": "HTTP",
        "config": {"uri": "https://hooks.example.com/", "headers": []}}}}"""
    (tmp_path / "a.json").write_text(text)

    assert [Key("InlineHook", "a")] == list(load([tmp_path], tmp_path).desired)


def test_project_documents_are_passed_over(load_files, hook):
    """hookops.yaml may lie beside the manifests."""
    assert () == load_files(a=hook, hookops="kind: Project\n").diagnostics


def test_hidden_folders_are_passed_over(tmp_path, hook):
    """What starts with a dot is not read."""
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "x.yaml").write_text("[")
    (tmp_path / "a.yaml").write_text(hook)

    assert () == load([tmp_path], tmp_path).diagnostics


def test_a_path_given_twice_is_read_once(tmp_path, hook):
    """A file inside a folder that is given too is one file."""
    (tmp_path / "a.yaml").write_text(hook)

    assert () == load([tmp_path, tmp_path / "a.yaml"], tmp_path).diagnostics


def test_y31_same_stem(tmp_path, hook, oauth):
    """Two files that differ only in their suffix are probably a forgotten copy."""
    (tmp_path / "a.yaml").write_text(hook)
    (tmp_path / "a.yml").write_text(oauth)

    assert [("a.yml", 1, "same-stem")] == _codes(load([tmp_path], tmp_path))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_y32_unreadable_file(tmp_path, hook):
    """A file that may not be read is an error, not an absence."""
    (tmp_path / "a.yaml").write_text(hook)
    (tmp_path / "a.yaml").chmod(0)

    assert [("a.yaml", 1, "unreadable")] == _codes(load([tmp_path], tmp_path))


def test_y32_folder_with_a_manifest_name(tmp_path, hook):
    """A folder is no manifest, whatever its name."""
    (tmp_path / "x.yaml").mkdir()
    (tmp_path / "a.yaml").write_text(hook)

    assert [("x.yaml", 1, "unreadable")] == _codes(load([tmp_path], tmp_path))


def test_y32_dangling_link(tmp_path):
    """A link to nothing is an error."""
    (tmp_path / "a.yaml").symlink_to("nowhere")

    assert [("a.yaml", 1, "unreadable")] == _codes(load([tmp_path], tmp_path))


def test_y32_link_to_a_folder(tmp_path, hook):
    """Links to folders are not followed, and reported."""
    (tmp_path / "a.yaml").write_text(hook)
    (tmp_path / "loop").symlink_to(tmp_path)

    assert [("loop", 1, "unreadable")] == _codes(load([tmp_path], tmp_path))


def test_y32_special_file(tmp_path):
    """A pipe is not waited for."""
    os.mkfifo(tmp_path / "a.yaml")

    assert [("a.yaml", 1, "unreadable")] == _codes(load([tmp_path], tmp_path))


def test_y33_missing_path(tmp_path):
    """A path that does not exist is an error, which has no place in it."""
    (found,) = load([tmp_path / "nope"], tmp_path).diagnostics

    assert ("not-found", None) == (found.code, found.mark)
    assert "nope: no such file or folder" == found.message


def test_y33_nothing_found(tmp_path):
    """An empty folder is an error: nothing desired is never the reading of nothing found."""
    assert ["nothing-found"] == [code for _, _, code in _codes(load([tmp_path], tmp_path))]


def test_y33_no_paths(tmp_path):
    """So is no path at all."""
    assert ["nothing-found"] == [code for _, _, code in _codes(load([], tmp_path))]


def test_y33_only_a_project(load_files):
    """So is a folder with nothing but the project in it."""
    assert ["nothing-found"] == [d.code for d in load_files(a="kind: Project\n").diagnostics]


def test_y30_many_files(tmp_path):
    """10,000 files are the limit."""
    links = [tmp_path / f"{number}.yaml" for number in range(10_001)]
    assert ["limit"] == [c for _, _, c in _codes(load(list(map(_linked, links)), tmp_path))]


def _linked(path: Path) -> Path:
    path.symlink_to("nowhere")
    return path


def test_y30_large_file(tmp_path):
    """A file of more than 2 MiB is not read to its end."""
    (tmp_path / "a.yaml").write_bytes(b"#" * (2 * 1024 * 1024 + 1))

    assert [("a.yaml", 1, "limit")] == _codes(load([tmp_path], tmp_path))


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("CI_HOOK_TOKEN", []),
        ("HOME", ["forbidden-secret"]),
        ("OKTA_API_TOKEN", ["own-credential"]),
        ("HOOKOPS_API_TOKEN_PROD", ["own-credential"]),
        ("CI_HOOK_ORG", ["own-credential"]),
    ],
)
def test_m22_more_secrets_can_be_allowed(tmp_path, hook, name, codes):
    """Patterns from outside allow more variables, but never hookops' own."""
    (tmp_path / "a.yaml").write_text(hook.replace("HOOKOPS_SECRET_TOKEN", name))
    loaded = load(
        [tmp_path], tmp_path, allowed_secrets=("CI_*", "OKTA_*", "HOOKOPS_*", "!CI_HOOK_ORG")
    )

    assert codes == [d.code for d in loaded.diagnostics]


def test_y04_related_places_survive(load_files, hook):
    """A doubled field is reported beside other problems."""
    text = hook.replace("  status: ACTIVE", "  status: ACTIVE\n  status: off\n  vers: x")
    found = [(d.mark.line, d.mark.column, d.code) for d in load_files(a=text).diagnostics]

    assert [(10, 3, "duplicate-key"), (11, 3, "unknown-field")] == found
