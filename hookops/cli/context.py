"""From a command line to a `Run`: the project, the organization, a session, the ledger."""

import gc
import re
import time
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from hookops.cli import host
from hookops.cli.environment import (
    allowed_secrets,
    fingerprint_key,
    read_network,
    secret_hosts,
)
from hookops.cli.ledger_store import Place, find_place, named_place, open_place
from hookops.cli.output import err_once, reporter
from hookops.cli.secret_source import read_secrets
from hookops.cli.sessions import Opening, open_organization, reached
from hookops.model.diagnostic import MAX_PRINTED, Diagnostic, errors, render_first
from hookops.model.errors import GuardError, InvalidInput
from hookops.model.text import looks_like_token, plural

if TYPE_CHECKING:
    from hookops.apply.elsewhere import VerifyUrls
    from hookops.files.seal import Takes
    from hookops.ledger.store import LedgerStore
    from hookops.manifest.load import Loaded
    from hookops.manifest.project import Organization, Project
    from hookops.manifest.sources import Sources
    from hookops.model.change import Change
    from hookops.model.limits import SecretTrust
    from hookops.model.resource import Desired
    from hookops.workflow.run import Moment, Run, Verifier

PLANNED = frozenset({"version"})
"""Codes of warnings that a plan gives itself, where it knows what Okta has already."""

NO_MANIFESTS = frozenset({"not-found", "nothing-found"})
"""Codes of what is wrong where there are no manifests at all."""

GUARDS = {"secret-two-hosts"}
"""Codes of diagnostics that a guard refuses in valid manifests: exit code 5, not 3."""
EXPLAIN = "hookops explain CODE says more of each code in brackets"


def project(config: str | None) -> "Project":
    """The project of `--config`, or of the nearest `hookops.yaml`.

    Raises: InvalidInput.
    """
    from hookops.ledger.stores import check_location
    from hookops.manifest.project import read

    path = project_file(config)
    return host.current().once(path, lambda: read(path, check_location))


def project_file(config: str | None) -> Path:
    """Where that project lies. Raises: InvalidInput where nothing is."""
    from hookops.manifest.project import find

    here = host.current()
    path = here.path(config) if config else find(here.folder)
    if path is None:
        raise InvalidInput(
            "no hookops.yaml here or in a folder above, up to the repository's root",
            "hookops init writes one; hookops list --url URL looks at an org without one",
        )
    return path


def organization(found: "Project", name: str | None) -> "Organization":
    """The one that was named, or the only one. Raises: InvalidInput."""
    names = ", ".join(found.organizations)
    # With several there is no default: the first would be a guess about production.
    if name is None and len(found.organizations) == 1:
        return next(iter(found.organizations.values()))
    if name is None:
        raise InvalidInput(f"the project has several organizations: {names}", "use --org NAME")
    check_organizations(found, (name,))
    return found.organizations[name]


def check_organizations(found: "Project", names: Iterable[str]) -> None:
    """The project has all of them. Raises: InvalidInput that names each one that it has not."""
    unknown = [name for name in dict.fromkeys(names) if name not in found.organizations]
    if not unknown:
        return
    # What cannot be a name may be a URL, with a password in it.
    shown = [
        name if re.fullmatch("[A-Za-z0-9_.-]{1,63}", name) and not looks_like_token(name) else ""
        for name in unknown
    ]
    text = " or ".join(filter(None, shown)) or "of this name"
    has = f"it has: {', '.join(found.organizations)}"
    raise InvalidInput(f"the project has no organization {text}", has)


@contextmanager
def opened(
    config: str | None,
    name: str | None,
    *,
    read_only: bool,
    execute: bool = False,
    loopback: bool = False,
    stop: Event | None = None,
    elsewhere: "VerifyUrls | None" = None,
    later: Collection[str] = PLANNED,
    lock_timeout_s: int = 0,
    takes: "Takes" = "sealed",
    named: bool = False,
) -> Iterator["Run"]:
    """A run on one organization: manifests loaded and valid, nothing sent yet.

    With `execute` a read-only run can have Okta call a hook's service, with `loopback` an embedded
    org one on this computer; with `elsewhere` one that writes verifies services at other addresses;
    `later` as for `load_valid`, `takes` as of `Seals`, `named` as of `Opening`; `stop` ends waits.
    Raises: InvalidInput with every diagnostic.
    """
    from hookops.workflow.run import Run

    here, found = host.current(), project(config)
    chosen = organization(found, name)
    # Before any session: nothing is asked of Okta for manifests that are wrong.
    desired, ledger = load_valid(chosen.sources, later), find_place(chosen, found.root)
    _collect_rarely(may_last=here.brief and not read_only)
    how = Opening(read_only, execute, loopback, stop, named, desired.keys())
    session, identity, real = open_organization(chosen, how)
    resolve, read_ahead = read_secrets(chosen.sources, desired)
    with closing(session):
        run = Run(
            desired,
            session,
            open_place(ledger, identity, wait_s=lock_timeout_s, stop=stop, takes=takes),
            resolve,
            title(chosen),
            fingerprint_key(here.env),
            clock=here.clock,
            sleep=stop.wait if stop is not None else time.sleep,
            ledger_place=ledger.shown,
            report=reporter(),
            note_secret=here.tripwire.add,
            read_ahead=read_ahead,
            caps=chosen.caps,
            trust=_trust(ledger, emulated=not real),
            network=read_network(here.env),
        )
        yield run if read_only else _with_verifier(run, found.root, elsewhere)


