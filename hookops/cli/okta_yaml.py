"""`~/.okta/okta.yaml`: what the SDKs and the Okta CLI keep for one person."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hookops.cli import host
from hookops.cli.output import err_once
from hookops.files.boundary import repository_around
from hookops.model.errors import InvalidInput

_PLACES = ("okta.yaml", ".okta/okta.yaml")
_NAMES = ("orgUrl", "token", "clientId", "privateKey", "privateKeyId", "kid")
_LONGEST = 256 * 1024


def note_ignored() -> None:
    """A note says that a file of the repository is not read: a pull request can change it."""
    ignored = [name for f in _repository() for name in _PLACES if os.path.isfile(f / name)]
    if ignored:
        err_once(
            f"note: hookops does not read {ignored[0]} of this repository, since a pull request "
            "can change it: export its settings, or keep it in ~/.okta"
        )


def home_settings() -> Mapping[str, str]:
    """The settings of the file in the home folder, by the names of `HOME`; none without one.

    Raises: InvalidInput for a file that cannot be read.
    """
    from hookops.okta.auth.sources import OKTA_YAML

    home = host.current().env.get("HOME", "")
    path = Path(os.path.abspath(home)) / _PLACES[1]
    # A home folder may be a repository too.
    if not home or not os.path.isfile(path) or path.parents[1] in _repository():
        return {}
    client = _read(path, OKTA_YAML)
    texts = {name: client[name] for name in _NAMES if isinstance(client.get(name), str)}
    # By the names that messages have.
    return {f"okta.client.{name} of {OKTA_YAML}": text for name, text in texts.items()}


def _repository() -> tuple[Path, ...]:
    """The folder of this run and those above it, as far as the repository's root."""
    # The folder of a process is `.`, which has no folders above it.
    here = Path(os.path.abspath(host.current().folder))
    root = repository_around(here)
    # Without a repository nobody sends pull requests.
    return tuple(f for f in (here, *here.parents) if root and f.is_relative_to(root))


def _read(path: Path, shown: str) -> Mapping[str, Any]:
    """The member `okta.client`. Raises: InvalidInput."""
    from hookops.files.reading import Unreadable, read_bytes
    from hookops.manifest.document import parse
    from hookops.model.diagnostic import errors

    try:
        data = read_bytes(path, _LONGEST, links=True)
    except Unreadable as problem:
        raise InvalidInput(f"{shown} cannot be read: {problem.reason}") from None
    # Nothing in it, which is no document either.
    if not data.strip():
        return {}
    documents, found = parse(data, shown)
    if errors(found):
        raise InvalidInput(f"{shown} cannot be used", diagnostics=errors(found))
    okta = documents[0].data.get("okta") if documents else None
    client = okta.get("client") if isinstance(okta, dict) else None
    return client if isinstance(client, dict) else {}
