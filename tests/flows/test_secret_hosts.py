"""Secrets go to no host that does not have them, unless somebody names that host."""

from typing import Any

import pytest
from conftest import manifest

from hookops.model.errors import GuardError
from hookops.model.limits import SecretTrust

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


def refused(world, **limits):
    """Hosts that would get a secret, and that nobody has allowed."""
    return [found.host for found in world.plan(**limits).secret_hosts if not found.allowed]


@pytest.fixture
def real(world):
    """An org that is a real one, with a ledger that no pull request can change."""
    world.trust = SecretTrust()
    return world


@pytest.fixture
def applied(real):
    """The hook `a`, whose secret goes to hooks.example.com."""
    real.declare(manifest("a"))
    real.apply(send_secret_to=("hooks.example.com",))
    return real


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

    with pytest.raises(GuardError) as problem:
        applied.apply()
    done = applied.apply(send_secret_to=(place,))

    (error,) = problem.value.diagnostics
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

    assert ["other.example.com"] == refused(applied)


@pytest.mark.promise("P18")
@pytest.mark.parametrize(
    "config", [{"uri": OTHER}, {"tokenUrl": "https://other.example.com/t"}], ids=["uri", "token"]
)
def test_a_token_is_worth_as_much(real, config):
    """The client secret goes to the token server, and what it is exchanged for to the service."""
    real.declare(oauth())
    real.apply(send_secret_to=("hooks.example.com", "tokens.example.com"))
    real.declare(oauth(**config))

    assert ["other.example.com"] == refused(real)
    assert [] == refused(real, send_secret_to=("other.example.com",))


def test_the_name_of_another_host(applied):
    """It allows nothing, and nor does the host without its port."""
    applied.declare(manifest("a", config={"uri": "https://other.example.com:8443/a"}))

    assert ["other.example.com:8443"] == refused(applied, send_secret_to=("x.example",))
    assert ["other.example.com:8443"] == refused(applied, send_secret_to=("other.example.com",))


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

    assert [] == refused(applied)


def test_an_edit_of_the_endpoint_is_reverted(applied):
    """Somebody moved it in the console; the host that was last applied is no other one."""
    applied.edit("a", uri=OTHER)

    assert [] == refused(applied)


def test_a_secret_that_is_sent_for_the_first_time(applied):
    """A hook that is new may go anywhere, with a secret of its own; the plan shows where."""
    applied.declare(manifest("a"), manifest("b", config={"uri": "https://b.example.com/b"}))

    (found,) = applied.plan().secret_hosts

    assert (True, "b.example.com", "env:HOOKOPS_SECRET_B") == (found.allowed, found.host, found.ref)
    assert "to b.example.com, for the first time" in found.text


def test_a_host_that_the_environment_names(applied):
    """`HOOKOPS_SECRET_HOSTS` is from outside of what a pull request can change."""
    applied.declare(manifest("a", config={"uri": OTHER}))
    applied.trust = SecretTrust(("Other.example.com",))

    assert [] == refused(applied)


def test_an_org_that_is_no_real_one(applied):
    """An emulated org calls nobody."""
    applied.declare(manifest("a", config={"uri": OTHER}))
    applied.trust = SecretTrust(emulated=True)

    assert [] == refused(applied)


def test_a_change_that_sends_nothing(applied):
    """Status alone has calls of its own, without a body."""
    applied.declare(manifest("a", status="INACTIVE"))

    assert [] == refused(applied)


@pytest.mark.promise("P18")
def test_an_edit_in_the_console_names_no_host(applied):
    """Whoever moves a hook there must not decide where its secret goes next."""
    applied.now += 20
    applied.edit("a", uri=OTHER)
    applied.declare(manifest("a", config={"uri": OTHER}))

    assert ["other.example.com"] == refused(applied)


@pytest.mark.promise("P18")
def test_deleted_and_declared_again(applied):
    """Its secret had a host before."""
    applied.declare(manifest("b"))
    applied.apply(prune=True)
    applied.declare(manifest("b"), manifest("a", config={"uri": OTHER}))

    assert ["other.example.com"] == refused(applied)


def test_the_port_of_https_may_be_named(applied):
    """It is the same place."""
    applied.declare(manifest("a", config={"uri": OTHER}))

    assert [] == refused(applied, send_secret_to=("OTHER.example.com:443",))


