"""Every rule has an answer that breaks it and one like it that does not."""

import json
from pathlib import Path

import jsonschema
import pytest
from contracts import contract_cases as cases

from hookops.contracts.rules import checks

SCHEMAS = Path(__file__).resolve().parents[2] / "schemas" / "contracts"
CASES = cases.load()
SIDES = [
    pytest.param(case, side, id=f"{case['check']}-{number}-{side}")
    for number, case in enumerate(CASES)
    for side in ("bad", "good")
]
CLEAN = [
    pytest.param(case, id=f"{case['check']}-{number}")
    for number, case in enumerate(CASES)
    if case["good"]["finds"] == [] and "body" in case["good"]
]


@pytest.mark.parametrize(("case", "side"), SIDES)
def test_what_is_found(case, side):
    """These findings, at these places, and no others; and what Okta does."""
    verdict = cases.verdict_of(case, side)
    expected = case[side]

    assert expected["finds"] == cases.shown(verdict)
    assert (expected["outcome"], expected["effect"]) == (verdict.outcome, verdict.effect)


@pytest.mark.parametrize("check", [check for check in checks() if not check.startswith("probe.")])
def test_every_rule_has_a_failing_and_a_passing_case(check):
    """The bad answer breaks the rule, the good one does not."""
    own = [case for case in CASES if case["check"] == check]

    assert own
    assert all(check in " ".join(case["bad"]["finds"]).split() for case in own)
    assert not any(check in " ".join(case["good"]["finds"]).split() for case in own)


@pytest.mark.parametrize("case", CLEAN)
def test_good_answers_are_as_the_schema_says(case):
    """An answer without findings is also one that the published schema describes."""
    path = SCHEMAS / f"{case['type']}-response.schema.json"
    validator = jsonschema.Draft202012Validator(json.loads(path.read_text()))

    found = [error.message for error in validator.iter_errors(case["good"]["body"])]

    assert [] == found
