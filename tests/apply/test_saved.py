"""The envelope of a saved plan: strict about its own shape, and about its file."""

import hashlib
import json
import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from small_disk import files_up_to

from hookops import __version__
from hookops.apply import saved_plan as saved
from hookops.files.seal import Seals, derive_seals
from hookops.model.errors import Conflict, GuardError, InvalidInput
from hookops.model.limits import Limits

AT = "2025-03-13T23:38:58+00:00"
URL = "https://acme.okta.com"
PLAN: dict[str, Any] = {
    **Limits(True, 4, ("a",), False, ("c",)).data(),
    "targets": ["InlineHook/a"],
    "organization": URL,
    "resource_changes": [{"address": f"InlineHook/{name}", "n": 1} for name in "abcdefg"],
}
PATH = Path("p.json")


def sealed(**members):
    return saved.seal(PLAN | members, created_at=AT)


def edited(**members):
    """The file's text with other members, as somebody writes them who renews the digest too."""
    document = {n: v for n, v in (json.loads(sealed()) | members).items() if n != "digest"}
    canonical = json.dumps(document, sort_keys=True, separators=(",", ":"))
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    return json.dumps({**document, "digest": digest} | members, indent=1) + "\n"


def envelope(text=None):
    return saved.open_envelope(text or sealed(), PATH)[0]


def test_what_the_file_says_of_itself():
    """Everything the envelope has comes back, and the plan with it."""
    found, document = saved.open_envelope(sealed(), PATH)

    assert (AT, "2025-03-14T23:38:58+00:00") == (found.created_at, found.expires_at)
    assert (__version__, 4, True) == (
        found.hookops_version,
        found.limits.max_delete,
        found.limits.prune,
    )
    assert (("InlineHook/a",), URL) == (found.targets, found.organization)
    assert PLAN["resource_changes"] == document["resource_changes"]


def test_the_text_of_the_file():
    """Users and other tools see this: one JSON object, its kind first and its digest last."""
    text = saved.seal({"organization": URL}, created_at=AT)

    members = {
        "kind": "hookops.dev/plan/v1",
        "hookops_version": __version__,
        "created_at": AT,
        "expires_at": "2025-03-14T23:38:58+00:00",
        "organization": URL,
    }
    canonical = json.dumps(members, sort_keys=True, separators=(",", ":"))
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    assert json.dumps({**members, "digest": digest}, indent=1) + "\n" == text


def test_the_same_plan_has_the_same_text():
    """Sealing twice gives the same bytes; another moment gives another digest."""
    other = saved.seal(PLAN, created_at="2025-03-13T23:38:59+00:00")

    assert sealed() == sealed()
    assert envelope().digest != envelope(other).digest


@pytest.mark.parametrize(
    "members",
    [
        {"created_at": None},
        {"created_at": "2025-03-13"},
        {"created_at": "2025-03-13T23:38:58"},
        {"created_at": "2025-03-13T23:38:58+02:00"},
        {"expires_at": "never"},
        {"expires_at": 7},
        {"hookops_version": None},
        {"max_delete": "4"},
        {"max_delete": 4.0},
        {"max_delete": True},
        {"max_delete": -1},
        {"max_delete": 1e999},
        {"targets": [7]},
        {"targets": None},
        {"organization": ["x"]},
        {"digest": None},
    ],
)
def test_l12_members_of_wrong_types(members):
    """L12: a member of another type is no plan of ours."""
    with pytest.raises(InvalidInput):
        envelope(edited(**members))


@pytest.mark.promise("P22")
@pytest.mark.parametrize(
    "text",
    [
        sealed().replace('"prune": true', '"prune": true, "prune": false'),
        sealed().replace('"n": 1', '"n": NaN'),
        sealed().replace('"n": 1', '"n": -Infinity'),
        sealed()[:-3],
        sealed() + "{}",
        "[" * 100_000,
        '{"kind": 7}',
        "{}",
        "7",
        "null",
        "",
    ],
    ids=["twice", "nan", "infinity", "half", "more", "deep", "kind", "empty", "7", "null", "none"],
)
def test_l12_what_is_no_plan(text):
    """L12: what is not one JSON object of our kind is invalid input."""
    with pytest.raises(InvalidInput) as problem:
        saved.open_envelope(text, PATH)

    assert 3 == problem.value.exit_code


