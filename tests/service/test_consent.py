"""Which hosts get which secrets: those that have them already, and those named by the user."""

import pytest
from service.hooks import REF, URI, applied, hook, oauth

from hookops.model.errors import GuardError
from hookops.model.resource import Managed
from hookops.model.secret import SecretRef
from hookops.service.consent import check_consent

OTHER = SecretRef("env", "HOOKOPS_SECRET_OTHER")
ELSEWHERE = "https://evil.example/a"


@pytest.mark.parametrize(
    ("wanted", "before"),
    [
        (hook(), applied(hook())),
        (hook("https://hooks.example.com/b?c=d"), applied(hook())),
        (hook("https://HOOKS.example.com:443/b"), applied(hook())),
        (oauth(), applied(oauth())),
        (hook(ELSEWHERE, auth=False), applied(hook())),
        (hook(ELSEWHERE, auth=False), None),
        (oauth(ELSEWHERE, secret=None), None),
    ],
)
def test_no_question(wanted, before):
    """A host that was applied has the secret; without a secret there is nothing to ask."""
    check_consent(wanted, before, ())


NOT_APPLIED = "hookops has not applied the hook yet"
URI_DIFFERS = "the applied uri has another host or port"
TOKEN_DIFFERS = "the applied tokenUrl has another host or port"


@pytest.mark.promise("P18")
@pytest.mark.parametrize(
    ("wanted", "before", "why"),
    [
        (hook(), None, NOT_APPLIED),
        (hook(), Managed(applied(hook()).key, "cal", {}, ""), NOT_APPLIED),
        (hook(ELSEWHERE), applied(hook()), URI_DIFFERS),
        (hook("https://hooks.example.com:8443/a"), applied(hook()), URI_DIFFERS),
        (hook("https://hooks.example.com.evil.example/a"), applied(hook()), URI_DIFFERS),
        (hook(), applied(hook(), OTHER), "hookops has not applied this secret to the hook"),
        (oauth(ELSEWHERE), applied(oauth()), URI_DIFFERS),
        (oauth(token_url=ELSEWHERE), applied(oauth()), TOKEN_DIFFERS),
        (oauth(token_url=URI), applied(oauth()), TOKEN_DIFFERS),
        (oauth(), applied(hook()), TOKEN_DIFFERS),
    ],
)
def test_a_secret_is_not_sent(wanted, before, why):
    """With the reason, the secret's name and how to consent; no value."""
    with pytest.raises(GuardError) as problem:
        check_consent(wanted, before, ())

    start, _, reason = problem.value.message.partition(": ")
    assert start.startswith(f"hookops does not send {REF} to ")
    assert why == reason
    assert "--send-secret-to " in problem.value.hint


def test_a_secret_that_the_ledger_does_not_know():
    """An entry without fingerprints proves nothing."""
    entry = applied(hook())
    bare = Managed(entry.key, entry.id, entry.compared, "")
    with pytest.raises(GuardError, match="has not applied this secret"):
        check_consent(hook(), bare, ())


@pytest.mark.parametrize("named", ["EVIL.example:8443", "evil.example:8443"])
def test_consent_by_name(named):
    """The host, with its port when that is not 443."""
    check_consent(hook("https://evil.example:8443/a"), None, [named])


@pytest.mark.promise("P18")
@pytest.mark.parametrize("named", ["example", "evil.example", "evil.example:443", "x.example"])
def test_consent_is_for_that_name_alone(named):
    """Not for a part of it, and not for another port."""
    with pytest.raises(GuardError):
        check_consent(hook("https://evil.example:8443/a"), None, [named])


def test_both_hosts_of_oauth_are_asked_for():
    """The token endpoint gets the secret, the service what it is worth."""
    with pytest.raises(GuardError, match=r"hooks\.example\.com"):
        check_consent(oauth(), None, ["login.example.com"])
    check_consent(oauth(), None, ["login.example.com", "hooks.example.com"])


def test_an_address_of_this_computer():
    """Named as it is written, with brackets or without."""
    check_consent(hook("http://[::1]:5000/a"), None, ["::1"])
    check_consent(hook("http://[::1]:5000/a"), None, ["[::1]"])
    check_consent(hook("http://[::1]:5000/a"), None, ["[::1]:5000"])
