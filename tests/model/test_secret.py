"""A secret cannot be printed, joined, compared, hashed, copied or serialised."""

import base64
import copy
import json
import pickle
import random
import string
import traceback
from typing import Any

import pytest

from hookops.model.secret import Secret, SecretRef

VALUE = "s3cr3t-value"
SECRET = Secret(VALUE)


@pytest.mark.promise("P14")
@pytest.mark.parametrize(
    "show",
    [
        repr,
        str,
        lambda secret: f"{secret}",
        lambda secret: f"{secret:>20}",
        lambda secret: f"{secret!r}",
        lambda secret: f"{secret!s}",
        lambda secret: "%s" % secret,  # noqa: UP031
        lambda secret: "%r" % (secret,),  # noqa: UP031
        lambda secret: format(secret, "s"),
        ascii,
    ],
)
def test_every_printed_form_is_a_mask(show):
    """Whatever way it is printed, there is a mask."""
    assert "<secret>" == show(SECRET)


@pytest.mark.parametrize("shown", [repr([SECRET]), str({"a": SECRET}), repr((SECRET,))])
def test_a_mask_inside_of_something(shown):
    """Inside of a list or mapping it is a mask too."""
    assert "<secret>" in shown
    assert VALUE not in shown


NO_TEXT: Any = SECRET
"""What the type checker refuses as well: it is tried here all the same."""


@pytest.mark.promise("P14")
@pytest.mark.parametrize(
    "use",
    [
        lambda: "a" + NO_TEXT,
        lambda: NO_TEXT + "a",
        lambda: "".join([NO_TEXT]),
        lambda: NO_TEXT == Secret(VALUE),
        lambda: NO_TEXT == VALUE,
        lambda: NO_TEXT != VALUE,
        lambda: hash(NO_TEXT),
        lambda: {NO_TEXT},
        lambda: sorted([NO_TEXT, Secret("a")]),
        lambda: len(NO_TEXT),
        lambda: list(NO_TEXT),
        lambda: NO_TEXT[0],
        lambda: VALUE in NO_TEXT,
        lambda: bytes(NO_TEXT),
        lambda: json.dumps(NO_TEXT),
        lambda: json.dumps({"a": NO_TEXT}),
        lambda: pickle.dumps(SECRET),
        lambda: pickle.dumps(SECRET, protocol=0),
        lambda: copy.copy(SECRET),
        lambda: copy.deepcopy({"a": SECRET}),
        lambda: vars(SECRET),
        lambda: setattr(SECRET, "other", 1),
    ],
)
def test_it_cannot_be_used_as_text(use):
    """Any use but revealing fails, and the failure does not show it."""
    with pytest.raises((TypeError, AttributeError)) as problem:
        use()

    assert VALUE not in "".join(traceback.format_exception(problem.value))


def test_revealed():
    """It comes out by one door."""
    assert VALUE == SECRET.reveal()


def test_a_reference_is_safe_to_print():
    """A reference is a name, with or without its version."""
    assert "env:NAME" == str(SecretRef("env", "NAME", "3"))


@pytest.mark.promise("P16")
@pytest.mark.parametrize(
    "context", [("o", "r", "g"), ("o", "r2", "f"), ("o2", "r", "f"), ("or", "", "f"), ("o", "rf")]
)
def test_fingerprints_depend_on_their_context(context):
    """The same value elsewhere looks different, also when the parts run together the same."""
    here = SECRET.fingerprint(b"k", ("o", "r", "f"))

    assert here != SECRET.fingerprint(b"k", context)
    assert here == Secret(VALUE).fingerprint(b"k", ("o", "r", "f"))
    assert here != SECRET.fingerprint(b"l", ("o", "r", "f"))


QUOTED = "has quotes around it: remove them (docker run --env-file keeps quotes)"


def too_short(where=""):
    return (
        f"has fewer than 8 characters{where}, too few to find and hide in texts: "
        "use a generated value"
    )


def basic(text):
    return f"Basic {base64.b64encode(text.encode()).decode()}"


