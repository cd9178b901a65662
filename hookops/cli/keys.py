"""`hookops keys`."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hookops.cli import complete, host, options, output
from hookops.cli.context import opened
from hookops.files.reading import Unreadable, read_bytes
from hookops.files.writing import PUBLIC, replace_file
from hookops.model.errors import InvalidInput

if TYPE_CHECKING:
    from hookops.model.resource import Actual


@click.group("keys")
def command() -> None:
    """Show hook keys, and publish their public halves. Never writes to Okta."""


@command.command("show", cls=options.Command)
@click.argument("name", shell_complete=complete.key_names)
@options.org
@click.option("--jwk", "as_jwk", is_flag=True, help="Print the public key as a JWK, and no more.")
@options.once(
    "--jwks",
    metavar="FILE",
    help="Put the public key into this JWK set; its other keys stay. A new file is made.",
)
def show(name: str, config: str | None, org: str | None, as_jwk: bool, jwks: str | None) -> int:
    """Show the hook key NAME, as it is called in Git.

    A hook with private_key_jwt works only when its token server knows the public half of the
    hook's key: publish the JWK there before a hook is switched to a new key.
    """
    from hookops.report.json_kit import dumps
    from hookops.report.jwks import jwk
    from hookops.workflow.keys import public_key

    with opened(config, org, read_only=True) as run:
        actual, answer = public_key(run, name)
    key = jwk(answer)  # public members only, whatever else the answer has
    if jwks:
        _publish(jwks, key)
    if as_jwk:
        output.out_utf8(dumps(key))
    # A script that publishes wants no prose on stdout.
    elif not jwks:
        output.out(_described(name, actual, key["kid"]))
    return 0


def _described(name: str, actual: "Actual", kid: str) -> str:
    from hookops.kinds import KEYS
    from hookops.kinds.hook_key import PUBLISHED
    from hookops.report.words import clean

    return "\n".join(
        [
            f"{KEYS.name}/{clean(name)}",
            f"  name in Okta: {clean(actual.spec.name)}",
            f"  id: {actual.id}",
            f"  kid: {clean(kid)}",
            f"  created: {clean(actual.created)}",
            f"publish it:  hookops keys show {clean(name)} --jwk, at the token server's JWK set",
            f"then record it: metadata.annotations: {{{PUBLISHED}: {clean(kid)}}}",
            "",
        ]
    )


def _publish(name: str, key: dict[str, Any]) -> None:
    """The file has the key; whole or as it was. Raises: InvalidInput."""
    from hookops.report.jwks import merged

    path = host.current().path(name)
    try:
        # Token servers read it at any moment, under other users.
        replace_file(path, output.checked(merged(_read_set(path), key, name)), PUBLIC)
    except OSError as problem:
        raise InvalidInput(f"{name} cannot be written: {problem.strerror}") from None
    except UnicodeDecodeError:
        raise InvalidInput(f"{name} cannot be written: it is not UTF-8") from None
    except Unreadable as problem:
        raise InvalidInput(f"{name} cannot be read: {problem.reason}") from None
    output.notice(f"{name} has the key {key['kid']}")


def _read_set(path: Path) -> str | None:
    """The text of a set of keys; None where there is none yet."""
    try:
        return read_bytes(path, _LONGEST_SET).decode()
    except Unreadable as problem:
        if problem.missing:
            return None
        raise


_LONGEST_SET = 1_000_000
"""Bytes; a key has five hundred."""
