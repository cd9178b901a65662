"""Token hooks whose own access token waits for them."""

import pytest

from hookops.kinds.inline_hook.rules.token_server import gets_token_from
from hookops.model.diagnostic import render
from hookops.model.resource import Key

HINT = (
    "  hint: let tokenUrl be another authorization server, none of whose rules calls this hook; "
    "if it is one of another org, nothing has to change"
)


def token_hook(name, token_url, *servers, secret="HOOKOPS_SECRET_A"):
    """A token hook that rules of these authorization servers call; line 14 is its tokenUrl."""
    bound = [f"{{authorizationServer: {server}, policy: P, rule: {name}}}" for server in servers]
    return f"""\
apiVersion: hookops.dev/v1
kind: InlineHook
metadata:
  name: {name}
spec:
  type: com.okta.oauth2.tokens.transform
  channel:
    type: OAUTH
    config:
      uri: https://hooks.example.com/{name}
      authType: client_secret_post
      clientId: okta
      scope: hooks
      tokenUrl: {token_url}
      clientSecretFrom: env:{secret}
  bindings: [{", ".join(bound)}]
"""


@pytest.fixture
def found(load_files):
    """The warnings, by file."""

    def run(**texts):
        loaded = load_files(**texts)
        return [(d.mark.file, d.mark.line, d.severity, d.code) for d in loaded.diagnostics]

    return run


@pytest.mark.parametrize(
    ("server", "token_url"),
    [
        ("default", "https://acme.okta.com/oauth2/default/v1/token"),
        ("default", "https://login.acme.example.com/oauth2/default/v1/token"),
        ("default", "https://acme.okta.com/oauth2/default/v1/token/"),
        ("aus1p7jWLndGQV9M60g4", "https://acme.okta.com/oauth2/aus1p7jWLndGQV9M60g4/v1/token"),
        (
            "{id: aus1p7jWLndGQV9M60g4}",
            "https://acme.okta.com/oauth2/aus1p7jWLndGQV9M60g4/v1/token",
        ),
        ("{id: aus1p7jWLndGQV9M60g4}", "https://a.okta.com/oauth2/%61us1p7jWLndGQV9M60g4/v1/token"),
    ],
)
def test_a_hook_that_waits_for_itself(found, server, token_url):
    """The rule that issues its token calls it: a warning at its tokenUrl."""
    assert [("a.yaml", 14, "warning", "token-loop")] == found(a=token_hook("a", token_url, server))


@pytest.mark.parametrize(
    ("servers", "token_url"),
    [
        (["default"], "https://acme.okta.com/oauth2/aus1p7jWLndGQV9M60g4/v1/token"),
        (["default"], "https://acme.okta.com/oauth2/v1/token"),
        (["default"], "https://acme.okta.com/oauth2/default/v1/authorize"),
        (["default"], "https://auth.example.com/default/token"),
        (["Default"], "https://acme.okta.com/oauth2/default/v1/token"),
        ([], "https://acme.okta.com/oauth2/default/v1/token"),
    ],
)
def test_a_hook_that_does_not(found, servers, token_url):
    """Another authorization server, or the org's own, which has no rules, issues it at once."""
    assert [] == found(a=token_hook("a", token_url, *servers))


def test_one_of_several_bindings(found):
    """One rule of that server is enough."""
    text = token_hook("a", "https://acme.okta.com/oauth2/default/v1/token", "api", "default")

    assert [("a.yaml", 14, "warning", "token-loop")] == found(a=text)


def test_a_hook_of_another_type(found):
    """No rule of an authorization server calls a SAML hook."""
    text = token_hook("a", "https://acme.okta.com/oauth2/default/v1/token").replace(
        "oauth2.tokens", "saml.tokens"
    )

    assert [] == found(a=text)


def test_hooks_that_wait_for_each_other(load_files):
    """Two hooks, each called by the server that issues the other's token, wait for ever."""
    one = token_hook("one", "https://acme.okta.com/oauth2/default/v1/token", "api")
    two = token_hook("two", "https://acme.okta.com/oauth2/api/v1/token", "default")

    loaded = load_files(one=one, two=two)

    assert [
        "one.yaml:14:17: warning[token-loop]: tokenUrl is the authorization server default, whose "
        "rule calls InlineHook/two, which in turn waits for this hook: Okta would wait for the "
        "token until the hook times out\ntwo.yaml:14:17: note: it waits here\n" + HINT,
        "two.yaml:14:17: warning[token-loop]: tokenUrl is the authorization server api, whose "
        "rule calls InlineHook/one, which in turn waits for this hook: Okta would wait for the "
        "token until the hook times out\none.yaml:14:17: note: it waits here\n" + HINT,
    ] == [render(d) for d in loaded.diagnostics]


def test_a_hook_that_leads_into_a_loop(found):
    """A hook outside of a loop is no part of it; those in it are found all the same."""
    outside = token_hook("outside", "https://acme.okta.com/oauth2/default/v1/token", "other")
    inside = token_hook("inside", "https://acme.okta.com/oauth2/default/v1/token", "default")

    assert [("inside.yaml", 14, "warning", "token-loop")] == found(outside=outside, inside=inside)


def test_what_the_warning_says(load_files):
    """It names the server, what happens, and Okta's advice."""
    text = token_hook("a", "https://acme.okta.com/oauth2/default/v1/token", "default")

    (warning,) = load_files(a=text).diagnostics

    assert (
        "a.yaml:14:17: warning[token-loop]: tokenUrl is the authorization server default, whose "
        "rule calls this hook: Okta would wait for the token until the hook times out\n" + HINT
    ) == render(warning)


@pytest.mark.parametrize(
    ("servers", "hosts", "expected"),
    [
        ({"default"}, (), True),
        ({"aus1", "default"}, {"acme.okta.com"}, True),
        ({"aus1"}, {"acme.okta.com"}, False),
        ({"default"}, {"other.okta.com"}, False),
        (set(), (), False),
    ],
)
def test_where_the_org_is_known(load_files, servers, hosts, expected):
    """With the org's hosts and the ids of its servers the question has a certain answer."""
    text = token_hook("a", "https://ACME.okta.com/oauth2/default/v1/token", "api")
    hook = load_files(a=text).desired[Key("InlineHook", "a")].spec

    assert expected == gets_token_from(hook, servers, hosts)


def test_other_channels_get_no_token(load_files, hook):
    """A hook with a header has no token to wait for."""
    spec = load_files(a=hook).desired[Key("InlineHook", "enrich")].spec

    assert not gets_token_from(spec, {"default", ""})
