"""Secrets at the last moment, phases, and errors in the terms of the manifest."""

import hashlib
import hmac
from dataclasses import replace

import pytest

from hookops.apply.deferred_values import fingerprints, incomparable, resolve, unset
from hookops.apply.explain import explain
from hookops.apply.phases import lanes_of, phases
from hookops.kinds import LISTED
from hookops.model.call import Call, Edit
from hookops.model.change import Action, Change, Phase, Step
from hookops.model.errors import ApiError, Cause, InvalidInput, Unavailable
from hookops.model.resource import Fingerprint, Key, Managed, Resource
from hookops.model.source import FieldPath, Mark, Origin
from hookops.secrets.environment import from_environment

KIND = LISTED["InlineHook"]
URL = "https://acme.okta.com"
HEADER = "channel.config.authScheme.value"
PLACES = {
    ("name",): (5, 9),
    ("channel", "config", "uri"): (9, 12),
    ("channel", "config", "headers", 0, "value"): (11, 20),
    ("channel", "config", "authScheme", "value"): (14, 22),
}
ORIGIN = Origin(Mark("a.yaml", 1, 1), PLACES)


def resource(name="a", ref="env:SECRET_A"):
    config = {
        "uri": "https://h.example.com/a",
        "authScheme": {"type": "HEADER", "key": "Authorization", "valueFrom": ref},
    }
    data = {
        "metadata": {"name": name},
        "spec": {
            "type": "com.okta.oauth2.tokens.transform",
            "channel": {"type": "HTTP", "config": config},
        },
    }
    return Resource(Key("InlineHook", name), KIND.parse(data), ORIGIN)


def change(after, *steps):
    return Change(
        after.key if after else Key("InlineHook", "gone"),
        Action.UPDATE,
        None,
        after,
        (),
        steps,
        "safe",
        "",
        "",
        "",
    )


def writing(after):
    return change(after, *KIND.create(after.key, after.spec))


# secrets


def test_every_secret_of_a_plan():
    """The secrets of all writes are read, by reference."""
    changes = [writing(resource("a")), writing(resource("b", "env:SECRET_B"))]

    found = resolve(
        changes, from_environment({"SECRET_A": "some-4711-value", "SECRET_B": "some-4712-value"})
    )

    assert {"env:SECRET_A": "some-4711-value", "env:SECRET_B": "some-4712-value"} == {
        str(ref): secret.reveal() for ref, secret in found.items()
    }


def test_a_change_without_a_body_needs_none():
    """A lifecycle call sends no secret, nor does a delete or an unbind; none is asked for."""
    lifecycle = Step(Phase.ACTIVATE, "activate", Call("POST", ("api",)))
    delete = Step(Phase.DELETE, "delete", Call("DELETE", ("api",)))
    unbind = Step(Phase.UNBIND, "unbind", Call("PUT", ("api",), Edit(("a",), None)))

    assert {} == resolve(
        [change(resource(), lifecycle), change(None, delete), change(None, unbind)],
        from_environment({}),
    )


@pytest.mark.promise("P17")
def test_every_secret_that_cannot_be_used():
    """All of them are in one error, each with the place of its reference."""
    changes = [writing(resource("a")), writing(resource("b", "env:SECRET_B"))]

    with pytest.raises(InvalidInput) as problem:
        resolve(changes, from_environment({"SECRET_B": "two\nlines"}))

    assert [
        "a.yaml:14:22: error[secret]: env:SECRET_A of InlineHook/a is not set",
        "a.yaml:14:22: error[secret]: env:SECRET_B of InlineHook/b has a line break at position 4",
        "  hint: set them where hookops runs; it wrote nothing, since it reads all secrets first",
    ] == str(problem.value).splitlines()


def test_what_apply_will_need_and_is_not_set():
    """Before an apply it is known which references cannot be read here, each once."""
    changes = [writing(resource("a")), writing(resource("b")), writing(resource("c", "env:B"))]

    assert ("env:SECRET_A",) == unset(changes, from_environment({"B": ""}))


@pytest.mark.promise("P16")
def test_fingerprints_without_a_key():
    """Without a key nothing is derived from the value."""
    found = fingerprints([resource()], from_environment({"SECRET_A": "s3cr3t"}), b"", URL)

    assert {Key("InlineHook", "a"): {HEADER: Fingerprint("env:SECRET_A")}} == found


