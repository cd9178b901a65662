"""Lists of a schema as words of a sentence."""

from hookops.model.resource import Json


def listed(allowed: Json) -> list[str]:
    """What a keyword of a schema allows, as texts."""
    every = allowed if isinstance(allowed, list) else [allowed]
    # The allowed values that are no texts are those of switches.
    return [str(one).lower() if isinstance(one, bool) else one for one in every]


def either(words: list[str]) -> str:
    """`a, b or c`."""
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last
