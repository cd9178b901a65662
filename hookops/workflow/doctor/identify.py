"""Whoami: the org, and the credential that it takes; by reading alone."""

from hookops.kinds import KEYS
from hookops.model.errors import ApiError
from hookops.okta.auth.credential import AccessToken, ServiceApp
from hookops.okta.auth.scopes import all_scopes
from hookops.okta.encoding import DeferredValues, no_ids
from hookops.okta.organization import read_metadata
from hookops.okta.session import Session
from hookops.report.identity.value import Identity, Kind
from hookops.workflow.doctor.examine import check_pin
from hookops.workflow.doctor.subject import Subject


def identify(subject: Subject) -> Identity:
    """Who hookops is to the org. Requests: two, and those for an access token.

    Raises: AuthError, ApiError where the org does not take the credential; Unavailable; GuardError
    where it is not the org that the project pins.
    """
    session, credential = subject.session, subject.credential
    assert session is not None
    metadata = read_metadata(session)
    check_pin(metadata, subject.pin)
    scopes = session.granted(all_scopes())
    _check_taken(session)
    return Identity(
        subject.title,
        metadata.id,
        metadata.engine,
        _kind(subject),
        subject.source,
        credential.client_id if isinstance(credential, ServiceApp) else "",
        scopes,
        session.is_bound,
    )


def _kind(subject: Subject) -> Kind:
    match subject.credential:
        case ServiceApp():
            return "service-app"
        case AccessToken():
            return "access-token"
        case None:
            return "emulator"
        case _:
            return "api-token"


def _check_taken(session: Session) -> None:
    """The org knows the credential, whatever it may read. Raises: ApiError."""
    try:
        # The shortest of the lists: an org has at most 50 keys.
        session.send(KEYS.list_call(), DeferredValues(no_ids))
    except ApiError as error:
        if error.status != 403:
            raise
