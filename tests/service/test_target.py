"""A URL that may be called, in parts; everything doubtful is blocked."""

import pytest

from hookops.model.errors import BlockedAddress
from hookops.network.addresses import read_networks
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


@pytest.mark.parametrize(("scheme", "port"), [("http", 80), ("https", 443)])
def test_the_usual_port(scheme, port):
    """Where the URL names none."""
    assert port == read_target(f"{scheme}://localhost/", loopback=True).port


NUMBER = "names its host by a number; only names are called"
COMPLAINTS = {
    f"https://a.example/{'x' * 1007}": "is longer than 1024 characters",
    "https://bücher.example/": (
        "has characters beyond ASCII; write such a host as DNS has it, xn--..."
    ),
    "https://a.example/ b": "has white space or control characters",
    "https://a.example/\x7f": "has white space or control characters",
    "https://a.example\\b/": "has a backslash",
    "https://a.example/#b": "has a fragment (#)",
    "ftp://a.example/": "must start with https://",
    "//a.example/": "must start with https://",
    "http://a.example/": "must start with https://",
    "https://user@a.example/": "has a user name or password",
    "https://a.example:0/": "has a port that is not valid",
    "https://a.example:/": "has a port that is not valid",
    "https:///a": "has no host",
    "https://localhost/": "names this computer",
    "http://127.0.0.1/": "names this computer",
    "https://[::2]/": NUMBER,
    "https://a.example.7/": NUMBER,
    "https://a.example.7./": NUMBER,
    "https://a.0x7f/": NUMBER,
    "https://a.0x/": NUMBER,
    "https://intra/": "names a host that is not on the internet",
    "https://a..example/": "has a host that is not a domain name",
    "https://-a.example/": "has a host that is not a domain name",
    f"https://{'a' * 64}.example/": "has a host that is not a domain name",
    f"https://{'a.' * 124}aaaaaa/": "has a host that is not a domain name",
}


@pytest.mark.parametrize(("url", "complaint"), COMPLAINTS.items())
def test_what_is_wrong_with_a_url(url, complaint):
    """The first thing that is wrong, without the URL, which may contain a secret."""
    with pytest.raises(BlockedAddress) as problem:
        read_target(url)

    assert f"hookops does not call this URL: it {complaint}" == problem.value.message


@pytest.mark.parametrize(
    "url",
    [
        f"https://a.example/{'x' * 1006}",
        "https://a.example/!~",
        f"https://{'a' * 63}.example/",
        f"https://{'a.' * 124}aaaaa/",
        "https://a.x0x7/",
    ],
)
def test_the_longest_and_the_last(url):
    """What is just inside the limits is called."""
    assert "https" == read_target(url).scheme


@pytest.mark.parametrize(
    ("url", "hint"),
    [
        ("http://127.0.0.1:5000/", "--allow-loopback allows services on this computer"),
        ("http://hooks.example.com/", ""),
        (
            "https://10.0.0.1/",
            "a URL of the command line may be in a network that HOOKOPS_ALLOWED_NETWORKS lists",
        ),
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


@pytest.mark.parametrize(
    ("url", "authority"),
    [
        ("http://10.20.0.5:5000/token", "10.20.0.5:5000"),
        ("https://10.20.0.5/token", "10.20.0.5"),
        ("http://hooks/token", "hooks"),
        ("http://hooks.internal/token", "hooks.internal"),
    ],
)
def test_a_private_network(url, authority):
    """Its numbers and short names are called, over plain http too, where a list allows it."""
    assert authority == read_target(url, networks=read_networks("10.20.0.0/16")).authority
    with pytest.raises(BlockedAddress):
        read_target(url)


@pytest.mark.parametrize(
    "url", ["http://10.21.0.5/", "http://127.0.0.1/", "http://localhost/", "http://0x0a140005/"]
)
def test_a_list_allows_no_other_number(url):
    """An address beside the list, this computer, or a number in another form."""
    with pytest.raises(BlockedAddress):
        read_target(url, networks=read_networks("10.20.0.0/16"))
