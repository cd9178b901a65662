"""A saved plan as text: its envelope, then the plan as a fresh one is shown."""

from hookops.model.errors import InvalidInput
from hookops.model.resource import Json
from hookops.report.plan.text import plan_lines
from hookops.report.plan.view import read_plan
from hookops.report.text_kit import Line, plain_text, spaced
from hookops.report.words import clean


def saved_text(document: Json, **_: object) -> str:
    """The plan of a file that hookops wrote, or somebody else.

    Raises: InvalidInput when it has not the shape of a saved plan.
    """
    try:
        envelope = [
            Line(f"{word} {clean(str(document[member]))}")
            for word, member in (
                ("saved plan made by hookops", "hookops_version"),
                ("created", "created_at"),
                ("expires", "expires_at"),
                ("digest", "digest"),
            )
        ]
        lines = plan_lines(read_plan(document))
    # The digest was checked before, but anybody can compute one: the shape is not to be trusted.
    except (LookupError, TypeError, AttributeError, ValueError, RecursionError) as exc:
        hint = "make a new one with `hookops plan --out FILE`"
        raise InvalidInput("the file is no saved plan, or a damaged one", hint) from exc
    # Plain on a terminal as well, whatever its width: what the file has, and nothing about here.
    return plain_text(spaced([envelope, lines]))
