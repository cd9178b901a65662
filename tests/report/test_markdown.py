"""The reports as Markdown: whole texts, nothing breaks out, nothing is too long."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from hookops.model.change import Change, Outcome, Plan, Result
from hookops.model.drift import Drift
from hookops.report.drift.markdown import drift_markdown
from hookops.report.markdown_kit import COMMENT_LIMIT, Block, code, diff_fence, fit, marker, prose
from hookops.report.outcome.markdown import outcome_markdown
from hookops.report.plan.markdown import plan_markdown

from . import hostile
from . import values as v

EXPECTED = Path(__file__).parent / "expected"
PARSER = MarkdownIt("commonmark").enable("table").enable("strikethrough")


def nodes(tokens: list[Token]) -> list[object]:
    """The structure of a parsed document, without its texts."""
    return [(t.type, t.tag, t.attrs, nodes(t.children or [])) for t in tokens]


def structure(markdown: str) -> list[object]:
    """The structure that a reader's browser would show."""
    return nodes(PARSER.parse(markdown))


def html_tags(markdown: str) -> list[list[str]]:
    """The tags of each block of HTML, but for the marker."""
    blocks = [token.content for token in PARSER.parse(markdown) if token.type == "html_block"]
    return [re.findall("<[^>]*>?", block) for block in blocks[1:]]


@pytest.mark.promise("P8")
@pytest.mark.parametrize(
    ("name", "actual"),
    [
        ("plan_full", plan_markdown(v.FULL)),
        ("plan_small", plan_markdown(v.SMALL)),
        ("drift", drift_markdown(v.DRIFT)),
        ("drift_uncertain", drift_markdown(v.UNCERTAIN)),
        ("outcome", outcome_markdown(v.OUTCOMES, v.FULL, v.LEFT)),
    ],
)
def test_whole_markdown(name: str, actual: str) -> None:
    """Each report is exactly the text in its file."""
    expected = (EXPECTED / f"{name}.md").read_text(encoding="utf-8")

    assert actual == expected


@pytest.mark.promise("P21")
@pytest.mark.parametrize("text", hostile.TEXTS)
def test_plan_structure(text: str) -> None:
    """No text from outside changes what a plan is made of."""
    actual = structure(plan_markdown(hostile.plan(text)))

    assert actual == structure(plan_markdown(hostile.plan(hostile.BENIGN)))


@pytest.mark.promise("P21")
@pytest.mark.parametrize("text", hostile.TEXTS)
def test_drift_structure(text: str) -> None:
    """No text from outside changes what a drift report is made of."""
    actual = structure(drift_markdown(hostile.drift(text)))

    assert actual == structure(drift_markdown(hostile.drift(hostile.BENIGN)))


@pytest.mark.promise("P21")
@pytest.mark.parametrize("text", hostile.TEXTS)
def test_outcome_structure(text: str) -> None:
    """No text from outside changes what an apply report is made of."""
    left = hostile.plan(text)
    actual = structure(outcome_markdown(hostile.outcomes(text), left, left))

    calm = hostile.plan(hostile.BENIGN)
    assert actual == structure(outcome_markdown(hostile.outcomes(hostile.BENIGN), calm, calm))


@pytest.mark.promise("P21")
@pytest.mark.parametrize("text", hostile.TEXTS)
def test_html_parts_hold_no_markup(text: str) -> None:
    """HTML of ours is the same tags, whatever a name says."""
    actual = html_tags(plan_markdown(hostile.plan(text)))

    assert actual == html_tags(plan_markdown(hostile.plan(hostile.BENIGN)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "`plain`"),
        ("a`b``c", "```a`b``c```"),
        ("`a", "`` `a ``"),
        ("a ", "` a  `"),
        ("a|b", r"`a\x7cb`"),
        ("", "`(empty)`"),
        ("a\nb", r"`a\x0ab`"),
    ],
)
def test_code(text: str, expected: str) -> None:
    """A code span is longer than what it holds."""
    assert code(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("users cannot register: a, b (c)", "users cannot register: a, b (c)"),
        ("ask @team", "`ask @team`"),
        ("http://x", "`http://x`"),
        ("WWW.x", "`WWW.x`"),
        ("a_b_", "`a_b_`"),
    ],
)
def test_prose(text: str, expected: str) -> None:
    """A sentence is code as soon as it could be markup."""
    assert prose(text) == expected


def test_fence() -> None:
    """A fence is longer than any inside."""
    assert diff_fence(["- ````"]) == "`````diff\n- ````\n`````"


