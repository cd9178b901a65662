"""SARIF 2.1.0, which GitHub's code scanning, Azure DevOps and editors read.

Source: OASIS, Static Analysis Results Interchange Format 2.1.0; GitHub, SARIF support for code
scanning, for what it demands beyond the standard: a location and a rule for each result.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from urllib.parse import quote

from hookops import __version__
from hookops.model.change import Plan
from hookops.model.drift import Drift
from hookops.model.resource import Json
from hookops.model.source import Mark
from hookops.report.explanation.catalogue import find_entries
from hookops.report.json_kit import dumps
from hookops.report.machine.findings import Found, below, of_diagnostics, of_drift, of_plan
from hookops.report.validation.value import Validation

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_HOME = "https://hookops.dev"
_ROOT = "%SRCROOT%"


def plan_sarif(plan: Plan, folder: str = "") -> str:
    """What stands against the plan, waits or has to be known."""
    return _log("plan", below(folder, of_plan(plan)))


def drift_sarif(drift: Drift, folder: str = "") -> str:
    """What drifted."""
    return _log("drift", below(folder, of_drift(drift)))


def validation_sarif(validation: Validation, folder: str = "") -> str:
    """Every problem."""
    return _log("validate", below(folder, of_diagnostics(validation.diagnostics)))


def _log(command: str, found: Sequence[Found]) -> str:
    # Rules are listed by what was found, since a code of a service may be one that no list has.
    codes = list(dict.fromkeys(each.code for each in found))
    seen: Counter[str] = Counter()
    run = {
        "tool": {
            "driver": {
                "name": "hookops",
                "fullName": "hookops, Okta inline hooks as code",
                "version": __version__,
                "semanticVersion": __version__,
                "informationUri": _HOME,
                "rules": [_rule(code, found) for code in codes],
            }
        },
        # Two commands of one job are two analyses: without it the second replaces the first.
        "automationDetails": {"id": f"hookops/{command}/"},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The root of the repository."}}},
        "results": [_result(each, codes, seen) for each in found],
    }
    return dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(code: str, found: Sequence[Found]) -> dict[str, Json]:
    first = next(each for each in found if each.code == code)
    # No text of a rule changes between runs: viewers group by it. A code of a service is in no
    # catalogue.
    entry = next(iter(find_entries(f"[{code}]")), None)
    title = entry.title if entry else f"hookops reports this as {code}."
    why = f"{title} {entry.why}" if entry else title
    fix = entry.fix if entry else f"{title} The message of each result says what to do next."
    return {
        "id": code,
        # The multitool wants it to be another word than the id, and in this form.
        "name": "Hookops" + "".join(part.capitalize() for part in code.split("-")),
        "shortDescription": {"text": title},
        "fullDescription": {"text": why},
        "help": {"text": fix},
        "helpUri": _HOME,
        "defaultConfiguration": {"level": first.level},
        "properties": {"tags": ["okta", "inline-hooks"]},
    }


def _result(found: Found, codes: Sequence[str], seen: Counter[str]) -> dict[str, Json]:
    text = "\0".join((found.code, found.file, found.message))
    number = seen[text]
    seen[text] += 1
    digest = hashlib.sha256(f"{text}\0{number}".encode()).hexdigest()
    place: dict[str, Json] = {"artifactLocation": {"uri": _uri(found.file), "uriBaseId": _ROOT}}
    # What no file says stands at the start of the project's file: viewers show no result without.
    mark = found.mark if found.mark is not None and found.mark.line else Mark(found.file, 1, 1)
    place["region"] = {"startLine": mark.line, "startColumn": max(1, mark.column)}
    return {
        "ruleId": found.code,
        "ruleIndex": codes.index(found.code),
        "level": found.level,
        # A message is read for `{0}` and `[text](link)`: both are escaped as the standard says.
        "message": {"text": _message(found.message)},
        "locations": [{"physicalLocation": place}],
        "partialFingerprints": {"hookopsFinding/v1": digest},
    }


def _message(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
    escaped = escaped.replace("{", "{{").replace("}", "}}")
    return escaped if escaped.endswith((".", "!", "?")) else f"{escaped}."


def _uri(file: str) -> str:
    return quote(file)
