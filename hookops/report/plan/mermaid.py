"""What a plan changes, as a Mermaid flowchart: flow -> hook -> key, coloured by danger.

A dashed line is a call that ends; a node is in the drawing since a change names it.
"""

from collections.abc import Iterator, Sequence

from hookops.report.graph.mermaid import escaped
from hookops.report.plan.view import ChangeView, PlanView
from hookops.report.words import clean

_DRAWN = 30
"""Changes, the most dangerous first: more of them make a drawing that nobody reads."""
_FILLS = {
    "outage": ("#fde2e1", "#b42318"),
    "permanent": ("#fde2e1", "#b42318"),
    "unproven": ("#fdf3dc", "#a06a00"),
    "silent": ("#fdf3dc", "#a06a00"),
    "safe": ("#e9f7ec", "#2b7a3d"),
}


def plan_mermaid(view: PlanView) -> list[str]:
    """The lines of the drawing; none where no flow or key is affected.

    Source: Mermaid, flowchart syntax.
    """
    names: dict[str, str] = {}
    shown = view.changes[:_DRAWN]
    edges = list(dict.fromkeys(edge for change in shown for edge in _edges(change)))
    if not edges:
        return []
    # Numbers, since a name may hold what means something to Mermaid.
    for each in (text for start, _, _, end in edges for text in (start, end)):
        names.setdefault(each, f"n{len(names)}")
    levels = _levels(shown)
    lines = ["flowchart LR"]
    for text, name in names.items():
        look = levels.get(text)
        # Round for what nobody here changes: a flow is somebody else's object.
        start, end = ("[", "]") if look else ("([", "])")
        lines.append(f'  {name}{start}"{escaped(text)}"{end}{f":::{look}" if look else ""}')
    for start, arrow, label, end in edges:
        lines.append(f'  {names[start]} {arrow}|"{escaped(label)}"| {names[end]}')
    used = [level for level in _FILLS if level in levels.values()]
    # Only what is used: a class that no node has is noise in a comment.
    for level in used:
        fill, line = _FILLS[level]
        lines.append(f"  classDef {level} fill:{fill},stroke:{line},color:#1a1a1a")
    return lines


def _edges(change: ChangeView) -> Iterator[tuple[str, str, str, str]]:
    outline = change.outline
    # A key belongs to its hook's group without being called by a flow.
    if outline.group != outline.address and not outline.touched:
        yield clean(outline.group.replace(".", "/", 1)), "-->", change.verb, outline.subject
    for flow in outline.touched:
        ends = change.verb in ("unbind", "delete", "deactivate")
        yield flow, "-.->" if ends else "-->", change.verb, outline.subject


def _levels(changes: Sequence[ChangeView]) -> dict[str, str]:
    """The worst impact of each hook and key; changes come the most dangerous first."""
    found: dict[str, str] = {}
    order = list(_FILLS)
    for change in changes:
        text = change.outline.subject
        found[text] = min(change.level, found.get(text, "safe"), key=order.index)
    return found
