"""What is wrong with headers and secrets; M and Y numbers name rows of the list of bad inputs."""

import pytest


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("X Key", "header-name"),
        ('"X:Key"', "header-name"),
        ('"X\\r\\nKey"', "header-name"),
        ("Host", "reserved-header"),
        ("content-length", "reserved-header"),
        ("Connection", "reserved-header"),
        ("Transfer-Encoding", "reserved-header"),
    ],
)
def test_m16_auth_header_name(codes, hook, key, code):
    """The key of authScheme is a header name that is not taken."""
    assert [(16, 25, code)] == codes(hook.replace("key: Authorization", f"key: {key}"))


def test_m18_headers_equal_but_for_case(codes, hook):
    """Case does not make another header."""
    text = hook.replace("      authScheme", "        - {key: x-env, value: b}\n      authScheme")
    assert [(16, 17, "duplicate-header")] == codes(text)


def test_m18_header_is_the_auth_header(codes, hook):
    """A custom header is not also the secret one."""
    text = hook.replace("X-Env", "X-Key").replace("key: Authorization", "key: x-key")
    assert [(15, 17, "duplicate-header")] == codes(text)


@pytest.mark.parametrize(
    "value",
    [
        "Bearer abc",
        "basic dTpw",
        "AKIAIOSFODNN7EXAMPLE",
        "id=Zx9vQ2mPq7LsT4wYb8Kd",
    ],
)
def test_m19_secret_in_a_header(load_files, hook, value):
    """Custom headers are readable in Okta."""
    (found,) = load_files(a=hook.replace("value: prod", f"value: {value}")).diagnostics

    assert ("secret-in-header", 15, 31) == (found.code, found.mark.line, found.mark.column)
    assert value not in str(found)


@pytest.mark.parametrize(
    "value",
    [
        "prod",
        "production-eu-west-1-blue",
        "application/vnd.acme.v2+json",
        "Aaaaaaaaaaaaaaaaaaaaaa1",
    ],
)
def test_m19_ordinary_header_values(codes, hook, value):
    """Words are no secrets."""
    assert [] == codes(hook.replace("value: prod", f"value: {value}"))


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("Field 1", "header-name"),
        ("Accept", "reserved-header"),
        ("Content-Type", "reserved-header"),
        ("Host", "reserved-header"),
    ],
)
def test_m20_header_name(codes, hook, key, code):
    """A header name is a token, and not one that Okta sets."""
    assert [(15, 17, code)] == codes(hook.replace("X-Env", key))


def test_authorization_is_no_custom_header(codes, hook):
    """Credentials go into authScheme."""
    text = hook.replace("X-Env", "authorization").replace("key: Authorization", "key: X-Key")
    assert [(15, 17, "reserved-header")] == codes(text)


@pytest.mark.parametrize(
    "secret",
    ["value: hush", "valueFrom: hush", "valueFrom: Bearer hush", "valueFrom: 12345678"],
)
def test_m21_literal_secret(load_files, hook, secret):
    """A secret in clear is an error, once, and not shown."""
    text = hook.replace("valueFrom: env:HOOKOPS_SECRET_TOKEN", secret)
    (found,) = load_files(a=text).diagnostics

    assert ("literal-secret", 16) == (found.code, found.mark.line)
    assert "hush" not in str(found)
    assert "1234" not in str(found)


@pytest.mark.parametrize("field", ["clientSecret: hush", "clientSecretFrom: hush"])
def test_m21_literal_client_secret(load_files, oauth, field):
    """The same for OAuth."""
    text = oauth.replace("clientSecretFrom: env:HOOKOPS_SECRET_SAML", field)
    (found,) = load_files(a=text).diagnostics

    assert ("literal-secret", 14) == (found.code, found.mark.line)
    assert "hush" not in str(found)


@pytest.mark.parametrize(
    ("reference", "code"),
    [
        ("vault:kv/hush", "secret-reference"),
        ('"env:"', "secret-reference"),
        ("env:9A", "secret-reference"),
        ('"env:A\\n"', "secret-reference"),
        ("env:AWS_SECRET_ACCESS_KEY", "forbidden-secret"),
        ("env:OKTA_API_TOKEN", "own-credential"),
        ("env:HOOKOPS_FINGERPRINT_KEY", "own-credential"),
    ],
)
def test_m22_references(codes, hook, reference, code):
    """A reference names an environment variable that is meant for manifests."""
    assert [(16, 51, code)] == codes(hook.replace("env:HOOKOPS_SECRET_TOKEN", reference))


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        ("env:OKTA_API_TOKEN", "valueFrom must not name a variable of hookops"),
        ("env:HOME", "valueFrom may only name secrets that match env:HOOKOPS_SECRET_*"),
    ],
)
def test_m22_the_message_names_the_field(load_files, hook, reference, message):
    """The field, and never the variable's value."""
    (found,) = load_files(a=hook.replace("env:HOOKOPS_SECRET_TOKEN", reference)).diagnostics

    assert message == found.message


def test_m22_long_form(codes, hook):
    """The long form is checked in the same way, and takes a version."""
    text = hook.replace("env:HOOKOPS_SECRET_TOKEN", '{ref: "env:HOME", version: "2"}')
    assert [(16, 51, "forbidden-secret")] == codes(text)


def test_m22_long_form_with_more(load_files, hook):
    """What else is in it is not named: it may be the secret."""
    text = hook.replace("env:HOOKOPS_SECRET_TOKEN", "{ref: env:HOOKOPS_SECRET_A, hush: x}")
    (found,) = load_files(a=text).diagnostics

    assert "unknown-field" == found.code
    assert "hush" not in str(found)
