"""A session with an organization: which credential it gets, and that it is the org meant."""

from dataclasses import dataclass
from threading import Event
from typing import TYPE_CHECKING

from hookops.cli import host
from hookops.cli.environment import check_environment
from hookops.cli.okta_yaml import home_settings, note_ignored
from hookops.cli.output import reporter
from hookops.model.errors import GuardError
from hookops.model.text import show

if TYPE_CHECKING:
    from collections.abc import Collection

    from hookops.manifest.project import Organization
    from hookops.model.resource import Key
    from hookops.okta.auth.settings import Credentials
    from hookops.okta.session import Patience, Session

EMBEDDED = "http://localhost"
"""Where the embedded emulator seems to be; hookops opens no socket."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What a session may do, and who has named its org."""

    read_only: bool
    execute: bool = False
    """Whether a read-only one can have Okta call a hook's service."""
    loopback: bool = False
    """Whether an embedded org calls services on this computer."""
    stop: Event | None = None
    named: bool = False
    """Whether the command line names the URL, which counts as the environment's word for it."""
    declared: "Collection[Key]" = ()
    """What the manifests declare: a service app asks for the scopes of reading it."""
    patience: "Patience | None" = None
    """Where the host names none; None: as much as people have."""


def open_organization(chosen: "Organization", how: Opening) -> tuple["Session", str, bool]:
    """A session, the name under which the ledger knows the organization, and whether it is real.

    Raises: InvalidInput, AuthError, GuardError; nothing is open then.
    """
    if chosen.emulator is not None:
        return *open_embedded(chosen, how), False
    found = find_credentials(chosen, named=how.named)
    session = open_found(chosen, found, how)
    try:
        # Before anything else is read: a pin protects from the right token for the wrong org.
        _check_pin(session, chosen)
    except BaseException:
        session.close()
        raise
    return session, chosen.url, not found.emulated


def find_credentials(chosen: "Organization", *, named: bool = False) -> "Credentials":
    """What an Okta org is shown, which it may get. Raises: InvalidInput, AuthError, GuardError."""
    here = host.current()
    from hookops.okta.auth.settings import credentials

    check_environment(here.env)
    note_ignored()
    found = credentials(
        here.env,
        chosen.url,
        named=named,
        choice=chosen.credential,
        home=home_settings,
        folder=here.folder,
    )
    for secret in found.secrets:
        here.tripwire.add(secret)
    return found


def open_found(chosen: "Organization", found: "Credentials", how: Opening) -> "Session":
    """A session with an Okta org, whichever org it is; nothing is sent yet."""
    here = host.current()
    from hookops.okta.auth.scopes import expected_scopes
    from hookops.okta.session import Patience, open_session
    from hookops.okta.transport import load_trust

    # Reading the certificates takes 40 ms, and many organizations have the same.
    plain = chosen.url.startswith("http://")
    return open_session(
        chosen.url,
        found.credential,
        read_only=how.read_only,
        execute=how.execute,
        patience=here.patience or how.patience or Patience(),
        report=reporter(),
        stop=how.stop or here.stop,
        before_write=here.tripwire.note_write,
        trust=here.once(("trust", plain), lambda: load_trust(chosen.url)),
        expected=expected_scopes(how.declared),
        note=here.tripwire.add,
    )


def open_embedded(chosen: "Organization", how: Opening) -> tuple["Session", str]:
    """A session with the emulator in this process, and its name. Raises: InvalidInput."""
    # No token of the environment: an embedded org has no use for a real one.
    from hookops.cli.embedded import TOKEN, embedded_app
    from hookops.model.secret import Secret
    from hookops.okta.session import open_session

    assert chosen.emulator is not None
    app, identity = embedded_app(chosen.emulator, chosen.seed, loopback=how.loopback)
    session = open_session(
        EMBEDDED,
        Secret(TOKEN),
        read_only=how.read_only,
        execute=how.execute,
        app=app,
        stop=how.stop or host.current().stop,
        before_write=host.current().tripwire.note_write,
    )
    return session, identity


def _check_pin(session: "Session", chosen: "Organization") -> None:
    """Source: Okta Management API, Retrieve the Okta organization metadata."""
    from hookops.model.call import Call
    from hookops.okta.encoding import DeferredValues, no_ids

    if not chosen.id:
        return
    answer = session.send(Call("GET", (".well-known", "okta-organization")), DeferredValues(no_ids))
    found = answer.get("id") if isinstance(answer, dict) else None
    if found != chosen.id:
        raise GuardError(
            f"{chosen.url} is the org {show(str(found))}, hookops.yaml pins {chosen.id}",
            "no option overrides this",
        )
