"""Doctor: every check of an organization. One that fails stops no other."""

from hookops.kinds import LISTED
from hookops.model.errors import GuardError, HookopsError
from hookops.model.text import show
from hookops.okta.organization import Metadata, read_metadata
from hookops.report.doctor.value import Check, Doctor, problem
from hookops.workflow.doctor import access, hosts, ledger, observed
from hookops.workflow.doctor.subject import Subject

OF_THE_ORG = (
    *("engine", "sign-in", "read", "write", "DPoP", "clock", "rate limit"),
    *(f"{LISTED[name].title}s" for name in observed.IN_ORDER),
)
"""Checks that need an answer of the org."""


def examine(subject: Subject) -> Doctor:
    """The settings, then the org, the ledger, and the hosts of hooks.

    Requests: one for the org, one for each part of Okta that the manifests need, and those for an
    access token. A service gets a connection and nothing in it.
    """
    org, metadata = _check_org(subject)
    reads = access.read(subject, metadata) if metadata else access.Reads()
    checks = [*subject.settings, org]
    if metadata is not None:
        checks += [
            _describe_engine(metadata),
            *access.check(subject, reads),
            # After all that is asked of the org: they are about the answers.
            *observed.check(subject, reads),
        ]
    else:
        checks += [Check(name, "unknown", "not looked at: see org") for name in OF_THE_ORG]
    checks += ledger.check(subject, metadata)
    checks += hosts.check(subject, reads)
    return Doctor(subject.title, tuple(checks))


def _check_org(subject: Subject) -> tuple[Check, Metadata | None]:
    """Whether it answers, and is the one that the project pins; what it says of itself."""
    if subject.session is None:
        return Check("org", "unknown", "not asked: see the settings above"), None
    try:
        found = read_metadata(subject.session)
        check_pin(found, subject.pin)
    except HookopsError as error:
        # Nothing is asked of an org that is not meant: it would get the credential.
        return problem("org", error), None
    pinned = ", which hookops.yaml pins" if subject.pin else ""
    return Check("org", "ok", f"it answers, and its id is {found.id}{pinned}"), found


def check_pin(found: Metadata, pin: str) -> None:
    """It is the org of that id, where there is one. Raises: GuardError."""
    if pin not in ("", found.id):
        raise GuardError(
            f"it is the org {found.id}, and hookops.yaml pins {show(pin)}",
            "no option overrides this: correct the url or the id",
        )


def _describe_engine(metadata: Metadata) -> Check:
    if metadata.engine:
        return Check("engine", "ok", metadata.engine)
    return Check("engine", "unknown", "the org names none that hookops knows")
