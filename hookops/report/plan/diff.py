"""A change as a diff: lines of text, each beginning with its sign. Formats decide how it looks."""

from collections.abc import Sequence

from hookops.report.plan.view import ChangeView, FieldView


def diff_lines(change: ChangeView) -> list[str]:
    """The change as a diff: what goes, what comes."""
    # A replacement shows its facts without a sign: they are of the new one and of the old one.
    sign = {"create": "+", "delete": "-"}.get(change.verb, " ")
    facts = [f"{sign} {label}: {text}" for label, text in change.declared]
    lines = [*facts, *field_diff(change.fields)]
    return lines or ["  nothing changes in Okta"]


def field_diff(fields: Sequence[FieldView]) -> list[str]:
    """Two lines for each field, with its place and who moved it on the second."""
    return [line for field in fields for line in _moved(field)]


def _moved(field: FieldView) -> tuple[str, ...]:
    # On the line that comes, since it is the one whose place in Git a reviewer looks for.
    parts = ", ".join(part for part in (field.origin, field.side) if part)
    where = f"  ({parts})" if parts else ""
    # Words about a secret are no two values: nothing goes and nothing comes that could be shown.
    if field.secret:
        return (f"! secret {field.path}: {field.before}; {field.after}{where}",)
    return f"- {field.path}: {field.before}", f"+ {field.path}: {field.after}{where}"
