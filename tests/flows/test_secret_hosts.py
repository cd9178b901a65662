"""Secrets go to no host that does not have them, unless somebody names that host."""

from typing import Any

import pytest
from conftest import manifest

OTHER = "https://other.example.com/a"
OAUTH: dict[str, Any] = {
    "type": "OAUTH",
    "config": {
        "uri": "https://hooks.example.com/a",
        "authType": "client_secret_post",
        "clientId": "client",
        "tokenUrl": "https://tokens.example.com/t",
        "scope": "hooks",
        "clientSecretFrom": "env:HOOKOPS_SECRET_A",
    },
}


def oauth(**config):
    return manifest("a", channel={**OAUTH, "config": {**OAUTH["config"], **config}})


def errors(world, **limits):
    return [(error.code, error.message) for error in world.plan(**limits).guard_errors]


@pytest.fixture
def applied(world):
    """The hook `a`, whose secret goes to hooks.example.com."""
    world.declare(manifest("a"))
    world.apply()
    return world


@pytest.mark.promise("P18")
@pytest.mark.parametrize(
    ("uri", "place"),
    [
        (OTHER, "other.example.com"),
        ("https://hooks.example.com:8443/a", "hooks.example.com:8443"),
        ("https://hooks.example.com.evil.example/a", "hooks.example.com.evil.example"),
    ],
)
def test_another_host_has_to_be_named(applied, uri, place):
    """The error names the secret, both hosts and the option; with the option it is sent."""
    applied.declare(manifest("a", config={"uri": uri}))
    count = len(applied.writes())

    (error,) = applied.plan().guard_errors
    done = applied.apply(send_secret_to=(place,))

    assert ("secret-host", f"if {place} may have it, say --send-secret-to {place}") == (
        error.code,
        error.hint,
    )
    assert (
        f"InlineHook/a: Okta would send env:HOOKOPS_SECRET_A to {place}, and so far it sends it "
        "to hooks.example.com only"
    ) == error.message
    assert (0, 1) == (done.exit_code, len(applied.writes()) - count)


@pytest.mark.promise("P18")
def test_another_name_in_git_is_no_way_around(applied):
    """A new hook that uses the secret of one that is no longer declared takes it as well."""
    config = {"uri": OTHER, "authScheme": manifest("a")["spec"]["channel"]["config"]["authScheme"]}
    applied.declare(manifest("b", channel={"type": "HTTP", "config": config}))

    assert ["secret-host"] == [code for code, _ in errors(applied)]


@pytest.mark.promise("P18")
@pytest.mark.parametrize(
    "config", [{"uri": OTHER}, {"tokenUrl": "https://other.example.com/t"}], ids=["uri", "token"]
)
def test_a_token_is_worth_as_much(world, config):
    """The client secret goes to the token server, and what it is exchanged for to the service."""
    world.declare(oauth())
    world.apply()
    world.declare(oauth(**config))

    (error,) = world.plan().guard_errors

    assert "if other.example.com may have it, say --send-secret-to other.example.com" == error.hint
    assert () == world.plan(send_secret_to=("other.example.com",)).guard_errors


def test_the_name_of_another_host(applied):
    """It allows nothing, and nor does the host without its port."""
    applied.declare(manifest("a", config={"uri": "https://other.example.com:8443/a"}))

    assert ["secret-host"] == [code for code, _ in errors(applied, send_secret_to=("x.example",))]
    assert ["secret-host"] == [
        code for code, _ in errors(applied, send_secret_to=("other.example.com",))
    ]


@pytest.mark.parametrize(
    "config",
    [
        {"uri": "https://hooks.example.com/elsewhere"},
        {"uri": "https://HOOKS.example.com:443/a"},
        {"headers": [{"key": "X-A", "value": "b"}]},
    ],
)
def test_the_same_host(applied, config):
    """What gets the secret already may have it."""
    applied.declare(manifest("a", config=config))

    assert [] == errors(applied)


def test_an_edit_of_the_endpoint_is_reverted(applied):
    """Somebody moved it in the console; the host that was last applied is no other one."""
    applied.edit("a", uri=OTHER)

    assert [] == errors(applied)


def test_a_secret_that_is_sent_for_the_first_time(applied):
    """A hook that is new may go anywhere, with a secret of its own."""
    applied.declare(manifest("a"), manifest("b", config={"uri": "https://b.example.com/b"}))

    assert [] == errors(applied)


def test_a_host_that_the_environment_names(applied):
    """`HOOKOPS_SECRET_HOSTS` is from outside of what a pull request can change."""
    applied.declare(manifest("a", config={"uri": OTHER}))
    applied.secret_hosts = ("Other.example.com",)

    assert [] == errors(applied)


def test_an_org_that_is_no_real_one(applied):
    """An emulated org calls nobody."""
    applied.declare(manifest("a", config={"uri": OTHER}))
    applied.secret_hosts = None

    assert [] == errors(applied)


def test_a_change_that_sends_nothing(applied):
    """Status alone has calls of its own, without a body."""
    applied.declare(manifest("a", status="INACTIVE"))

    assert [] == errors(applied)


@pytest.mark.promise("P18")
def test_an_edit_in_the_console_names_no_host(applied):
    """Whoever moves a hook there must not decide where its secret goes next."""
    applied.now += 20
    applied.edit("a", uri=OTHER)
    applied.declare(manifest("a", config={"uri": OTHER}))

    assert ["secret-host"] == [code for code, _ in errors(applied)]


@pytest.mark.promise("P18")
def test_deleted_and_declared_again(applied):
    """Its secret had a host before."""
    applied.declare(manifest("b"))
    applied.apply(prune=True)
    applied.declare(manifest("b"), manifest("a", config={"uri": OTHER}))

    assert ["secret-host"] == [code for code, _ in errors(applied)]


def test_the_port_of_https_may_be_named(applied):
    """It is the same place."""
    applied.declare(manifest("a", config={"uri": OTHER}))

    assert [] == errors(applied, send_secret_to=("OTHER.example.com:443",))