@pytest.mark.parametrize("value", [1, "true", None, "yes", [True]])
def test_prune_is_true_or_it_is_not(value):
    """Nothing but true allows deletes."""
    assert not envelope(edited(prune=value)).limits.prune


@pytest.mark.parametrize(
    ("seconds", "valid"),
    [(0, True), (86_399, True), (86_400, False), (10**8, False)],
)
def test_c08_a_plan_expires_after_a_day(seconds, valid):
    """C08: to the second a day after it was made, a plan has expired."""
    now = datetime.fromtimestamp(datetime.fromisoformat(AT).timestamp() + seconds, UTC)
    found = []
    try:
        saved.check(envelope(), URL, now, {})
    except Conflict as problem:
        found.append(problem.message)

    assert ([] if valid else ["the plan expired at 2025-03-14T23:38:58+00:00"]) == found


def test_a_hostile_organization_is_shown_escaped():
    """What a plan file says is text from outside."""
    hostile = envelope(edited(organization="\x1b[2J"))

    with pytest.raises(Conflict) as problem:
        saved.check(hostile, URL, datetime.now(UTC), {})

    assert rf"the plan is for \x1b[2J, not for {URL}" == problem.value.message


# the file


def test_written_and_read_again(tmp_path):
    """A plan that was written is read again, and is its owner's."""
    path = tmp_path / "p.json"

    saved.write(path, sealed())

    assert sealed() == saved.read(path)[0]
    assert "0o600" == oct(path.stat().st_mode & 0o777)


@pytest.mark.promise("P22")
def test_l12_a_plan_that_is_too_large(tmp_path):
    """L12: a file of 50 MB is not read."""
    path = tmp_path / "p.json"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    path.chmod(0o600)

    with pytest.raises(InvalidInput, match="it has 50,000,000 bytes"):
        saved.read(path)[0]


def test_c07_a_pipe_is_no_plan(tmp_path):
    """C07: a pipe is an error at once, and nobody waits for its other end."""
    os.mkfifo(tmp_path / "p.json")

    with pytest.raises(InvalidInput, match="it is a named pipe, not a file"):
        saved.read(tmp_path / "p.json")[0]


@pytest.mark.parametrize("mode", [0o602, 0o666])
def test_l13_a_plan_that_others_can_write(tmp_path, mode):
    """L13: a plan that all can write is not believed, but for one with a seal that is right."""
    path = tmp_path / "p.json"
    path.write_text(sealed())
    path.chmod(mode)
    text, exposure = saved.read(path)
    envelope, _ = saved.open_envelope(text, path)
    seals = derive_seals("plan", [b"k" * 32])
    with_seal = replace(envelope, seal=seals.make(envelope.digest))

    with pytest.raises(GuardError, match="every user of this computer can write it"):
        saved.check_seal(envelope, Seals(), path, exposure)
    note = saved.check_seal(with_seal, seals, path, exposure)

    assert f"the plan {path}: every user of this computer can write it" == note


def test_l13_a_plan_that_a_group_can_write(tmp_path):
    """L13: a umask of 002 makes it, so it is a note."""
    path = tmp_path / "p.json"
    path.write_text(sealed())
    path.chmod(0o660)
    text, exposure = saved.read(path)
    envelope, _ = saved.open_envelope(text, path)

    note = saved.check_seal(envelope, Seals(), path, exposure)

    assert f"the plan {path}: its group can write it" == note


def test_c09_a_folder_that_is_not_there(tmp_path):
    """C09: where no file can be made, it says why."""
    with pytest.raises(InvalidInput, match="cannot be written: its folder does not exist"):
        saved.write(tmp_path / "no" / "p.json", "")


