"""Names in Git for things of an org."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookops.manifest.export.slugs import LONGEST, Named, slugs, variable

ID = "calabcdef0123456789A"


def slug(name: str, type_: str = "token") -> str:
    (found,) = slugs([Named(ID, name, type_)]).values()
    return found


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Enrich access tokens", "enrich-access-tokens"),
        (" --Claims (v2)-- ", "claims-v2"),
        ("Café Zürich", "cafe-zurich"),
        ("認証フック", "token"),
        ("2026", "token-2026"),
        ("\u202e", "token"),
        ("a" * 100, "a" * LONGEST),
        ("a" * 62 + " b", "a" * 62),
    ],
)
def test_names(name, expected):
    """Lower case, digits and dashes, without what no one can type; else the type."""
    assert expected == slug(name)


def test_names_of_one_form():
    """They say their types where these differ, and else the ends of their ids."""
    things = [
        Named("calAAAAAAAAAAAAAAA001", "Claims", "token"),
        Named("calAAAAAAAAAAAAAAA002", "claims", "saml"),
        Named("calAAAAAAAAAAAAAAA003", "CLAIMS", "saml"),
        Named("calAAAAAAAAAAAAAAA004", "Other", "saml"),
    ]
    expected = {
        "calAAAAAAAAAAAAAAA001": "claims-token",
        "calAAAAAAAAAAAAAAA002": "claims-aaaaa002",
        "calAAAAAAAAAAAAAAA003": "claims-aaaaa003",
        "calAAAAAAAAAAAAAAA004": "other",
    }

    assert all(expected == slugs(order) for order in permutations(things))


def test_a_name_that_is_taken():
    """It goes to nobody else."""
    assert {ID: "claims-token"} == slugs([Named(ID, "Claims", "token")], {"claims"})


_ids = st.text("aAbB1", min_size=1, max_size=12)


@given(
    st.lists(
        st.builds(Named, _ids, st.text(max_size=80), st.sampled_from(["token", "saml"])),
        unique_by=lambda thing: thing.id,
        max_size=12,
    ),
    st.randoms(use_true_random=False),
)
def test_slugs_are_unique_and_stable(things, random):
    """Whatever the names: each has one of its own, in any order, that a manifest can have."""
    found = slugs(things)
    shuffled = list(things)
    random.shuffle(shuffled)

    assert found == slugs(shuffled)
    assert len(things) == len(set(found.values())) == len(set(map(variable, found.values())))
    assert all(
        0 < len(s) <= LONGEST and s.strip("-") == s and s.replace("-", "").isalnum() and s.isascii()
        for s in found.values()
    )
