"""The rules of answers as entries of the catalogue: what `preview` prints of a service.

Their words are those of `contracts/data`, where the rules themselves stand.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from hookops.contracts.consequence import effects
from hookops.contracts.rules import checks

if TYPE_CHECKING:
    from hookops.contracts.values import Check, Severity

GROUP = "Answers of hooks' services"
WHERE = "preview and apply, of a service that they call"
_NAME = re.compile(r"\{(\w+)\}")
# Members of an answer stay as Okta spells them, also at the start of a sentence.
_MEMBER = re.compile(r"(?:path|op|type|value|action|add)\b|[a-z]+[A-Z]|\S*\.\S")
_MEANS: "dict[Severity, str]" = {
    "error": "Okta cannot carry the answer out: it breaks a rule that Okta's documents state.",
    "warning": "It is a documented risk, or Okta's documents disagree.",
    "info": "It is concluded from Okta's documents, which do not state it.",
    "unknown": "No document says what Okta does then.",
}
_PROBES: "dict[Severity, str]" = {
    "error": "The service does not protect itself, or does not do what its case expects.",
    "warning": "The service works today, and is weaker or slower than it should be.",
    "info": "Nothing is wrong; it is worth knowing.",
    "unknown": "hookops cannot tell whether the service is right.",
}


def rule_entries() -> Iterator[dict[str, str]]:
    """The fields of an entry for every rule, in the order of the data."""
    for check in checks().values():
        yield {
            "code": check.id,
            "group": GROUP,
            "severity": check.severity,
            "title": _sentence(check.text),
            "why": " ".join(filter(None, (_why(check), _effect(check.id), _source(check)))),
            "fix": _sentence(check.fix or "nothing"),
            "where": WHERE,
        }


def _why(check: "Check") -> str:
    means = _PROBES if check.id.startswith("probe.") else _MEANS
    return means[check.severity]


def _effect(check: str) -> str:
    """What Okta does; of several types, each with its own."""
    found = effects(check)
    if len(found) == 1:
        return f"What Okta does: {next(iter(found.values()))}."
    each = "; ".join(f"{title} hooks: {text}" for title, text in found.items())
    return f"What Okta does, by type: {each}." if each else ""


def _source(check: "Check") -> str:
    return f"Source: {_sentence(check.source)}"


def _sentence(text: str) -> str:
    """`the status is {status}` as `The status is STATUS.`: names in capitals, as in --help."""
    filled = text.format(**{name: name.upper() for name in _NAME.findall(text)})
    first = filled if _MEMBER.match(filled) else f"{filled[:1].upper()}{filled[1:]}"
    return first if first.endswith(".") else f"{first}."
