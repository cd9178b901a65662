"""Whether the org lets hookops in, and to what: signing in, scopes and roles, DPoP."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from hookops.kinds import LISTED
from hookops.model.call import Call
from hookops.model.errors import ApiError, AuthError, HookopsError
from hookops.model.resource import Snapshot
from hookops.okta.auth.credential import ServiceApp
from hookops.okta.auth.no_grant import GRANT
from hookops.okta.auth.scopes import in_words, reading_calls, scope_of_call, writing_scopes
from hookops.okta.encoding import DeferredValues, no_ids
from hookops.okta.organization import ENGINES, Metadata
from hookops.okta.refresh import refresh
from hookops.okta.session import Session
from hookops.report.doctor.value import Check, problem
from hookops.workflow.doctor.subject import Subject

_NO_ROLE = "E0000006"
"""Source: Okta, Error codes."""


@dataclass(frozen=True, slots=True)
class Reads:
    """What reading each part of Okta came to."""

    granted: frozenset[str] | None = None
    """Scopes; None where the credential has none."""
    refused: HookopsError | None = None
    """Why hookops is not let in at all."""
    lists: Mapping[str, Snapshot] = field(default_factory=dict)
    """What the org has, by kind."""
    errors: Mapping[str, HookopsError] = field(default_factory=dict)
    """Of reading, by scope."""
    scopes: tuple[str, ...] = ()
    """What reading for these manifests needs."""


def read(subject: Subject, metadata: Metadata) -> Reads:
    """Each part is read once, as far as it takes to know that it can be."""
    assert subject.session is not None
    calls = reading_calls(subject.desired, classic=metadata.engine == ENGINES["v1"])
    wanted = frozenset(calls) | writing_scopes(calls)
    try:
        granted = subject.session.granted(wanted)
    except HookopsError as error:
        return Reads(refused=error, scopes=tuple(calls))
    lists: dict[str, Snapshot] = {}
    errors: dict[str, HookopsError] = {}
    for name, kind in LISTED.items():
        try:
            lists[name] = refresh(subject.session, kinds=(name,))
        except HookopsError as error:
            errors.setdefault(scope_of_call(kind.list_call()), error)
            # Who is not let in is not asked for again and again.
            if _keeps_out(error):
                return Reads(granted, error, lists, errors, tuple(calls))
    listed = {scope_of_call(kind.list_call()) for kind in LISTED.values()}
    others = {scope: call for scope, call in calls.items() if scope not in listed}
    errors |= _errors(subject.session, others)
    refused = next(filter(_keeps_out, errors.values()), None)
    return Reads(granted, refused, lists, errors, tuple(calls))


def _errors(session: Session, calls: Mapping[str, Call]) -> dict[str, HookopsError]:
    found: dict[str, HookopsError] = {}
    for scope, call in calls.items():
        try:
            session.send(call, DeferredValues(no_ids))
        except HookopsError as error:
            found[scope] = error
    return found


def _keeps_out(error: HookopsError) -> bool:
    """Whether it says who hookops is not, and not only what it may not do."""
    return error.exit_code == AuthError.exit_code and not _is_forbidden(error)


def _is_forbidden(error: HookopsError) -> bool:
    return isinstance(error, ApiError) and error.status == 403


def check(subject: Subject, reads: Reads) -> Iterator[Check]:
    """Whether hookops is let in, what it may read and write, and how its tokens are bound."""
    if reads.refused is not None:
        yield problem("sign-in", reads.refused)
        unseen = "not looked at: see sign-in"
        yield from (Check(name, "unknown", unseen) for name in ("read", "write", "DPoP"))
        return
    # Who may read nothing is known all the same.
    if not reads.lists and not any(map(_is_forbidden, reads.errors.values())):
        yield Check("sign-in", "unknown", "no answer shows whether the org takes the credential")
    else:
        yield Check("sign-in", "ok", "the org takes the credential")
    yield from _check_reading(reads)
    if subject.credential is None:
        yield Check("write", "ok", "an embedded emulator lets hookops do everything")
        yield Check("DPoP", "ok", "an embedded emulator asks for none")
        return
    yield _check_writing(reads)
    yield _check_dpop(subject)


def _check_reading(reads: Reads) -> Iterator[Check]:
    yield from (problem("read", error, scope) for scope, error in reads.errors.items())
    read = [scope for scope in reads.scopes if scope not in reads.errors]
    if read:
        what = "the rest" if reads.errors else "all that these manifests need"
        yield Check("read", "ok", f"{what} can be read ({in_words(read)})")


def _check_writing(reads: Reads) -> Check:
    needed = writing_scopes(reads.scopes)
    if reads.granted is None:
        return Check(
            "write",
            "unknown",
            "the token has no scopes that hookops can see: what its administrator may write, "
            "only a write shows",
        )
    missing = needed - reads.granted
    if not missing:
        return _check_role(needed, reads)
    # A job that plans and looks for drift is right to have no more.
    return Check(
        "write",
        "warning",
        f"Okta did not grant {in_words(missing)}: plan and drift work, and apply exits with "
        f"{AuthError.exit_code} before it writes",
        f"where this job applies, {GRANT}",
    )


def _check_role(scopes: Collection[str], reads: Reads) -> Check:
    """What can be known of writing where the scopes for it are granted."""
    found = f"the scopes for what these manifests write are granted ({in_words(scopes)})"
    # Okta lets only those in who have the scope and the role, and a scope says nothing of a role.
    if any(isinstance(e, ApiError) and e.code == _NO_ROLE for e in reads.errors.values()):
        return Check("write", "unknown", f"{found}; what the role allows is not known: see read")
    return Check("write", "ok", f"{found}; what the administrator role allows, only a write shows")


def _check_dpop(subject: Subject) -> Check:
    match subject.session and subject.session.is_bound:
        case True:
            return Check("DPoP", "ok", "access tokens are bound to a key of this run")
        case False if isinstance(subject.credential, ServiceApp):
            text = "the app does not require it, and access tokens are bound to no key"
            return Check("DPoP", "ok", f"{text}; auth.dpop: true of hookops.yaml binds them")
        case False:
            return Check("DPoP", "ok", "the access token is bound to no key")
        case _:
            return Check("DPoP", "ok", "an API token is bound to no key")
