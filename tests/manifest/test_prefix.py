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
