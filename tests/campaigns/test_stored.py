"""The campaign `stored`: it plays again what it played, and it can fail."""

import json
import random
from pathlib import Path

import pytest
from campaigns.inputs.answer_stage import apply_whole
from campaigns.inputs.stored_stage import LedgerStage, PlanStage
from campaigns.stored import PLANS, TOGETHER, digest_of, draw, play, stage_of
from faults.known_bad import KNOWN_BAD


@pytest.mark.parametrize(
    "case",
    ["byte:create:100+25:7", "byte:keys:2000+10:3", "byte:intents:700+10:9", "field:intents:0+8:1"],
)
def test_some_cases(case: str) -> None:
    """Whatever byte or value is changed, hookops does nothing wrong."""
    assert () == play(case).problems


def test_cases_have_every_byte() -> None:
    """A whole draw changes each byte of each file."""
    cases = draw(random.Random(1), 2_000)
    firsts = {case.rpartition(":")[0] for case in cases if case.startswith("byte:create:")}

    assert 2_000 == len(set(cases))
    assert len(range(0, len(stage_of("create").data), TOGETHER)) == len(firsts)


def _trusts(path, run, limits, stop):
    # What the file says is not compared with what is planned now.
    return apply_whole(run, limits, stop)


def test_a_plan_that_is_not_compared_is_noticed(tmp_path: Path) -> None:
    """An apply that believes a file whose digest fits it is wrong."""
    stage = PlanStage(PLANS["create"], tmp_path, _trusts)
    data = with_other_member(stage.data, "resource_changes", [])

    problems = stage.problems(data)

    assert any("an edited plan ended with 0" in problem for problem in problems), problems
    assert any("an edited plan led to" in problem for problem in problems), problems


def with_other_member(data: bytes, name: str, value: object) -> bytes:
    """The plan with that member, and the digest that fits it."""
    document = {**json.loads(data), name: value}
    document["digest"] = digest_of(document)
    return json.dumps(document).encode()


@pytest.mark.parametrize(
    ("name", "words"),
    [("tidies-up", "nobody manages"), ("leaks-secrets", "has a secret outside of its body")],
)
def test_a_mistake_is_noticed(name: str, words: str) -> None:
    """With a ledger that is changed, executors with one mistake each are wrong."""
    stage, executor = stage_of("one-of-each"), KNOWN_BAD[name][0]
    assert isinstance(stage, LedgerStage)

    problems = stage.problems(stage.data.replace(b'"serial": 1', b'"serial": 7'), executor)

    assert any(words in problem for problem in problems), problems
