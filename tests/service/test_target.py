"""A URL that may be called, in parts; everything doubtful is blocked."""

import pytest

from hookops.model.errors import BlockedAddress
from hookops.service.target import Target, read_target


@pytest.mark.parametrize(
    ("url", "target", "authority"),
    [
        (
            "https://hooks.example.com/token",
            Target("https", "hooks.example.com", 443, "/token"),
            "hooks.example.com",
        ),
        (
            "https://Hooks.Example.COM",
            Target("https", "hooks.example.com", 443, "/"),
            "hooks.example.com",
        ),
        (
            "https://hooks.example.com:8443/a?b=c",
            Target("https", "hooks.example.com", 8443, "/a?b=c"),
            "hooks.example.com:8443",
        ),
        (
            "https://xn--bcher-kva.example/%2e%2e",
            Target("https", "xn--bcher-kva.example", 443, "/%2e%2e"),
            "xn--bcher-kva.example",
        ),
        (
            "https://a_b.example.com:443/",
            Target("https", "a_b.example.com", 443, "/"),
            "a_b.example.com",
        ),
    ],
)
def test_parts(url, target, authority):
    """Scheme, host in lower case, port, path with query; the Host header from them."""
    assert target == read_target(url)
    assert authority == target.authority


def test_the_query_is_not_shown():
    """It may contain what nobody else may see."""
    shown = read_target("https://hooks.example.com/a?code=s3cret").shown

    assert "https://hooks.example.com/a" == shown


@pytest.mark.parametrize(
    ("url", "host", "authority"),
    [
        ("http://127.0.0.1:5000/x", "127.0.0.1", "127.0.0.1:5000"),
        ("http://localhost/", "localhost", "localhost"),
        ("https://[::1]:8443/", "::1", "[::1]:8443"),
        ("http://hooks.example.com/", "hooks.example.com", "hooks.example.com"),
    ],
)
def test_this_computer(url, host, authority):
    """Where loopback is allowed; that plain http stays here, the call itself sees to."""
    found = read_target(url, loopback=True)

    assert (host, authority) == (found.host, found.authority)


@pytest.mark.parametrize(
    ("url", "hint"),
    [
        ("http://127.0.0.1:5000/", "--allow-loopback allows services on this computer"),
        ("http://hooks.example.com/", ""),
        ("https://10.0.0.1/", ""),
    ],
)
def test_the_hint_names_the_switch_where_it_helps(url, hint):
    """And nowhere else."""
    with pytest.raises(BlockedAddress) as problem:
        read_target(url)

    assert hint == problem.value.hint


@pytest.mark.parametrize("host", ["0.0.0.0", "10.0.0.1", "2130706433", "[::]", "127.1", "intra"])
def test_loopback_allows_no_other_number(host):
    """With the switch too."""
    with pytest.raises(BlockedAddress):
        read_target(f"https://{host}/", loopback=True)
