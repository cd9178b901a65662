"""Options that allow something, or take a part of the manifests: `limits` of a plan."""

from collections.abc import Callable, Mapping
from functools import reduce, wraps
from typing import TYPE_CHECKING, Any, cast

import click

from hookops.cli import complete
from hookops.cli.options import F, once, send_secret_to

if TYPE_CHECKING:
    from hookops.kinds.labels import Requirement


def _labels(
    _: click.Context, __: click.Parameter, values: tuple[str, ...]
) -> "tuple[Requirement, ...]":
    from hookops.kinds.labels import read_selector

    try:
        return tuple(one for value in values for one in read_selector(value))
    except ValueError as problem:
        raise click.UsageError(f"-l: {problem}") from None


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
        shell_complete=complete.keys,
        help="Only this resource, as InlineHook/NAME; * stands for any text. May be repeated.",
    ),
    "labels": click.option(
        "-l",
        "--selector",
        "labels",
        multiple=True,
        metavar="LABELS",
        callback=_labels,
        shell_complete=complete.labels,
        help="Only manifests with these labels: team=identity,tier!=test. May be repeated.",
    ),
    "take_over": click.option(
        "--take-over",
        multiple=True,
        metavar="NAME",
        shell_complete=complete.hook_names,
        help="Let this hook, by its name in Git, take the place of another in a flow.",
    ),
    "replace": click.option(
        "--replace",
        multiple=True,
        metavar="NAME",
        shell_complete=complete.hook_names,
        help="Put a new hook in the place of this one, by its name in Git. Needs --prune.",
    ),
    "confirm": click.option(
        "--confirm",
        multiple=True,
        metavar="NAME",
        shell_complete=complete.hook_names,
        help="Let this password import or telephony hook be deleted or deactivated.",
    ),
    "send_secret_to": send_secret_to,
    "allow_endpoint_change": click.option(
        "--allow-endpoint-change",
        multiple=True,
        metavar="NAME",
        shell_complete=complete.hook_names,
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
