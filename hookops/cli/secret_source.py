"""Where a run's secrets come from, and what has to be true of each."""

from typing import TYPE_CHECKING

from hookops.cli import host
from hookops.cli.environment import FINGERPRINT_KEY
from hookops.model.secret import Secret

if TYPE_CHECKING:
    from hookops.manifest.sources import Sources
    from hookops.model.resource import Desired
    from hookops.model.secret import ResolveSecret


def read_secrets(sources: "Sources", desired: "Desired") -> "ResolveSecret":
    """Secrets of the environment, which no manifest holds and nothing that is written."""
    from hookops.kinds import KINDS
    from hookops.manifest.files import texts
    from hookops.secrets.environment import from_environment
    from hookops.secrets.written import unless_written

    here = host.current()
    refs = [
        ref
        for key, resource in desired.items()
        for ref in KINDS[key.kind].secrets(resource.spec).values()
    ]
    for variable in (FINGERPRINT_KEY, f"{FINGERPRINT_KEY}_PREVIOUS"):
        here.tripwire.add(Secret(here.env.get(variable, "")))
    resolve = here.tripwire.watch(from_environment(here.env))
    paths = (*sources.paths, *sources.overlays)
    # Organizations with the same manifests read, and look through, the same texts.
    return here.once(
        ("secrets", sources),
        lambda: unless_written(resolve, refs, lambda: texts(paths, sources.root)),
    )
