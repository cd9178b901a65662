"""The ledger's document: what is written is read again, and what is not whole is an error."""

import json
from types import MappingProxyType

import pytest

from hookops.ledger.document import KEPT_APPLIES, Writer, loads
from hookops.model.errors import InvalidInput
from hookops.model.resource import (
    ApplyRecord,
    ChangeRecord,
    Fingerprint,
    Intent,
    Key,
    Ledger,
    Managed,
    Tombstone,
)

URL = "https://acme.okta.com"


def dumps(ledger):
    """The document of a ledger."""
    return Writer().dumps(ledger)


A = Key("InlineHook", "a")
COMPARED = {
    "name": "a",
    "status": "ACTIVE",
    "channel": {"type": "HTTP", "config": {"headers": {"x-a": "1"}, "authScheme": None}},
}
BEFORE = {**COMPARED, "channel": {"config": {"headers": [{"key": "X-A", "value": "b"}]}}}
POINT = {"app": "x", "hook": "calabc0123"}
FULL = Ledger(
    organization=URL,
    serial=7,
    managed={
        A: Managed(
            key=A,
            id="calabc0123",
            compared=COMPARED,
            last_updated="2025-03-13T23:38:58.000Z",
            fingerprints={
                "channel.config.authScheme.value": Fingerprint(
                    "env:A", "ab" * 32, "0123abcd", "2", confirmed=False
                )
            },
            protected=True,
        )
    },
    intents=(
        Intent(
            "8-b",
            Key("InlineHook", "b"),
            "create",
            "2025-03-13T23:38:58+00:00",
            COMPARED,
            ("calabc0123", "calabc0124"),
        ),
    ),
    tombstones=(Tombstone(Key("InlineHook", "c"), "calabc0125", COMPARED, "2025-03-13"),),
    applies=(
        ApplyRecord(
            "2025-03-13T23:38:58+00:00",
            "ab" * 32,
            1,
            2,
            3,
            "alice on build-7",
            "https://ci.example.com/1",
            "0123abcd",
            (
                ChangeRecord(A, "update", "done", "calabc0123", BEFORE, {"channel.x": "env:A"}),
                ChangeRecord(Key("Binding", "app/x"), "unbind", "unknown", "0oaabc0123", POINT),
                ChangeRecord(Key("InlineHook", "b"), "create", "failed", ""),
            ),
        ),
    ),
)


def edited(**members):
    """The text of the full ledger with other members."""
    return json.dumps(json.loads(dumps(FULL)) | members)


def with_change(**members):
    """The text of the full ledger with other members in the first change of its one apply."""
    record = json.loads(dumps(FULL))["applies"][0]
    change = record["changes"][0] | members
    return edited(applies=[record | {"changes": [change, *record["changes"][1:]]}])


def with_managed(**members):
    """The text of the full ledger with other members in its one entry."""
    entry = json.loads(dumps(FULL))["managed"][0] | members
    return edited(managed=[entry])


def error_of(text):
    """The error of a text that is no ledger."""
    with pytest.raises(InvalidInput) as problem:
        loads(text, ".hookops/acme.json")
    assert 3 == problem.value.exit_code
    return problem.value


@pytest.mark.parametrize("ledger", [FULL, Ledger(URL), Ledger(URL, serial=1)])
def test_written_and_read_again(ledger):
    """Every part of a ledger survives being written."""
    assert ledger == loads(dumps(ledger), "p")


def test_the_same_ledger_has_the_same_text():
    """Entries are in the order of their keys, whatever order they came in."""
    b = Managed(Key("InlineHook", "b"), "calabc0126", {}, "")
    a = FULL.managed[A]

    texts = {dumps(Ledger(URL, managed={m.key: m for m in order})) for order in ((a, b), (b, a))}

    assert 1 == len(texts)


def test_any_mapping_is_written():
    """A mapping that is no dict is written as one."""
    entry = Managed(A, "calabc0123", MappingProxyType({"name": "a"}), "")

    assert {"name": "a"} == loads(dumps(Ledger(URL, managed={A: entry})), "p").managed[A].compared


def test_one_writer_for_many_ledgers():
    """A writer that has written before writes what a new one does."""
    writer = Writer()
    texts = [writer.dumps(ledger) for ledger in (FULL, Ledger(URL), FULL, FULL)]

    assert [dumps(FULL), dumps(Ledger(URL)), dumps(FULL), dumps(FULL)] == texts


