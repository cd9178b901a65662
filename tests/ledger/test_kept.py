"""How much of past applies a ledger keeps."""

from dataclasses import replace

from hookops.ledger.kept import KEPT_BYTES, kept
from hookops.model.history.records import ApplyRecord, ChangeRecord
from hookops.model.resource import Key

CHANGE = ChangeRecord(Key("InlineHook", "a"), "update", "done", "calabc0123", {"name": "x" * 1000})
RECORD = ApplyRecord("2025-03-13T23:38:58+00:00", "", 1, 0, 0)


def test_the_newest_keep_their_changes():
    """As many as there is room for; of older ones the counts stay."""
    each = KEPT_BYTES // 3 // 1100
    records = [replace(RECORD, done=n, changes=(CHANGE,) * each) for n in range(5)]

    found = kept(records)

    assert [0, 1, 2, 3, 4] == [record.done for record in found]
    assert [False, False, False, True, True] == [bool(record.changes) for record in found]


def test_small_ones_stay_whole():
    """Twenty usual applies have room."""
    records = [replace(RECORD, done=n, changes=(CHANGE,)) for n in range(25)]

    found = kept(records)

    assert (20, 5, True) == (len(found), found[0].done, all(record.changes for record in found))
