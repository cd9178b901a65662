"""Text, places, diagnostics, errors and calls: what people read, and how it is ordered."""

import pytest

from hookops.model import errors
from hookops.model.call import Call
from hookops.model.change import Action, Change, Phase, Plan, Step
from hookops.model.diagnostic import Diagnostic, by_position, render
from hookops.model.diagnostic import errors as only_errors
from hookops.model.resource import IdOf, Key
from hookops.model.secret import SecretRef
from hookops.model.source import Mark, Origin, dotted
from hookops.model.text import plural, show


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("", ""),
        ("with space", "with space"),
        ("Zürich 日本語 🎉", "Zürich 日本語 🎉"),
        ("a\nb\tc\rd", r"a\x0ab\x09c\x0dd"),
        ("\x1b[31mred\x1b[0m", r"\x1b[31mred\x1b[0m"),
        ("\x00\x7f\x9b", r"\x00\x7f\x9b"),
        ("\u202egnp.exe", r"\u202egnp.exe"),
        ("a\u200bb\u2060c\ufeff", r"a\u200bb\u2060c\ufeff"),
        ("a\u00adb", r"a\xadb"),
        ("a\u2028b\u2029c", r"a\u2028b\u2029c"),
        ("\ud800", r"\ud800"),
        ("\ue000\U000e0041", r"\ue000\ue0041"),
    ],
)
def test_r06_nothing_unsafe_is_shown(text, shown):
    """R06: what could move a cursor, forge a line or hide a letter is shown escaped."""
    assert shown == show(text)


@pytest.mark.parametrize(
    ("length", "limit", "shown"),
    [(80, 80, 80), (81, 80, 80), (1_000_000, 80, 80), (10, 5, 5), (300, 200, 200)],
)
def test_r06_long_text_is_cut(length, limit, shown):
    """R06: text longer than the limit is cut to it, and says so."""
    found = show("x" * length, limit)

    assert shown == len(found)
    assert ("..." if length > limit else "xxx") == found[-3:]


@pytest.mark.parametrize(
    ("count", "text"), [(0, "0 hooks"), (1, "1 hook"), (2, "2 hooks"), (21, "21 hooks")]
)
def test_plural(count, text):
    """One is singular."""
    assert text == plural(count, "hook")


# places


ORIGIN = Origin(
    Mark("a.yaml", 1, 1),
    {("channel",): (5, 3), ("channel", "config", "uri"): (7, 10), ("headers", 0): (9, 5)},
)


@pytest.mark.parametrize(
    ("path", "place"),
    [
        (("channel", "config", "uri"), "a.yaml:7:10"),
        (("channel", "config", "uri", "deeper", 3), "a.yaml:7:10"),
        (("channel", "config"), "a.yaml:5:3"),
        (("channel", "config", "method"), "a.yaml:5:3"),
        (("headers", 0, "value"), "a.yaml:9:5"),
        (("headers", 1, "value"), "a.yaml:1:1"),
        (("name",), "a.yaml:1:1"),
        ((), "a.yaml:1:1"),
    ],
)
def test_a_place_is_that_of_the_longest_known_prefix(path, place):
    """A field leads to its own place, or to that of what it is in, or to the first line."""
    assert place == str(ORIGIN.at(path))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ((), ""),
        (("name",), "name"),
        (("channel", "config", "headers", 0, "value"), "channel.config.headers[0].value"),
        ((0, "a"), "[0].a"),
    ],
)
def test_dotted(path, text):
    """Paths as people write them."""
    assert text == dotted(path)


# diagnostics


def diagnostic(file="a.yaml", line=1, column=1, code="type", message="m", severity="error"):
    return Diagnostic(code, message, Mark(file, line, column), severity=severity)


def test_a_diagnostic_on_one_line():
    """File, line, column, severity, code, message."""
    assert "a.yaml:9:10: error[type]: must be text" == render(
        diagnostic(line=9, column=10, message="must be text")
    )


def test_a_diagnostic_with_all_its_lines():
    """Related places and the hint have a line each."""
    found = Diagnostic(
        "duplicate",
        "two of them",
        Mark("b.yaml", 2, 3),
        "remove one",
        "warning",
        ((Mark("a.yaml", 1, 1), "the first is here"), (Mark("c.yaml", 4, 5), "another")),
    )

    assert (
        "b.yaml:2:3: warning[duplicate]: two of them\n"
        "a.yaml:1:1: note: the first is here\n"
        "c.yaml:4:5: note: another\n"
        "  hint: remove one"
    ) == render(found)