@pytest.mark.promise("P17")
@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("fine-4711", ""),
        ("with space", ""),
        ("!~!~#$%&", ""),
        ("", "is empty"),
        (" \t", "is empty"),
        ("*", "looks like a masked value"),
        ("********", "looks like a masked value"),
        ("\u2022\u2022\u2022\u2022\u2022\u2022\u2022\u2022", "looks like a masked value"),
        ("sk-12****89", "looks like a masked value"),
        ("[MASKED]", "looks like a masked value"),
        ("<masked>", "looks like a masked value"),
        ("[REDACTED]", "looks like a masked value"),
        ("a\nb", "has a line break at position 2"),
        ("a\rb", "has a line break at position 2"),
        ("\tb", "has a character outside printable ASCII at position 1"),
        ("a\x7f", "has a character outside printable ASCII at position 2"),
        ("ab\u00e9", "has a character outside printable ASCII at position 3"),
        (" a", "begins or ends with a space"),
        ("a ", "begins or ends with a space"),
    ],
)
def test_m22_e17_why_http_cannot_carry_it(value, words):
    """M22, E17: a message about a value does not have the value."""
    assert words == Secret(value).complaint()


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ('"kV8-4711-pQ"', QUOTED),
        ("'kV8-4711-pQ'", QUOTED),
        ("`kV8-4711-pQ`", QUOTED),
        ("\u201ckV8-4711-pQ\u201d", QUOTED),
        ("\u201ekV8-4711-pQ\u201c", QUOTED),
        ("\u2018kV8-4711-pQ\u2019", QUOTED),
        ("\u00abkV8-4711-pQ\u00bb", QUOTED),
        (' "kV8-4711-pQ" ', QUOTED),
        ('"Bearer kV8-4711-pQ"', QUOTED),
        ('Bearer "kV8-4711-pQ"', QUOTED),
        ('""', QUOTED),
        ('"', too_short()),
        ('"kV8-4711-pQ', ""),
        ("kV8-4711-pQ'", ""),
        ("\"kV8-4711-pQ'", ""),
        ('kV8"4711"pQ', ""),
    ],
)
def test_quotes_around_a_value(value, words):
    """Quotes around the whole value, or what follows its scheme, are none of it; others are."""
    assert words == Secret(value).complaint()


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("1234-ab", too_short()),
        ("1234-abc", ""),
        ("Bearer 1234-ab", too_short(" after its scheme")),
        ("bearer  1234-ab", too_short(" after its scheme")),
        ("Bearer 1234-abc", ""),
        ("ApiKey 1234-ab", too_short(" after its scheme")),
        ("Bearer", too_short()),
        (basic("okta:1234-ab"), too_short(" in its password")),
        (basic("okta:1234-abc"), ""),
        (basic("1234-ab:"), too_short(" in its user name")),
        (basic("1234-abc:"), ""),
        ("Basic 1234-ab", too_short(" after its scheme")),
        ("two words", ""),
    ],
)
def test_what_is_too_short_to_be_found_in_texts(value, words):
    """The secret itself has eight characters: a scheme and a user name do not count."""
    assert words == Secret(value).complaint()


@pytest.mark.parametrize(
    "value",
    [
        *("please-change-me", "dummy-secret", "fake-secret", "shared-secret", "hook-secret"),
        *("okta-secret", "secret-value", "not-a-real-secret", "this-is-a-secret", "12341234"),
        "XXXX-XXXX",
        *("changeme", "change-me", "CHANGE_ME", "Change Me!", "changeme123", "REPLACE_ME"),
        *("replace-me-with-a-real-secret", "your-secret-here", "YOUR_API_KEY", "my_secret"),
        *("insert your client secret here", "example-secret", "secret", "Passw0rd!", "p@ssw0rd"),
        *("password123", "test1234", "todo", "TODO: ask the team", "tbd", "xxxxxxxxxxxx"),
        *("xoxb-xxxxxxxx", "00000000", "12345678", "abcdefgh", "qwertyuiop", "asdfasdf"),
        *("anything", "something", "placeholder", "[your secret]", "........", "super-secret-key"),
    ],
)
@pytest.mark.parametrize(
    ("form", "where"),
    [("{}", ""), ("Bearer {}", " after its scheme"), ("okta", " in its password")],
)
def test_placeholders(value, form, where):
    """What manuals and examples have in the place of a secret is none, with a scheme neither."""
    secret = Secret(basic(f"okta:{value}") if form == "okta" else form.format(value))

    assert f"is a placeholder and no secret{where}: use a generated value" == secret.complaint()


