"""Options that several commands share. One given twice with different values is an error."""

from collections.abc import Callable, Mapping
from functools import reduce, wraps
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from hookops.cli.host import Host
from hookops.model.text import looks_like_token
from hookops.report.formats import FORMATS, format_help

if TYPE_CHECKING:
    from hookops.kinds.labels import Requirement

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


def command(name: str) -> Callable[[Callable[..., int]], Command]:
    """A command of hookops. Its function returns the exit code."""
    return click.command(name, cls=Command)


def once(
    *names: str, default: Any = None, variable: str = "", **attributes: Any
) -> Callable[[F], F]:
    """An option with one value; two different ones are an error, not a choice.

    Shape: `variable` of the environment counts where the option is not given.
    """

    def single(ctx: click.Context, param: click.Parameter, values: tuple[Any, ...]) -> Any:
        # Click would take the last: in CI that is whatever a wrapper script appended.
        if len(set(values)) > 1:
            raise click.UsageError(f"{param.opts[0]} is given twice, with different values")
        host = ctx.find_object(Host)
        env = host.env if host else {}  # click asks for defaults when it completes a word
        return values[0] if values else env.get(variable) or default

    # Several values are needed to see that they differ.
    return click.option(*names, multiple=True, callback=single, **attributes)


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


def _labels(
    _: click.Context, __: click.Parameter, values: tuple[str, ...]
) -> "tuple[Requirement, ...]":
    from hookops.kinds.labels import read_selector

    try:
        return tuple(one for value in values for one in read_selector(value))
    except ValueError as problem:
        raise click.UsageError(f"-l: {problem}") from None


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


# A flag for each run, and no setting in hookops.yaml: a pull request could change that. What a
# person decides hook by hook is named: taking a flow from another hook is about that flow.
_LIMITS: Mapping[str, Callable[[Any], Any]] = {
    "prune": click.option(
        "--prune",
        is_flag=True,
        help="Also delete what hookops manages and the manifests no longer declare.",
    ),
    "max_delete": once(
        "--max-delete",
        type=click.IntRange(0, 10_000),
        metavar="N",
        help="Allow at most N deletes. Default: 3, or 30 % of what is managed, or limits.",
    ),
    "max_update": once(
        "--max-update",
        type=click.IntRange(0, 10_000),
        metavar="N",
        help="Allow updates of at most N hooks. Default as for --max-delete.",
    ),
    "targets": click.option(
        "--target",
        "targets",
        multiple=True,
        metavar="KEY",
        help="Only this resource, as InlineHook/NAME; * stands for any text. May be repeated.",
    ),
    "labels": click.option(
        "-l",
        "--selector",
        "labels",
        multiple=True,
        metavar="LABELS",
        callback=_labels,
        help="Only manifests with these labels: team=identity,tier!=test. May be repeated.",
    ),
    "take_over": click.option(
        "--take-over",
        multiple=True,
        metavar="NAME",
        help="Let this hook, by its name in Git, take the place of another in a flow.",
    ),
    "replace": click.option(
        "--replace",
        multiple=True,
        metavar="NAME",
        help="Put a new hook in the place of this one, by its name in Git. Needs --prune.",
    ),
    "confirm": click.option(
        "--confirm",
        multiple=True,
        metavar="NAME",
        help="Let this password import or telephony hook be deleted or deactivated.",
    ),
    "send_secret_to": send_secret_to,
    "allow_endpoint_change": click.option(
        "--allow-endpoint-change",
        multiple=True,
        metavar="NAME",
        help="Let this password import or telephony hook get another endpoint or authentication.",
    ),
    "recreate_missing": click.option(
        "--recreate-missing",
        is_flag=True,
        help="Create hooks again although more than 30 % of those managed are gone from Okta.",
    ),
    "remove_duplicates": click.option(
        "--remove-duplicates",
        is_flag=True,
        help="Delete what a create of hookops made a second time, if no flow calls it.",
    ),
}


def limits(function: F) -> F:
    """Everything that allows something as `limits`; `--target` as `targets`, `-l` as `labels`."""
    return some_limits(*_LIMITS)(function)


def some_limits(*names: str) -> Callable[[F], F]:
    """Those of the options as `limits`; whatever the others would allow stays forbidden."""

    def decorate(function: F) -> F:
        options = [_LIMITS[name] for name in reversed(names)]
        return reduce(lambda done, option: option(done), options, _limited(function))

    return decorate


def _limited(function: F) -> F:
    """The function with one value for its options: commands pass them on together."""

    @wraps(function)
    def wrapped(**given: Any) -> Any:
        from hookops.kinds import HOOKS
        from hookops.model.limits import Limits

        found = {}
        for name in Limits().data():
            if name not in given:
                continue
            value = given.pop(name)
            # Each name may be given with its kind, as reports write it.
            if isinstance(value, tuple):
                value = tuple(key.removeprefix(f"{HOOKS.name}/") for key in value)
            found[name] = value
        return function(limits=Limits(**found), **given)

    return cast("F", wrapped)