def test_without_a_ledger_nothing_is_known(real):
    """Every host is named then, also that of a secret which was never sent."""
    real.declare(manifest("a"))

    (found,) = real.plan().secret_hosts

    assert "and nothing proves that this host has it: there is no ledger yet" in found.text
    assert ["hooks.example.com"] == refused(real)
    assert [] == refused(real, send_secret_to=("hooks.example.com",))


@pytest.fixture
def doubted(applied):
    """The same, with a ledger that a pull request can change."""
    applied.trust = SecretTrust(doubt="Git tracks it")
    return applied


def test_a_ledger_in_git_does_not_allow(doubted):
    """A pull request that changes uri and ledger alike: the registry shows where the secret is."""
    doubted.declare(manifest("a", config={"uri": OTHER}))
    path = doubted.folder / "ledger.json"
    path.write_text(path.read_text().replace("https://hooks.example.com/a", OTHER))

    assert ["other.example.com"] == refused(doubted)


def test_a_ledger_in_git_forbids(doubted):
    """The secret of another hook is known to be elsewhere, whatever host this hook has in Okta."""
    doubted.trust = SecretTrust()
    doubted.declare(manifest("a"), manifest("b", config={"uri": "https://b.example.com/b"}))
    doubted.apply()
    doubted.trust = SecretTrust(doubt="Git tracks it")
    scheme = manifest("a")["spec"]["channel"]["config"]["authScheme"]
    config = {"uri": "https://b.example.com/b", "authScheme": scheme}
    doubted.declare(manifest("b", config=config))

    assert ["b.example.com"] == refused(doubted)


def test_a_new_secret_of_a_hook_at_its_host(doubted):
    """The registry has the hook there, so whoever answers there may have another secret of it."""
    scheme = {"type": "HEADER", "key": "Authorization", "valueFrom": "env:HOOKOPS_SECRET_NEW"}
    doubted.declare(manifest("a", config={"authScheme": scheme}))

    assert (1, []) == (len(doubted.plan().changes), refused(doubted))


def test_an_endpoint_is_not_set_back_by_such_a_ledger(doubted):
    """It takes the option then, and the message says where the hook is in Okta."""
    doubted.edit("a", uri=OTHER)

    (found,) = doubted.plan().secret_hosts

    assert not found.allowed
    assert (
        "nothing proves that this host has it: Git tracks it; in Okta the hook calls "
        "other.example.com now"
    ) in found.text
    assert 0 == doubted.apply(send_secret_to=("hooks.example.com",)).exit_code


def test_who_is_asked_can_allow(applied):
    """The question of apply names the hosts, and yes is consent."""
    applied.declare(manifest("a", config={"uri": OTHER}))

    assert 0 == applied.apply(asks=True).exit_code
    assert [] == refused(applied)


def test_who_gets_a_token_cannot_get_tokens(real):
    """The service has the access token, and not the client secret."""
    real.declare(oauth())
    real.apply(send_secret_to=("hooks.example.com", "tokens.example.com"))
    real.declare(oauth(tokenUrl="https://hooks.example.com/t"))

    (found,) = real.plan().secret_hosts

    assert (False, "hooks.example.com") == (found.allowed, found.host)
    assert "so far it sends it to tokens.example.com only" in found.text


def test_an_adoption_names_no_host(applied):
    """A hook that was adopted with the secret of another one was never sent it."""
    partner = "https://partner.example.com/p"
    applied.okta("POST", "", console_hook("p", partner))
    scheme = manifest("a")["spec"]["channel"]["config"]["authScheme"]
    adopted = manifest(
        "p", channel={"type": "HTTP", "config": {"uri": partner, "authScheme": scheme}}
    )
    adopted["metadata"]["annotations"] = {"hookops.dev/adopt": "true"}
    applied.declare(adopted)
    applied.apply()
    adopted["spec"]["channel"]["config"]["headers"] = [{"key": "X-A", "value": "b"}]
    applied.declare(adopted)

    assert ["partner.example.com"] == refused(applied)


def console_hook(name, uri):
    """A hook that somebody made in the console, as a body of the API."""
    spec = manifest(name, config={"uri": uri})["spec"]
    scheme = {"type": "HEADER", "key": "Authorization", "value": "typed"}
    spec["channel"]["config"]["authScheme"] = scheme
    return {**spec, "name": spec.get("name", name)}
