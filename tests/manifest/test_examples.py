"""The examples in manifests/ are right, and between them show everything."""

from pathlib import Path

from jsonschema import Draft202012Validator

from hookops.kinds.inline_hook.spec import Hook
from hookops.kinds.inline_hook.types import HOOK_TYPES
from hookops.manifest.load import load
from hookops.manifest.schema.files import root, schema

EXAMPLES = Path(__file__).resolve().parents[2] / "manifests"
LOADED = load([EXAMPLES], EXAMPLES.parent)
HOOKS = [r for r in LOADED.desired.values() if r.key.kind == "InlineHook"]


def test_examples_are_right():
    """No example has a problem, not even a warning."""
    assert () == LOADED.diagnostics


def test_every_type_is_shown():
    """There is an example of every hook type."""
    assert set(HOOK_TYPES) == {resource.spec.type for resource in HOOKS}


def test_every_way_to_authenticate_is_shown():
    """None, a header, a client secret and a private key."""
    configs = [resource.spec.fields()["channel"]["config"] for resource in HOOKS]
    shown = {(config.get("authType"), config.get("authScheme") is not None) for config in configs}

    assert {
        (None, False),
        (None, True),
        ("client_secret_post", False),
        ("private_key_jwt", False),
    } == shown


def test_headers_and_an_inactive_hook_are_shown():
    """Custom headers and INACTIVE appear."""
    fields = [resource.spec.fields() for resource in HOOKS]

    assert any(data["channel"]["config"]["headers"] for data in fields)
    assert "INACTIVE" in {data["status"] for data in fields}


def test_files_are_named_after_their_hook():
    """One hook in a file of its name."""
    assert sorted(r.key.name for r in HOOKS) == sorted(path.stem for path in EXAMPLES.iterdir())


def test_every_sort_of_binding_is_shown():
    """A rule, an app, a policy, and one that a person does; and a hook key."""
    nouns = {key.name.partition("/")[0] for key in LOADED.desired if key.kind == "Binding"}

    assert {"rule", "app", "policy"} == nouns
    assert any(isinstance(r.spec, Hook) and r.spec.by_hand for r in HOOKS)
    assert "HookKey" in {key.kind for key in LOADED.desired}


def test_editors_find_the_schema():
    """Each example starts with the line that editors look for, and the schema is there."""
    line = "# yaml-language-server: $schema=../schemas/manifest/inline-hook.schema.json"

    assert {line} == {path.read_text().split("\n")[0] for path in EXAMPLES.iterdir()}
    assert (root() / "manifest" / "inline-hook.schema.json").is_file()


def test_the_schemas_are_schemas():
    """Checked here, so that it need not be at run time."""
    for name in ("inline-hook.schema.json", "hook-key.schema.json", "project.schema.json"):
        Draft202012Validator.check_schema(schema(name))
