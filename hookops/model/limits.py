"""What a run may do: options of the command line allow it, a saved plan repeats them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import partial
from typing import Any

from hookops.model.errors import GuardError
from hookops.model.resource import Json
from hookops.model.text import show

FREE = 3
"""So many deletes need no number, and so many updates."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What options of `plan` and `apply` allow; without any, as little as possible."""

    prune: bool = False
    """Whether what is managed and no longer declared is deleted."""
    max_delete: int | None = None
    """None: as the guard's own figures say, and the project file."""
    take_over: tuple[str, ...] = ()
    """Names in Git of hooks that may take the place of another in a flow."""
    recreate_missing: bool = False
    """Whether hooks are made again although many are gone from Okta at once."""
    replace: tuple[str, ...] = ()
    """Names in Git of hooks that a new one takes the place of, although their type is the same."""
    remove_duplicates: bool = False
    """Whether what a create of hookops made a second time is deleted."""
    max_update: int | None = None
    """None: as the guard's own figures say, and the project file."""
    confirm: tuple[str, ...] = ()
    """Names in Git of hooks that may end although every user of the org may depend on them."""
    send_secret_to: tuple[str, ...] = ()
    """Hosts, with a port other than 443, that may get secrets which they do not have yet."""
    allow_endpoint_change: tuple[str, ...] = ()
    """Names in Git of hooks that may call another place, or authenticate in another way, although
    every user of the org may depend on them."""

    def data(self) -> dict[str, Json]:
        """As JSON; the same limits in another order are the same text."""
        return {name: _plain(getattr(self, name)) for name in _NAMES}

    def options(self) -> Iterator[str]:
        """What was given, as the command line has it: `--prune`, `--confirm NAME`."""
        for name, value in self.data().items():
            option = _option(name)
            if isinstance(value, list):
                yield from (f"{option} {one}" for one in value)
            elif value is not None and value is not False:
                yield option if value is True else f"{option} {value}"

    def with_one_fewer(self, used: Collection[str]) -> Iterator[tuple[str, "Limits"]]:
        """Each option that was given for this run, and the limits without it.

        Shape: `used` are values that something besides the plan was given them for.
        """
        changed: Any = partial(replace, self)
        for name, value in self.data().items():
            option = _option(name)
            if isinstance(value, list):
                for one in (one for one in value if one not in used):
                    rest = tuple(other for other in value if other != one)
                    yield f"{option} {one}", changed(**{name: rest})
            elif value is True:
                # A pipeline gives this one in every run, as it should.
                if name != "prune":
                    yield option, changed(**{name: False})
            # A small number allows nothing: it is there to let less pass.
            elif isinstance(value, int) and value > FREE:
                yield f"{option} {value}", changed(**{name: None})


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"


_NAMES = tuple(member.name for member in fields(Limits))


def read_limits(document: Mapping[str, Json]) -> Limits:
    """The limits among the members of a document. Raises: TypeError."""
    # A plan of another version may lack some: that it is another version is said elsewhere.
    empty = Limits().data()
    found = {
        member.name: _read(document.get(member.name, empty[member.name]), member.default)
        for member in fields(Limits)
    }
    return Limits(**found)


def _plain(value: Json) -> Json:
    return sorted(set(value)) if isinstance(value, tuple) else value


def _read(value: Json, default: Json) -> Json:
    # Nothing but `true` allows something: "false" would be true in Python.
    if default is False:
        return value is True
    if isinstance(default, tuple):
        if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
            raise TypeError
        return tuple(value)
    # True is an int in Python.
    if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < 0):
        raise TypeError
    return value


def check_options(
    plan: Limits,
    plan_targets: Sequence[str],
    limits: Limits,
    targets: Sequence[str],
    *,
    verifies: bool,
) -> None:
    """What the plan was allowed, the one who applies it allows as well: somebody else may have
    replaced the file.

    Shape: `plan` are the limits of the file; with `verifies`, hosts that may get secrets are also
    those of another verification.
    Raises: GuardError.
    """
    given, made = set(limits.options()), set(plan.options())
    # Both ways: what only the file has, somebody may have put there; what only the command line
    # has, nobody has seen the effect of.
    if targets and sorted(set(targets)) == sorted(plan_targets):
        targets = ()
    more = {one for one in given - made if not (verifies and one.startswith("--send-secret-to "))}
    missing = " ".join(sorted(made - given))
    if missing:
        raise GuardError(
            f"the plan was made with {show(missing, 400)}, and apply is not given that",
            "look at it with hookops show; if it may do so, give apply the same options",
        )
    if more or targets:
        extra = " ".join([*sorted(more), *(f"--target {target}" for target in targets)])
        raise GuardError(
            f"apply is given {show(extra, 400)}, and the plan was made without that",
            "leave it out, or make a new plan with it",
        )


@dataclass(frozen=True, slots=True)
class Cap:
    """So much of one sort passes at once: a number, or a share of what is managed."""

    number: int | None = None
    percent: int = 0

    def of(self, managed: int) -> int:
        """How many that are, when so many are managed."""
        return self.number if self.number is not None else self.percent * managed // 100


@dataclass(frozen=True, slots=True)
class Caps:
    """What the project file says passes without a number on the command line. It can only tighten
    what hookops lets pass by itself: a pull request can change the file."""

    max_delete: Cap | None = None
    max_update: Cap | None = None
    types: Mapping[str, "Caps"] = field(default_factory=dict)
    """The same of hooks of one type, by its name in the API."""


@dataclass(frozen=True, slots=True)
class SecretTrust:
    """What says which hosts may get secrets; nothing that a pull request can change does."""

    hosts: Collection[str] = ()
    """Hosts, with a port other than 443, that the environment lets have any secret."""
    doubt: str = ""
    """Why the ledger's entries are no proof of where a secret goes; empty when they are one."""
    emulated: bool = False
    """Whether the org is no real one, and sends no secret anywhere: then only what hookops itself
    calls gets one."""
