"""A ledger that somebody has edited allows nothing: refused with a key, harmless without."""

import json
import random
from datetime import UTC, datetime

import pytest
from conftest import URL, manifest
from security.mutations import mutations

from hookops.files.seal import Seals, derive_seals
from hookops.ledger.document import Writer
from hookops.ledger.file import FileLedger
from hookops.ledger.owner import Access
from hookops.ledger.sealed import Documents
from hookops.model.errors import Conflict, GuardError, HookopsError, InvalidInput
from hookops.model.limits import SecretTrust
from hookops.model.resource import Ledger
from hookops.workflow.plan import rebuild_ledger

KEY = derive_seals("ledger", [b"k" * 32])
PLACE = "ledger.json"
COUNT = 90


def documents(seals):
    return Documents(Access({}, seals=seals))


@pytest.fixture
def applied(world):
    """An org with two hooks of ours and one that is not, and the text of its sealed ledger."""
    world.okta("POST", "", spec("theirs"))
    world.declare(manifest("a"), manifest("b"))
    world.apply()
    before = world.ledger
    return world, documents(KEY).dumps(before, before)[0]


def spec(name):
    made = manifest(name)["spec"]
    made["channel"]["config"]["authScheme"] = {
        "type": "HEADER", "key": "Authorization", "value": "typed",
    }  # fmt: skip
    return {**made, "name": name}


def drawn(text, count=COUNT):
    found = list(mutations(json.loads(text)))
    return random.Random(datetime.now(UTC).toordinal()).sample(found, count)


@pytest.mark.parametrize("layout", [None, 1])
def test_no_edit_has_the_seal(applied, layout):
    """6, or 3 for what is no ledger any more; also where only the layout differs."""
    _, text = applied
    assert "right" == documents(KEY).loads(text, PLACE).seal

    for what, document in drawn(text):
        with pytest.raises(HookopsError) as problem:
            documents(KEY).loads(json.dumps(document, indent=layout), PLACE)
        assert problem.value.exit_code in (3, 6), what


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("https://hooks.example.com/a", "https://evil.example/a"),
        ('"serial": ', '"serial": 1'),
        ("HOOKOPS_SECRET_A", "HOOKOPS_SECRET_B"),
        ('"protected": false', '"protected": true'),
        ("com.okta.oauth2", "com.okta.saml"),
    ],
)
def test_an_edit_of_the_text(applied, old, new):
    """The seal stays where it is, and is wrong: the message names the way out."""
    _, text = applied
    assert old in text

    with pytest.raises(Conflict) as problem:
        documents(KEY).loads(text.replace(old, new, 1), PLACE)

    assert "the seal of the ledger is not that of its content" in problem.value.message
    assert "hookops ledger rebuild" in problem.value.hint


def test_without_a_seal(applied):
    """It is taken where somebody says so, and by nobody else."""
    world, _ = applied
    bare = Writer().dumps(world.ledger)

    with pytest.raises(Conflict, match="has no seal, and HOOKOPS_FINGERPRINT_KEY is set"):
        documents(KEY).loads(bare, PLACE)
    taken = documents(Seals(KEY.keys, "unsealed")).loads(bare, PLACE)
    text, stored = documents(KEY).dumps(taken, taken)

    assert ("accepted", "right") == (taken.seal, stored.seal)
    assert "right" == documents(KEY).loads(text, PLACE).seal


def test_another_key(applied):
    """The one before is taken while keys are changed, and another one never."""
    _, text = applied
    both = derive_seals("ledger", [b"n" * 32, b"k" * 32])
    found = documents(both).loads(text, PLACE)
    renewed, _ = documents(both).dumps(found, found)

    assert "previous" == found.seal
    assert "right" == documents(derive_seals("ledger", [b"n" * 32])).loads(renewed, PLACE).seal
    with pytest.raises(Conflict):
        documents(derive_seals("ledger", [b"o" * 32])).loads(text, PLACE)
    with pytest.raises(Conflict):
        documents(derive_seals("plan", [b"k" * 32])).loads(text, PLACE)


