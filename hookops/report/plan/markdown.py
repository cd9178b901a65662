"""A plan as Markdown, for comments on pull requests: what nobody must miss is cut last."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import assert_never

from hookops.model.change import Plan
from hookops.model.text import plural
from hookops.report.facts import Fact, Word
from hookops.report.markdown_kit import (
    Block,
    code,
    diff_fence,
    fit,
    html_code,
    marker,
    prose,
    table,
    text_block,
    whole_block,
)
from hookops.report.plan.diff import diff_lines
from hookops.report.plan.json import plan_data
from hookops.report.plan.looks import FEW, NOT_IN_GIT, SECRET_HOSTS_TITLE
from hookops.report.plan.mermaid import plan_mermaid
from hookops.report.plan.notices import Notice, Unmanaged
from hookops.report.plan.view import ChangeView, PlanView, read_plan
from hookops.report.plan.words import (
    CALM,
    NOT_DECLARED,
    RISKS,
    UNDO,
    UNMANAGED,
    UNSUPPORTED,
    closing,
)
from hookops.report.text_kit import Depth


def plan_markdown(plan: Plan, *, depth: Depth = "usual") -> str:
    """What apply would do, risks first, no longer than a comment may be."""
    view = read_plan(plan_data(plan), plan.title)
    return fit(plan_blocks(view, depth), "`hookops plan --details`")


def plan_blocks(view: PlanView, depth: Depth = "usual") -> list[Block]:
    """Marker, risks, sum, notices, one row for each change, a drawing, details, the rest.

    Empty blocks are left out; `concise` ends after the rows.
    """
    # `fit` cuts from the end, so what a reviewer must not miss comes first, in every block; the
    # risks are one part, which is never cut.
    calm = [notice for notice in view.notices if notice.aside]
    against = [notice for notice in view.notices if not notice.aside]
    blocks = [
        text_block(f"{marker('plan', view.organization)}\n### Plan for {code(view.title)}"),
        _secret_hosts(view),
        _risks(view),
        text_block(f"**{closing(view)}**"),
        notice_block(against),
        _limits(view),
        table(_COLUMNS, [_row(change) for change in view.changes], "row"),
    ]
    if depth != "concise":
        blocks += [
            _drawing(view),
            Block("", tuple(_details(view, depth)), "\n\n", "detail"),
            _undo(view),
            _list(CALM, [_notice(notice)[2:] for notice in calm]),
            _aside(view),
            unmanaged_block(view.unmanaged),
            unsupported_block(view.unsupported),
            Block("", (f"Note: {prose(view.unseen)}",) if view.unseen else ()),
        ]
    return [block for block in blocks if block.parts]


def _details(view: PlanView, depth: Depth) -> Iterator[str]:
    # Whoever reviews a few changes wants to see them at once; a list of many has to stay a list.
    for change in view.changes:
        is_open = len(view.changes) <= FEW or depth == "details"
        yield _opened(change) if is_open else detail(change)


def detail(change: ChangeView) -> str:
    """One change, folded."""
    return folded(f"{change.symbol} {change.verb} {html_code(change.key)}", _parts(change))


def _opened(change: ChangeView) -> str:
    parts = (f"#### {code(f'{change.symbol} {change.verb} {change.key}')}", *_parts(change))
    return "\n\n".join(parts)


def _parts(change: ChangeView) -> tuple[str, str]:
    return diff_fence(diff_lines(change)), "\n".join(_fact(fact) for fact in change.facts)


def folded(summary: str, parts: Sequence[str]) -> str:
    """`<details>`; `summary` is HTML, the parts are Markdown."""
    # Without the empty lines GitHub takes everything up to the end for HTML.
    # Source: GitHub Flavored Markdown Spec, 4.6, kind 6 of HTML blocks ends at an empty line.
    inside = "\n\n".join(part for part in parts if part)
    return f"<details><summary>{summary}</summary>\n\n{inside}\n\n</details>"


def notice_block(notices: Sequence[Notice]) -> Block:
    """Conflicts, errors of guards and warnings as a list."""
    return Block("", tuple(_notice(notice) for notice in notices), noun="notice")


def unmanaged_block(unmanaged: Sequence[Unmanaged]) -> Block:
    """What is declared nowhere, folded."""
    return _list(UNMANAGED, [_unmanaged(s) for s in unmanaged])


def unsupported_block(unsupported: Sequence[Unmanaged]) -> Block:
    """What hookops cannot read, folded."""
    items = [_unmanaged(s) if s.name else f"id {code(s.id)}" for s in unsupported]
    return _list(UNSUPPORTED, items)


def place(origin: str) -> str:
    """`file:line` as code, or that there is none."""
    return code(origin) if origin else NOT_IN_GIT


def _list(summary: str, items: Sequence[str]) -> Block:
    head = f"<details><summary>{summary}</summary>\n\n"
    return Block(head, tuple(f"- {item}" for item in items), noun="line", foot="\n\n</details>")


_COLUMNS = ("action", "what", "changes", "affects", "impact", "where")


def _risks(view: PlanView) -> Block:
    """Every risk; of very many first their impact in words, then their names are left out."""
    risky = [change for change in view.changes if change.risky]
    counts = Counter((change.verb, change.level) for change in risky)
    variants = (
        [f"{_risk(change)}: {prose(change.impact)}" for change in risky],
        [_risk(change) for change in risky],
        [
            f"> - **{verb}**, {plural(count, 'time')}: **{level}**"
            for (verb, level), count in counts.items()
        ],
    )
    return whole_block(f"> [!CAUTION]\n> **{RISKS}:**\n", variants)


def _risk(change: ChangeView) -> str:
    about = f", {code(change.outline.what)}" if change.outline.what else ""
    return f"> - **{change.verb}** {code(change.outline.subject)}{about}: **{change.level}**"


def _row(change: ChangeView) -> tuple[str, ...]:
    level = change.level if change.level == "safe" else f"**{change.level}**"
    line = change.outline
    cells = (code(text) if text else "" for text in (line.subject, line.what, line.flows))
    return f"{change.symbol} {change.verb}", *cells, level, place(change.origin)


def _secret_hosts(view: PlanView) -> Block:
    found = ["> " + _notice(notice).replace("\n", "\n> ") for notice in view.secret_hosts]
    count = [f"> - {plural(len(found), 'secret')}, in `hookops plan --details`"] if found else []
    return whole_block(f"> [!CAUTION]\n> **{SECRET_HOSTS_TITLE}**\n", (found, count))


def _drawing(view: PlanView) -> Block:
    lines = plan_mermaid(view)
    return Block("", ("\n".join(["```mermaid", *lines, "```"]),) if lines else (), noun="drawing")


def _undo(view: PlanView) -> Block:
    items = tuple(f"- {prose(t)}: {', '.join(map(code, keys))}" for t, keys in view.undos.items())
    return Block(f"{UNDO}:\n\n", items, noun="line")


def _limits(view: PlanView) -> Block:
    prune = ["hookops may delete what is no longer declared (`--prune`)."] if view.prune else []
    chosen = ", ".join(code(target) for target in view.targets)
    only = [f"The plan covers only {chosen} (`--target`)."] if chosen else []
    return Block("", (*prune, *only), "\n\n")


def _fact(fact: Fact) -> str:
    return f"- {fact.label}: {''.join(_word(word) for word in fact.words)}"


def _word(word: Word) -> str:
    # Only text from outside becomes code: a whole report in code spans is hard to read.
    match word.sort:
        case "plain":
            return word.text
        case "strong":
            return f"**{word.text}**"
        case "prose":
            return prose(word.text)
        case "code":
            return code(word.text)
        case _:
            assert_never(word.sort)


def _notice(notice: Notice) -> str:
    more = "".join(f"\n  - {code(text)}" for text in notice.more)
    return f"- **{notice.word}**: {code(notice.text)}{more}"


def _unmanaged(unmanaged: Unmanaged) -> str:
    status = f"{code(unmanaged.status)}, " if unmanaged.status else ""
    about = f"{status}id {code(unmanaged.id)}"
    return f"{code(unmanaged.name)}, {code(unmanaged.type)}, {about}"


def _aside(view: PlanView) -> Block:
    kept = [f"{code(key)}: kept; `--prune` deletes it" for key in view.kept]
    gone = [f"{code(key)}: forgotten: {meaning}" for key, meaning in view.forgotten]
    return _list(NOT_DECLARED, [*kept, *gone])
