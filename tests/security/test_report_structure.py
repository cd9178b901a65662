"""A text from outside changes no report's structure, as parsers of CommonMark, HTML and XML see it.

Each payload stands in each field alone, with benign texts in all others.
"""

import html
import xml.etree.ElementTree as Xml
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from html.parser import HTMLParser
from typing import Any

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token
from report import hostile, preview_values
from report.hostile import BENIGN, TEXTS
from report.page import Page
from report.test_inventory import full
from security.clean import dangers
from usage import usage_values

from hookops.model.resource import Key
from hookops.model.usage import Count, DayUse, HookUse, KnownHook, Reason, Usage
from hookops.report.formats import render
from hookops.report.preview.junit import preview_junit

PARSER = MarkdownIt("commonmark").enable("table").enable("strikethrough")

PAYLOADS = (
    *TEXTS,
    "--- \n\n| a | b |\n|---|---|",
    "<!-- hookops:plan:x -->",
    "&lt;b&gt; &amp;#60;script&amp;#62;",
    "]]></failure><testcase name='x'/>",
    "\" onmouseover='x' x=\"",
    "{{ 7 * 7 }}{% raw %}",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(`1`)",
    "</style></title></textarea><svg onload=alert(1)>",
)


class Tags(HTMLParser):
    """Tags with their attributes' names, and comments, in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[object] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """One begins."""
        self.found.append((tag, [name for name, _ in attrs]))

    def handle_endtag(self, tag: str) -> None:
        """One ends."""
        self.found.append(f"/{tag}")

    def handle_comment(self, data: str) -> None:
        """A comment, whatever it says."""
        self.found.append("comment")


def _nodes(tokens: list[Token]) -> list[object]:
    return [
        (t.type, t.tag, t.attrs, _nodes(t.children or []), _tags(t) if "html" in t.type else None)
        for t in tokens
    ]


def _tags(token: Token) -> list[object]:
    return Tags(token.content).found


def of_markdown(text: str) -> object:
    """Blocks, spans, links and tags."""
    return _nodes(PARSER.parse(text))


def of_html(text: str) -> object:
    """Tags, attributes and comments."""
    return Tags(text).found


def of_page(text: str) -> object:
    """Tags, comments, and attributes with their values: no text from outside stands in one."""
    return Page(text).nodes


def of_xml(text: str) -> object:
    """Elements with their attributes' names."""
    # Parsed is what hookops has written itself.
    root = Xml.fromstring(text.partition("?>")[2])
    return [(element.tag, sorted(element.attrib)) for element in root.iter()]


def _plan(field: str, text: str, format: str = "markdown") -> str:
    made = replace(hostile.plan(BENIGN), **{field: getattr(hostile.plan(text), field)})
    return render("plan", format, made)


def _drift(field: str, text: str, format: str = "markdown") -> str:
    made = replace(hostile.drift(BENIGN), **{field: getattr(hostile.drift(text), field)})
    return render("drift", format, made)


def _inventory(field: str, text: str) -> str:
    made = replace(full(BENIGN), **{field: getattr(full(text), field)})
    return render("inventory", "html", made)


def _outcome(field: str, text: str, format: str = "markdown") -> str:
    parts: dict[str, Any] = {"outcomes": hostile.outcomes(BENIGN), "left": hostile.plan(BENIGN)}
    parts[field] = hostile.outcomes(text) if field == "outcomes" else hostile.plan(text)
    return render("outcome", format, parts["outcomes"], hostile.plan(BENIGN), parts["left"])


def _usage(field: str, text: str) -> str:
    hook: dict[str, Any] = {"id": BENIGN, "name": BENIGN, "type": BENIGN, "status": BENIGN}
    more = {
        "reason": BENIGN,
        "last": BENIGN,
        "organization": BENIGN,
        "title": BENIGN,
        "key": BENIGN,
    }
    given = hook | more | {field: text}
    known = KnownHook(
        given["id"],
        Key("InlineHook", given["key"]),
        given["name"],
        given["type"],
        given["status"],
        declared=True,
    )
    day = DayUse("2026-11-20", Count(1, 1, 1), Count(), (Reason("executed", given["reason"], 1),))
    use = HookUse(known, (day,), given["last"])
    made = Usage(given["organization"], usage_values.PERIOD, (use,), 3, 0, 1, given["title"])
    return render("usage", "html", made)


def _junit(field: str, text: str) -> str:
    given: dict[str, Any] = {"organization": BENIGN, "title": BENIGN, "name": BENIGN, "key": BENIGN}
    given |= {"note": BENIGN, field: text}
    reply = replace(preview_values.NONE.reply, note=given["note"])
    return preview_junit(
        preview_values.preview(
            preview_values.exchange(reply, given["name"]),
            organization=given["organization"],
            title=given["title"],
            key=Key("InlineHook", given["key"]),
        )
    )


_PLAN = (
    *("organization", "title", "changes", "conflicts", "guard_errors", "kept", "forgotten"),
    *("unmanaged", "warnings", "targets"),
)
_DRIFT = ("organization", "title", "drifted", "pending", "unmanaged", "warnings")
_PAGES: Mapping[str, Callable[[str], str]] = {
    **{f"plan.{name}": partial(_plan, name, format="html") for name in ("title", "changes")},
    **{f"drift.{name}": partial(_drift, name, format="html") for name in ("title", "drifted")},
    **{f"inventory.{name}": partial(_inventory, name) for name in ("title", "items", "loose")},
    **{f"outcome.{name}": partial(_outcome, name, format="html") for name in ("outcomes", "left")},
    **{f"usage.{name}": partial(_usage, name) for name in ("name", "reason", "title")},
}
"""A page takes long; `tests/report/test_pages.py` has each payload in all fields at once."""
_JUNIT = ("organization", "title", "name", "key", "note")
FIELDS: Mapping[str, tuple[Callable[[str], str], Callable[[str], object]]] = {
    **{f"plan.{name}": (partial(_plan, name), of_markdown) for name in _PLAN},
    **{f"drift.{name}": (partial(_drift, name), of_markdown) for name in _DRIFT},
    **{f"outcome.{name}": (partial(_outcome, name), of_markdown) for name in ("outcomes", "left")},
    **{f"page of {name}": (write, of_page) for name, write in _PAGES.items()},
    **{f"junit.{name}": (partial(_junit, name), of_xml) for name in _JUNIT},
}


@pytest.mark.promise("P21")
@pytest.mark.parametrize("field", FIELDS)
def test_structure(field: str) -> None:
    """With any payload in the field, the parsed report has the structure of the benign one."""
    write, structure = FIELDS[field]
    benign = structure(write(BENIGN))

    written = {text: write(text) for text in PAYLOADS}

    assert [] == [text for text, report in written.items() if structure(report) != benign]
    assert [] == [text for text, report in written.items() if dangers(report)]


def test_there_are_enough() -> None:
    """477 checks at least."""
    assert 477 <= len(FIELDS) * len(PAYLOADS)


@pytest.mark.parametrize(
    ("write", "structure"),
    [
        (lambda text: f"| a |\n| --- |\n| {text} |\n", of_markdown),
        (lambda text: f"- {html.escape(text)}\n", of_markdown),
        (lambda text: f"<p title='{text}'>{text}</p>", of_html),
    ],
)
def test_the_same_without_escapes(
    write: Callable[[str], str], structure: Callable[[str], object]
) -> None:
    """A report that does not escape, or not for its format, is seen to change."""
    benign = structure(write(BENIGN))

    assert any(structure(write(text)) != benign for text in PAYLOADS)
