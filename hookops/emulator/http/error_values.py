"""Causes of an error that repeat what was submitted, for `Switches.error_values`.

Source: none; emulator choice: after the cause, as JSON, and never a secret.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from hookops.emulator.secrets import HIDDEN, without_secrets

# Causes name a path as Problem.field does: names with dots, positions in brackets.
_STEPS = re.compile(r"[^.\[\]]+")


def echoed(causes: Sequence[str], body: Any, query: Mapping[str, str]) -> list[str]:
    """Each cause with the value that its path has in the body, or else in the query."""
    # Secrets go first: a cause about authScheme must not print its value.
    sent = without_secrets(body) if isinstance(body, dict) else {}
    return [_echoed(cause, sent, query) for cause in causes]


def _echoed(cause: str, sent: Mapping[str, Any], query: Mapping[str, str]) -> str:
    path, colon, _ = cause.partition(": ")
    value = _value(sent, path)
    if value is None:
        # A cause about a parameter, such as limit or since, has its name as the path.
        value = query.get(path)
    # A cause without a path, such as a limit that is reached, is about no value.
    if not colon or value is None or value == HIDDEN:
        return cause
    return f"{cause}: {json.dumps(value)}"


def _value(node: Any, path: str) -> Any:
    """What is at a path such as `channel.config.headers[0].key`, None when nothing is."""
    for step in _STEPS.findall(path):
        if isinstance(node, list) and step.isdigit() and int(step) < len(node):
            node = node[int(step)]
        elif isinstance(node, dict):
            node = node.get(step)
        else:
            return None
    return node