@pytest.mark.promise("P16")
def test_fingerprints_with_a_key():
    """With a key equal values of two resources look different, and the key has a name."""
    both = [resource("a"), resource("b")]

    found = fingerprints(both, from_environment({"SECRET_A": "s3cr3t"}), b"k" * 32, URL)

    first, second = (prints[HEADER] for prints in found.values())
    assert (64, 8) == (len(first.digest), len(first.key_id))
    assert first.digest != second.digest
    assert first.key_id == second.key_id
    assert "s3cr3t" not in repr(found)


def test_fingerprints_of_what_is_not_set():
    """A secret that is not there has no digest, and so no key either."""
    found = fingerprints([resource()], from_environment({}), b"k" * 32, URL)

    assert {HEADER: Fingerprint("env:SECRET_A")} == found[Key("InlineHook", "a")]


def test_e07_fingerprints_of_bytes_that_are_no_text():
    """E07: a value that is no UTF-8, as the environment may hold it, does not crash a plan."""
    found = fingerprints([resource()], from_environment({"SECRET_A": "a\udcff"}), b"k" * 32, URL)

    assert [Key("InlineHook", "a")] == list(found)


def test_a_fingerprint_is_what_it_was():
    """Ledgers keep it: another way to make it would look like a rotation of every secret."""
    ref = {"ref": "env:SECRET_A", "version": "2"}
    env = from_environment({"SECRET_A": "s3cr3t"})
    found = fingerprints([resource(ref=ref)], env, b"k" * 32, URL)

    message = b"".join(
        len(part).to_bytes(4, "big") + part
        for part in (b"hookops-fingerprint-1", URL.encode(), b"InlineHook/a", HEADER.encode(),
                     b"s3cr3t")
    )  # fmt: skip
    digest = hmac.new(b"k" * 32, message, "sha256").hexdigest()
    key_id = hashlib.sha256(b"hookops-key-id" + b"k" * 32).hexdigest()[:8]
    assert Fingerprint("env:SECRET_A", digest, key_id, "2") == found[NAME][HEADER]


def test_without_a_key_no_secret_is_read():
    """Nothing would come of it."""
    found = fingerprints([resource()], lambda _: pytest.fail("read"), b"", URL)

    assert [NAME] == list(found)


NAME = Key("InlineHook", "a")
SENT = Managed(NAME, "calabc0123", {}, "", {HEADER: Fingerprint("env:A", "ab", "old")})


@pytest.mark.parametrize(
    ("managed", "now", "found"),
    [
        (SENT, Fingerprint("env:A", "cd", "new"), ("env:A",)),
        (SENT, Fingerprint("env:A", "cd", "old"), ()),
        (SENT, Fingerprint("env:A"), ()),
        (Managed(NAME, "calabc0123", {}, ""), Fingerprint("env:A", "cd", "new"), ()),
        (
            Managed(NAME, "calabc0123", {}, "", {HEADER: Fingerprint("env:A")}),
            Fingerprint("env:A", "cd", "new"),
            ("env:A",),
        ),
    ],
)
def test_what_cannot_be_compared(managed, now, found):
    """A secret that was sent under another fingerprint key, or under none."""
    assert found == incomparable({NAME: managed}, {NAME: {HEADER: now}})


def test_what_is_not_managed_is_compared_with_nothing():
    """It will be sent. All references of others are named in order."""
    known = {
        name: {HEADER: Fingerprint(f"env:{name.name}", "cd", "new")}
        for name in (Key("InlineHook", "z"), NAME, Key("InlineHook", "b"))
    }
    managed = dict.fromkeys((Key("InlineHook", "z"), NAME), SENT)

    assert ("env:a", "env:z") == incomparable(managed, known)


def test_the_hint_of_secrets_that_cannot_be_used():
    """It says where, and that nothing was written."""
    with pytest.raises(InvalidInput) as problem:
        resolve([writing(resource())], from_environment({}))

    assert (
        "set them where hookops runs; it wrote nothing, since it reads all secrets first"
    ) == problem.value.hint


def test_one_body_is_enough():
    """A change that sends a body in one of its steps needs its secrets."""
    after = resource()
    lifecycle = Step(Phase.ACTIVATE, "activate", Call("POST", ("api",)))
    planned = change(after, *KIND.create(after.key, after.spec), lifecycle)

    assert ["env:SECRET_A"] == [
        str(ref) for ref in resolve([planned], from_environment({"SECRET_A": "some-4711-value"}))
    ]