@pytest.mark.parametrize(
    ("organization", "expected"),
    [
        ("prod", "<!-- hookops:plan:prod -->"),
        ("https://acme.okta.com", "<!-- hookops:plan:https://acme.okta.com -->"),
        ("a--><b>", "<!-- hookops:plan:a-__b_ -->"),
        ("a-" * 300, f"<!-- hookops:plan:{'a-' * 100} -->"),
    ],
)
def test_marker(organization: str, expected: str) -> None:
    """The first line can be found again, and no name ends the comment early."""
    assert marker("plan", organization) == expected


def test_first_line() -> None:
    """Each report starts with its own marker."""
    first = [
        text.partition("\n")[0]
        for text in (
            plan_markdown(v.SMALL),
            drift_markdown(v.CALM),
            outcome_markdown((), v.EMPTY, v.EMPTY),
        )
    ]

    assert first == [
        "<!-- hookops:plan:local -->",
        "<!-- hookops:drift:local -->",
        "<!-- hookops:apply:local -->",
    ]


def test_cut() -> None:
    """A plan too long for a comment loses details, never a risk, and says what it lost."""
    creates = tuple(replace(v.CREATE, key=v.key(f"hook-{n}")) for n in range(150))
    actual = plan_markdown(Plan("local", changes=(*creates, v.DELETE, v.UPDATE)))

    assert len(actual) <= COMMENT_LIMIT
    assert "> - **delete** `InlineHook/old-saml`, `at hooks.example.com`: **outage**" in actual
    assert "| - delete | `InlineHook/old-saml` | `at hooks.example.com` |" in actual
    assert "<details><summary>- delete <code>InlineHook/old-saml</code></summary>" in actual
    assert re.search(r"\n\*\*Cut to fit into a comment\*\* \(left out: \d+ details", actual)
    assert actual.endswith("; `hookops plan --details` shows everything\n")


def hundred(*changes: Change) -> Plan:
    """A plan of a hundred changes or more."""
    creates = [replace(v.CREATE, key=v.key(f"hook-{n}")) for n in range(100 - len(changes))]
    return Plan("local", changes=(*creates, *changes))


@pytest.mark.promise("P8")
def test_a_hundred_changes() -> None:
    """The comment is below the limit, its dangers stand on top, and every change has its row."""
    actual = plan_markdown(hundred(v.DELETE, v.REPLACE, v.UPDATE, v.DEACTIVATE))
    above, _, below = actual.partition("\n**Plan: ")

    assert len(actual) <= COMMENT_LIMIT
    assert 4 == above.count("\n> - **")
    assert above.startswith("<!-- hookops:plan:local -->\n### Plan for `local`\n\n> [!CAUTION]\n")
    assert 100 == len(re.findall(r"(?m)^\| (?:\+|-|~|v|-/\+) [a-z]+ \| `", below))


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (100, "> - **delete** `InlineHook/gone-7`, `at hooks.example.com`: **outage**: Okta stops"),
        (250, "> - **delete** `InlineHook/gone-7`, `at hooks.example.com`: **outage**\n"),
        (5000, "> - **delete**, 5000 times: **outage**\n"),
    ],
)
def test_risks_are_never_cut(count: int, expected: str) -> None:
    """Of more risks than fit each keeps its line, then all keep their count; none is left out."""
    changes = tuple(replace(v.DELETE, key=v.key(f"gone-{n}")) for n in range(count))
    actual = plan_markdown(Plan("local", changes=changes))

    assert len(actual) <= COMMENT_LIMIT
    assert expected in actual
    assert "risk" not in actual.rpartition("\n\n")[2]


def test_folded_beyond_five() -> None:
    """The diffs of five changes are open; those of six are folded."""
    five = plan_markdown(Plan("local", changes=hundred().changes[:5]))
    six = plan_markdown(Plan("local", changes=hundred().changes[:6]))

    assert (5, 0) == (five.count("\n#### "), five.count("<details>"))
    assert (0, 6) == (six.count("\n#### "), six.count("<details>"))


def test_cut_everything() -> None:
    """A document of one part that is too long still says so, within the limit."""
    actual = fit([Block("head", ("x" * 1000,), noun="detail")], "the log", limit=1000)

    assert actual == (
        "**Cut to fit into a comment** (left out: 1 detail); the log shows everything\n"
    )


def test_long_outcome_and_drift_fit() -> None:
    """Every report fits into a comment."""
    outcomes = (Outcome(v.UPDATE, Result.FAILED, error="no " * 99),) * 500
    drift = Drift("local", "ledger", v.DRIFT.drifted * 200)
    lengths = [
        len(outcome_markdown(outcomes, v.SMALL, None)),
        len(drift_markdown(drift)),
    ]

    assert max(lengths) <= COMMENT_LIMIT
