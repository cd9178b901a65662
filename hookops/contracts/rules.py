"""Every rule, by its id, and how a hit of one is put into words.

The rules stand in `data/`. Those that hold for all types are called `all`; the others have the
short name of their type.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache

from hookops.contracts.data import load, names
from hookops.contracts.values import Check, Finding, Hit
from hookops.model.source import FieldPath
from hookops.model.text import show

_ORDER = ("error", "warning", "info", "unknown")
# Steps of a path that are Okta's words; all others may be texts of a service.
_OURS = re.compile(r"commands|type|value|op|path|attributes|error\w*|location\w*|debugContext")
_HIDDEN = "<hidden>"


@cache
def checks() -> Mapping[str, Check]:
    """Every rule by its id, read once and at the first need."""
    rows = {check: row for name in names() for check, row in load(name)["rules"].items()}
    return {
        check: Check(check, row["severity"], row["text"], row.get("fix", ""), row["source"])
        for check, row in rows.items()
    }


def breaks(found: Hit) -> bool:
    """Whether Okta cannot carry the answer out, by a rule that it states."""
    return checks()[found.check].severity == "error"


def findings(hits: Iterable[Hit], secrets: Iterable[str] = ()) -> tuple[Finding, ...]:
    """The hits in words, errors first, each once, with nothing of the secrets in them."""
    hide = [secret for secret in secrets if secret]
    # fromkeys drops repeats and sorted is stable, so the order of the answer is kept.
    found = dict.fromkeys(_in_words(hit, hide) for hit in hits)
    return tuple(sorted(found, key=lambda finding: _ORDER.index(finding.severity)))


def _in_words(hit: Hit, hide: list[str]) -> Finding:
    row = checks()[hit.check]
    # Hidden before it is cut to length: half a secret is one too.
    names = {name: show(_without(text, hide), 160) for name, text in hit.names.items()}
    text, fix = row.text.format(**names), row.fix.format(**names)
    return Finding(row.id, row.severity, text, _safe(hit.path, hide), fix)


def _safe(path: FieldPath, hide: list[str]) -> FieldPath:
    return tuple(
        step if isinstance(step, int) or _OURS.fullmatch(step) else show(_without(step, hide))
        for step in path
    )


def _without(text: str, hide: list[str]) -> str:
    """Shape: as in `repeats`, a secret under four characters counts only where it stands alone."""
    for secret in hide:
        if text == secret or len(secret) >= 4:
            text = text.replace(secret, _HIDDEN)
    return text