# phases


def test_steps_by_phase_in_plan_order():
    """Phases in their order, changes in the plan's, a change's steps in its own."""
    delete = Step(Phase.DELETE, "delete", Call("DELETE", ("d",)))
    write = Step(Phase.WRITE, "update", Call("PUT", ("w",)))
    more = Step(Phase.WRITE, "deactivate", Call("POST", ("m",)))
    first, second = change(resource("a"), delete, write), change(resource("b"), write, more)

    found = [
        (phase, [(c.key.name, [s.verb for s in steps]) for c, steps in tasks])
        for phase, tasks in phases([first, second])
    ]

    assert [
        (Phase.WRITE, [("a", ["update"]), ("b", ["update", "deactivate"])]),
        (Phase.DELETE, [("a", ["delete"])]),
    ] == found


def test_no_changes_have_no_phases():
    """Without work there is no phase."""
    assert [] == phases([change(resource())])


def edit(lane):
    return Step(Phase.BIND, "bind", Call("PUT", ("api",), Edit(("a",), None, lane=lane)))


def test_lanes():
    """Edits of one lane go one after another, everything else on its own, in plan order."""
    tasks = [
        (change(resource("a")), (edit("p"),)),
        (change(resource("b")), (Step(Phase.BIND, "bind", Call("POST", ("api",))),)),
        (change(resource("c")), (edit("q"),)),
        (change(resource("d")), (edit("p"),)),
        (change(resource("e")), (Step(Phase.BIND, "bind", Call("POST", ("api",))),)),
    ]

    assert [["a", "d"], ["b"], ["c"], ["e"]] == [
        [planned.key.name for planned, _ in lane] for lane in lanes_of(tasks)
    ]


# explain


def test_the_shortest_path_that_ends_in_the_field():
    """A hook's own field is meant rather than one of something inside it."""
    places: dict[FieldPath, tuple[int, int]]
    places = {("a", "b", "name"): (3, 1), ("name",): (1, 1), ("b", "name"): (2, 1)}
    origin = Origin(Mark("a.yaml", 9, 9), places)
    after = replace(resource(), origin=origin)
    problem = ApiError("no", status=400, causes=[Cause("x.name", "is wrong")])

    assert "no\na.yaml:1:1: error[okta]: is wrong" == explain(change(after), problem)


def test_each_cause_has_its_line():
    """One without a field is in the error's own text."""
    causes = [Cause("name", "is wrong"), Cause("", "in general"), Cause("uri", "is no URL")]
    problem = ApiError("no", status=400, causes=causes)

    assert (
        "no\na.yaml:5:9: error[okta]: is wrong\na.yaml:9:12: error[okta]: is no URL"
    ) == explain(change(resource()), problem)


@pytest.mark.parametrize(
    ("field", "place"),
    [
        ("name", "a.yaml:5:9"),
        ("uri", "a.yaml:9:12"),
        ("[name]", "a.yaml:5:9"),
        ("channel.config.uri", "a.yaml:9:12"),
        ("config.uri", "a.yaml:9:12"),
        ("channel.config.headers[0].value", "a.yaml:11:20"),
        ("value", "a.yaml:14:22"),
        ("nobody.knows", "a.yaml:1:1"),
        ("x\u00b2", "a.yaml:1:1"),
        ("headers.\u00b2", "a.yaml:1:1"),
        ("...", "a.yaml:1:1"),
        ("[]", "a.yaml:1:1"),
    ],
)
def test_a_cause_leads_to_its_line(field, place):
    """A field that Okta names by its path or its last name is found in the manifest."""
    problem = ApiError("no", status=400, causes=[Cause(field, "is wrong")])

    assert f"no\n{place}: error[okta]: is wrong" == explain(change(resource()), problem)


@pytest.mark.parametrize(
    "problem",
    [
        Unavailable("no line"),
        ApiError("no line", status=400, causes=[Cause("", "in general")]),
        ApiError("no line", status=500),
    ],
)
def test_what_names_no_field_has_no_line(problem):
    """Without a field there is only the error's own text."""
    assert "no line" == explain(change(resource()), problem)


def test_a_delete_has_no_line():
    """What is no longer declared has no place in Git."""
    problem = ApiError("no", "do that", status=400, causes=[Cause("name", "is wrong")])

    assert "no\n  hint: do that" == explain(change(None), problem)