def test_sorted_by_position_each_once():
    """File before line before column as numbers, then by word; doubles go."""
    unsorted = [
        diagnostic("b.yaml"),
        diagnostic(line=10),
        diagnostic(line=9, column=12),
        diagnostic(line=9, column=2, code="b"),
        diagnostic(line=9, column=2, code="a", severity="warning"),
        diagnostic(line=9, column=2, code="a"),
        diagnostic("b.yaml"),
    ]

    assert [
        "a.yaml:9:2: error[a]: m",
        "a.yaml:9:2: error[b]: m",
        "a.yaml:9:2: warning[a]: m",
        "a.yaml:9:12: error[type]: m",
        "a.yaml:10:1: error[type]: m",
        "b.yaml:1:1: error[type]: m",
    ] == [render(d) for d in by_position(unsorted)]


def test_only_errors_stop_a_run():
    """Warnings are left out."""
    error, warning = diagnostic(), diagnostic(severity="warning")

    assert (error,) == only_errors([warning, error])


# errors


@pytest.mark.parametrize(
    ("error", "exit_code"),
    [
        (errors.HookopsError, 1),
        (errors.InvalidInput, 3),
        (errors.AuthError, 4),
        (errors.GuardError, 5),
        (errors.Conflict, 6),
        (errors.WriteUnknown, 8),
        (errors.Unavailable, 9),
    ],
)
def test_every_error_has_its_exit_code(error, exit_code):
    """Scripts depend on these numbers; each of them is described."""
    assert exit_code == error("m").exit_code
    assert exit_code in errors.EXIT_CODES


@pytest.mark.parametrize(
    ("status", "exit_code"),
    [(400, 6), (401, 4), (403, 4), (404, 6), (409, 6), (422, 6), (429, 9), (500, 9), (504, 9)],
)
def test_an_api_error_has_the_exit_code_of_its_status(status, exit_code):
    """4 for who we are, 9 for limits and breakdowns, 6 for all else."""
    assert exit_code == errors.ApiError("m", status=status).exit_code


@pytest.mark.parametrize(
    ("codes", "code"),
    [
        ([], 0),
        ([0], 0),
        ([0, 2], 2),
        ([2, 9], 9),
        ([9, 10], 10),
        ([10, 3], 3),
        ([3, 4], 4),
        ([4, 5], 5),
        ([5, 6], 6),
        ([6, 7], 7),
        ([7, 8], 8),
        ([8, 1], 1),
        ([9, 4, 5, 6, 7, 8], 8),
        ({0, 4, 9}, 4),
        (iter([9, 0, 6]), 6),
    ],
)
def test_the_worst_of_several_codes(codes, code):
    """1 > 8 > 7 > 6 > 5 > 4 > 3 > 10 > 9 > 2; 0 is none."""
    assert code == errors.worst(codes)


def test_an_error_with_a_hint():
    """The hint is on a line of its own."""
    assert "m\n  hint: do that" == str(errors.GuardError("m", "do that"))
    assert "m" == str(errors.GuardError("m"))


def test_invalid_input_shows_its_places_first():
    """Places, then the message, then the hint."""
    found = errors.InvalidInput("one error", "fix it", [diagnostic()])

    assert "a.yaml:1:1: error[type]: m\none error\n  hint: fix it" == str(found)


# calls


def test_a_call_is_always_safe_to_print():
    """Neither ids that do not exist yet nor secrets are in a call."""
    key = Key("InlineHook", "a")
    call = Call("PUT", ("api", IdOf(key), "x"), {"value": SecretRef("env", "A")})

    assert "PUT /api/{id of InlineHook/a}/x" == str(call)
    assert "SecretRef(scheme='env', name='A', version='', prefix='')" in repr(call)


def test_calls_of_a_plan_are_in_the_order_of_their_phases():
    """All creations before all deletions, each change's own steps in order."""

    def step(phase, name):
        return Step(phase, name, Call("POST", (name,)))

    def change(*steps):
        return Change(
            Key("InlineHook", "a"), Action.UPDATE, None, None, (), steps, "safe", "", "", ""
        )

    plan = Plan(
        "https://acme.okta.com",
        changes=(
            change(step(Phase.DELETE, "d"), step(Phase.FINAL_RENAME, "s")),
            change(step(Phase.WRITE, "w1"), step(Phase.WRITE, "w2"), step(Phase.ACTIVATE, "a")),
            change(step(Phase.DEACTIVATE, "i")),
        ),
    )

    assert ["w1", "w2", "a", "i", "d", "s"] == [call.path[0] for call in plan.calls]
