"""Which proxy the environment names, and for which hosts."""

import pytest

from hookops.model.errors import InvalidInput
from hookops.network.proxies import Proxies, read_proxies
from hookops.okta.encoding import plain

P = "http://proxy.acme.example:3128"


@pytest.mark.parametrize(
    ("env", "shown", "variable"),
    [
        ({"HTTPS_PROXY": P}, "proxy.acme.example:3128", "HTTPS_PROXY"),
        ({"https_proxy": P}, "proxy.acme.example:3128", "https_proxy"),
        ({"HTTPS_PROXY": P, "https_proxy": P}, "proxy.acme.example:3128", "HTTPS_PROXY"),
        ({"HTTPS_PROXY": "Proxy:8080"}, "proxy:8080", "HTTPS_PROXY"),
        ({"HTTPS_PROXY": " http://proxy/ "}, "proxy:80", "HTTPS_PROXY"),
        ({"HTTPS_PROXY": "http://[fd00::1]:3128"}, "[fd00::1]:3128", "HTTPS_PROXY"),
        ({"HTTPS_PROXY": "http://u:p%40ss@proxy:1"}, "proxy:1", "HTTPS_PROXY"),
    ],
)
def test_where_it_is(env, shown, variable):
    """Both spellings of the variable, with and without a scheme, a port and a user."""
    proxy = read_proxies(env).proxy

    assert (shown, variable) == (proxy.shown, proxy.variable)


@pytest.mark.parametrize("env", [{}, {"HTTPS_PROXY": ""}, {"HTTP_PROXY": P}, {"ALL_PROXY": P}])
def test_what_names_none(env):
    """Nothing, an empty text, and the variables for other schemes."""
    assert Proxies() == read_proxies(env)


def test_its_credential():
    """User and password are decoded, and in no text of the value. Source: RFC 7617, 2."""
    proxy = read_proxies({"HTTPS_PROXY": "http://us%C3%A9r:s%3Acret-1@proxy:1"}).proxy

    kept = [plain(secret) for secret in (proxy.authorization, proxy.password) if secret]
    assert ["Basic dXPDqXI6czpjcmV0LTE=", "s:cret-1"] == kept
    assert "cret-1" not in repr(proxy) + str(proxy.authorization)


@pytest.mark.parametrize(
    "value",
    [
        *("https://proxy:3128", "socks5://proxy:1080", "ftp://proxy", "http://", "http:///x"),
        *("http://proxy:0", "http://proxy:99999", "http://proxy:x", "http://proxy/path"),
        *("http://proxy?q", "http://proxy#f", "http://pro xy:1", "http://prox\u00fd:1", "://"),
        *("http://u:p\x00@proxy:1", "http://u%0d%0a:p@proxy:1", "http://a%3Ab:p@proxy:1"),
        *("http://[fd00::1:3128", "http://proxy\r\nX:1", "http://-:1"),
    ],
)
def test_what_is_no_proxy(value):
    """It is an error, whose text has nothing of the value but its variable."""
    with pytest.raises(InvalidInput) as caught:
        read_proxies({"HTTPS_PROXY": value})

    assert caught.value.message.startswith("HTTPS_PROXY ")
    assert value.strip(":/") not in caught.value.message or value in ("://", "http://")


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "NO_PROXY"])
def test_two_spellings_that_differ(name):
    """curl and Go would take one each."""
    with pytest.raises(InvalidInput, match="have different values"):
        read_proxies({name: "http://a:1", name.lower(): "http://b:1"})


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "https_proxy"])
def test_a_spelling_without_a_value(name):
    """White space is no value, so it differs from none."""
    env = {"HTTPS_PROXY": " ", "https_proxy": " ", "NO_PROXY": "", "no_proxy": " ", name: P}

    assert name == read_proxies(env).proxy.variable


@pytest.mark.parametrize(
    ("entries", "host", "port", "direct"),
    [
        ("", "acme.okta.com", 443, False),
        ("acme.okta.com", "acme.okta.com", 443, True),
        ("okta.com", "acme.okta.com", 443, True),
        (".okta.com", "acme.okta.com", 443, True),
        ("*.okta.com", "acme.okta.com", 443, True),
        ("kta.com", "acme.okta.com", 443, False),
        ("OKTA.COM", "ACME.Okta.com.", 443, True),
        ("a.example, okta.com", "acme.okta.com", 443, True),
        ("a.example okta.com", "acme.okta.com", 443, True),
        ("*", "acme.okta.com", 443, True),
        ("okta.com:443", "acme.okta.com", 443, True),
        ("okta.com:8443", "acme.okta.com", 443, False),
        ("10.0.0.0/8", "10.2.3.4", 443, True),
        ("10.0.0.0/8", "11.2.3.4", 443, False),
        ("10.2.3.4", "10.2.3.4", 443, True),
        ("fd00::/8", "fd00::9", 443, True),
        ("fd00::1:443", "acme.okta.com", 443, False),
        ("[fd00:0::9]", "fd00::9", 443, True),
        ("[fd00::9]:443", "fd00::9", 443, True),
        ("[fd00:0::9]:8443", "fd00::9", 443, False),
        ("[fd00::]/8", "fd00::9", 443, True),
        ("10.0.0.0/8:443", "10.2.3.4", 443, True),
        ("10.0.0.0/8:8443", "10.2.3.4", 443, False),
        ("3.4", "10.2.3.4", 443, False),
        ("fd00::/8", "10.2.3.4", 443, False),
        ("okta.com:\u00b2", "acme.okta.com", 443, False),
        (f"okta.com:{'4' * 5000}", "acme.okta.com", 443, False),
        (",, ,", "acme.okta.com", 443, False),
        (".", "acme.okta.com", 443, False),
        ("http://okta.com", "acme.okta.com", 443, False),
    ],
)
def test_no_proxy(entries, host, port, direct):
    """Names with what is below them, networks, ports, and lists of them."""
    proxies = read_proxies({"HTTPS_PROXY": P, "NO_PROXY": entries})

    assert direct == (proxies.between(host, port) is None)


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "a.localhost", "127.0.0.1", "::1"])
def test_loopback(host):
    """A proxy would connect to a computer of its own."""
    assert read_proxies({"HTTPS_PROXY": P}).between(host, 8443) is None
