"""`hookops emulator`."""

import secrets
from typing import TYPE_CHECKING, Any

import click

from hookops.cli import host, options, output
from hookops.cli.embedded import check_data, read_seed
from hookops.model.errors import InvalidInput
from hookops.model.install.extras import check_extra

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication


@options.command("emulator")
@options.once(
    "--port",
    type=click.IntRange(0, 65535),
    default=8787,
    metavar="N",
    help="Default: 8787; 0 takes a free one.",
)
@options.once(
    "--token",
    metavar="T",
    help="The API token it accepts, never a real one. Default: a random one, which is printed.",
)
@options.once("--data", metavar="FILE", help="Keep the hooks in this file. Default: in memory.")
@options.once(
    "--hook-limit",
    type=click.IntRange(1, 1_000_000),
    default=100,
    metavar="N",
    help="How many hooks the org may have. Default: 100, as in Okta.",
)
@options.once(
    "--rate-limit",
    type=click.IntRange(1, 1_000_000),
    metavar="N",
    help="Answer 429 after so many requests a minute. Default: never.",
)
@options.once(
    "--seed",
    metavar="FILE",
    help="Begin with the hooks, switches and objects of this YAML file.",
)
@click.option(
    "--switch",
    "switches",
    multiple=True,
    metavar="NAME=VALUE",
    help="How to answer where Okta's behaviour is unknown. May be given several times.",
)
@options.once(
    "--engine",
    type=click.Choice(["identity", "classic"]),
    help="The engine the org runs on. Default: identity.",
)
@click.option(
    "--allow-loopback",
    is_flag=True,
    help="Call services on this computer, and http; as --switch service_addresses=loopback.",
)
@click.option("--list-switches", is_flag=True, help="Explain every switch, and serve nothing.")
def command(list_switches: bool, port: int, token: str | None, **chosen: Any) -> int:
    """Serve the emulator of Okta on a port of this computer, until you interrupt it.

    Prints one line with its address when it is ready, and below it how to export the token if none
    was given. A project points at it by url: http://127.0.0.1:N.

    GET /_emulator/requests answers the requests served so far, as a JSON array.
    """
    accepted = _check_token(token) if token is not None else _new_token()
    # An extra, since nobody needs flask to manage a real org.
    check_extra("emulator", "the emulator")
    from hookops.emulator.control import switchboard

    if list_switches:
        output.out(switchboard.list_switches())
    else:
        shown = "" if token is not None else f"export HOOKOPS_API_TOKEN={accepted}\n"
        _serve(_app(accepted, **chosen), port, shown)
    return 0


def _check_token(token: str) -> str:
    """The token. Raises: InvalidInput."""
    from hookops.okta.auth.settings import may_be_issued

    if may_be_issued(token):
        raise InvalidInput("the token looks like a real org's", "the emulator takes any other text")
    # A request without a token would show it.
    if not token.strip():
        raise InvalidInput("the token is empty", "without --token, the emulator makes one")
    # Source: RFC 9110, 5.5: a header carries these; a blank would end what a client reads.
    if not (token.isascii() and token.isprintable() and " " not in token):
        raise InvalidInput(
            "no client can send the token: it has blanks, line breaks or characters outside "
            "printable ASCII",
            "use letters, digits and punctuation, or leave --token out",
        )
    return token


def _new_token() -> str:
    """A token that nobody can guess, and that no org issues: its first letters are not 00."""
    return f"emulator-{secrets.token_urlsafe(24)}"


def _serve(app: "WSGIApplication", port: int, shown: str) -> None:
    """Until a signal comes; `shown` follows the address. Raises: InvalidInput for a port in use."""
    from hookops.emulator.http.server import serve

    def ready(url: str) -> None:
        # In one piece: who waits for the first line has the second as well.
        output.out(f"ready at {url}\n{shown}")

    try:
        # Loopback only: one token guards everything.
        serve(app, host="127.0.0.1", port=port, ready=ready)
    except OSError as problem:
        raise InvalidInput(f"port {port} cannot be used: {problem.strerror}") from None


def _app(
    token: str,
    *,
    data: str | None,
    seed: str | None,
    switches: tuple[str, ...],
    engine: str | None,
    allow_loopback: bool,
    **limits: Any,
) -> "WSGIApplication":
    """The application that the options describe. Raises: InvalidInput."""
    from sqlite3 import DatabaseError

    from hookops.emulator.app import create_app
    from hookops.emulator.control import seed as seeds
    from hookops.emulator.control import switchboard
    from hookops.emulator.control.switches import Switches
    from hookops.emulator.store.memory import MemoryStore
    from hookops.emulator.store.sqlite import SqliteStore

    # These are switches that have an option of their own.
    chosen = (*switches, f"engine={engine}") if engine else switches
    chosen = (*chosen, "service_addresses=loopback") if allow_loopback else chosen
    if data:
        check_data(host.current().path(data))
    try:
        given = switchboard.named(chosen)
        seeded = read_seed(host.current().path(seed), given) if seed else {}
        switched = switchboard.read_options(chosen, seeds.settings(seeded, Switches()))
        rest = {name: value for name, value in seeded.items() if name not in seeds.SETTINGS}
        store = SqliteStore(host.current().path(data)) if data else MemoryStore()
        return create_app(store, token=token, switches=switched, seed=rest, **limits)
    # Seeds, switches and limits are checked by the emulator, which knows no error of hookops.
    except ValueError as problem:
        hint = "hookops emulator --list-switches"
        raise InvalidInput(str(problem), hint) from None
    except OSError as problem:
        raise InvalidInput(f"{problem.filename}: {problem.strerror}") from None
    # Sqlite's words name no file, and are the same for a picture and for a database of others.
    except DatabaseError:
        raise InvalidInput(f"{data} is no file of the emulator", "name a new one") from None
