"""Every rule, by its id, and how a hit of one is put into words.

Rules that hold for all types have `all`; the others the short name of their type. What a type's
own first rule says about commands, `all.9a` says for registration only, so that it is said once.
"""

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from hookops.contracts.rows.every import ALL, UNKNOWN
from hookops.contracts.rows.patches import SAML, TOKEN
from hookops.contracts.rows.people import IMPORT, PASSWORD, REGISTRATION, TELEPHONY
from hookops.contracts.rows.probes import PROBES
from hookops.contracts.values import Check, Finding, Hit
from hookops.model.source import FieldPath
from hookops.model.text import show

_TABLES = (ALL, REGISTRATION, SAML, TOKEN, PASSWORD, IMPORT, TELEPHONY, UNKNOWN, PROBES)

CHECKS: Mapping[str, Check] = MappingProxyType({row.id: row for table in _TABLES for row in table})
"""In the order in which they are documented."""

_ORDER = ("error", "warning", "info", "unknown")
_OURS = re.compile(r"commands|type|value|op|path|attributes|error\w*|location\w*|debugContext")
_HIDDEN = "<hidden>"


def findings(hits: Iterable[Hit], secrets: Iterable[str] = ()) -> tuple[Finding, ...]:
    """The hits in words, errors first, each once, with nothing of the secrets in them."""
    hide = [secret for secret in secrets if secret]
    found = dict.fromkeys(_in_words(hit, hide) for hit in hits)
    return tuple(sorted(found, key=lambda finding: _ORDER.index(finding.severity)))


def _in_words(hit: Hit, hide: list[str]) -> Finding:
    row = CHECKS[hit.check]
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
