"""Options of a drift cron: who is notified, and where metrics and pings go.

All of them are of the command line or the environment: a pull request can change a project file,
and must not choose who gets what the org has.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import reduce, wraps
from typing import Any, TypeVar, cast

import click

from hookops.cli import host
from hookops.cli.host import Host
from hookops.cli.options import once
from hookops.cli.output import notice
from hookops.model.errors import HookopsError

F = TypeVar("F", bound=Callable[..., Any])

EVENTS = ("drift", "error", "recovered")


@dataclass(frozen=True, slots=True)
class Notify:
    """What these options say."""

    urls: tuple[str, ...] = field(repr=False)
    """Each holds a token."""
    events: frozenset[str]
    state: str
    """The folder of what was reported last; empty: the project's own."""
    metrics_file: str
    push: str = field(repr=False)

    @property
    def is_wanted(self) -> bool:
        """Whether anything of it is asked for."""
        return bool(self.urls or self.metrics_file or self.push)


def _urls(ctx: click.Context, _: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    here = ctx.find_object(Host)
    env = here.env if here else {}  # click asks for defaults when it completes a word
    # Only blanks part them: many services have commas in their URLs.
    return tuple(dict.fromkeys(given or env.get("HOOKOPS_NOTIFY", "").split()))


_OPTIONS: tuple[Callable[[Any], Any], ...] = (
    click.option(
        "--notify",
        "urls",
        multiple=True,
        metavar="URL",
        callback=_urls,
        help="Notify this service (apprise URL); better in HOOKOPS_NOTIFY. May be repeated.",
    ),
    once(
        "--notify-on",
        "events",
        metavar="EVENTS",
        variable="HOOKOPS_NOTIFY_ON",
        default=",".join(EVENTS),
        help="Notify of these only: drift, error, recovered. Default: all three.",
    ),
    once(
        "--notify-state",
        "state",
        metavar="FOLDER",
        variable="HOOKOPS_NOTIFY_STATE",
        default="",
        help="Where hookops remembers what it has reported. Default: .hookops of the project.",
    ),
    once(
        "--metrics-file",
        metavar="FILE",
        variable="HOOKOPS_METRICS_FILE",
        default="",
        help="Write metrics for node_exporter; {org} in it is the organization's name.",
    ),
    once(
        "--push",
        metavar="URL",
        variable="HOOKOPS_PUSHGATEWAY",
        default="",
        help="Push metrics to this Prometheus pushgateway.",
    ),
)


def notify(function: F) -> F:
    """All of them but `--ping`, as one value `notify`."""

    @wraps(function)
    def wrapped(**given: Any) -> Any:
        parts = {name: given.pop(name) for name in ("urls", "state", "metrics_file", "push")}
        how = Notify(events=read_events(given.pop("events")), **parts)
        # Before anything is printed that might quote one.
        add_secrets(*how.urls)
        add_secrets(how.push, whole=False)
        return function(notify=how, **given)

    return cast("F", reduce(lambda done, option: option(done), reversed(_OPTIONS), wrapped))


def read_events(text: str) -> frozenset[str]:
    """The events of a list with commas. Raises: UsageError."""
    found = frozenset(filter(None, (word.strip() for word in text.split(","))))
    if not found or not found <= {*EVENTS}:
        raise click.UsageError(f"--notify-on takes a list of {', '.join(EVENTS)}")
    return found


def add_secrets(*urls: str, whole: bool = True) -> None:
    """From now on no text of this run has a token of one of the URLs, or all of it."""
    found = [url for url in urls if url]
    if not found:
        return
    from hookops.model.secret import Secret
    from hookops.notify.secrecy import secret_parts

    for url in found:
        for part in (*([url] if whole else []), *secret_parts(url)):
            host.current().tripwire.add(Secret(part))


def ping(function: F) -> F:
    """`--ping`: outside of `--all-orgs`, since a run of several organizations is one run."""

    @wraps(function)
    def wrapped(**given: Any) -> int:
        url = given.pop("ping")
        if not url:
            return cast("int", function(**given))
        from hookops.notify.http import read_address

        address = read_address(url, "--ping")
        add_secrets(url)
        # 1 stands until the run has ended: a bug in hookops is a failure that is pinged as well.
        code = 1
        try:
            code = cast("int", function(**given))
        except HookopsError as problem:
            code = problem.exit_code
            raise
        finally:
            _ping(address, code)
        return code

    return once(
        "--ping",
        metavar="URL",
        variable="HOOKOPS_PING",
        default="",
        help="Ping this URL after the run: itself for exit code 0 or 2, /fail below it otherwise.",
    )(cast("F", wrapped))


def _ping(address: Any, code: int) -> None:
    from hookops.notify.ping import ping as send_ping

    # Its service notices that no ping came, so this decides no exit code.
    if problem := send_ping(address, code):
        notice(f"--ping: {problem}")
