"""The annotation `hookops.dev/not-a-secret`: a finding that a person has looked at."""

import pytest

RANDOM = "Zx9vQ2mPq7LsT4wYb8Kd"


@pytest.fixture
def acknowledged(hook, load_files):
    """What loading says of the hook, with such an annotation and these changes."""

    def run(paths, *changes):
        text = hook
        for old, new in changes:
            text = text.replace(old, new)
        annotations = f'  annotations: {{hookops.dev/not-a-secret: "{paths}"}}\n'
        text = text.replace("  name: enrich\n", f"  name: enrich\n{annotations}", 1)
        return load_files(a=text)

    return run


HEADER = ("value: prod", f"value: {RANDOM}")
URL = ("/token", f"/token?x={RANDOM}")


@pytest.mark.parametrize(
    ("paths", "change", "at", "text"),
    [
        (
            "channel.config.headers.X-Env",
            HEADER,
            (16, 31, "secret-in-header"),
            "a header value looks like a secret: a long random text",
        ),
        (
            " channel.config.headers.x-env ,",
            ("value: prod", "value: AKIAIOSFODNN7EXAMPLE"),
            (16, 31, "secret-in-header"),
            "a header value looks like a secret: an access key id of AWS",
        ),
        (
            "channel.config.uri",
            URL,
            (14, 12, "secret-in-url"),
            "uri has a part that looks like a secret: a long random text (parameter 1 of its "
            "query)",
        ),
    ],
)
def test_it_stays_visible(acknowledged, paths, change, at, text):
    """As a warning, which names the annotation; the hook is declared."""
    loaded = acknowledged(paths, change)
    (found,) = loaded.diagnostics

    assert at == (found.mark.line, found.mark.column, found.code)
    assert ("warning", "") == (found.severity, found.hint)
    end = "; acknowledged by the annotation hookops.dev/not-a-secret"
    assert text + end == found.message
    assert 1 == len(loaded.desired)


def test_several_paths(acknowledged):
    """Separated by commas."""
    paths = "channel.config.uri,channel.config.headers.X-Env"
    found = acknowledged(paths, HEADER, URL).diagnostics

    assert ["warning", "warning"] == [one.severity for one in found]


def test_only_what_it_names(acknowledged):
    """Another header is an error still."""
    more = ("      authScheme", f"        - {{key: X-B, value: {RANDOM}}}\n      authScheme")
    found = acknowledged("channel.config.headers.X-Env", HEADER, more).diagnostics

    assert [(16, "warning"), (17, "error")] == [(one.mark.line, one.severity) for one in found]


@pytest.mark.parametrize(
    ("paths", "text"),
    [
        ("channel.config.uri", "nothing at channel.config.uri looks like a secret"),
        (
            "channel.config.headers.X-Env",
            "nothing at channel.config.headers.X-Env looks like a secret",
        ),
        (
            "channel.config.headers.X-Other",
            "channel.config.headers.X-Other names no header and no URL of this hook",
        ),
        (
            "channel.config.tokenUrl",
            "channel.config.tokenUrl names no header and no URL of this hook",
        ),
        (
            "channel.config.headers[0].value",
            "channel.config.headers[0].value names no header and no URL of this hook",
        ),
        (
            "spec.channel.config.uri",
            "spec.channel.config.uri names no header and no URL of this hook",
        ),
        (
            "channel.config.authScheme.valueFrom",
            "channel.config.authScheme.valueFrom names no header and no URL of this hook",
        ),
        (f",,{RANDOM}", "item 3 names no header and no URL of this hook"),
        ("a: b/c", "item 1 names no header and no URL of this hook"),
    ],
)
def test_a_path_without_a_finding(acknowledged, paths, text):
    """A warning at the annotation's value; a text that may be a secret is not shown."""
    (found,) = acknowledged(paths).diagnostics

    assert (5, 43, "warning") == (found.mark.line, found.mark.column, found.severity)
    assert f"hookops.dev/not-a-secret: {text}" == found.message


@pytest.mark.parametrize("paths", ["channel.config.authScheme.value", "channel.config.authScheme"])
def test_a_literal_secret_has_no_way_past(acknowledged, paths):
    """Secrets are only written as references."""
    literal = ("valueFrom: env:HOOKOPS_SECRET_TOKEN", "value: hush")
    found = acknowledged(paths, literal).diagnostics

    assert ["not-a-secret", "literal-secret"] == [one.code for one in found]
    assert ["warning", "error"] == [one.severity for one in found]


def test_other_problems_have_no_way_past(acknowledged):
    """Only findings about secrets are guesses."""
    found = acknowledged("channel.config.uri", ("https://hooks", "http://hooks")).diagnostics

    assert ["not-a-secret", "url"] == [one.code for one in found]
    assert "error" == found[1].severity


def test_the_token_url(oauth, load_files):
    """It goes by its own name."""
    text = oauth.replace("/token", f"/token?x={RANDOM}").replace(
        "  name: saml\n",
        "  name: saml\n  annotations:\n    hookops.dev/not-a-secret: channel.config.tokenUrl\n",
    )
    (found,) = load_files(a=text).diagnostics

    assert ("secret-in-url", "warning", 15) == (found.code, found.severity, found.mark.line)
