"""A look at any org: the project's, or the one that `--url` names, also where no project is."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from threading import Event
from typing import TYPE_CHECKING

from hookops.cli import host
from hookops.cli.context import NO_MANIFESTS, PLANNED, opened, project
from hookops.cli.environment import fingerprint_key
from hookops.cli.ledger_store import NONE, named_place, open_place
from hookops.cli.output import reporter
from hookops.cli.sessions import Opening, open_organization
from hookops.model.errors import InvalidInput

if TYPE_CHECKING:
    from hookops.manifest.project import Organization
    from hookops.workflow.run import Run

_EARLY = PLANNED | NO_MANIFESTS
"""What does not count: whoever looks at an org may have no manifests yet."""


@contextmanager
def opened_anywhere(
    config: str | None,
    name: str | None,
    url: str | None,
    *,
    later: Collection[str] = _EARLY,
    stop: Event | None = None,
) -> Iterator["Run"]:
    """A read-only run on the org at `url`, or on the project's organization where there is no URL.

    With a URL the project is used where it has an organization at that URL; else the run has no
    manifests and no ledger. The command line counts as the environment's word for that URL.
    Raises: as `opened`; InvalidInput for a URL that is none, and for a name beside it.
    """
    if url is None:
        with opened(config, name, read_only=True, later=later, stop=stop) as run:
            yield run
        return
    known = known_name(config, name, url)
    if known is not None:
        with opened(config, known, read_only=True, later=later, stop=stop, named=True) as run:
            yield run
        return
    with opened_alone(url.rstrip("/"), stop) as run:
        yield run


def known_name(config: str | None, name: str | None, url: str) -> str | None:
    """The project's name for the org at `url`; None where it has none.

    Raises: InvalidInput, which has no part of what was given: it may be a password.
    """
    from hookops.manifest.project import find
    from hookops.network.hosts import place_of
    from hookops.network.org_url import check_url

    if complaint := check_url(url):
        raise InvalidInput(f"--{complaint}", "its value is not shown")
    if name is not None:
        raise InvalidInput("--org and --url both name an organization", "use one of them")
    if config is None and find(host.current().folder) is None:
        return None
    organizations = project(config).organizations.values()
    same = [one.name for one in organizations if one.url and place_of(one.url) == place_of(url)]
    # Each has a ledger of its own, so that none of them can be guessed.
    if len(same) > 1:
        names = ", ".join(same)
        raise InvalidInput(
            f"the project has several organizations at this URL: {names}", "use --org NAME"
        )
    return same[0] if same else None


@contextmanager
def opened_alone(url: str, stop: Event | None) -> Iterator["Run"]:
    """A run on an org that no project knows, as of `opened_anywhere`."""
    from hookops.workflow.run import Run

    here = host.current()
    session, identity, _ = open_organization(
        unknown_organization(url), Opening(read_only=True, stop=stop, named=True)
    )
    place = named_place(NONE)
    try:
        yield Run(
            {},
            session,
            open_place(place, identity),
            lambda _: None,
            url,
            fingerprint_key(here.env),
            clock=here.clock,
            ledger_place=place.shown,
            report=reporter(),
            note_secret=here.tripwire.add,
        )
    finally:
        session.close()


def unknown_organization(url: str) -> "Organization":
    """One that is declared nowhere."""
    from hookops.manifest.project import Organization
    from hookops.manifest.sources import Sources
    from hookops.model.source import Mark

    mark, nothing = Mark("--url", 1, 1), Sources((), host.current().folder)
    return Organization(
        name=url,
        emulator=None,
        seed=None,
        url=url,
        id="",
        ledger=NONE,
        mark=mark,
        sources=nothing,
    )


def is_unknown(chosen: "Organization") -> bool:
    """Whether it is one of `unknown_organization`."""
    # No name of a project is a URL.
    return chosen.name == chosen.url
