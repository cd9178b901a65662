"""Locations of ledgers: what is printed of them, and who may name their host."""

import pytest

from hookops.ledger.location import check_trust, describe_mistake, masked
from hookops.model.errors import GuardError, InvalidInput

PASSWORD = "postgresql://hookops:CANARY@db.example.com/state"


@pytest.mark.parametrize(
    ("location", "shown"),
    [
        (PASSWORD, "postgresql://db.example.com/state"),
        ("postgresql://db/state?password=CANARY", "postgresql://db/state"),
        ("postgresql://u:CANARY@a:1,b:2/state", "postgresql://..."),
        ("postgresql://u:CAN@RY@[db/state", "postgresql://..."),
        ("s3://bucket/acme.json", "s3://bucket/acme.json"),
        ("ledgers/acme.json", "ledgers/acme.json"),
    ],
)
def test_masked(location, shown):
    """Nothing that may be a credential is printed."""
    assert shown == masked(location)


@pytest.mark.parametrize(
    "location",
    [
        "ledgers/acme.json",
        "s3://acme-state/hookops/prod.json",
        "postgresql://hookops@db.example.com:5433/state",
        "postgresql://[::1]/state",
        "postgresql:///state",
    ],
)
def test_what_a_project_may_name(location):
    """A place, and at most a user."""
    assert "" == describe_mistake(location)


@pytest.mark.parametrize("location", [PASSWORD, "postgresql://:CANARY@db/x", "s3://a:CANARY@b/c"])
def test_a_password_is_a_literal_secret(location):
    """It is refused, and not printed."""
    mistake = describe_mistake(location)

    assert "ledger has a password in it" in mistake
    assert "CANARY" not in mistake


@pytest.mark.parametrize(
    "location",
    [
        "postgresql://db.example.com/state?host=evil.example.com",
        "postgresql://db.example.com/state?sslmode=disable",
        "postgresql://db.example.com/state#x",
        "postgresql://u@evil.example.com,@db.example.com/state",
        "postgresql://evil.example.com,db.example.com/state",
        "postgresql://db.example.com:1,evil.example.com:2/state",
        "postgresql://%65vil.example.com/state",
        "postgresql://db.example.com/host%3Devil",
        "postgresql://db.example.com\\@evil.example.com/state",
        "postgresql://db.example.com/state\n",
        "s3://evil.example.com/x y",
        "s3://buck\u0435t/x",
    ],
)
def test_more_than_a_place(location):
    """Whatever could lead a library to another host than the one that is checked."""
    assert "ledger must be a scheme" in describe_mistake(location)
    with pytest.raises(InvalidInput):
        check_trust(location, {"HOOKOPS_ALLOWED_HOSTS": "db.example.com"})


LOCATION = "postgresql://hookops@db.example.com/state"


def test_a_host_that_only_the_project_names():
    """A pull request does not choose who gets a credential."""
    with pytest.raises(GuardError) as problem:
        check_trust(LOCATION, {"PGPASSWORD": "CANARY", "HOOKOPS_ALLOWED_HOSTS": "example.com"})

    assert (
        "the project's ledger is at db.example.com, and no variable of the environment names that "
        "host: hookops sends no credential there"
    ) == problem.value.message
    assert "HOOKOPS_ALLOWED_HOSTS=db.example.com" in problem.value.hint


@pytest.mark.parametrize(
    "env",
    [
        {"HOOKOPS_ALLOWED_HOSTS": "a.example.com DB.example.com"},
        {"PGHOST": "a.example.com,db.example.com"},
    ],
)
def test_a_host_that_the_environment_names(env):
    """The variables of the job decide, libpq's own among them."""
    check_trust(LOCATION, env)


@pytest.mark.parametrize("location", ["a.json", "postgresql:///state", "s3://bucket/a.json"])
def test_what_names_no_host(location):
    """A file has none; libpq and object storage take theirs from the environment."""
    check_trust(location, {})
