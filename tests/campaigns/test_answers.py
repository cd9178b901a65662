"""The campaign `answers`: it plays again what it played, and it can fail."""

import random

import pytest
from campaigns.answers import answers_of, draw, play, stage_of
from campaigns.inputs.answer_stage import apply_whole
from campaigns.inputs.rewriter import Rewrite
from campaigns.inputs.shown import edited_otherwise
from faults.known_bad import KNOWN_BAD
from faults.stage import Ended, Executor

SCENARIOS = ("create", "bind-app")


def test_some_cases() -> None:
    """Whatever Okta answers, hookops does nothing wrong."""
    cases = draw(random.Random(5), 24, SCENARIOS)

    assert dict.fromkeys(cases, ()) == {case: play(case).problems for case in cases}


def test_cases_are_distinct() -> None:
    """A draw has as many different cases as were asked for, and cuts at each byte among them."""
    cases = draw(random.Random(1), 400, SCENARIOS)

    assert 400 == len(set(cases))
    assert 200 <= sum(":cut:" in case for case in cases)


def test_a_case_plays_the_same_again() -> None:
    """The text is all that a case is."""
    case = draw(random.Random(2), 2, SCENARIOS)[1]

    assert play(case) == play(case)


def _crashes(run, limits, stop) -> Ended:
    ended = apply_whole(run, limits, stop)
    if ended.code:
        raise AttributeError("'NoneType' object has no attribute 'get'")
    return ended


FIRST, BACK, CREATE = ("GET /api/v1/inlineHooks (1)", "GET /api/v1/inlineHooks (3)", "POST ")
PLANTED = {
    "crashes": (Executor("crashes", apply=_crashes), FIRST, "AttributeError"),
    "succeeds-always": (*KNOWN_BAD["succeeds-always"][:1], FIRST, "and not as declared"),
    "changes-nothing": (*KNOWN_BAD["changes-nothing"][:1], BACK, "although something was changed"),
    "tidies-up": (*KNOWN_BAD["tidies-up"][:1], CREATE, "writes a hook that nobody manages"),
    "leaks-secrets": (*KNOWN_BAD["leaks-secrets"][:1], CREATE, "has a secret outside"),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_mistake_is_noticed(name: str) -> None:
    """Executors with one mistake each are wrong when an answer is cut off."""
    executor, place, words = PLANTED[name]
    answers = answers_of("apply", "create")
    position = next(a.position for a in answers if str(a.position).startswith(place))
    rewrite = Rewrite(position, "cut", 40, always=True)

    problems = stage_of("create").problems("apply", rewrite, executor)

    assert any(words in problem for problem in problems), problems


def test_a_wrong_edit_is_noticed() -> None:
    """An object of others that is sent otherwise than it was read is a problem."""
    read = b'{"id": "0oa1", "label": "a", "settings": {"signOn": {"inlineHooks": []}}}'
    sent = b'{"label": "b", "settings": {"signOn": {"inlineHooks": [{"id": "calHook000001"}]}}}'

    assert edited_otherwise("apps/0oa1", read, sent)
    assert not edited_otherwise("apps/0oa1", read, sent.replace(b'"b"', b'"a"'))
