"""Objects in an order of priority: 1 to as many as there are, without gaps.

Source: recorded by okta-sdk-python test_authorization_server_rules_it: priority 2 of the only rule
came back as 1.
"""

from collections.abc import Sequence
from typing import Any

from hookops.emulator.store.contract import Record
from hookops.emulator.world import World


def ordered(records: Sequence[Record]) -> list[Record]:
    """The records, that with priority 1 first."""
    return sorted(records, key=lambda record: record["priority"])


def insert(world: World, collection: str, record: Record, wanted: Any) -> Record:
    """The record is stored at the priority wanted, and the others are moved as needed.

    Without one it keeps the priority it has, or comes last. Within a transaction.
    """
    # Whatever is wanted is brought into 1..n: a number beyond the end means the last place. No
    # priority wanted means the place that the record has, and for a new one the end. True is an int
    # in Python and no priority.
    others = [one for one in ordered(world.all(collection)) if one["id"] != record["id"]]
    place = len(others) + 1
    if isinstance(wanted, int) and not isinstance(wanted, bool):
        place = max(1, min(wanted, place))
    elif record.get("priority"):
        place = record["priority"]
    others.insert(place - 1, record)
    with world.transaction() as records:
        for number, one in enumerate(others, 1):
            # Only what moved is written, and not logged: Okta was not seen to log the others.
            if one is record or one["priority"] != number:
                one["priority"] = number
                records.save(collection, one["id"], one)
    return record


def renumber(world: World, collection: str) -> None:
    """No priority is left out."""
    with world.transaction() as records:
        for number, one in enumerate(ordered(world.all(collection)), 1):
            if one["priority"] != number:
                records.save(collection, one["id"], one | {"priority": number})
