"""Tokens of notification URLs are secrets of the run, and words are not."""

import pytest

from hookops.notify.secrecy import secret_parts


@pytest.mark.parametrize(
    ("url", "secrets"),
    [
        ("slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ", {"TIiajkdnlazkcOXrIdevi7FQ"}),
        ("json://bot:correct-horse-battery@host/path", {"correct-horse-battery"}),
        ("jsons://bot:a%2Fb%2Fc%2Fd%2Fe%2Ff@host", {"a%2Fb%2Fc%2Fd%2Fe%2Ff"}),
        ("json://host/x?token=8sd7f6s8d7f6s8d7f6s8d7f6", {"8sd7f6s8d7f6s8d7f6s8d7f6"}),
        ("tgram://123456789:AAEiajkdn7lazkcOXr9Idevi7FQ/1", set()),
        # A word that reports have would end the run, as if hookops had shown a secret.
        ("json://bot:password@hooks.example.com/enrich-access-tokens", set()),
        ("json://[broken", set()),
    ],
)
def test_parts(url, secrets):
    """What the tripwire looks for, beside the whole URL."""
    assert secrets <= {*secret_parts(url)}
    assert not {"password", "host", "hooks.example.com"} & {*secret_parts(url)}
