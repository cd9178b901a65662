"""A request of each hook type, to be sent as a preview, with invented people and ids.

What is particular to a type is data: `sample` in `schemas/okta/inline-hooks.json`.
"""

import time
from typing import Any

from hookops.emulator import facts


def sample(type_: str, hook_id: str, base_url: str, now_s: float) -> dict[str, Any]:
    """A request of that type. Units: `now_s` is Unix time."""
    own = facts.load().types[type_].sample
    # Members and their order as in the request examples of every type; the versions are strings,
    # although two examples of Okta Management API, create-registration-hook, have numbers.
    common = {
        "eventId": "preview-0000000001",
        "eventTime": time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(now_s)),
        "eventType": type_,
        "eventTypeVersion": "1.0",
        "contentType": "application/json",
        "cloudEventVersion": "0.1",
    }
    filled: dict[str, Any] = _filled(own, {"{hook_id}": hook_id, "{base_url}": base_url})
    return common | filled


def _filled(template: Any, values: dict[str, str]) -> Any:
    """The template with each placeholder in its texts replaced by its value."""
    match template:
        case dict():
            return {name: _filled(item, values) for name, item in template.items()}
        case list():
            return [_filled(item, values) for item in template]
        case str():
            # Not str.format: braces may be a part of a text.
            for placeholder, value in values.items():
                template = template.replace(placeholder, value)
    return template