class Counting(dict[str, str]):
    """Counts how often it is encoded."""

    encoded = 0

    def keys(self):
        Counting.encoded += 1
        return super().keys()


def test_a_writer_encodes_an_entry_once():
    """An apply stores the ledger twice for each request, and most entries stay the same objects."""
    entry, writer = Managed(A, "calabc0123", MappingProxyType(Counting()), ""), Writer()
    ledger = Ledger(URL, managed={A: entry})
    Counting.encoded = 0

    texts = {writer.dumps(ledger) for _ in range(3)}

    assert (1, 1) == (len(texts), Counting.encoded)


def test_the_last_applies_are_kept():
    """Of many applies the last twenty stay."""
    records = tuple(ApplyRecord(str(n), "", n, 0, 0) for n in range(25))

    found = loads(dumps(Ledger(URL, applies=records)), "p").applies

    assert KEPT_APPLIES == len(found)
    assert [5, 24] == [found[0].done, found[-1].done]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ": the ledger is empty"),
        (" \n", ": the ledger is empty"),
        ("\x00" * 8, ": the ledger is not valid JSON"),
        ("{", ": the ledger is not valid JSON"),
        (dumps(FULL)[:-20], ": the ledger is not valid JSON"),
        (dumps(FULL) + "x", ": the ledger is not valid JSON"),
        ("[]", ": the ledger is not complete"),
        ("null", ": the ledger is not complete"),
        ("7", ": the ledger is not complete"),
        ("{}", ": the ledger is not complete"),
        ('{"format": 1}', ": the ledger is not complete"),
    ],
)
def test_l01_no_whole_ledger(text, words):
    """L01: an empty, halved or other file is an error with the file's name and what to do."""
    found = error_of(text)

    assert found.message.startswith(".hookops/acme.json:")
    assert found.message.endswith(words)
    assert (
        "restore it from Git or a backup; hookops neither repairs nor overwrites it" == found.hint
    )


@pytest.mark.promise("P22")
def test_l01_every_prefix_is_an_error():
    """L01: a file that was cut anywhere is not taken for a ledger."""
    text = dumps(FULL).rstrip()

    assert len(text) == sum(1 for end in range(len(text)) if error_of(text[:end]))


def test_l01_the_position_is_named():
    """L01: the error of text that is no JSON has line and column."""
    assert ".hookops/acme.json:2:1: the ledger is not valid JSON" == error_of("{\n]").message


@pytest.mark.promise("P22")
def test_l01_a_text_that_is_too_deep():
    """L01: a text that nests without end is invalid, and no crash."""
    error_of("[" * 100_000)


@pytest.mark.parametrize(
    "members",
    [
        {"serial": None},
        {"serial": "x"},
        {"serial": True},
        {"organization": None},
        {"organization": 7},
        {"managed": None},
        {"managed": [None]},
        {"managed": [{}]},
        {"intents": [{"id": "x"}]},
        {"intents": 7},
        {"tombstones": [[]]},
        {"tombstones": [{"key": "InlineHook/c", "id": "c/../d", "compared": {}, "at": ""}]},
        {"applies": [{"at": "x", "unknown-member": 1}]},
    ],
)
def test_l01_members_of_wrong_shape(members):
    """L01: a ledger with a part missing or of another shape is not complete."""
    assert "the ledger is not complete" in error_of(edited(**members)).message


@pytest.mark.parametrize(
    "members",
    [
        {"key": 7},
        {"key": None},
        {"fingerprints": None},
        {"fingerprints": {"path": {"digest": "x", "more": 1}}},
        {"new": True},
        {"id": 7},
        {"id": None},
        {"compared": "x"},
        {"compared": None},
        {"last_updated": 7},
        {"protected": "false"},
        {"key": "InlineHook"},
        {"key": "InlineHook/"},
        {"key": "/a"},
        {"key": "Unheard/of"},
        {"id": "cal\nabc0123"},
        {"id": "../../users"},
        {"id": ""},
        {"last_updated": "\ud800"},
        {"compared": {"hook": 7}},
        {"compared": {"hook": [["calabc0123"]]}},
        {"compared": {"hook": [{"id": "calabc0123"}]}},
        {"compared": {"runOn": "new-user"}},
        {"compared": {"channel": ["HTTP"]}},
        {"compared": {"channel": {"config": "x"}}},
        {"compared": {"channel": {"config": {"uri": None}}}},
        {"compared": {"name": ["a"]}},
        {"fingerprints": {"channel.x": {"ref": "env:A", "digest": "é"}}},
    ],
)
def test_l01_an_entry_of_wrong_shape(members):
    """L01: an entry with a member of another shape is an error when it is read, not later."""
    assert "the ledger is not complete" in error_of(with_managed(**members)).message


