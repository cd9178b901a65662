"""A plan whose services are verified at other addresses than the declared ones.

What passes there does not count for the declared service. So, where a service has to pass, no flow
is bound to the hook yet, and no hook that flows call already is changed. It is an option of one
apply and no part of the plan, which is made, saved and compared without it.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from hookops.kinds import KINDS
from hookops.model.change import Change, Plan
from hookops.model.diagnostic import Diagnostic, Reporter
from hookops.model.errors import GuardError
from hookops.model.resource import Key
from hookops.network.addresses import Networks


@dataclass(frozen=True, slots=True)
class VerifyUrl:
    """Another address of a service than the declared one."""

    url: str = field(repr=False)
    """Not to be printed: its query may hold a secret."""
    shown: str = ""
    """Without its query, once it has been checked."""
    declared: str = ""
    """The declared address, without its query."""
    carries: str = ""
    """What a call there sends, in words."""


@dataclass(frozen=True, slots=True)
class VerifyUrls:
    """Which services verification calls at another address than the declared one, and how."""

    urls: Mapping[Key, VerifyUrl] = field(default_factory=dict)
    loopback: bool = False
    """Whether services on this computer may be called, over plain http too."""
    named_hosts: tuple[str, ...] = ()
    """Hosts that may be sent the hooks' secrets."""
    networks: Networks = ()
    """Private networks whose services may be called."""


def with_verify_urls(made: Plan, where: VerifyUrls) -> Plan:
    """The plan, whose changes say where their services are called, without bindings that wait.

    Raises: GuardError for a change of a hook that flows call already.
    """
    # Only where a service has to pass: an optional verification holds nothing back.
    moved = tuple(_at_verify_url(where, change) for change in made.changes)
    required = {c.key: c for c in moved if c.verify_url and c.verification_required}
    waiting = [change for change in moved if _hooks_of(change) & required.keys()]
    _check_called(list(required.values()), waiting)
    kept = tuple(change for change in moved if change not in waiting)
    return replace(made, changes=kept, deferred=(*made.deferred, *map(_deferred, waiting)))


def report_verify_urls(where: VerifyUrls, verified: Sequence[Change], report: Reporter) -> None:
    """What is about to be called, with what, and what is not verified by it."""
    for change in verified:
        found = where.urls.get(change.key)
        if found is not None:
            report(
                f"{change.key}: verification calls {found.shown}; the declared {found.declared} "
                "is NOT verified"
            )
            if found.carries:
                report(f"{change.key}: {found.carries}")
    called = {change.key for change in verified} & where.urls.keys()
    for key in sorted(where.urls.keys() - called):
        report(f"{key}: --verify-url has nothing to verify in this plan")
    for note in _allowed(where) if called else ():
        report(note)


def _allowed(where: VerifyUrls) -> Iterator[str]:
    if where.loopback:
        yield "--allow-loopback: hookops may call services on this computer, over plain http"
    if where.networks:
        nets = ", ".join(map(str, where.networks))
        yield f"HOOKOPS_ALLOWED_NETWORKS: hookops may call services in {nets}"


def _at_verify_url(where: VerifyUrls, change: Change) -> Change:
    found = where.urls.get(change.key)
    if found is None or not change.verify:
        return change
    text = f"at {found.shown}, NOT at the declared {found.declared}: {change.verify}"
    return replace(change, verify=text, verify_url=found.shown)


def _hooks_of(change: Change) -> set[Key]:
    """The hooks that a flow is bound to by this change."""
    if change.after is None or KINDS[change.key.kind].is_called or not change.steps:
        return set()
    return {key for _, key in KINDS[change.key.kind].needs(change.after.spec)}


def _check_called(changes: Sequence[Change], waiting: Collection[Change]) -> None:
    """Raises: GuardError when a flow would call a declared service that nobody has called."""
    to_come = {flow for change in waiting for flow in change.flows}
    for change in changes:
        called = [flow for flow in change.flows if flow not in to_come]
        # Without a step nothing of the hook changes: flows go on calling what they called.
        if called and change.steps:
            raise GuardError(
                f"{change.key} is called by {', '.join(called[:3])}: what passes at --verify-url "
                "does not show that its declared service answers correctly",
                "nothing was written; apply without --verify-url, or let its manifest say verify: "
                "{preview: optional}",
            )


def _deferred(change: Change) -> Diagnostic:
    hooks = ", ".join(sorted(map(str, _hooks_of(change))))
    return Diagnostic(
        "unverified",
        f"{change.key} waits: the declared service of {hooks} is not verified",
        change.mark,
        "apply without --verify-url once that service is public",
        "warning",
    )
