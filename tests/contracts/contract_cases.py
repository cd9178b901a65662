"""The cases of `cases/*.json`: an answer that breaks a rule, and one like it that does not."""

import json
from pathlib import Path

from hookops.contracts.judge import judge
from hookops.contracts.requests.samples import Event, Sample
from hookops.contracts.types import contract_of
from hookops.contracts.values import Answer, NoAnswer
from hookops.kinds.inline_hook import types
from hookops.kinds.inline_hook.types import HOOK_TYPES

CASES = Path(__file__).resolve().parent / "cases"
SAMPLE = Sample(Event("event-1", 1579296236.5))

REGISTRATION, SAML, TOKEN = types.REGISTRATION.name, types.SAML.name, types.TOKEN.name
PASSWORD, IMPORT = types.PASSWORD_IMPORT.name, types.USER_IMPORT.name
TELEPHONY = types.TELEPHONY.name
TYPES = {row.short: row.name for row in HOOK_TYPES.values()}


def load():
    """Every case, in the order of the files."""
    return [case for path in sorted(CASES.glob("*.json")) for case in json.loads(path.read_text())]


def request_of(case):
    """The request of a case: a variant, with a JSON merge patch on it."""
    hook_type = TYPES[case["type"]]
    variant = case.get("request", next(iter(contract_of(hook_type).variants)))
    return merge(contract_of(hook_type).build(variant, SAMPLE), case.get("change", {}))


def merge(data, change):
    """RFC 7396, without changing `data`."""
    if not isinstance(change, dict):
        return change
    known = data if isinstance(data, dict) else {}
    merged = {**known, **{name: merge(known.get(name), item) for name, item in change.items()}}
    return {name: item for name, item in merged.items() if item is not None}


def answer_of(side):
    """The answer of one side of a case: JSON by default, blown up to `fill` bytes where given."""
    if "none" in side:
        return NoAnswer(side["none"], side.get("elapsed_s"))
    body = json.dumps(side["body"]) if "body" in side else side.get("text", "")
    body = body.ljust(side.get("fill", 0)).encode()
    headers = side.get("headers", {"content-type": "application/json"})
    return Answer(side.get("status", 200), headers, body, side.get("elapsed_s"))


def verdict_of(case, side):
    """The verdict on the bad or the good answer of a case."""
    return judge(TYPES[case["type"]], request_of(case), answer_of(case[side]))


def shown(verdict):
    """`check path` of every finding."""
    return [f"{finding.check} {finding.where}".strip() for finding in verdict.findings]
