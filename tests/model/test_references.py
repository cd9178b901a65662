"""How references are written."""

import json
from pathlib import Path

import pytest

from hookops.model.references.allowed import is_allowed, read_allowed
from hookops.model.references.syntax import SHAPE, SYNTAX, Reference, read_reference

SCHEMA = Path(__file__).resolve().parents[2] / "schemas/manifest/inline-hook.schema.json"


def test_the_schema_has_the_same_shape():
    """Editors know what hookops takes: the short form and the long one."""
    secret = json.loads(SCHEMA.read_text())["$defs"]["secret"]

    assert [SHAPE.pattern] * 2 == [secret["pattern"], secret["properties"]["ref"]["pattern"]]


@pytest.mark.parametrize("scheme", SYNTAX)
def test_examples(scheme):
    """What messages tell people to write is a reference of that scheme."""
    found = read_reference(SYNTAX[scheme].example)

    assert scheme == found.scheme
    assert (
        SYNTAX[scheme].example
        == f"{scheme}:{found.path}" + ("#" if found.field else "") + found.field
    )


@pytest.mark.parametrize(
    ("text", "path", "field"),
    [
        ("acme:hooks/a#b.c", "hooks/a", "b.c"),
        ("acme:a", "a", ""),
        ("awssm:/hooks/a", "/hooks/a", ""),
        ("awsssm:hooks-a#k", "hooks-a", "k"),
        ("op://Hooks/item/section/field", "//Hooks/item/section/field", ""),
        ("ref+gcpsecrets://acme/token", "//acme/token", ""),
        ("keyring:okta.com#ada@example.com", "okta.com", "ada@example.com"),
    ],
)
def test_references(text, path, field):
    """Scheme, path and field."""
    assert Reference(text.partition(":")[0], path, field) == read_reference(text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("vault:kv#token", "has a path that its source cannot have"),
        ("vault:kv/a", "has no field"),
        ("file:a#b", "has a field, and its source has none"),
        ("awssm:a#/b", "has a field that no source can have"),
        ("op://a/b", "has a path that its source cannot have"),
        ("hush", "is no reference"),
        (f"acme:{'a' * 251}", "is no reference"),
    ],
)
def test_what_is_no_reference(text, reason):
    """The reason, with an example, and nothing of the text."""
    with pytest.raises(ValueError, match=reason) as found:
        read_reference(text)

    assert "hush" not in str(found.value)


@pytest.mark.parametrize(
    ("pattern", "text", "allowed"),
    [
        ("TEAM_*", "env:TEAM_A", True),
        ("TEAM_*", "acme:TEAM_A", False),
        ("*", "env:ANY", True),
        ("*", "vault:kv/a#b", False),
        ("vault:kv/hooks/*", "vault:kv/hooks/a/b#c", True),
        ("vault:kv/hooks/*", "vault:kv/hooks2/a#c", False),
        ("vault:kv/hooks/a", "vault:kv/hooks/a#c", True),
        ("vault:kv/hooks/a#c", "vault:kv/hooks/a#c", True),
        ("vault:kv/hooks/a#c", "vault:kv/hooks/a#d", False),
        ("vault:kv/hooks/a#*", "vault:kv/hooks/a#d", True),
        ("op://Hooks/*", "op://Hooks/a/b", True),
        ("ref+vault://*", "ref+vault://kv/a#/b", True),
        ("ref+vault://*", "ref+gitlab://kv/a#/b", False),
    ],
)
def test_patterns(pattern, text, allowed):
    """Of one scheme, on path and field."""
    assert allowed is is_allowed(read_reference(text), read_allowed(pattern))