@pytest.mark.parametrize("number", [5, 99, 0, "1", None])
def test_l02_another_format(number):
    """L02: the ledger of another format is an error with both numbers."""
    found = error_of(edited(format=number))

    assert (
        f".hookops/acme.json: the ledger has format {number!r}, this hookops knows 4"
        == found.message
    )
    assert "use the version of hookops that wrote it, or a newer one" == found.hint


@pytest.mark.parametrize("marker", ["<<<<<<< HEAD", "=======", ">>>>>>> main"])
def test_l04_conflict_markers(marker):
    """L04: the error of a merge conflict has the marker's line."""
    lines = dumps(FULL).splitlines()

    found = error_of("\n".join([*lines[:4], marker, *lines[4:]]))

    assert ".hookops/acme.json:5: the ledger has conflict markers of a merge" == found.message


def test_l07_two_entries_with_one_id():
    """L07: one hook cannot be two resources."""
    entry = json.loads(dumps(FULL))["managed"][0]

    found = error_of(edited(managed=[entry, entry | {"key": "InlineHook/b"}]))

    assert ".hookops/acme.json: two entries have the id calabc0123" == found.message


def test_l07_two_entries_with_one_key():
    """L07: one resource cannot be two hooks; neither of them is forgotten silently."""
    entry = json.loads(dumps(FULL))["managed"][0]

    found = error_of(edited(managed=[entry, entry | {"id": "calabc0999"}]))

    assert ".hookops/acme.json: two entries have the key InlineHook/a" == found.message


def test_l07_a_hostile_id_is_shown_escaped():
    """A ledger that came with a merge request cannot move a cursor."""
    entry = json.loads(dumps(FULL))["managed"][0] | {"id": "\x1b[2J"}

    found = error_of(edited(managed=[entry, entry | {"key": "InlineHook/b"}]))

    assert "\x1b" not in str(found)


def test_a_member_twice_is_an_error():
    """A document with one member twice says two things; it is an error."""
    error_of(dumps(FULL).replace('"serial": 7', '"serial": 7,\n "serial": 8', 1))


@pytest.mark.parametrize(
    "members",
    [
        {"key": "Nothing/a"},
        {"action": 1},
        {"before": []},
        {"before": {"channel": 1}},
        {"before": {"channel": {"config": {"headers": 1}}}},
        {"secrets": {"channel.x": 1}},
        {"secrets": []},
        {"more": 1},
    ],
)
def test_g_changes_of_applies_have_their_types(members):
    """What a rollback will read is checked like everything else."""
    assert "the ledger is not complete" in error_of(with_change(**members)).message


def test_changes_that_are_no_list():
    """Nothing else is taken for them."""
    record = json.loads(dumps(FULL))["applies"][0]

    text = edited(applies=[record | {"changes": {}}])

    assert "the ledger is not complete" in error_of(text).message


def test_a_ledger_of_format_2_has_applies_without_changes():
    """It is read, and written in the format of today."""
    document = json.loads(dumps(FULL)) | {"format": 2}
    for name in ("by", "run", "commit", "changes"):
        del document["applies"][0][name]

    found = loads(json.dumps(document), "p")

    assert ("", ()) == (found.applies[0].by, found.applies[0].changes)
    assert FULL.managed == found.managed


def test_an_older_ledger_is_compared_as_today():
    """URLs of managed things and of open creates had the form in which they were written."""
    written, plain = "https://Hooks.Example.com:443/a", "https://hooks.example.com/a"
    document = json.loads(dumps(FULL)) | {"format": 2}
    config = {"uri": written, "tokenUrl": "https://T.example/"}
    compared = {**COMPARED, "channel": {"config": config}}
    document["managed"][0]["compared"] = document["intents"][0]["compared"] = compared

    found = loads(json.dumps(document), "p")

    (managed,) = found.managed.values()
    both = [managed.compared, found.intents[0].compared]
    assert [plain, plain] == [compared["channel"]["config"]["uri"] for compared in both]
    assert "https://t.example" == managed.compared["channel"]["config"]["tokenUrl"]