def _trust(ledger: Place, *, emulated: bool) -> "SecretTrust":
    from hookops.model.limits import SecretTrust

    return SecretTrust(secret_hosts(host.current().env), ledger.doubt, emulated=emulated)


def title(chosen: "Organization") -> str:
    """The organization for people, and what is between it and them."""
    if chosen.emulator is not None:
        return f"{chosen.name} (embedded emulator)"
    # One that no project knows has no other name than its URL.
    if chosen.name == chosen.url:
        return f"{chosen.url}{reached(chosen.url)}"
    return f"{chosen.name} ({chosen.url}{reached(chosen.url)})"


def _collect_rarely(*, may_last: bool) -> None:
    """An apply may last for hours, and what it has loaded at first is never garbage."""
    if may_last:
        gc.freeze()
        gc.enable()


def ledger_of(
    config: str | None, name: str | None, elsewhere: str | None = None, takes: "Takes" = "sealed"
) -> tuple["LedgerStore", Place]:
    """The ledger store of an organization, and where it is; nothing is sent to Okta.

    Shape: `elsewhere` is a location of the command line, in the place of the one that is set;
    `takes` as of `Seals`.
    Raises: InvalidInput, GuardError.
    """
    found = project(config)
    chosen = organization(found, name)
    place = named_place(elsewhere) if elsewhere else find_place(chosen, found.root)
    identity = chosen.url
    if chosen.emulator is not None:
        from hookops.cli.embedded import embedded_app

        _, identity = embedded_app(chosen.emulator, chosen.seed)
    return open_place(place, identity, takes=takes), place


def _with_verifier(run: "Run", root: Path, elsewhere: "VerifyUrls | None") -> "Run":
    """The run, which can call services and says who applies.

    Raises: InvalidInput, GuardError for other addresses.
    """
    # Of an emulated org the plan needs no host named, and a call of hookops' own does.
    if elsewhere is not None and (elsewhere.urls or run.trust.emulated):
        from hookops.workflow.services.verification import check_verify_urls

        run = check_verify_urls(run, elsewhere)
    from hookops.cli.author import find_author

    author = find_author(host.current().env, root)
    return replace(run, verifier=_lazy_verifier(run, root), author=author)


def load_valid(sources: "Sources", later: Collection[str] = ()) -> "Desired":
    """What the manifests declare; warnings are on stderr. Raises: InvalidInput, GuardError.

    Shape: `later` are codes of what does not count here.
    """
    loaded = load_found(sources)
    # Only a plan knows what is doubtful; beside an error there will be none.
    found = loaded.diagnostics if errors(loaded.certain) else loaded.certain
    complain(tuple(each for each in found if each.code not in later))
    return loaded.desired


def load_found(sources: "Sources") -> "Loaded":
    """What the manifests declare, and all that is wrong with them."""
    from hookops.manifest.load import load_sources

    here = host.current()
    if here.brief:
        gc.disable()  # collecting costs a third of a large load
    allowed = allowed_secrets(here.env)
    return here.once(sources, lambda: load_sources(sources, allowed_secrets=allowed))


def _lazy_verifier(run: "Run", root: Path) -> "Verifier":
    """What verifies services for apply, imported when there is one to call."""

    made: list[Verifier] = []

    def verify(change: "Change", moment: "Moment") -> str:
        from hookops.workflow.services.verification import verifier_of

        # One for the whole run: cases are those from before the change.
        made.extend([] if made else [verifier_of(run, root)])
        return made[0](change, moment)

    return verify


def complain(diagnostics: tuple[Diagnostic, ...]) -> None:
    """Warnings to stderr; errors raised. Raises: InvalidInput with all of them, if any."""
    wrong = errors(diagnostics)
    warnings = tuple(found for found in diagnostics if found.severity != "error")
    # Together with the errors, which are printed last, no more than people read.
    for text in render_first(warnings, max(0, MAX_PRINTED - len(wrong))):
        err_once(*text.split("\n"))
    if wrong:
        text = f"{plural(len(wrong), 'error')}; nothing was read from Okta and nothing written"
        # All of them: one real error among them makes the input invalid.
        if {diagnostic.code for diagnostic in wrong} <= GUARDS:
            raise GuardError(text, EXPLAIN, diagnostics=wrong)
        raise InvalidInput(text, EXPLAIN, diagnostics=wrong)
