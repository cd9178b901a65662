"""What is wrong with one manifest; M numbers name rows of the list of bad inputs."""

import pytest

from hookops.kinds.inline_hook.types import HOOK_TYPES
from hookops.manifest.schema.files import schema


def test_the_base_is_right(codes, hook):
    """The manifest that these tests break is right."""
    assert [] == codes(hook)


def test_the_oauth_base_is_right(codes, oauth):
    """So is the other."""
    assert [] == codes(oauth)


def test_six_mistakes_six_places(codes):
    """Each mistake is reported once, at its own line and column."""
    text = """\
apiVersion: hookops.dev/v1
kind: InlineHook
metadata: {name: Enrich}
spec:
  type: com.okta.oauth2.token.transform
  version: 1.0
  status: active
  channel:
    type: HTTP
    config:
      Uri: https://hooks.example.com/token
      authScheme: {key: Authorization, value: hush}
"""
    expected = [
        (3, 18, "pattern"),
        (5, 9, "enum"),
        (6, 12, "type"),
        (7, 11, "enum"),
        (11, 7, "unknown-field"),
        (12, 40, "literal-secret"),
    ]
    assert expected == codes(text)


@pytest.mark.parametrize(
    ("old", "new", "at"),
    [
        ("apiVersion: hookops.dev/v1\n", "", (1, 1, "missing-field")),
        ("hookops.dev/v1", "hookops.dev/v2", (1, 13, "enum")),
        ("kind: InlineHook\n", "", (1, 1, "missing-field")),
        ("kind: InlineHook", "kind: Binding", (2, 7, "unknown-kind")),
        ("kind: InlineHook", "kind: inlinehook", (2, 7, "unknown-kind")),
        ("kind: InlineHook", "kind: [x]", (2, 7, "unknown-kind")),
    ],
)
def test_m01_envelope(codes, hook, old, new, at):
    """Version and kind are known ones."""
    assert [at] == codes(hook.replace(old, new))


@pytest.mark.parametrize("field", ["urls", "Uri", "URI", "ur"])
def test_m02_unknown_field(load_files, hook, field):
    """A misspelt field is one problem, with the field that was meant."""
    (found,) = load_files(a=hook.replace("uri:", f"{field}:")).diagnostics

    assert ("unknown-field", "did you mean uri") == (found.code, found.hint)
    assert (13, 7) == (found.mark.line, found.mark.column)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ('""', "length"),
        ("x" * 256, "length"),
        ('"  "', "edge-space"),
        ('" a"', "edge-space"),
        ('"a\\tb"', "character"),
        ("12", "type"),
    ],
)
def test_m03_name(codes, hook, name, code):
    """Names have 1 to 255 characters and no spaces at their ends."""
    assert [(6, 9, code)] == codes(hook.replace("name: Enrich", f"name: {name}"))


def test_m06_type(load_files, hook):
    """A misspelt type gets the six that there are, and the one that was meant."""
    (found,) = load_files(a=hook.replace("oauth2.tokens", "oauth2.token")).diagnostics

    assert ("enum", (7, 9)) == (found.code, (found.mark.line, found.mark.column))
    assert "did you mean com.okta.oauth2.tokens.transform" == found.hint
    assert all(name in found.message for name in HOOK_TYPES)


def test_the_schema_knows_the_types():
    """The schema's types are those of the table."""
    spec = schema("inline-hook.schema.json")["$defs"]["spec"]
    assert list(HOOK_TYPES) == spec["properties"]["type"]["enum"]


@pytest.mark.parametrize(
    ("status", "code"), [("active", "enum"), ("Active", "enum"), ("off", "enum"), ("false", "type")]
)
def test_m27_y11_status(codes, hook, status, code):
    """Status is ACTIVE or INACTIVE, as text."""
    assert [(9, 11, code)] == codes(hook.replace("ACTIVE", status))


def test_m27_no_status(codes, hook):
    """Without a status the hook is ACTIVE."""
    assert [] == codes(hook.replace("  status: ACTIVE\n", ""))