@pytest.mark.parametrize(
    "value",
    [
        *("<your-secret>", "${SECRET}", "${{ secrets.TOKEN_HOOK }}", "{{ secrets.X }}", "$SECRET"),
        *("$HOOKOPS_SECRET_A", "$(pass show hook)", "%HOOK_SECRET%", "HOOKOPS_SECRET_TOKEN_HOOK"),
        *("vault:secret/x", "/run/secrets/hook", "file:///a/b", "ENC[AES256,x]"),
        *("env:HOOKOPS_SECRET_A", "op://vault/item/field", "ref+vault://secret/hook"),
    ],
)
def test_what_some_tool_was_to_replace(value):
    """Templates and references that reached hookops as they stand are no values."""
    assert "is a placeholder that was not replaced" == Secret(value).malformed()
    assert (
        "is a placeholder that was not replaced after its scheme"
        == Secret(f"Bearer {value}").complaint()
    )


MADE = random.Random(16)
"""A generator of values as password managers, openssl and Python make them."""


@pytest.mark.parametrize(
    "value",
    [
        *(MADE.randbytes(16).hex() for _ in range(40)),
        *(base64.b64encode(MADE.randbytes(24)).decode() for _ in range(40)),
        *(base64.urlsafe_b64encode(MADE.randbytes(6)).decode() for _ in range(40)),
        *("".join(MADE.choices(string.ascii_letters + "!#$%&*+-=?@^_~", k=12)) for _ in range(40)),
        *("$2b$10$N9qo8uLOickgx2ZMRZoMye", "$aB3dkf93kd", "correct-staple-9-horse"),
        *("mysql-okta-hook-4711", "keyring-tokens-of-1997", "thesis-value-of-gold"),
    ],
)
def test_generated_values_are_no_placeholders(value):
    """A random value, and one with words in it that placeholders have as well, is taken."""
    assert "" == Secret(value).complaint()


def test_a_credential_that_hookops_did_not_choose():
    """Of what Okta and token endpoints issue only the form is checked, not the length."""
    assert "" == Secret("demo").malformed()
    assert QUOTED == Secret("'demo'").malformed()


@pytest.mark.parametrize(
    ("value", "text", "found"),
    [
        ("s3cr3t-value", "x s3cr3t-value y", True),
        ("Basic czNjcjN0", "got czNjcjN0", True),
        ('say "friend"', '{"got": "say \\"friend\\""}', True),
        ('a "name"', 'a \\"name\\', False),
        ("s3cr3t-value", "s3cr3t-valu", False),
        ("s3cr3t-value", "3cr3t-value", False),
        ("s3cr3t-value", "s3cr3t", False),
        ("Basic abc", "abc", False),
        ("short", "in short", False),
    ],
)
def test_a_secret_is_found_in_a_text(value, text, found):
    """Whole, without its scheme, or escaped as in JSON; what is short is not looked for."""
    assert found == Secret(value).occurs_in(text)


@pytest.mark.parametrize("scheme", ["Basic", "basic", "BASIC"])
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("got okta:pass:word1", True),
        ("got pass:word1", True),
        ("got the user okta, and word1", False),
    ],
)
def test_the_password_of_a_basic_value(scheme, text, found):
    """A Basic value is base64 of user and password, and either text gives the password away."""
    value = base64.b64encode(b"okta:pass:word1").decode()

    assert found == Secret(f"{scheme} {value}").occurs_in(text)


@pytest.mark.parametrize("value", ["Bearer {}", "{}", "Basic !{}"])
def test_a_value_that_is_not_basic_has_no_password(value):
    """Another scheme, or what is no base64, is the text that it is."""
    secret = Secret(value.format(base64.b64encode(b"okta:pass:word1").decode()))

    assert not secret.occurs_in("got pass:word1")
