"""`hookops emulator`."""

import re
from pathlib import Path

import click

from hookops.cli import options
from hookops.model.errors import InvalidInput


@click.command("emulator")
@options.once(
    "--port",
    type=click.IntRange(0, 65535),
    default=8787,
    metavar="N",
    help="Default: 8787; 0 takes a free one.",
)
@options.once(
    "--token",
    default="emulator",
    metavar="T",
    help='The API token it accepts. Default: "emulator". Never a real one.',
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
def command(
    port: int, token: str, data: str | None, hook_limit: int, rate_limit: int | None
) -> int:
    """Serve the registry's twin on a port of this computer, until it is interrupted.

    Prints one line with its address when it is ready. A project points at it by
    url: http://127.0.0.1:N, with the token in HOOKOPS_API_TOKEN.

    GET /_emulator/requests answers the requests served so far, as a JSON array.
    """
    if re.fullmatch(r"00[\w-]{40}", token):
        raise InvalidInput("the token looks like a real org's", "the emulator takes any other text")
    try:
        from hookops.emulator.app import create_app
        from hookops.emulator.server import serve
        from hookops.emulator.sqlite_store import SqliteStore
        from hookops.emulator.store import MemoryStore
    except ImportError as problem:
        hint = "pip install 'hookops[emulator]'"
        raise InvalidInput(f"the emulator needs {problem.name}", hint) from None
    store = SqliteStore(Path(data)) if data else MemoryStore()
    app = create_app(store, token=token, hook_limit=hook_limit, rate_limit=rate_limit)
    try:
        serve(app, host="127.0.0.1", port=port, ready=lambda url: click.echo(f"ready at {url}"))
    except OSError as problem:
        raise InvalidInput(f"port {port} cannot be used: {problem.strerror}") from None
    return 0
