"""Options that several commands share. One given twice with different values is an error."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial, wraps
from typing import Any, TypeVar, cast

import click

from hookops.cli import complete
from hookops.cli.host import Host
from hookops.model.text import looks_like_token
from hookops.report.formats import FORMATS, format_help

F = TypeVar("F", bound=Callable[..., Any])


class Command(click.Command):
    """A command whose usage errors never repeat an argument: it may be a secret."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Click's own, but that its message on arguments too many would quote them."""
        # Click then returns what is too many, and does not put it into a message.
        ctx.allow_extra_args = True
        rest = super().parse_args(ctx, args)
        if rest and not ctx.resilient_parsing:
            ctx.fail("this command takes fewer arguments")
        return rest

    def invoke(self, ctx: click.Context) -> Any:
        """Click's own, with a log or a trace of requests where somebody has asked for one."""
        here, verbose = ctx.find_object(Host), ctx.meta.get(_VERBOSE, False)
        # By the variables alone, since this is before every command.
        asked = any(name in here.env for name in _OBSERVED) if here is not None else False
        if here is None or not (verbose or asked):
            return super().invoke(ctx)
        from hookops.cli.logs import observed

        with observed(here, ctx.command_path, verbose=verbose) as end:
            return end(super().invoke(ctx))


def command(name: str) -> Callable[[Callable[..., int]], Command]:
    """A command of hookops. Its function returns the exit code."""

    def decorate(function: Callable[..., int]) -> Command:
        made = click.command(name, cls=Command)(function)
        # Of every command, and the last that its help lists.
        made.params += [_verbose(), _quiet()]
        return made

    return decorate


_OBSERVED = (
    "HOOKOPS_LOG",
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
)
_VERBOSE = "hookops.cli.options.verbose"


def _verbose() -> click.Option:
    def note(ctx: click.Context, _: click.Parameter, value: bool) -> None:
        ctx.meta[_VERBOSE] = value

    return click.Option(
        ["-v", "--verbose"],
        is_flag=True,
        expose_value=False,
        callback=note,
        help="Print a line for each request to Okta; HOOKOPS_LOG=json for programs.",
    )


def _quiet() -> click.Option:
    def note(ctx: click.Context, _: click.Parameter, value: bool) -> None:
        here = ctx.find_object(Host)
        if value and here is not None:
            ctx.obj = replace(here, quiet=True)

    return click.Option(
        ["-q", "--quiet"],
        is_flag=True,
        expose_value=False,
        callback=note,
        help="Print no notes and no progress; warnings, errors and the report stay.",
    )


def once(
    *names: str, default: Any = None, variable: str = "", **attributes: Any
) -> Callable[[F], F]:
    """An option with one value; two different ones are an error, not a choice.

    Shape: `variable` of the environment counts where the option is not given.
    """
    # Not click's own default and variable: it would read those of the process. By their names the
    # reference of commands finds both.
    callback = partial(_single, variable=variable, otherwise=default)
    # Several values are needed to see that they differ.
    return click.option(*names, multiple=True, callback=callback, **attributes)


def _single(
    ctx: click.Context,
    param: click.Parameter,
    values: tuple[Any, ...],
    *,
    variable: str,
    otherwise: Any,
) -> Any:
    # Click would take the last: in CI that is whatever a wrapper script appended.
    if len(set(values)) > 1:
        raise click.UsageError(f"{param.opts[0]} is given twice, with different values")
    host = ctx.find_object(Host)
    env = host.env if host else {}  # click asks for defaults when it completes a word
    return values[0] if values else env.get(variable) or otherwise


def org(function: F) -> F:
    """`--org` and `--config`."""
    # Environment variables for both: a job sets them once for all its commands.
    config = once(
        "--config",
        metavar="FILE",
        variable="HOOKOPS_CONFIG",
        help="The project file. Default: hookops.yaml here or in a folder above.",
    )
    name = once(
        "--org",
        metavar="NAME",
        variable="HOOKOPS_ORG",
        shell_complete=complete.organizations,
        help="Which organization of the project; needed when there are several.",
    )
    return config(name(function))


def all_orgs(function: F) -> F:
    """`--all-orgs` and `--jobs`: the command for every organization of the project."""

    @wraps(function)
    def wrapped(**given: Any) -> int:
        every, jobs = given.pop("all_orgs"), given.pop("jobs")
        if jobs is not None and not every:
            raise click.UsageError("--jobs is for --all-orgs")
        if not every:
            return cast("int", function(**given))
        from hookops.cli.all_orgs import run_all

        return run_all(function, given, jobs or JOBS)

    flag = click.option(
        "--all-orgs", is_flag=True, help="For every organization of the project; one summary."
    )
    number = once(
        "--jobs",
        type=click.IntRange(1, 50),
        metavar="N",
        help=f"With --all-orgs: so many organizations at once. Default: {JOBS}.",
    )
    return flag(number(cast("F", wrapped)))


JOBS = 4


def url(function: F) -> F:
    """`--url`: an org that need not be in a project. See `any_org.opened_anywhere`."""
    return once(
        "--url",
        metavar="URL",
        help="Look at the org at this URL, with or without a project; it may get the credential.",
    )(function)


def report_format(noun: str) -> Callable[[F], F]:
    """`--format`, with the formats that are registered for reports of that noun."""
    return once(
        "--format",
        "report_format",
        type=_Formats(noun),
        default=next(iter(FORMATS[noun])),
        help=format_help(noun),
    )


class _Formats(click.Choice[str]):
    """The formats of a noun. Raises: InvalidInput for one whose extra is not installed."""

    def __init__(self, noun: str) -> None:
        super().__init__(list(FORMATS[noun]))
        self._formats = FORMATS[noun]

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        chosen = super().convert(value, param, ctx)
        # Before anything is asked of anybody: a report that cannot be written is a run lost.
        if self._formats[chosen].extra:
            self._formats[chosen].load()
        return chosen


def _hosts(_: click.Context, param: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    from hookops.network.hosts import is_host

    hosts = tuple(host.strip() for value in values for host in value.split(","))
    # A name without a dot may be one of a local network, and may be a token in the wrong place.
    if not all(is_host(one) and ("." in one or not looks_like_token(one)) for one in hosts):
        # Not quoted: what is no host may be a URL, with a password in it.
        raise click.UsageError(f"{param.opts[0]} takes a host, as hooks.example.com")
    return hosts


send_secret_to = click.option(
    "--send-secret-to",
    multiple=True,
    metavar="HOST",
    callback=_hosts,
    help="Let this host get a hook's secret that it does not have yet. May be repeated.",
)
accept_unsealed = click.option(
    "--accept-unsealed",
    "takes",
    flag_value="unsealed",
    default="sealed",
    help="Take a ledger that has no seal, once: the apply seals it (HOOKOPS_FINGERPRINT_KEY).",
)
yes = click.option("--yes", is_flag=True, help="Do not ask. Needed without a terminal.")
lock_timeout = once(
    "--lock-timeout",
    type=click.IntRange(0, 86_400),
    default=0,
    metavar="SECONDS",
    help="Wait so long for another apply to end. Default: 0, exit with 6 at once.",
)
allow_loopback = click.option(
    "--allow-loopback", is_flag=True, help="Allow services on this computer, and http."
)
