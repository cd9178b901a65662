"""Which function resolves the references of a scheme: the entry points `hookops.secrets`."""

from collections.abc import Iterable
from importlib.metadata import EntryPoint, entry_points

from hookops.model.install.extras import extra_with, missing_extra
from hookops.secrets.source import Resolve, SourceError

GROUP = "hookops.secrets"
_VALS = "ref"


def load(scheme: str, found: Iterable[EntryPoint] | None = None) -> Resolve:
    """The function of the scheme; `ref+...` is vals'.

    Shape: `found` are the entry points; None for those that are installed.
    Raises: SourceError where none is installed, or an extra of hookops is missing.
    """
    known = tuple(entry_points(group=GROUP) if found is None else found)
    chosen = _choose(scheme.partition("+")[0], known)
    try:
        function: Resolve = chosen.load()
    except ModuleNotFoundError as missing:
        raise _explain(missing) from None
    return function


def _choose(name: str, known: tuple[EntryPoint, ...]) -> EntryPoint:
    named = [each for each in known if each.name == name]
    # Nobody's package can take the place of a source of hookops'.
    ours = [each for each in named if _owner(each) == "hookops"]
    if ours or len(named) == 1:
        return (ours or named)[0]
    if named:
        packages = " and ".join(sorted(map(_owner, named)))
        raise SourceError(f"{packages} both have a source of that name: remove one", "unusable")
    # vals' own entry is no scheme that anybody writes.
    names = ["env", *sorted({each.name for each in known} - {_VALS})]
    raise SourceError(
        f"no source of that name is installed; there are {', '.join(names)}", "unusable"
    )


def _owner(found: EntryPoint) -> str:
    return found.dist.name if found.dist is not None else "an unknown package"


def _explain(missing: ModuleNotFoundError) -> SourceError:
    """How to get what a source needs. Raises: `missing` where no extra would bring it."""
    found = extra_with(missing.name or "")
    if found is None:
        raise missing
    problem = missing_extra("it", *found)
    return SourceError(f"{problem.message}: {problem.hint}", "unusable")
