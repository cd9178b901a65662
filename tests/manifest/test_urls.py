"""What is wrong with URLs and channels; M numbers name rows of the list of bad inputs."""

import pytest

HUSH = "q7w8e9r0t1y2u3i4o5p6"


@pytest.mark.parametrize(
    ("uri", "code"),
    [
        ("http://hooks.example.com/", "url"),
        ("/token", "url"),
        ("x", "url"),
        ('""', "length"),
        ('"https://hooks.example.com/a b"', "url"),
        ("https://hooks.example.com/" + "a" * 1024, "length"),
        ("https:///x", "url"),
        ("HTTPS://hooks.example.com", "url"),
        ("https://a..example.com/", "url"),
        ("https://-a.example.com/", "url"),
        ("https://a_b.example.com/", "url"),
    ],
)
def test_m08_uri(codes, hook, uri, code):
    """A uri is https, absolute, without spaces and not too long."""
    assert [(13, 12, code)] == codes(hook.replace("https://hooks.example.com/token", uri))


@pytest.mark.parametrize(
    "uri",
    [
        "https://me:pw@hooks.example.com/",
        "https://hooks.example.com/#part",
        "'https://hooks.example.com\\x'",
        "https://hooks.example.com:0/",
        "https://hooks.example.com:99999/",
        "https://hooks.example.com:/",
        "https://hooks.example.com:x/",
        "https://[::1/",
        '"https://hooks.example.com/\\ta"',
    ],
)
def test_m09_uri_parts(codes, hook, uri):
    """Users, fragments, backslashes, unusual ports and control characters have no place in it."""
    assert [(13, 12, "url")] == codes(hook.replace("https://hooks.example.com/token", uri))


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "10.1.2.3",
        "8.8.8.8",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "127.1",
        "[::1]",
        "[2001:db8::1]",
        "localhost",
        "a.localhost",
        "hooks",
        "hooks.internal",
        "printer.local",
    ],
)
def test_m10_unreachable_hosts(codes, hook, host):
    """Okta must be able to reach the host."""
    assert [(13, 12, "host")] == codes(hook.replace("hooks.example.com", host))


@pytest.mark.parametrize("text", ["${HOST}.example.com", "{{ host }}.example.com", "<host>"])
def test_m11_placeholders(codes, hook, text):
    """Manifests have no templates."""
    changed = hook.replace("https://hooks.example.com/token", f'"https://{text}/token"')
    assert [(13, 12, "placeholder")] == codes(changed)


@pytest.mark.parametrize(
    "name", ["token", "key", "api_key", "secret", "sig", "accessToken", "code"]
)
def test_m12_secret_in_a_query(load_files, hook, name):
    """URLs are shown and logged, so a secret in one is none; it is not printed either."""
    (found,) = load_files(a=hook.replace("/token", f"/token?a=1&{name}=hush-{HUSH}")).diagnostics

    assert "secret-in-url" == found.code
    assert "hush" not in str(found)


@pytest.mark.parametrize("host", ["xn--exmple-cua.com", "exаmple.com", "höoks.example.com"])
def test_m13_look_alike_hosts(load_files, hook, host):
    """A host in other letters is a warning with both forms."""
    (found,) = load_files(a=hook.replace("hooks.example.com", host)).diagnostics

    assert ("look-alike", "warning") == (found.code, found.severity)
    assert "xn--" in found.message
    assert "\\u0" in found.message


@pytest.mark.parametrize(
    ("old", "new", "at"),
    [
        ("    type: HTTP\n", "", (10, 3, "missing-field")),
        ("type: HTTP", "type: http", (11, 11, "enum")),
        ("type: HTTP", "type: OAUTH2", (11, 11, "enum")),
        ("type: HTTP", "type:", (11, 10, "type")),
        ("authScheme:", "clientId: x\n      authScheme:", (16, 7, "not-here")),
        ("uri: https://hooks.example.com/token", "method: POST", (12, 5, "missing-field")),
    ],
)
def test_m14_channel(codes, hook, old, new, at):
    """A wrong channel is one problem, and members of the other channel are named as such."""
    assert [at] == codes(hook.replace(old, new))


def test_m14_auth_scheme_under_oauth(codes, oauth):
    """authScheme belongs to HTTP."""
    text = oauth + "      authScheme: {key: X-A, valueFrom: env:HOOKOPS_SECRET_B}\n"
    assert [(15, 7, "not-here")] == codes(text)


def test_m15_telephony_needs_auth(codes, hook):
    """Okta skips telephony hooks without authScheme."""
    text = hook.replace("com.okta.oauth2.tokens.transform", "com.okta.telephony.provider")
    text = text.replace("version: 1.0.1", "version: 1.0.0").partition("      authScheme")[0]
    assert [(12, 5, "auth-scheme")] == codes(text)


def test_m15_telephony_by_oauth(load_files, oauth):
    """Whether OAUTH will do for telephony is not documented: a warning."""
    text = oauth.replace("com.okta.saml.tokens.transform", "com.okta.telephony.provider")
    (found,) = load_files(a=text).diagnostics

    assert ("auth-scheme", "warning", 8) == (found.code, found.severity, found.mark.line)
