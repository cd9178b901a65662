"""The JSON reports: Terraform's shape, their schemas, and safe to print anywhere."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from hookops.model.change import FieldChange, Plan
from hookops.model.diagnostic import Diagnostic
from hookops.model.secret import SecretRef
from hookops.report.drift.json import drift_data
from hookops.report.json_kit import dumps
from hookops.report.outcome.json import outcome_data
from hookops.report.plan.json import field_data, plan_data
from hookops.report.validation.json import validation_json

from . import values as v

SCHEMAS = Path(__file__).parents[2] / "schemas" / "report"
MEMBERS = [
    *("address", "type", "name", "change", "action", "action_reason", "adopts", "origin"),
    *(
        "fields",
        "impact",
        "flows",
        "verify",
        "undo",
        "calls",
        "actual",
        "flows_known",
        "may_be_refused",
        "carries",
    ),
]


@pytest.mark.parametrize(
    ("schema", "data"),
    [
        ("plan", plan_data(v.FULL)),
        ("plan", plan_data(v.SMALL)),
        ("plan", plan_data(v.EMPTY)),
        ("drift", drift_data(v.DRIFT)),
        ("drift", drift_data(v.UNCERTAIN)),
        ("drift", drift_data(v.CALM_MANIFESTS)),
        ("outcome", outcome_data(v.OUTCOMES, v.FULL, v.LEFT)),
        ("outcome", outcome_data(v.DONE, v.SMALL, None)),
        ("validation", json.loads(validation_json(v.VALIDATION))),
    ],
)
def test_schema(schema: str, data: dict[str, Any]) -> None:
    """Every report is what its published schema says."""
    text = (SCHEMAS / f"{schema}.schema.json").read_text(encoding="utf-8")
    validator = Draft202012Validator(json.loads(text))

    assert [error.message for error in validator.iter_errors(json.loads(dumps(data)))] == []


def test_a_change_has_these_members() -> None:
    """In this order, and none gets into a report by accident."""
    for change in plan_data(v.FULL)["resource_changes"]:
        assert MEMBERS == list(change)


@pytest.mark.parametrize("schema", ["plan", "drift", "outcome", "validation"])
def test_schema_is_one(schema: str) -> None:
    """The schemas are valid themselves."""
    text = (SCHEMAS / f"{schema}.schema.json").read_text(encoding="utf-8")

    Draft202012Validator.check_schema(json.loads(text))


def test_terraform_actions() -> None:
    """Actions are spelled as Terraform spells them."""
    actual = [c["change"]["actions"] for c in plan_data(v.FULL)["resource_changes"]]

    assert actual == [
        ["create"],
        ["update"],
        ["delete"],
        ["update"],
        ["update"],
        ["create", "delete"],
        ["no-op"],
        ["no-op"],
    ]


def test_one_change() -> None:
    """A deletion, whole: Terraform's members, then ours."""
    change = plan_data(v.FULL)["resource_changes"][2]
    before = change["change"].pop("before")

    assert before["name"] == "Old SAML"
    assert change == {
        "address": "InlineHook.old-saml",
        "type": "InlineHook",
        "name": "old-saml",
        "change": {
            "actions": ["delete"],
            "after": None,
            "before_sensitive": {"channel": {"config": {"clientSecret": True}}},
            "after_sensitive": False,
        },
        "action": "delete",
        "action_reason": "no longer declared",
        "adopts": False,
        "origin": None,
        "fields": [],
        "impact": {"level": "outage", "text": v.DELETE.impact_text},
        "flows": ['app "Old door"'],
        "flows_known": True,
        "verify": "",
        "undo": "",
        "calls": [
            {
                "phase": "deactivate",
                "step": "deactivate",
                "method": "POST",
                "path": "/api/v1/inlineHooks/caf3/lifecycle/deactivate",
            },
            {
                "phase": "delete",
                "step": "delete",
                "method": "DELETE",
                "path": "/api/v1/inlineHooks/caf3",
            },
        ],
        "actual": {"id": "caf3", "lastUpdated": "2026-01-02T00:00:00.000Z"},
        "may_be_refused": "",
        "carries": [],
    }


def test_sensitive_header() -> None:
    """The value of an authentication header is marked on both sides."""
    change = plan_data(v.SMALL)["resource_changes"][1]["change"]
    marked = {"channel": {"config": {"authScheme": {"value": True}}}}

    assert (change["before_sensitive"], change["after_sensitive"]) == (marked, marked)


def test_sensitive_oauth_client_secret() -> None:
    """The client secret that a manifest names is marked; other members are not."""
    change = plan_data(v.FULL)["resource_changes"][5]["change"]

    expected = ({}, {"channel": {"config": {"clientSecret": True}}})
    assert (change["before_sensitive"], change["after_sensitive"]) == expected


def test_summary() -> None:
    """Each action is counted, and the requests that apply would write."""
    assert plan_data(v.FULL)["summary"] == {
        "create": 1,
        "update": 1,
        "activate": 1,
        "deactivate": 1,
        "replace": 1,
        "delete": 1,
        "bind": 0,
        "rebind": 0,
        "unbind": 0,
        "verify": 0,
        "adopt": 1,
        "unchanged": 8,
        "held": 0,
        "by_hand": 0,
        "unread": 0,
        "requests": 10,
        "reads": 8,
    }


def test_reference_is_its_name() -> None:
    """A reference to a secret is printed as its name."""
    field = FieldChange(("a",), (SecretRef("env", "A"), 1), {"b": SecretRef("env", "B")})
    actual = field_data(field)

    assert (actual["before"], actual["after"]) == (["env:A", 1], {"b": "env:B"})


def test_dumps() -> None:
    """Members stay in order, letters stay letters, what cannot be seen is escaped."""
    actual = dumps({"b": "é😀", "a": "\x1b\x7f\u202e\u2028\u200b\U000e0001\ud800"})

    expected = r"\u001b\u007f\u202e\u2028\u200b\udb40\udc01\ud800"
    assert actual == f'{{\n  "b": "é😀",\n  "a": "{expected}"\n}}\n'


@pytest.mark.promise("P21")
@pytest.mark.parametrize("text", ["##[error]x", "##vso[task.x]", "##VSO[a", "###[a", "## a"])
def test_dumps_is_no_command(text: str) -> None:
    """Marks that CI systems look for anywhere in a line are escaped, and read back the same."""
    actual = dumps([text])

    assert "##[" not in actual
    assert "##vso[" not in actual.lower()
    assert json.loads(actual) == [text]


def test_dumps_refuses_what_is_no_json() -> None:
    """Not a number is no JSON."""
    with pytest.raises(ValueError, match="not JSON compliant"):
        dumps(float("nan"))


@pytest.mark.promise("P8")
def test_everything_that_is_left_is_in_the_outcome() -> None:
    """Also a mistake in a manifest that shows only where the hook is gone meanwhile."""
    found = Diagnostic("secret-url", "m", None)
    data = outcome_data(v.OUTCOMES, v.FULL, Plan("local", invalid=(found,)))

    assert ["m"] == [each["message"] for each in data["left"]["invalid"]]


def test_outcome() -> None:
    """The outcome tells which hooks changed sides, and the next command."""
    data = outcome_data(v.OUTCOMES, v.FULL, v.LEFT)
    members = ("complete", "now_inactive", "now_active", "now_gone", "still_active", "not_known")

    assert [data[name] for name in (*members, "next")] == [
        False,
        ["InlineHook.old-saml"],
        ["InlineHook.resumed"],
        [],
        ["InlineHook.paused"],
        ["InlineHook.token"],
        "hookops plan --prune --target InlineHook/enrich",
    ]
