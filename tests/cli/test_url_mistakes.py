"""A mistake in a URL is named where it is, and no part of the URL is printed: it may be secret."""

import pytest

from hookops.network.org_url import check_url

WRONG = [
    "https://user:CANARY@acme.okta.com",
    "https://CANARY@acme.okta.com/path",
    "https://acme.okta.com/path?token=CANARY",
    "https://acme.okta.com/path?CANARY-token",
    "https://acme.okta.com/path#CANARY",
    "https://acme.okta.com:CANARY",
    "http://user:CANARY@acme.okta.com",
    "ftp://CANARY",
    "https:/user:CANARY@acme.okta.com",
    "https//user:CANARY@acme.okta.com",
    "user:CANARY@acme.okta.com",
    "https://acme.okta.com CANARY",
    "https://[CANARY",
    "https://CANARY",
    "CANARY",
    "00CANARYabcdefghijkl",
    "<CANARY>",
    "'https://CANARY@acme.okta.com'",
]
MANIFEST = """\
apiVersion: hookops.dev/v1
kind: InlineHook
metadata: {{name: a}}
spec:
  type: com.okta.oauth2.tokens.transform
  channel:
    type: OAUTH
    config:
      {field}: "{url}"
      {other}: https://hooks.example.com/token
      authType: client_secret_post
      clientId: okta
      clientSecretFrom: env:HOOKOPS_SECRET_TOKEN_HOOK
"""
PROJECT = """\
apiVersion: hookops.dev/v1
kind: Project
spec:
  organizations:
    prod: {{{member}: "{url}"}}
"""


# In a hook's URL a bare word may be a switch of the service.
@pytest.mark.parametrize("url", [url for url in WRONG if not url.endswith("?CANARY-token")])
@pytest.mark.parametrize(("field", "other"), [("uri", "tokenUrl"), ("tokenUrl", "uri")])
def test_of_a_hook(shell, url, field, other):
    """The service of a hook, and its token endpoint."""
    shell.write("manifests/a.yaml", MANIFEST.format(field=field, other=other, url=url))

    done = shell.run("validate", "manifests/a.yaml")

    assert 3 == done.returncode
    assert "manifests/a.yaml:9:" in done.stderr
    assert "canary" not in (done.stdout + done.stderr).lower()


@pytest.mark.parametrize("url", WRONG)
def test_of_an_organization(shell, url):
    """The organization's own URL, to which the API token would go."""
    shell.write("hookops.yaml", PROJECT.format(member="url", url=url))

    done = shell.run("plan")

    assert 3 == done.returncode
    assert "hookops.yaml:5:" in done.stderr
    assert "canary" not in (done.stdout + done.stderr).lower()


@pytest.mark.parametrize("url", WRONG)
def test_of_the_environment(shell, url):
    """What names the org of a token, in HOOKOPS_ORG_URL."""
    shell.point_at("https://prod.okta.com")
    shell.env["HOOKOPS_ORG_URL"] = url

    done = shell.run("plan")

    assert 3 == done.returncode
    assert "HOOKOPS_ORG_URL" in done.stderr
    assert "canary" not in (done.stdout + done.stderr).lower()


@pytest.mark.parametrize("url", [url for url in WRONG if ":" in url])
def test_of_an_option(shell, url):
    """A URL where the name of an organization belongs, and one that is called in its place."""
    for arguments in (["plan", "--org", url], ["preview", "enrich-access-tokens", "--url", url]):
        done = shell.run(*arguments)

        assert 0 != done.returncode
        assert "canary" not in (done.stdout + done.stderr).lower()


def test_a_typing_error_in_the_name_of_an_organization(shell):
    """What can be a name is shown."""
    done = shell.run("plan", "--org", "lokal")

    assert "the project has no organization lokal\n  hint: it has: local" in done.stderr


@pytest.mark.parametrize(
    ("url", "complaint"),
    [
        ("acme.okta.com", "url must start with https://"),
        ("https://me:pw@acme.okta.com", "and has a user name or password"),
        ("https://acme.okta.com:443", "and has a port"),
        ("https://acme.okta.com/api/v1", "and has a path, a query or a fragment"),
        ("https://acme.okta.com/?", "and has a path, a query or a fragment"),
        ("https://acme.okta.com.", "and has a dot or a colon at its end"),
        ("https://acme.okta.com ", "url has white space, a backslash or a character beyond ASCII"),
        ("https://:443", "url has no host, or a port that is no number"),
    ],
)
def test_what_is_wrong_with_the_url_of_an_organization(url, complaint):
    """The message says what is wrong, since it does not show the URL."""
    assert complaint in check_url(url)
