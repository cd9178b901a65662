"""`hookops init`."""

import errno
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

import click

from hookops.cli import host, options, output
from hookops.files.reading import Unreadable, read_bytes
from hookops.files.writing import PUBLIC, check_target, make_folder, replace_file, write_new
from hookops.model.errors import InvalidInput

PROJECT = """\
# yaml-language-server: $schema=.hookops/schemas/project.schema.json
apiVersion: hookops.dev/v1
kind: Project
spec:
  manifests: [manifests]
  organizations:
    # The emulator inside hookops: no account, no server, no network.
    # To start again: rm .hookops/local.db .hookops/local.ledger.json
    local: {emulator: .hookops/local.db}
    # Your org: uncomment this, export HOOKOPS_API_TOKEN, and use --org prod.
    # prod:
    #   url: https://acme.okta.com
    #   # A place that every job shares, not Git; or export HOOKOPS_LEDGER.
    #   ledger: s3://acme-state/hookops/prod.json
"""

MANIFEST = """\
# yaml-language-server: $schema=../.hookops/schemas/inline-hook.schema.json
apiVersion: hookops.dev/v1
kind: InlineHook
metadata:
  name: enrich-access-tokens
spec:
  name: Enrich access tokens
  type: com.okta.oauth2.tokens.transform
  version: 1.0.1
  status: ACTIVE
  channel:
    type: HTTP
    version: 1.0.0
    config:
      uri: https://hooks.example.com/token
      method: POST
      headers:
        - {key: X-Environment, value: prod}
      # A secret is only ever a reference: hookops reads it when it sends it, and nowhere else.
      authScheme: {type: HEADER, key: Authorization, valueFrom: env:HOOKOPS_SECRET_TOKEN_HOOK}
"""

IGNORED = """\
# hookops: the emulator, and ledgers with their locks. A branch would have an old ledger: those of
# teams are in a store that every run shares (README, "The ledger").
.hookops/*.db*
*.ledger.json
*.json.lock
"""
_MOST = 1024 * 1024
"""Bytes of a .gitignore."""


@options.command("init")
@click.argument("folder", default=".", metavar="[FOLDER]")
def command(folder: str) -> int:
    """Write a project that works at once, against an emulator of Okta inside hookops.

    Makes hookops.yaml, manifests/enrich-access-tokens.yaml, the JSON Schemas that editors use, and
    lines of .gitignore. Overwrites nothing.
    """
    here, start = Path(folder), host.current().folder
    files = _files(here)
    _check(start, files, here / ".gitignore")
    try:
        _write(files, start)
        _ignore(start, here / ".gitignore")
    except OSError as problem:
        raise _unwritable(problem) from None
    # Generated, since hookops sends no secret that is short or a placeholder.
    secret = 'export HOOKOPS_SECRET_TOKEN_HOOK="$(openssl rand -hex 32)"'
    output.lines(f"next: {secret}; hookops plan; hookops apply")
    return 0


def _check(start: Path, files: Iterable[Path], ignore: Path) -> None:
    """Raises: InvalidInput where a file exists, or none can be."""
    # All before the first is written: half a project would be in the way of the next attempt. Links
    # count that lead nowhere: they would be written through.
    taken = [str(path) for path in files if os.path.lexists(start / path)]
    if taken:
        raise InvalidInput(f"{taken[0]} exists; nothing was written", "choose an empty folder")
    try:
        for path in (*files, ignore):
            check_target(start / path)
    except OSError as problem:
        raise _unwritable(problem) from None


def _unwritable(problem: OSError) -> InvalidInput:
    return InvalidInput(f"{problem.filename} cannot be written: {problem.strerror}")


def _write(files: Mapping[Path, str], start: Path) -> None:
    for path, text in files.items():
        make_folder((start / path).parent)
        write_new(start / path, output.checked(text), PUBLIC)
        # The path as it was typed: messages never name folders that the user did not.
        output.lines(f"wrote {path}")


def _files(here: Path) -> dict[Path, str]:
    from hookops.manifest.schema.files import root

    # Copies of the schemas: an editor finds them by a relative path, offline and of this version.
    schemas = sorted((root() / "manifest").glob("*.schema.json"))
    copies = {
        here / ".hookops" / "schemas" / path.name: path.read_text("utf-8") for path in schemas
    }
    manifest = here / "manifests" / "enrich-access-tokens.yaml"
    return {here / "hookops.yaml": PROJECT, manifest: MANIFEST, **copies}


def _ignore(start: Path, path: Path) -> None:
    # The one file that may exist already: it is added to, once.
    file = start / path
    try:
        text = read_bytes(file, _MOST).decode()
    except Unreadable as problem:
        if not problem.missing:
            raise OSError(errno.EINVAL, problem.reason, str(path)) from None
        text = ""
    except UnicodeDecodeError:
        raise OSError(errno.EINVAL, "it is not UTF-8", str(path)) from None
    if ".hookops/*.db*" not in text:
        replace_file(file, output.checked(text + IGNORED), PUBLIC)
        output.lines(f"wrote {path}")
