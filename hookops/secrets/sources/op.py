"""Secrets from 1Password through its program: `op://VAULT/ITEM/FIELD`."""

from hookops.secrets.program import Program
from hookops.secrets.source import Context, SourceError

OP = Program(
    "op",
    "https://developer.1password.com/docs/cli",
    # Where a person has signed in, and which of the accounts is meant.
    variables=("HOME", "XDG_CONFIG_HOME", "OP_CONFIG_DIR", "OP_ACCOUNT", "OP_CONNECT_HOST"),
    credentials=("OP_SERVICE_ACCOUNT_TOKEN", "OP_CONNECT_TOKEN", "OP_SESSION_*"),
)


def resolve(path: str, field: str, context: Context) -> str:
    """What `op read` prints: see `source.py`."""
    # Source: 1Password CLI, op read. Its own line break is left out, not one of the secret.
    printed = OP.run(["read", "--no-newline", "--", f"op:{path}"], context)
    try:
        return printed.decode()
    except UnicodeDecodeError:
        raise SourceError("it is no text in UTF-8", "unusable") from None
