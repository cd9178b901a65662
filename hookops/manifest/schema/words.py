"""Lists of a schema as words of a sentence."""

from hookops.model.resource import Json


def listed(allowed: Json) -> list[str]:
    """What a keyword of a schema allows, as texts."""
    # The one allowed value that is no text is the true of a switch.
    one = "true" if allowed is True else allowed
    return allowed if isinstance(allowed, list) else [one]


def either(words: list[str]) -> str:
    """`a, b or c`."""
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last
