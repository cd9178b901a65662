"""What doctor looks at, and how its tests read what it found."""

from hookops.network.outside import Network
from hookops.workflow.doctor.examine import examine
from hookops.workflow.doctor.subject import Subject


def nowhere(*_):
    """A network in which no name has an address."""
    raise OSError


def subject(world, **members):
    given = {
        "title": "acme",
        "settings": (),
        "desired": world.desired,
        "session": world.session(read_only=True),
        "credential": world.credential,
        "ledger": world.ledger_store,
        "network": world.network or Network(look_up=nowhere),
        # What is wrong with a service is for the tests that bring one.
        "emulated": world.network is None and "network" not in members,
    }
    return Subject(**(given | members))


def look(world, **members):
    return examine(subject(world, **members))


def check(doctor, name, of=""):
    (found,) = [one for one in doctor.checks if (one.name, one.subject) == (name, of)]
    return found
