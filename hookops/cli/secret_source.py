"""Where a run's secrets come from, and what has to be true of each."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from hookops.cli import host
from hookops.cli.environment import FINGERPRINT_KEY
from hookops.model.secret import Secret

if TYPE_CHECKING:
    from hookops.manifest.sources import Sources
    from hookops.model.resource import Desired
    from hookops.model.secret import ResolveSecret, SecretRef

    Source = tuple[ResolveSecret, Callable[[Iterable[SecretRef]], None]]


def read_secrets(sources: "Sources", desired: "Desired") -> "Source":
    """Secrets of the sources that manifests name, which no manifest holds, nor anything that is
    written; and what reads several at once."""
    from hookops.kinds import KINDS
    from hookops.manifest.files import texts
    from hookops.secrets.reader import Reader
    from hookops.secrets.written import unless_written

    here = host.current()
    near = [
        ref
        for key, resource in desired.items()
        for ref in KINDS[key.kind].secrets(resource.spec).values()
        if ref.scheme == "env"
    ]
    for variable in (FINGERPRINT_KEY, f"{FINGERPRINT_KEY}_PREVIOUS"):
        here.tripwire.add(Secret(here.env.get(variable, "")))
    paths = (*sources.paths, *sources.overlays)

    def make() -> "Source":
        reader = Reader(here.env, sources.root)
        resolve = unless_written(
            here.tripwire.watch(reader),
            # Of each look at the texts, all that is known by then takes part.
            lambda: (*near, *reader.known()),
            lambda: texts(paths, sources.root),
        )
        return resolve, reader.read_ahead

    # Organizations with the same manifests read, and look through, the same texts.
    return here.once(("secrets", sources), make)