def test_a_run_without_the_key(applied):
    """It reads a sealed ledger, believes nothing of it, and writes none that nobody could check."""
    world, text = applied
    found = documents(Seals()).loads(text, PLACE)

    assert "unchecked" == found.seal
    with pytest.raises(Conflict, match="HOOKOPS_FINGERPRINT_KEY is not set here"):
        documents(Seals()).dumps(found, found)
    assert world.ledger.managed == found.managed


def test_the_corpus_needs_the_seal(applied):
    """Without a key many edits are a ledger."""
    _, text = applied
    taken = 0
    for _, document in drawn(text):
        try:
            taken += isinstance(documents(Seals()).loads(json.dumps(document), PLACE), Ledger)
        except HookopsError:
            continue

    assert taken > COUNT // 6


@pytest.mark.parametrize(
    "id_", ["x/../../users/me", "..", "a b", "a\r\nb", "\x1b[2J", "%2e%2e", "a?b", "a#b", "a/b", ""]
)
def test_an_id_that_is_none(applied, id_):
    """It never gets into a URL: the ledger is not whole then."""
    world, _ = applied
    path = world.folder / "ledger.json"
    id_of = world.ledger.managed[next(iter(world.ledger.managed))].id
    path.write_text(path.read_text().replace(f'"{id_of}"', json.dumps(id_)))
    count = len(world.made.control.requests) if hasattr(world.made, "control") else 0

    with pytest.raises(InvalidInput, match="the ledger is not complete"):
        world.plan()

    assert count == (len(world.made.control.requests) if hasattr(world.made, "control") else 0)


def test_the_id_of_another_hook(applied):
    """What the ledger calls ours is deleted only when it is what the ledger says that it is."""
    world, _ = applied
    path = world.folder / "ledger.json"
    id_of = next(m.id for key, m in world.ledger.managed.items() if key.name == "b")
    path.write_text(path.read_text().replace(id_of, world.hook("theirs")["id"]))
    world.declare(manifest("a"))

    with pytest.raises(GuardError, match="other-thing"):
        world.apply(prune=True)

    assert world.hook("theirs")


def test_an_entry_that_says_nothing(applied):
    """An id alone makes nothing ours."""
    world, _ = applied
    path = world.folder / "ledger.json"
    document = json.loads(path.read_text())
    entry = {**document["managed"][0], "key": "InlineHook/zz", "compared": {}}
    document["managed"].append({**entry, "id": world.hook("theirs")["id"]})
    path.write_text(json.dumps(document))

    with pytest.raises(GuardError, match="other-thing"):
        world.apply(prune=True)

    assert world.hook("theirs")


def test_uri_in_manifest_and_ledger(applied):
    """Both are changed by the same pull request, and neither says where the secret may go."""
    world, _ = applied
    evil = "https://evil.example/a"
    world.trust = SecretTrust(doubt="Git tracks it")
    world.declare(manifest("a", config={"uri": evil}), manifest("b"))
    path = world.folder / "ledger.json"
    path.write_text(path.read_text().replace("https://hooks.example.com/a", evil))

    (found,) = world.plan().secret_hosts

    assert (False, "evil.example") == (found.allowed, found.host)


def test_a_ledger_that_is_made_again(applied):
    """Nothing of the one that somebody edited is in it, and it has a seal."""
    world, text = applied
    path = world.folder / "ledger.json"
    path.write_text(text.replace("https://hooks.example.com/a", "https://evil.example/a"))
    seals = Seals(KEY.keys, "any")
    world.given_ledger_store = FileLedger(path, URL, Access({}, seals=seals))
    assert "wrong" == world.ledger.seal

    rebuild_ledger(world.run(), lambda _: None)

    world.given_ledger_store = FileLedger(path, URL, Access({}, seals=KEY))
    assert "right" == world.ledger.seal
    assert "evil" not in path.read_text()
    assert {"a", "b"} == {key.name for key in world.ledger.managed}
