"""What GitLab shows in a merge request: problems beside the files, and what a plan comes to.

Source: GitLab, Code Quality, "Code Quality report format"; GitLab, `artifacts:reports:terraform`,
whose widget shows three counts.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence

from hookops.model.change import Plan
from hookops.model.drift import Drift
from hookops.model.resource import Json
from hookops.report.json_kit import dumps
from hookops.report.machine.findings import Found, below, of_diagnostics, of_drift
from hookops.report.plan.json import plan_data
from hookops.report.validation.value import Validation

_SEVERITIES = {"error": "critical", "warning": "minor", "note": "info"}
_WIDGET = ("create", "update", "delete")


def plan_gitlab(plan: Plan) -> str:
    """The counts of the widget, by Terraform's actions: a replacement is a create and a delete."""
    # By the members that GitLab's own recipe for Terraform reads with jq.
    actions = (change["change"]["actions"] for change in plan_data(plan)["resource_changes"])
    counts = Counter(action for found in actions for action in found)
    return dumps({name: counts[name] for name in _WIDGET})


def drift_gitlab(drift: Drift, folder: str = "") -> str:
    """Code quality: what drifted."""
    return _quality(below(folder, of_drift(drift)))


def validation_gitlab(validation: Validation, folder: str = "") -> str:
    """Code quality: every problem."""
    return _quality(below(folder, of_diagnostics(validation.diagnostics)))


def _quality(found: Sequence[Found]) -> str:
    seen: Counter[str] = Counter()
    return dumps([_issue(each, seen) for each in found])


def _issue(found: Found, seen: Counter[str]) -> dict[str, Json]:
    # Without the line, so that GitLab knows the problem again after an edit above it; unique, since
    # of two that are equal GitLab shows one.
    text = "\0".join((found.code, found.file, found.message))
    number = seen[text]
    seen[text] += 1
    # The format demands a line, also of what no file says.
    line = found.mark.line if found.mark is not None and found.mark.line else 1
    return {
        "description": found.message,
        "check_name": found.code,
        "fingerprint": hashlib.sha256(f"{text}\0{number}".encode()).hexdigest(),
        "severity": _SEVERITIES[found.level],
        "location": {"path": found.file, "lines": {"begin": line}},
    }
