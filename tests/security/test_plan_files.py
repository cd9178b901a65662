"""Whoever can replace a plan file decides nothing: not what is written, and not how much."""

import json
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from conftest import URL, manifest
from security.mutations import mutations

from hookops.apply import saved_plan as saved
from hookops.files.reading import Exposure
from hookops.files.seal import Seals, derive_seals
from hookops.model.errors import Conflict, GuardError, HookopsError
from hookops.model.limits import Limits, check_options
from hookops.report.plan.json import plan_data
from hookops.workflow import apply as workflow

KEY = derive_seals("plan", [b"k" * 32])
FILE = Path("plan.json")
COUNT = 600


@pytest.fixture
def planned(world):
    """A plan of a create and an update, and the text of its file; a hook may be deleted."""
    world.declare(manifest("a"), manifest("gone"))
    world.apply()
    world.declare(manifest("a", config={"uri": "https://hooks.example.com/new"}), manifest("b"))
    made = world.plan()
    return world, made, workflow.save(world.run(), made, KEY)


def resealed(document):
    """The text of the file with a digest of its own, as whoever edits it can compute it."""
    digest = saved._digest(document)
    return json.dumps({**document, "digest": digest}, indent=1) + "\n"


def takes(text, fresh, now, seals, limits=Limits()):
    """Raises: HookopsError unless the file is taken for the plan that is made now."""
    envelope, _ = saved.open_envelope(text, FILE)
    saved.check_seal(envelope, seals, FILE, Exposure())
    check_options(envelope.limits, envelope.targets, limits, (), verifies=False)
    saved.check(envelope, URL, now, {})
    saved.compare(text, fresh, envelope)


def drawn(text):
    """Edits of the plan; the same in each run of a day."""
    found = list(mutations(json.loads(text)))
    return random.Random(datetime.now(UTC).toordinal()).sample(found, COUNT)


@pytest.mark.promise("P20")
@pytest.mark.parametrize("seals", [KEY, Seals()], ids=["with the key", "without it"])
def test_every_edit_is_refused(planned, seals):
    """With the digest computed anew; by seal or by the plan that is made now."""
    world, made, _ = planned
    fresh, now = plan_data(made), datetime.fromtimestamp(world.now, UTC)
    text = workflow.save(world.run(), made, seals)
    takes(text, fresh, now, seals)

    for what, document in drawn(text):
        # It is computed anew.
        if what.endswith(" digest"):
            continue
        with pytest.raises(HookopsError) as problem:
            takes(resealed(document), fresh, now, seals)
        assert problem.value.exit_code in (3, 5, 6), what


def test_the_corpus_needs_the_defences(planned):
    """Without the comparison with a fresh plan, and without a seal, many are taken."""
    world, _, text = planned
    now, taken = datetime.fromtimestamp(world.now, UTC), 0
    for _, document in drawn(text):
        try:
            envelope, _ = saved.open_envelope(resealed(document), FILE)
            saved.check(envelope, URL, now, {})
        except HookopsError:
            continue
        taken += 1

    assert taken > COUNT // 4


def test_a_plan_that_was_replaced(planned):
    """By one that was made with --prune: the same command deletes nothing."""
    world, _, _ = planned
    text = workflow.save(world.run(), world.plan(prune=True))
    envelope, _ = saved.open_envelope(text, FILE)

    with pytest.raises(GuardError, match="made with --prune, and apply is not given that"):
        check_options(envelope.limits, envelope.targets, Limits(), (), verifies=False)
    check_options(envelope.limits, envelope.targets, Limits(prune=True), (), verifies=False)


def test_a_plan_that_was_made_young_again(planned):
    """400 days later, with new dates: the seal is no longer that of its content."""
    world, made, text = planned
    document = json.loads(text)
    now = datetime.fromtimestamp(world.now, UTC) + timedelta(days=400)
    document["created_at"] = now.isoformat()
    document["expires_at"] = (now + timedelta(hours=24)).isoformat()

    with pytest.raises(Conflict, match="a seal that is not that of its content"):
        takes(resealed(document), plan_data(made), now, KEY)
    del document["seal"]
    with pytest.raises(Conflict, match="has no seal, and HOOKOPS_FINGERPRINT_KEY is set"):
        takes(resealed(document), plan_data(made), now, KEY)


@pytest.mark.parametrize(
    ("limits", "file", "words"),
    [
        (Limits(), Limits(max_delete=50), "--max-delete 50"),
        (Limits(max_delete=1), Limits(max_delete=50), "--max-delete 50"),
        (Limits(), Limits(max_update=9), "--max-update 9"),
        (Limits(), Limits(take_over=("a",)), "--take-over a"),
        (Limits(), Limits(confirm=("a",)), "--confirm a"),
        (Limits(confirm=("a",)), Limits(confirm=("a", "b")), "--confirm b"),
        (Limits(), Limits(recreate_missing=True), "--recreate-missing"),
        (Limits(), Limits(remove_duplicates=True), "--remove-duplicates"),
        (Limits(), Limits(replace=("a",)), "--replace a"),
        (Limits(), Limits(send_secret_to=("evil.example",)), "--send-secret-to evil.example"),
        (Limits(), Limits(allow_endpoint_change=("a",)), "--allow-endpoint-change a"),
    ],
)
def test_what_widens_is_given_again(planned, limits, file, words):
    """Each option that allows something; the message has it as the command line does."""
    world, made, _ = planned
    text = saved.seal({**plan_data(made), **file.data()}, created_at=world.run().now())
    envelope, _ = saved.open_envelope(text, FILE)

    with pytest.raises(GuardError) as problem:
        check_options(envelope.limits, envelope.targets, limits, (), verifies=False)

    assert f"the plan was made with {words}, and apply is not given that" == problem.value.message
    check_options(envelope.limits, envelope.targets, file, (), verifies=False)
