"""A plan as Markdown, for comments on pull requests: what nobody must miss is cut last."""

from collections.abc import Sequence
from typing import assert_never

from hookops.model.change import Plan
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
)
from hookops.report.plan.json import plan_data
from hookops.report.plan.looks import NOT_IN_GIT, SECRET_HOSTS_TITLE
from hookops.report.plan.text import closing
from hookops.report.plan.view import ChangeView, FieldView, Notice, PlanView, Unmanaged, read_plan


def plan_markdown(plan: Plan) -> str:
    """What apply would do, risks first, no longer than a comment may be."""
    return fit(plan_blocks(read_plan(plan_data(plan), plan.title)), "`hookops plan`")


def plan_blocks(view: PlanView) -> list[Block]:
    """Marker and sum, risks, notices, table, details, the rest; empty blocks left out."""
    # `fit` cuts from the end, so what a reviewer must not miss comes first, in every block.
    risky = tuple(_risk(change) for change in view.changes if change.risky)
    first = sorted(view.changes, key=lambda change: not change.risky)
    blocks = [
        text_block(f"{marker('plan', view.organization)}\n### Plan for {code(view.title)}"),
        _secret_hosts(view),
        text_block(f"**{closing(view)}**"),
        Block("> [!CAUTION]\n> **Look at these before anything else:**\n", risky, noun="risks"),
        notice_block(view.notices),
        _limits(view),
        table(("action", "what", "impact", "where"), [_row(c) for c in first], "rows"),
        Block("", tuple(detail(change) for change in first), "\n\n", "details"),
        _aside(view),
        unmanaged_block(view.unmanaged),
        unsupported_block(view.unsupported),
    ]
    return [block for block in blocks if block.parts]


def detail(change: ChangeView) -> str:
    """One change, folded."""
    return folded(
        f"{change.symbol} {change.verb} {html_code(change.key)}",
        [
            diff_fence(diff_lines(change)),
            "\n".join(_fact(fact) for fact in change.facts if fact.only in ("", "markdown")),
        ],
    )


def folded(summary: str, parts: Sequence[str]) -> str:
    """`<details>`; `summary` is HTML, the parts are Markdown."""
    # Without the empty lines GitHub takes everything up to the end for HTML.
    # Source: GitHub Flavored Markdown Spec, 4.6, kind 6 of HTML blocks ends at an empty line.
    inside = "\n\n".join(part for part in parts if part)
    return f"<details><summary>{summary}</summary>\n\n{inside}\n\n</details>"


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


def notice_block(notices: Sequence[Notice]) -> Block:
    """Conflicts, errors of guards and warnings as a list."""
    return Block("", tuple(_notice(notice) for notice in notices), noun="notices")


def unmanaged_block(unmanaged: Sequence[Unmanaged]) -> Block:
    """What is declared nowhere, folded."""
    return _list("In no manifest, never touched by hookops", [_unmanaged(s) for s in unmanaged])


def unsupported_block(unsupported: Sequence[Unmanaged]) -> Block:
    """What hookops cannot read, folded."""
    items = [_unmanaged(s) if s.name else f"id {code(s.id)}" for s in unsupported]
    return _list("Not understood, never touched by hookops", items)


def place(origin: str) -> str:
    """`file:line` as code, or that there is none."""
    return code(origin) if origin else NOT_IN_GIT


def _list(summary: str, items: Sequence[str]) -> Block:
    head = f"<details><summary>{summary}</summary>\n\n"
    return Block(head, tuple(f"- {item}" for item in items), noun="lines", foot="\n\n</details>")


def _risk(change: ChangeView) -> str:
    return f"> - **{change.verb}** {code(change.key)}: **{change.level}**, {prose(change.impact)}"


def _row(change: ChangeView) -> tuple[str, ...]:
    level = change.level if change.level == "safe" else f"**{change.level}**"
    return f"{change.symbol} {change.verb}", code(change.key), level, place(change.origin)


def _secret_hosts(view: PlanView) -> Block:
    found = tuple("> " + _notice(notice).replace("\n", "\n> ") for notice in view.secret_hosts)
    return Block(f"> [!CAUTION]\n> **{SECRET_HOSTS_TITLE}**\n", found, noun="hosts")


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


def _moved(field: FieldView) -> tuple[str, ...]:
    # On the line that comes, since it is the one whose place in Git a reviewer looks for.
    parts = ", ".join(part for part in (field.origin, field.side) if part)
    where = f"  ({parts})" if parts else ""
    # Words about a secret are no two values: nothing goes and nothing comes that could be shown.
    if field.secret:
        return (f"! secret {field.path}: {field.before}; {field.after}{where}",)
    return f"- {field.path}: {field.before}", f"+ {field.path}: {field.after}{where}"


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
    return _list("No longer declared", [*kept, *gone])