@pytest.mark.parametrize("old", [sealed(organization="x"), sealed() + " ", edited(digest=None)])
def test_c09_a_plan_is_replaced_by_force(tmp_path, old):
    """C09: a plan of hookops, also an edited one, gives way to another when that is asked for."""
    path = tmp_path / "p.json"
    path.write_text(old)

    with pytest.raises(InvalidInput, match="--force replaces a plan of hookops, and nothing else"):
        saved.write(path, sealed())
    saved.write(path, sealed(), replace=True)

    assert (sealed(), ["p.json"]) == (path.read_text(), os.listdir(tmp_path))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("mine", "p.json is not valid JSON"),
        ('{"kind": "Project"}', "p.json is not a plan of hookops"),
        (" " * (16 * 1024 * 1024 + 1), "it has 16,777,217 bytes"),
    ],
)
def test_c09_nothing_else_is_replaced(tmp_path, text, why):
    """C09: whatever somebody forces, a file that is no plan is as it was."""
    path = tmp_path / "p.json"
    path.write_text(text)

    with pytest.raises(InvalidInput, match=rf"--force does not replace .*{why}"):
        saved.write(path, sealed(), replace=True)

    assert text == path.read_text()


def test_a_plan_whose_place_is_free(tmp_path):
    """Force or not, what is not there is made."""
    saved.check_place(tmp_path / "a.json", replace=False)
    saved.write(tmp_path / "a.json", sealed(), replace=True)

    assert sealed() == saved.read(tmp_path / "a.json")[0]


def test_a_disk_that_is_full(tmp_path):
    """A plan that cannot be written whole is not there at all."""
    path = tmp_path / "p.json"

    with files_up_to(100), pytest.raises(InvalidInput) as problem:
        saved.write(path, "x" * 10_000)

    assert f"hookops cannot write {path}: File too large" == problem.value.message
    assert [] == list(tmp_path.iterdir())


# every error


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"organization": "x"}, f"the plan is for x, not for {URL}"),
        ({"hookops_version": "0"}, f"the plan was made by hookops 0, this is {__version__}"),
        (
            {"created_at": "2025-03-13T23:49:00+00:00"},
            "the plan says it was made in the future, at 2025-03-13T23:49:00+00:00",
        ),
    ],
)
def test_why_a_plan_is_not_applied(members, message):
    """Each error says what to do."""
    with pytest.raises(Conflict) as problem:
        saved.check(envelope(edited(**members)), URL, datetime.fromisoformat(AT), {})

    assert (message, "make a new one with hookops plan --out") == (
        problem.value.message,
        problem.value.hint,
    )


def test_a_plan_that_was_applied():
    """It is known by its digest, and not applied again."""
    used = {envelope().digest: "noon"}

    with pytest.raises(Conflict, match="the plan was applied already, at noon"):
        saved.check(envelope(), URL, datetime.fromisoformat(AT), used)


@pytest.mark.promise("P20")
@pytest.mark.parametrize(
    "text",
    [
        json.dumps(json.loads(sealed()) | {"prune": False}, indent=1),
        json.dumps(json.loads(sealed()) | {"organization": "https://other.okta.com"}),
        json.dumps(json.loads(sealed()) | {"resource_changes": []}),
        json.dumps(json.loads(sealed()) | {"more": 1}),
        json.dumps(json.loads(sealed()) | {"digest": "0" * 64}),
        json.dumps({n: v for n, v in json.loads(sealed()).items() if n != "resource_changes"}),
    ],
)
def test_l11_an_edited_file(text):
    """L11: what does not fit its digest was edited, which is not the same as stale."""
    with pytest.raises(Conflict) as problem:
        saved.open_envelope(text, PATH)

    why = "the plan p.json was edited: its digest is not that of its content"
    assert (why, 6) == (problem.value.message, problem.value.exit_code)