def test_m38_long_values(load_files, hook):
    """A message stays short, however long the value."""
    text = hook.replace("name: Enrich", "name: " + "x" * 1_000_000)
    text = text.replace("uri:", "u" * 100_000 + ":")
    assert all(len(found.message) <= 300 for found in load_files(a=text).diagnostics)


def test_m40_names_with_markup(codes, hook):
    """Names may hold what only matters to those who print them."""
    name = "'a | `b` <img> @team [x](javascript:y)'"
    assert [] == codes(hook.replace("name: Enrich", f"name: {name}"))


@pytest.mark.parametrize("version", ["1.0", "1", "true", "~", "[1]"])
def test_y12_version_is_text(codes, hook, version):
    """A version that YAML reads as something else must be quoted."""
    assert [(8, 12, "type")] == codes(hook.replace("1.0.1", version))


def test_y12_words(load_files, hook):
    """The message says what YAML read and what to do, without the value."""
    (found,) = load_files(a=hook.replace("1.0.1", "1.0")).diagnostics
    assert "version must be text, YAML read a number: quote it" == found.message


@pytest.mark.parametrize("value", ["0123456", "0x10", ".inf", "9" * 5000, "true", "~"])
def test_y13_header_value_is_text(codes, hook, value):
    """So must a header's value."""
    assert [(15, 31, "type")] == codes(hook.replace("prod", value))


@pytest.mark.parametrize(
    ("old", "at"),
    [
        ("name: Enrich", (6, 9)),
        ("uri: https://hooks.example.com/token", (13, 12)),
        ("key: X-Env, value: prod", (15, 31)),
    ],
)
def test_y29_final_line_break(codes, hook, old, at):
    """A block scalar must not bring its line break along."""
    flow = hook.replace("- {key: X-Env, value: prod}", '- {key: X-Env, value: "prod\\n"}')
    block = hook.replace(old, old.replace(": ", ": |\n          ", 1))
    text = flow if "X-Env" in old else block
    assert [(*at, "line-break")] == codes(text)


def test_unknown_version_of_a_type(load_files, hook):
    """A version that is not on record for the type is a warning."""
    (found,) = load_files(a=hook.replace("1.0.1", "1.0.2")).diagnostics
    assert ("version", "warning", 8) == (found.code, found.severity, found.mark.line)


@pytest.mark.parametrize("member", ["hooks: []", "url: x"])
def test_members_that_are_not_supported(codes, hook, member):
    """What the schema does not know is an error."""
    assert [(17, 3, "unknown-field")] == codes(hook + f"  {member}\n")


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("labels: {team: 1}", (5, 18, "type")),
        ("labels: {'te am': x}", (5, 12, "key")),
        ("annotations: {hookops.dev/protect: true}", (5, 38, "type")),
        ("annotations: {hookops.dev/protect: maybe}", (5, 38, "enum")),
        ("previousNames: [A]", (5, 19, "pattern")),
        ("previousNames: old", (5, 18, "type")),
    ],
)
def test_metadata(codes, hook, text, at):
    """Metadata is text, names are names."""
    assert [at] == codes(hook.replace("  name: enrich\n", f"  name: enrich\n  {text}\n"))


def test_metadata_name_ends_in_a_line_break(codes, hook):
    """A name with a line break is no name."""
    assert [(4, 9, "pattern")] == codes(hook.replace("name: enrich", 'name: "enrich\\n"'))


@pytest.mark.parametrize("part", ["metadata", "spec"])
def test_parts_of_the_wrong_type(codes, hook, part):
    """A part that is no mapping is one problem."""
    text = "apiVersion: hookops.dev/v1\nkind: InlineHook\nmetadata: {name: a}\nspec: x\n"
    changed = {"spec": text, "metadata": text.replace("{name: a}", "x")}[part]
    assert (3 if part == "metadata" else 4) in [line for line, _, _ in codes(changed)]
