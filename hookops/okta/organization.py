"""Which org answers: the id that it has for ever, whatever its name and address are."""

from hookops.model.call import Call
from hookops.model.errors import Unavailable
from hookops.model.resource import ID
from hookops.okta.encoding import DeferredValues, no_ids
from hookops.okta.session import Session


def read_organization_id(session: Session) -> str:
    """The org's id, such as `00o1n8sbwArJ7OQRw406`.

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
    return found
