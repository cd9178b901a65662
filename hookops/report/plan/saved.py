"""A saved plan: its envelope, then the plan as a fresh one is shown."""

from collections.abc import Callable, Sequence

from hookops.model.errors import InvalidInput
from hookops.model.resource import Json
from hookops.report.plan.text import plan_lines
from hookops.report.plan.view import PlanView, read_plan
from hookops.report.text_kit import Line, plain_text, spaced
from hookops.report.words import clean

Envelope = Sequence[tuple[str, str]]
"""What the file says about the plan: words, each with what it is, clean."""


def saved_text(document: Json, **_: object) -> str:
    """The plan of a file that hookops wrote, or somebody else.

    Raises: InvalidInput when it has not the shape of a saved plan.
    """
    # Plain on a terminal as well, whatever its width: what the file has, and nothing about here.
    return draw_saved(document, _lines)


def draw_saved(document: Json, draw: Callable[[Envelope, PlanView], str]) -> str:
    """The document as `draw` shows it.

    Raises: InvalidInput when it has not the shape of a saved plan.
    """
    try:
        envelope = [
            (word, clean(str(document[member])))
            for word, member in (
                ("saved plan made by hookops", "hookops_version"),
                ("created", "created_at"),
                ("expires", "expires_at"),
                ("digest", "digest"),
            )
        ]
        return draw(envelope, read_plan(document))
    # The digest was checked before, but anybody can compute one: the shape is not to be trusted.
    except (LookupError, TypeError, AttributeError, ValueError, RecursionError) as exc:
        hint = "make a new one with `hookops plan --out FILE`"
        raise InvalidInput("the file is no saved plan, or a damaged one", hint) from exc


def _lines(envelope: Envelope, view: PlanView) -> str:
    head = [Line(f"{word} {value}") for word, value in envelope]
    return plain_text(spaced([head, plan_lines(view)]))