@pytest.mark.promise("P20")
@pytest.mark.parametrize(
    "text", [json.dumps(json.loads(sealed())), sealed() + "\n", sealed().replace(" ", "  ")]
)
def test_l11_another_layout(text):
    """L11: a file that says the same in other bytes was edited too, and each byte counts."""
    with pytest.raises(Conflict, match="the plan was edited: it says the same in another layout"):
        saved.compare(text, PLAN, envelope())


def test_a_clock_that_is_ten_minutes_ahead():
    """Clocks of two machines differ."""
    at = "2025-03-13T23:48:58+00:00"

    assert saved.check(envelope(edited(created_at=at)), URL, datetime.fromisoformat(AT), {}) is None


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("{", "p.json is not valid JSON", "make a new plan"),
        ("{}", "p.json is not a plan of hookops", "hookops plan --out makes one"),
        (edited(digest=None), "p.json is not a whole plan", "make a new one"),
    ],
)
def test_the_errors_of_a_file_that_is_no_plan(text, message, hint):
    """Each says what it is not."""
    with pytest.raises(InvalidInput) as problem:
        saved.open_envelope(text, PATH)

    assert (message, hint) == (problem.value.message, problem.value.hint)


@pytest.mark.parametrize("number", [4, 0, None])
def test_the_envelope_is_what_was_sealed(number):
    """All members, each in its place."""
    text = saved.seal(PLAN | {"take_over": ["b"], "max_delete": number}, created_at=AT)
    found = envelope(text)

    assert (number, ("b",), 64) == (
        found.limits.max_delete,
        found.limits.take_over,
        len(found.digest),
    )


def test_a_plan_that_is_the_same():
    """A plan made now that is the one in the file stands."""
    assert saved.compare(sealed(), PLAN, envelope()) is None


def test_the_errors_of_reading_and_writing(tmp_path):
    """A file that is not there, that is there, that is too large by a byte, or a link."""
    errors = []
    path, link, large = tmp_path / "p.json", tmp_path / "l.json", tmp_path / "large.json"
    link.symlink_to(path)
    with pytest.raises(InvalidInput) as problem:
        saved.read(path)[0]
    errors.append(str(problem.value))
    saved.write(path, "x")
    with pytest.raises(InvalidInput) as problem:
        saved.write(path, "y")
    errors.append(str(problem.value))
    with pytest.raises(InvalidInput) as problem:
        saved.read(link)[0]
    errors.append(str(problem.value))
    saved.write(large, " " * 16 * 1024 * 1024)
    assert 16 * 1024 * 1024 == len(saved.read(large)[0])
    with large.open("a") as file:
        file.write(" ")
    with pytest.raises(InvalidInput) as problem:
        saved.read(large)[0]
    errors.append(str(problem.value))

    assert [
        f"hookops cannot read the plan {path}: No such file or directory",
        f"{path} exists\n  hint: --force replaces a plan of hookops, and nothing else",
        f"hookops cannot read the plan {link}: it is a symbolic link, not a file",
        f"hookops cannot read the plan {large}: it has 16,777,217 bytes, and 16,777,216 are the "
        "limit",
    ] == errors
    assert "x" == saved.read(path)[0]


def test_bytes_that_are_no_text(tmp_path):
    """They are read, and are no JSON."""
    path = tmp_path / "p.json"
    path.write_bytes(b"\xff")
    path.chmod(0o600)

    assert "\ufffd" == saved.read(path)[0]


def test_a_plan_that_its_owner_alone_can_write(tmp_path):
    """Others may read it."""
    path = tmp_path / "p.json"
    path.write_text("x")
    path.chmod(0o644)

    assert "x" == saved.read(path)[0]


def test_a_pipe_is_closed_again(tmp_path):
    """Nothing stays open of what is no plan."""
    os.mkfifo(tmp_path / "p.json")
    before = len(os.listdir("/dev/fd"))

    with pytest.raises(InvalidInput):
        saved.read(tmp_path / "p.json")[0]

    assert before == len(os.listdir("/dev/fd"))
