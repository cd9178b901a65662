"""A secret that is sent behind a prefix: what is sent, what is secret, and what is refused."""

import base64

import pytest

from hookops.model.secret import Finder, Secret, SecretRef
from hookops.secrets.environment import from_environment

VALUE = "kV8-4711-pQ-x"


def test_it_is_sent_in_front():
    """Exactly as it is written, and the value after it."""
    ref = SecretRef("env", "A", prefix="Bearer ")
    found = from_environment({"A": f"{VALUE}\n"})(ref)

    assert f"Bearer {VALUE}" == found.reveal()
    assert "env:A" == str(ref)


def test_another_prefix_for_the_same_value():
    """It takes the place of the former one."""
    assert f"Token {VALUE}" == Secret(VALUE, "Bearer ").behind("Token ").reveal()


def test_fingerprints_are_of_what_is_sent():
    """With another prefix it is another one; where the prefix comes from is all the same."""
    context = ("o", "r", "f")
    here = Secret(VALUE, "Bearer ").fingerprint(b"k", context)

    assert here == Secret(f"Bearer {VALUE}").fingerprint(b"k", context)
    assert here != Secret(VALUE).fingerprint(b"k", context)
    assert here != Secret(VALUE, "Token ").fingerprint(b"k", context)


@pytest.mark.parametrize("prefix", ["Bearer ", "token=", "Splunk-", "v1:", "A B "])
@pytest.mark.parametrize(
    "text",
    [
        "got {value}",
        "got {prefix}{value}!",
        "got {coded}",
        "got {bare}",
    ],
)
def test_it_is_found_with_its_prefix_and_without(prefix, text):
    """Whatever the prefix ends with, and also in base64."""
    secret, finder = Secret(VALUE, prefix), Finder()
    finder.add(secret)
    whole = base64.b64encode(f"{prefix}{VALUE}".encode()).decode()
    bare = base64.b64encode(VALUE.encode()).decode()
    written = text.format(value=VALUE, prefix=prefix, coded=whole, bare=bare)

    assert secret.occurs_in(written)
    assert finder.finds(written)


def test_the_prefix_alone_is_no_secret():
    """Plans show it, and any text may have it."""
    secret, finder = Secret(VALUE, "Authorization-Bearer "), Finder()
    finder.add(secret)

    assert not secret.occurs_in("a long Authorization-Bearer and no value")
    assert not finder.finds("a long Authorization-Bearer and no value")


def test_the_password_of_a_basic_value():
    """The scheme may be in the manifest: what it encodes is found as well."""
    coded = base64.b64encode(b"okta:pass:word1").decode()

    assert Secret(coded, "Basic ").occurs_in("got pass:word1")


SHORT = ", too few to find and hide in texts: use a generated value"


@pytest.mark.parametrize(
    ("prefix", "value", "words"),
    [
        ("Bearer ", VALUE, ""),
        ("token=", VALUE, ""),
        ("Basic ", base64.b64encode(b"okta:1234-abc").decode(), ""),
        (
            "Basic ",
            base64.b64encode(b"okta:1234-ab").decode(),
            f"has fewer than 8 characters in its password{SHORT}",
        ),
        ("Bearer ", "1234-ab", f"has fewer than 8 characters{SHORT}"),
        ("a-long-prefix=", "1234-ab", f"has fewer than 8 characters{SHORT}"),
        ("Bearer ", "changeme", "is a placeholder and no secret: use a generated value"),
        ("token=", "changeme", "is a placeholder and no secret: use a generated value"),
        ("Bearer ", "${TOKEN}", "is a placeholder that was not replaced"),
        ("Bearer ", "", "is empty"),
        ("Bearer ", "***", "looks like a masked value"),
        ("Bearer ", f" {VALUE}", "begins or ends with a space"),
        ("Bearer ", f"{VALUE}\n", "has a line break at position 14"),
        (
            "Bearer ",
            f'"{VALUE}"',
            "has quotes around it: remove them (docker run --env-file keeps quotes)",
        ),
        (
            "Bearer ",
            f"Bearer {VALUE}",
            "begins with the prefix that the manifest has already",
        ),
        (
            "Bearer ",
            f"bearer {VALUE}",
            "begins with the prefix that the manifest has already",
        ),
    ],
)
def test_the_value_alone_is_judged(prefix, value, words):
    """A prefix makes no secret longer, and hides no placeholder."""
    assert words == Secret(value, prefix).complaint()
