"""How much of the past a ledger keeps."""

import json
from collections.abc import Sequence
from dataclasses import replace

from hookops.ledger.document import KEPT_APPLIES, plain
from hookops.model.history.records import ApplyRecord

KEPT_BYTES = 8 * 1024 * 1024
"""So much of their changes: every write stores all of them again, and a store has a limit."""


def kept(applies: Sequence[ApplyRecord]) -> tuple[ApplyRecord, ...]:
    """The last applies, with the changes of as many of the newest as there is room for."""
    left, found = KEPT_BYTES, []
    for record in reversed(applies[-KEPT_APPLIES:]):
        left -= len(json.dumps(record, default=plain)) if record.changes else 0
        found.append(record if left >= 0 else replace(record, changes=()))
    return tuple(reversed(found))
