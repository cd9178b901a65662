"""The campaign `edits`: a few of its cases, and mistakes that it must notice."""

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from campaigns.editing.kinds import KINDS
from campaigns.editing.stage import SAVED, Edit, parse, stage_of
from campaigns.edits import CAMPAIGN, draw, play_with
from campaigns.runner import play
from faults.known_bad import KNOWN_BAD, Other, Retry
from faults.stage import Executor

from hookops.model.call import Call
from hookops.model.resource import Json
from hookops.okta.encoding import DeferredValues

FEW = ("update", "delete-two", "bind-app", "rebind")
"""Scenarios of which the stages are made here: all of them take seconds."""


def test_some_cases() -> None:
    """A stale plan writes nothing, no edit is lost without a word, and only hooks are rebound."""
    found = {case: play(CAMPAIGN, case) for case in draw(random.Random(1), 20, FEW)}

    assert {} == {c: one.problems for c, one in found.items() if one.problems and not one.in_window}


def test_cases_are_spread() -> None:
    """As many of each kind, none of them twice, and some with a saved plan."""
    cases = draw(random.Random(2), 200, FEW)
    kinds = Counter(parse(case).kind for case in cases)

    assert dict.fromkeys(KINDS, 20) == dict(kinds)
    assert 200 == len(set(cases))
    assert any(parse(case).gap == SAVED for case in cases)


@pytest.mark.parametrize(
    "text", ["update:saved:uri:0:log:unique", "delete:7:status:1:nolog:doubles"]
)
def test_the_text_of_a_case_is_the_case(text: str) -> None:
    """What is printed is all that is needed to play a case again."""
    assert text == str(parse(text))


class BelievesFirstRead(Other):
    """What was read of an object once is what is there just before it is written."""

    def __init__(self, inner: Any) -> None:
        super().__init__(inner)
        self.answers: dict[str, Json] = {}

    def pages(self, call: Call, **more: Any) -> Any:
        for page in super().pages(call, **more):
            for raw in page if isinstance(page, list) else []:
                self.answers.setdefault(raw.get("id", ""), raw)
            yield page

    def send(
        self,
        call: Call,
        deferred: DeferredValues,
        before_retry: Retry = lambda: None,
    ) -> Json:
        known = self.answers.get(str(call.path[-1])) if call.method == "GET" else None
        return known or super().send(call, deferred, before_retry)


class RenamesApps(Other):
    """An app gets another label with its hook."""

    def send(
        self,
        call: Call,
        deferred: DeferredValues,
        before_retry: Retry = lambda: None,
    ) -> Json:
        if call.method == "PUT" and isinstance(call.body, Mapping) and "label" in call.body:
            call = replace(call, body={**call.body, "label": "Another"})
        return super().send(call, deferred, before_retry)


def problems_of(cases: list[Edit], executor: Executor) -> list[str]:
    """What the campaign says of an executor, where it says nothing of hookops."""
    found = []
    for case in cases:
        shown = play_with(case, executor)
        if not shown.in_window and not play(CAMPAIGN, str(case)).problems:
            found += shown.problems
    return found


def test_a_lost_edit_is_noticed() -> None:
    """Without the read just before a write, an edit since the plan is lost without a word."""
    last = stage_of("update", doubles=False).last
    places = [(gap, position) for gap in range(last - 3, last) for position in range(2)]
    cases = [Edit("update", gap, "header", position, False, False) for gap, position in places]

    found = problems_of(cases, Executor(session=BelievesFirstRead))

    assert any("the header edit of" in problem for problem in found), found


def test_another_pointer_is_noticed() -> None:
    """A write of an app that changes more than its hook is seen."""
    last = stage_of("bind-app", doubles=False).last
    case = Edit("bind-app", last, "uri", 1, True, False)

    found = problems_of([case], Executor(session=RenamesApps))

    assert any("label" in problem for problem in found), found


def test_a_stale_plan_is_noticed() -> None:
    """An apply that does not compare its plan with the saved one writes, and that is seen."""
    found = problems_of([parse("update:saved:uri:1:log:unique")], Executor("ignores-the-file"))

    assert any("the saved plan was applied" in problem for problem in found), found


def test_a_silent_duplicate_is_noticed() -> None:
    """Exit code 0 with two hooks of one name is a violation, when the list shows both."""
    last = stage_of("create", doubles=True).last
    case = Edit("create", last, "namesake", 0, True, True)

    found = problems_of([case], KNOWN_BAD["succeeds-always"][0])

    assert any("exit code 0, and there are duplicates" in problem for problem in found), found
