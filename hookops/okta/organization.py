"""Which org answers: the id that it has for ever, whatever its name and address are."""

from dataclasses import dataclass

from hookops.model.call import Call
from hookops.model.errors import Unavailable
from hookops.model.resource import ID
from hookops.okta.encoding import DeferredValues, no_ids
from hookops.okta.session import Session

ENGINES = {"idx": "Identity Engine", "v1": "Classic Engine"}
"""By `pipeline`. Source: Okta Management API, Retrieve the Org metadata."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What an org says of itself to anybody."""

    id: str
    """As `00o1n8sbwArJ7OQRw406`."""
    engine: str
    """One of `ENGINES`; empty for another, or none."""


def read_organization_id(session: Session) -> str:
    """The org's id. Raises: as `read_metadata`."""
    return read_metadata(session).id


def read_metadata(session: Session) -> Metadata:
    """The org's id and engine.

    Raises: ApiError; Unavailable when the answer is not what Okta answers.
    Source: Okta Management API, Retrieve the Org metadata (getWellknownOrgMetadata); it asks for
    no credential, so an org that refuses the token still has an id.
    """
    call = Call("GET", (".well-known", "okta-organization"))
    answer = session.send(call, DeferredValues(no_ids))
    found = answer.get("id") if isinstance(answer, dict) else None
    # It is stored, compared and printed: text of another shape is no id, whoever sent it.
    if not isinstance(found, str) or not ID.fullmatch(found):
        raise Unavailable(
            f"{call}: unexpected answer: it has no id of an org",
            "is the organization's url that of an Okta org?",
        )
    return Metadata(found, ENGINES.get(str(answer.get("pipeline")), ""))
