"""What `doctor` and `whoami` look at: each setting, and the source that it came from."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from hookops.cli import host
from hookops.cli.any_org import is_unknown, known_name, unknown_organization
from hookops.cli.context import GUARDS, load_found, organization, project, project_file, title
from hookops.cli.environment import (
    FINGERPRINT_KEY,
    allowed_networks,
    allowed_secrets,
    fingerprint_key,
    read_network,
    secret_hosts,
)
from hookops.cli.ledger_store import NONE, find_place, named_place, open_at_once
from hookops.cli.sessions import Opening, find_credentials, open_embedded, open_found
from hookops.model.diagnostic import errors
from hookops.model.errors import GuardError, HookopsError, InvalidInput
from hookops.model.text import plural

if TYPE_CHECKING:
    from hookops.ledger.store import CheckableStore
    from hookops.manifest.project import Organization
    from hookops.model.resource import Desired
    from hookops.okta.auth.credential import Credential
    from hookops.okta.session import Patience, Session
    from hookops.report.doctor.value import Check
    from hookops.workflow.doctor.subject import Subject

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Org:
    """A session with an org, which may be another one than is meant."""

    session: "Session"
    identity: str
    """The name under which the ledger knows it."""
    emulated: bool
    credential: "Credential | None" = field(default=None, repr=False)
    source: str = ""


class _Settings:
    """The checks of settings so far; one that is wrong stops no other."""

    def __init__(self) -> None:
        self.checks: list[Check] = []

    def look(self, name: str, find: Callable[[], tuple[T, str]]) -> T | None:
        """What is found, with its source in words; None where that is a mistake."""
        from hookops.report.doctor.value import Check, problem

        try:
            found, source = find()
        except HookopsError as error:
            self.checks.append(problem(name, error))
            return None
        self.checks.append(Check(name, "ok", source))
        return found

    def skip(self, *names: str) -> None:
        """They depend on what is wrong."""
        from hookops.report.doctor.value import Check

        self.checks += [Check(name, "unknown", "not looked at: see above") for name in names]


@contextmanager
def examined(config: str | None, name: str | None, url: str | None) -> Iterator["Subject"]:
    """Everything that the settings give; what is wrong with one of them is a check."""
    from hookops.workflow.doctor.subject import Subject

    settings = _Settings()
    root = settings.look("project", lambda: _find_project(config, url))
    chosen = None
    if root is not None:
        chosen = settings.look("organization", lambda: _find_organization(config, name, url))
    settings.look("environment", _read_environment)
    settings.look("fingerprint key", _find_key)
    if root is None or chosen is None:
        settings.skip("manifests", "credential", "ledger place")
        yield Subject("", tuple(settings.checks), {})
        return
    with _examined(settings, chosen, root, named=url is not None) as found:
        yield found


@contextmanager
def _examined(
    settings: _Settings, chosen: "Organization", root: Path, *, named: bool
) -> Iterator["Subject"]:
    """What the settings of an organization give, with a session where there can be one."""
    from hookops.network.org_url import is_emulator
    from hookops.workflow.doctor.subject import Subject, once_trusted

    desired = settings.look("manifests", lambda: _find_manifests(chosen)) or {}
    org = settings.look("credential", lambda: _open_org(chosen, desired, named=named))
    if org is None:
        # A file of the emulator has the name that its ledger knows it by.
        settings.skip("ledger place")
        near = chosen.emulator is not None or is_emulator(chosen.url, can_be_real=False)
        yield Subject(chosen.name, tuple(settings.checks), desired, emulated=near)
        return
    store = settings.look("ledger place", lambda: _find_ledger(chosen, root, org.identity))
    with closing(org.session):
        yield Subject(
            title(chosen),
            tuple(settings.checks),
            desired,
            org.session,
            org.credential,
            org.source,
            chosen.id,
            org.emulated,
            store,
            once_trusted(read_network(host.current().env)),
        )


@contextmanager
def identified(config: str | None, name: str | None, url: str | None) -> Iterator["Subject"]:
    """The org and the credential alone. Raises: InvalidInput, AuthError, GuardError."""
    from hookops.workflow.doctor.subject import Subject

    # Whoever asks who he is wants the error itself, with its exit code.
    chosen, _ = _find_organization(config, name, url)
    org, _ = _open_org(chosen, {}, named=url is not None)
    with closing(org.session):
        name = title(chosen)
        yield Subject(name, (), {}, org.session, org.credential, org.source, chosen.id)


def _find_project(config: str | None, url: str | None) -> tuple[Path, str]:
    """Its folder. Raises: InvalidInput."""
    from hookops.manifest.project import find

    here = host.current()
    # Not by the error of `project`, whose hint is for commands that need one.
    if config is None and find(here.folder) is None:
        if url is not None:
            return here.folder, "none, and --url names an org"
        raise InvalidInput(
            "no hookops.yaml here or in a folder above, up to the repository's root",
            "hookops init writes one; --url URL looks at an org without one",
        )
    found = project(config)
    how = _source("config", "HOOKOPS_CONFIG", "the nearest from this folder upward")
    return found.root, f"{project_file(config)}, {how}"


def _find_organization(
    config: str | None, name: str | None, url: str | None
) -> tuple["Organization", str]:
    """Raises: InvalidInput."""
    if url is not None:
        name = known_name(config, name, url)
        if name is None:
            return unknown_organization(url.rstrip("/")), "the one of --url, in no project"
    found = organization(project(config), name)
    how = "--url" if url else _source("org", "HOOKOPS_ORG", "the only one of the project")
    place = f"the embedded emulator {found.emulator.name}" if found.emulator else found.url
    return found, f"{found.name} ({found.mark}) at {place}, {how}"


def _source(option: str, variable: str, otherwise: str) -> str:
    """What gave the value of an option."""
    # The option has read the variable already, and its value no longer says so.
    source = click.get_current_context().get_parameter_source(option)
    if source is click.core.ParameterSource.COMMANDLINE:
        return f"--{option}"
    return variable if host.current().env.get(variable) else otherwise


def _read_environment() -> tuple[None, str]:
    """What a job sets beside the credential, by its names alone.

    Raises: InvalidInput, GuardError.
    """
    from hookops.network.credential_names import ALLOWED as CREDENTIALS
    from hookops.network.hosts import ALLOWED as HOSTS
    from hookops.network.hosts import allowed_hosts
    from hookops.network.org_url import PIN

    env = host.current().env
    read_network(env)
    # Each is read by the command that needs it, and a mistake in one should not wait for that.
    allowed_hosts(env)
    allowed_secrets(env)
    secret_hosts(env)
    allowed_networks(env)
    known = (PIN, HOSTS, CREDENTIALS, "HOOKOPS_ALLOWED_SECRETS", "HOOKOPS_ALLOWED_NETWORKS")
    named = [name for name in (*known, "HOOKOPS_SECRET_HOSTS") if env.get(name)]
    # A name says enough: what it allows is checked where it counts.
    return None, ", ".join(named) or "no variable narrows or widens what hookops may do"


def _find_key() -> tuple[bytes, str]:
    """Raises: InvalidInput."""
    key = fingerprint_key(host.current().env)
    if key:
        return key, FINGERPRINT_KEY
    text = f"no {FINGERPRINT_KEY}: a new version in a manifest says that a secret is new"
    return key, text


def _find_manifests(chosen: "Organization") -> tuple["Desired", str]:
    """Raises: InvalidInput, GuardError with all mistakes."""
    from hookops.report.words import things

    # It has no folder of manifests, which would be a mistake of a project.
    if is_unknown(chosen):
        return {}, "none: no project knows this org"
    loaded = load_found(chosen.sources)
    # Doubts are not for now: only a plan knows whether Okta has it exactly so already.
    wrong = errors(loaded.certain)
    if wrong:
        sort = GuardError if {each.code for each in wrong} <= GUARDS else InvalidInput
        raise sort("", "hookops validate shows all", diagnostics=wrong)
    text = f"{things(Counter(key.kind for key in loaded.desired))}, valid"
    warnings = len(loaded.certain)
    return loaded.desired, f"{text}; {plural(warnings, 'warning')}" if warnings else text


def _open_org(chosen: "Organization", desired: "Desired", *, named: bool) -> tuple[_Org, str]:
    """A session that cannot write; nothing is sent yet. Raises: InvalidInput, AuthError,
    GuardError."""
    from hookops.okta.auth.credential import AccessToken, ServiceApp

    # Each request once: whoever asks what is wrong waits for the answer.
    how = Opening(read_only=True, named=named, declared=desired.keys(), patience=_hasty())
    if chosen.emulator is not None:
        session, identity = open_embedded(chosen, how)
        return _Org(session, identity, emulated=True), "none: an embedded emulator needs none"
    found = find_credentials(chosen, named=named)
    match found.credential:
        case ServiceApp(client_id):
            app = f"the service app {client_id} ({found.client_id_from})"
            text = f"{app}, with the private key of {found.variable}"
        case AccessToken():
            text = f"an access token from {found.variable}"
        case _:
            text = f"an API token from {found.variable}"
    session = open_found(chosen, found, how)
    org = _Org(session, chosen.url, found.emulated, found.credential, found.variable)
    return org, text


def _hasty() -> "Patience":
    from hookops.network.deadlines import Limits
    from hookops.okta.session import Patience

    return Patience(attempts=1, call=Limits(call_s=15))


def _find_ledger(chosen: "Organization", root: Path, identity: str) -> tuple["CheckableStore", str]:
    """Raises: InvalidInput, GuardError."""
    from hookops.ledger.location import VARIABLE

    if is_unknown(chosen):
        return open_at_once(named_place(NONE), identity), "none: no project knows this org"
    place = find_place(chosen, root)
    # By its value, since a project that names the default means the same.
    env = host.current().env.get(VARIABLE, "").strip()
    default = str(root / ".hookops" / f"{chosen.name}.ledger.json")
    usual = "the default" if chosen.ledger == default else f"as {chosen.mark} says"
    return open_at_once(place, identity), f"{place.shown}, {f'from {VARIABLE}' if env else usual}"
