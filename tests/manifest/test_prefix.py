"""`valueFrom: {ref: env:NAME, prefix: "Bearer "}`: what a manifest may say, and what not."""

import pytest

from hookops.model.resource import Key

REF = "env:HOOKOPS_SECRET_TOKEN"


def long_form(hook, prefix, more=""):
    return hook.replace(REF, f'{{ref: "{REF}", prefix: {prefix}{more}}}')


@pytest.mark.parametrize("prefix", ["Bearer ", "Token ", "token=", "Splunk ", "v1:", "x" * 64])
def test_prefixes(load_files, hook, prefix):
    """Plain text before the value, with a version beside it."""
    loaded = load_files(a=long_form(hook, f'"{prefix}"', ', version: "2"'))
    ref = loaded.desired[Key("InlineHook", "enrich")].spec.channel.auth.value

    assert () == loaded.diagnostics
    assert (prefix, "2", REF) == (ref.prefix, ref.version, str(ref))


@pytest.mark.parametrize(
    ("prefix", "code"),
    [
        ('""', "length"),
        (f'"{"x" * 65}"', "length"),
        ('" Bearer "', "pattern"),
        ('"Bearer\\n"', "pattern"),
        ('"Bear\\r\\nX-A: b"', "pattern"),
        ('"B\u00e4rer "', "pattern"),
        ("1", "type"),
        ("[a]", "type"),
        ('"Bearer s3cr3tvalue"', "secret-in-prefix"),
        ('"Zx9vQ2mPq7LsT4wYb8Kd"', "secret-in-prefix"),
        ('"AKIAIOSFODNN7EXAMPLE "', "secret-in-prefix"),
        ('"password=hunter2hunter2 "', "secret-in-prefix"),
        ('"${SCHEME} "', "placeholder"),
        ("Bearer ", "prefix"),
        ('"basic"', "prefix"),
    ],
)
def test_what_is_refused(load_files, hook, prefix, code):
    """Whatever HTTP cannot carry, a secret, and a scheme without its space."""
    (found,) = load_files(a=long_form(hook, prefix)).diagnostics

    assert (code, 16) == (found.code, found.mark.line)
    assert "hunter2" not in found.message
    assert "s3cr3t" not in found.message
    assert "Zx9v" not in found.message


def test_yaml_drops_a_space(load_files, hook):
    """The most likely mistake has a hint that can be copied."""
    (found,) = load_files(a=long_form(hook, "Bearer ")).diagnostics

    assert "prefix Bearer has no space at its end, so the value would follow at once" == (
        found.message
    )
    assert 'write it in quotes: prefix: "Bearer "' == found.hint


def test_a_client_secret_has_none(load_files, oauth):
    """It is sent in a form."""
    text = oauth.replace(
        "env:HOOKOPS_SECRET_SAML", '{ref: "env:HOOKOPS_SECRET_SAML", prefix: "Bearer "}'
    )
    (found,) = load_files(a=text).diagnostics

    assert ("not-here", 14) == (found.code, found.mark.line)
    assert "prefix belongs to valueFrom: a client secret is sent as it is" == found.message


def test_one_secret_with_two_prefixes_is_one(load_files, hook):
    """It goes to two hosts, whatever stands before it."""
    other = long_form(hook, '"Bearer "').replace("enrich", "other").replace("Enrich", "Other")
    found = load_files(a=hook, b=other.replace("hooks.example.com", "b.example.com")).diagnostics

    assert ["secret-two-hosts"] == [one.code for one in found]


@pytest.mark.parametrize("value", [REF, f'{{ref: "{REF}", prefix: "Bearer ", version: "2"}}'])
def test_a_custom_header_can_be_read_in_okta(load_files, hook, value):
    """A warning at the reference: what it names is no secret to those who read the hook."""
    text = hook.replace("value: prod", f"valueFrom: {value}").replace(
        f"valueFrom: {REF}}}\n      authScheme", f"valueFrom: {REF}_B}}\n      authScheme"
    )
    (found,) = load_files(a=text).diagnostics

    assert ("secret-readable", "warning") == (found.code, found.severity)
    assert (15, 35) == (found.mark.line, found.mark.column)


@pytest.mark.parametrize(
    ("header", "code", "at"),
    [
        (f"value: prod, valueFrom: {REF}", "not-here", (15, 24)),
        ("key: X-Env", "missing-field", (15, 11)),
        ("valueFrom: hush", "literal-secret", (15, 35)),
        ("valueFrom: env:OKTA_API_TOKEN", "own-credential", (15, 35)),
        ("valueFrom: env:HOME", "forbidden-secret", (15, 35)),
    ],
)
def test_what_a_header_must_not_have(load_files, hook, header, code, at):
    """A value or a reference, and only to a variable that is meant for it."""
    member = "" if header.startswith("key") else f", {header}"
    text = hook.replace("key: X-Env, value: prod", f"key: X-Env{member}")
    found = [one for one in load_files(a=text).diagnostics if one.severity == "error"]

    assert [(code, *at)] == [(one.code, one.mark.line, one.mark.column) for one in found]


def test_a_header_is_a_secret_in_all_hooks_or_none(load_files, hook):
    """What hookops hides in one it cannot compare in the other."""
    text = hook.replace("value: prod", "valueFrom: env:HOOKOPS_SECRET_B")
    other = hook.replace("enrich", "other").replace("Enrich", "Other").replace("X-Env", "x-env")
    found = load_files(a=text, b=other).diagnostics
    (clash,) = [one for one in found if one.severity == "error"]

    assert ("plain-and-secret", "b.yaml", 15) == (clash.code, clash.mark.file, clash.mark.line)
    assert "the header x-env is a secret in InlineHook/enrich, and a plain value here" == (
        clash.message
    )


def test_a_secret_of_a_header_goes_to_one_host(load_files, hook):
    """Like any other."""
    text = hook.replace("value: prod", f"valueFrom: {REF}").replace("hooks.ex", "b.ex")
    other = hook.replace("enrich", "other").replace("Enrich", "Other").replace("X-Env", "X-Other")
    found = [one for one in load_files(a=text, b=other).diagnostics if one.severity == "error"]

    assert ["secret-two-hosts"] == [one.code for one in found]
