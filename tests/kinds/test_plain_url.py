"""URLs that mean the same are compared as equal, and no others."""

import pytest

from hookops.kinds import HOOKS


def compared(uri: str) -> str:
    channel = {"type": "HTTP", "config": {"uri": uri}}
    spec = {"name": "a", "type": "com.okta.oauth2.tokens.transform", "channel": channel}
    config = HOOKS.parse({"metadata": {"name": "a"}, "spec": spec}).compared()["channel"]["config"]
    return str(config["uri"])


@pytest.mark.parametrize(
    "equal",
    [
        (
            "https://h.example/a",
            "https://H.Example/a",
            "https://h.example:443/a",
            "HTTPS://h.example/a",
        ),
        ("https://h.example", "https://h.example/", "https://h.example:443"),
        ("https://h.example:8443/", "https://H.example:8443"),
        ("https://h.example/?q=1", "https://H.EXAMPLE:443/?q=1"),
    ],
)
def test_equal(equal: tuple[str, ...]) -> None:
    """Letters of scheme and host, a default port and a lone slash make no difference."""
    assert 1 == len({compared(uri) for uri in equal})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://h.example/a", "https://h.example/A"),
        ("https://h.example/a", "https://h.example/a/"),
        ("https://h.example/a?q=A", "https://h.example/a?q=a"),
        ("https://h.example/a", "https://h.example:8443/a"),
        ("https://h.example/a", "http://h.example/a"),
        ("https://h.example/%41", "https://h.example/A"),
        ("https://u@h.example/a", "https://U@h.example/a"),
        ("https://h.example:port/a", "https://h.example/a"),
        ("https://h.example?x", "https://h.example"),
    ],
)
def test_different(one: str, other: str) -> None:
    """Paths, queries, ports and users are what they are."""
    assert compared(one) != compared(other)
