"""A session with an organization: which credential it gets, and that it is the org meant."""

from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from hookops.cli import host
from hookops.cli.environment import read_network
from hookops.cli.okta_yaml import home_settings, note_ignored
from hookops.cli.output import err_once, reporter
from hookops.model.errors import GuardError, InvalidInput
from hookops.model.text import show

if TYPE_CHECKING:
    from collections.abc import Collection

    from hookops.manifest.project import Organization
    from hookops.model.resource import Key
    from hookops.model.secret import Secret
    from hookops.network.outside import Network
    from hookops.network.proxies import Proxy
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

    read_network(here.env)
    _note_way(chosen.url)
    found = credentials(
        here.env,
        chosen.url,
        named=named,
        choice=chosen.credential,
        home=home_settings,
        folder=here.folder,
        read=lambda reference: _read_key(reference, chosen.sources.root),
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

    network = read_network(here.env)
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
        trust=here.once(("trust", plain), lambda: load_trust(chosen.url, network.authorities)),
        proxy=_proxy(network, chosen.url),
        expected=expected_scopes(how.declared),
        note=here.tripwire.add,
    )


def _read_key(reference: str, root: Path) -> "Secret":
    """The private key of a service app, from whatever source of secrets the reference names.

    Shape: `root` is the project's folder, from which the paths in its file start.
    Raises: InvalidInput, SecretUnavailable.
    """
    from hookops.model.references.syntax import read_reference
    from hookops.model.secret import SecretRef
    from hookops.secrets.reader import Reader

    here = host.current()
    try:
        read_reference(reference)
    except ValueError as wrong:
        raise InvalidInput(f"auth.privateKeyFrom {wrong}") from None
    found = Reader(here.env, root)(SecretRef(*reference.split(":", 1)))
    # Of variables alone there may be none.
    assert found is not None
    return found


def _proxy(network: "Network", url: str) -> "Proxy | None":
    """The proxy on the way to an org; its own credential is in nothing that a run writes."""
    parts = urlsplit(url)
    # Plain http goes to this computer alone, and there through no proxy.
    if parts.scheme == "http":
        return None
    proxy = network.proxies.between(parts.hostname or "", parts.port or 443)
    for secret in (proxy.authorization, proxy.password) if proxy else ():
        if secret is not None:
            host.current().tripwire.add(secret)
    return proxy


def _note_way(url: str) -> None:
    """Not every report has a title, and whoever has set something for another tool should know."""
    from hookops.network.proxies import UNUSED

    env = host.current().env
    if unused := [name for name in UNUSED if env.get(name) or env.get(name.lower())]:
        err_once(f"note: hookops does not use {', '.join(unused)}")
    if way := reached(url):
        err_once(f"note: hookops reaches {url}{way}")
    note_ignored()


def reached(url: str) -> str:
    """How the environment has an org reached, as a clause; empty for directly, as one expects.

    Raises: InvalidInput, GuardError.
    """
    network = read_network(host.current().env)
    proxy = _proxy(network, url)
    words = [f" by the proxy {proxy.shown} ({proxy.variable})"] if proxy else []
    if network.authorities.place and not url.startswith("http://"):
        words.append(f" with certificates of {network.authorities.shown}")
    return ",".join(words)


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
