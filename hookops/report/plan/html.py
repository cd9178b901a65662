"""A plan as one HTML page: no script, nothing loaded from anywhere. Its template is `plan.html`."""

from collections.abc import Sequence

from hookops.model.change import Plan
from hookops.model.diagnostic import IMPACTS
from hookops.model.resource import Json
from hookops.report.plan import looks, words
from hookops.report.plan.diff import diff_lines
from hookops.report.plan.json import plan_data
from hookops.report.plan.notices import is_urgent
from hookops.report.plan.saved import Envelope, draw_saved
from hookops.report.plan.view import ChangeView, PlanView, read_plan
from hookops.report.template import render_template
from hookops.report.text_kit import Depth


def plan_html(plan: Plan, *, depth: Depth = "usual") -> str:
    """What apply would do, risks first, one line for each change; details behind the lines."""
    return _page(read_plan(plan_data(plan), plan.title), depth, ())


def saved_html(document: Json) -> str:
    """The same of a saved plan, with its envelope. Raises: InvalidInput when it is none."""
    return draw_saved(document, lambda envelope, view: _page(view, "usual", envelope))


def worst(changes: Sequence[ChangeView]) -> str:
    """The most dangerous impact of these changes."""
    return max((change.level for change in changes), key=IMPACTS.index)


def _page(view: PlanView, depth: Depth, envelope: Envelope) -> str:
    against = [notice for notice in view.notices if not notice.aside]
    # The modules of words and looks go in whole: the page says and colours as every format does.
    return render_template(
        "hookops.report",
        "plan.html",
        view=view,
        depth=depth,
        envelope=envelope,
        looks=looks,
        words=words,
        diff_lines=diff_lines,
        worst=worst,
        risky=[change for change in view.changes if change.risky],
        # What blocks the plan, or waits, comes before what it does; what is only said, after it.
        urgent=[notice for notice in against if is_urgent(notice)],
        against=[notice for notice in against if not is_urgent(notice)],
        calm=[notice for notice in view.notices if notice.aside],
        # Whoever reviews a few changes wants to see them at once; a list of many stays a list.
        opened=depth == "details" or len(view.changes) <= looks.FEW,
    )
