"""The org's id, believed only when it has the shape of one."""

import json

import pytest
from okta.sessions import Org, page, session

from hookops.model.errors import ApiError, Unavailable
from hookops.okta.organization import read_organization_id


def test_the_id_of_an_org():
    """It is read with one request; other members of the answer do not matter."""
    org = Org(page(json.dumps({"id": "00o1n8sbwArJ7OQRw406", "pipeline": "idx"}).encode()))

    assert "00o1n8sbwArJ7OQRw406" == read_organization_id(session(org, read_only=True))
    assert ["GET /.well-known/okta-organization"] == org.asked


@pytest.mark.parametrize(
    "answer",
    [
        [],
        None,
        "00o1n8sbwArJ7OQRw406",
        {},
        {"id": None},
        {"id": 7},
        {"id": ""},
        {"id": "00o"},
        {"id": "00o1n8sbwArJ7OQRw406/"},
        {"id": "00o1n8sbwArJ7OQRw406\n"},
        {"id": "00o1n8sbwArJ7OQRw40\u00e9"},
        {"id": "0" * 41},
    ],
)
def test_what_is_no_id(answer):
    """The ledger stores no text of another shape; the exit code is 9."""
    with pytest.raises(Unavailable, match="GET /.well-known/okta-organization: unexpected answer"):
        read_organization_id(session(Org(page(json.dumps(answer).encode()))))


def test_an_org_that_has_no_metadata():
    """What a 404 means here is up to the caller."""
    with pytest.raises(ApiError) as problem:
        read_organization_id(session(Org(404)))

    assert 404 == problem.value.status
