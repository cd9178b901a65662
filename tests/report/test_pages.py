"""The pages: whole texts, alone and complete, the same for everybody's eyes, and safe."""

import re
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pytest
from usage import usage_values

from hookops.model.change import Plan
from hookops.model.errors import InvalidInput
from hookops.report.formats import FORMATS, closing, render
from hookops.report.inventory.values import Flow, Inventory, Item
from hookops.report.plan.html import saved_html

from . import bound as b
from . import hostile
from . import values as v
from .page import Page
from .test_inventory import full
from .test_saved import saved

EXPECTED = Path(__file__).parent / "expected"
PAGES: Mapping[str, Callable[[], str]] = {
    "plan": lambda: render("plan", "html", v.FULL),
    "saved plan": lambda: render("saved plan", "html", saved(v.FULL)),
    "drift": lambda: render("drift", "html", v.DRIFT),
    "inventory": lambda: render("inventory", "html", full()),
    "outcome": lambda: render("outcome", "html", v.OUTCOMES, v.FULL, v.LEFT),
    "usage": lambda: render("usage", "html", usage_values.FULL),
}
HOSTILE: Mapping[str, Callable[[str], str]] = {
    "plan": lambda text: render("plan", "html", hostile.plan(text)),
    "saved plan": lambda text: render("saved plan", "html", saved(hostile.plan(text))),
    "drift": lambda text: render("drift", "html", hostile.drift(text)),
    "inventory": lambda text: render("inventory", "html", full(text)),
    "outcome": lambda text: render(
        "outcome", "html", hostile.outcomes(text), hostile.plan(text), hostile.plan(text)
    ),
    "usage": lambda text: render("usage", "html", usage_values.everywhere(text)),
}
MANY = replace(v.FULL, conflicts=(), guard_errors=())
"""Eight changes."""


def without_style(page: str) -> str:
    """The page without its style sheet, which is the same in all of them, and its digest."""
    page = re.sub(r"'sha256-[^']*'", "'sha256-...'", page)
    return re.sub(r"(?s)<style>.*</style>", "<style>...</style>", page)


def test_every_page_is_here() -> None:
    """A new page is under the tests of this file as soon as it is registered."""
    registered = {noun for noun, formats in FORMATS.items() if "html" in formats}

    assert registered == set(PAGES) == set(HOSTILE)


@pytest.mark.parametrize(
    ("name", "actual"),
    [
        ("plan_small", render("plan", "html", v.SMALL)),
        ("plan_many", render("plan", "html", v.FULL)),
        ("bound_plan", render("plan", "html", b.PLAN)),
        ("drift", render("drift", "html", v.DRIFT)),
        ("drift_uncertain", render("drift", "html", v.UNCERTAIN)),
        ("inventory", render("inventory", "html", full())),
        ("outcome", render("outcome", "html", v.OUTCOMES, v.FULL, v.LEFT)),
    ],
)
def test_whole_page(name: str, actual: str) -> None:
    """Each page is exactly the text in its file, but for the style sheet."""
    expected = (EXPECTED / f"{name}.html").read_text(encoding="utf-8")

    assert without_style(actual) == expected


@pytest.mark.parametrize("noun", PAGES)
def test_page_is_alone(noun: str) -> None:
    """No script, nothing that is loaded, no style but one, and a policy that forbids the rest."""
    page = Page(PAGES[noun]())
    digest = b64encode(sha256(page.style.encode()).digest()).decode()

    assert not page.tags & {"script", "link", "img", "iframe", "object", "embed", "form", "a"}
    assert not {name for name, _ in page.attributes} & {
        *("src", "href", "srcset", "xlink:href", "style", "action", "background", "ping")
    }
    assert not [name for name, _ in page.attributes if name.startswith("on")]
    assert {"url(#failed)"} >= {value for _, value in page.attributes if "url(" in value}
    assert not re.search(r"url\(|@import|https?:", page.style)
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert policy == page.values("content")[0]
    assert ["no-referrer", "width=device-width, initial-scale=1", "light dark"] == page.values(
        "content"
    )[1:]


@pytest.mark.parametrize("noun", PAGES)
def test_page_is_readable_to_all(noun: str) -> None:
    """It has a language, one first heading, none left out below, and tables that are explained."""
    text = PAGES[noun]()
    page = Page(text)
    levels = [int(level) for level in re.findall(r"<h(\d)", text)]

    assert ["en"] == page.values("lang")
    assert [1] == [level for level in levels if level == 1]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert text.count("<table>") == text.count("<caption")
    assert not re.search(r"<th(?! scope| *ead)[ >]", text)


@pytest.mark.promise("P21")
@pytest.mark.parametrize("noun", PAGES)
@pytest.mark.parametrize("text", hostile.TEXTS)
def test_hostile_texts_in_a_page(text: str, noun: str) -> None:
    """They are text and nothing else: every tag and every attribute's value is the benign one's."""
    assert Page(HOSTILE[noun](hostile.BENIGN)).nodes == Page(HOSTILE[noun](text)).nodes


def variables(block: str) -> dict[str, str]:
    """Each colour of a block of the style sheet, with six digits."""
    found = re.findall(r"--([a-z-]+): #([0-9a-f]{3,6})\b", block)
    return {
        name: hue if len(hue) == 6 else "".join(2 * digit for digit in hue) for name, hue in found
    }


def luminance(hue: str) -> float:
    """Source: WCAG 2.2, relative luminance."""
    parts = [int(hue[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Source: WCAG 2.2, contrast ratio."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def schemes() -> Iterator[dict[str, str]]:
    """The colours in light, in dark and on paper."""
    style = Page(PAGES["plan"]()).style
    light, dark, paper = (part.partition("}")[0] for part in style.split(":root")[1:])
    yield from (variables(light), variables(dark), {**variables(light), **variables(paper)})


def test_contrast() -> None:
    """Every text can be read in every scheme: 4.5 to 1 at least, and 3 to 1 for bars and lines."""
    tones = ("bad", "warn", "good", "info", "calm")
    texts = [(text, page) for text in ("text", "soft", *tones) for page in ("page", "card", "code")]
    texts += [(text, f"{tone}-page") for tone in tones for text in (tone, "text", "soft")]
    shapes = [(bar, "card") for bar in ("executed", "processed", "failed", "edge")]
    low = [
        (number, front, back, round(contrast(hues[front], hues[back]), 2))
        for number, hues in enumerate(schemes())
        for pairs, least in ((texts, 4.5), (shapes, 3.0))
        for front, back in pairs
        if contrast(hues[front], hues[back]) < least
    ]

    assert [] == low


@pytest.mark.parametrize("noun", ["plan", "drift", "inventory", "usage"])
def test_the_sum_is_that_of_all_formats(noun: str) -> None:
    """The closing line of text is on the page, word for word."""
    values = {"plan": v.FULL, "drift": v.DRIFT, "inventory": full(), "usage": usage_values.FULL}
    page = Page(render(noun, "html", values[noun]))

    assert closing(noun, values[noun]) in page.text


def test_the_page_says_what_markdown_says() -> None:
    """Each line of each diff in Markdown is on the page."""
    page = Page(render("plan", "html", v.FULL)).text
    fences = re.findall(r"(?s)```diff\n(.*?)```", render("plan", "markdown", v.FULL))
    lines = "".join(fences).splitlines()

    assert 20 <= len(lines)
    assert [] == [line for line in lines if " ".join(line.split()) not in page]


def test_risks_stand_on_top_and_the_worst_change_first() -> None:
    """Whoever has thirty seconds reads from the top."""
    text = render("plan", "html", MANY)
    verbs = re.findall(r'<span class="verb \w+">\S+ (\w+)</span>', text)

    assert [
        "delete",
        "activate",
        "replace",
        "update",
        "deactivate",
        "create",
        "adopt",
        "record",
    ] == verbs
    assert text.index("Look at these before anything else") < text.index('<span class="verb')
    assert ["outage", "outage", "permanent", "unproven", "silent"] == re.findall(
        r'<span class="badge \w+">(\w+)</span>', text
    )[:5]


@pytest.mark.parametrize(
    ("plan", "depth", "expected"),
    [
        (v.SMALL, "usual", (0, 2)),
        (MANY, "usual", (8, 0)),
        (MANY, "details", (0, 8)),
        (MANY, "concise", (0, 0)),
    ],
)
def test_details_of_many_changes_are_folded(
    plan: Plan, depth: str, expected: tuple[int, int]
) -> None:
    """Five changes are open; more are a list that unfolds; --concise has no details at all."""
    text = render("plan", "html", plan, depth=depth)  # type: ignore[arg-type]

    assert expected == (text.count("<details>\n      <summary"), text.count("<details open>"))


def test_drift_says_who_and_what_is_waived() -> None:
    """A line has the fields and who changed them; what is waived comes last, and says so."""
    text = render("drift", "html", hostile.drift("x"))
    lines = re.findall(r'(?s)<span class="what">(.*?)</span>\n(.*?)\n', text)

    assert [
        ("<b>InlineHook/x</b>", ""),
        ("<b>InlineHook/x</b>: x, by x", ""),
        ("<b>InlineHook/x</b>: x", '<span class="badge calm">waived</span>'),
    ] == lines
    assert "2 older writes of it in the System Log" in text
    assert "xd by x at x from x, x" in text
    assert "waived until 2026-12-24, so it does not count: x" in text


def test_no_changes() -> None:
    """A page without anything to say says so."""
    page = Page(render("plan", "html", v.EMPTY)).text

    assert "Plan for local Plan for local No changes. 8 hooks are as declared." in page


@pytest.mark.parametrize(
    "damage", [{"resource_changes": [1]}, {"summary": {}}, {"unchanged": None}]
)
def test_damaged_plan(damage: dict[str, object]) -> None:
    """A file that is no saved plan is the user's mistake, as in text."""
    with pytest.raises(InvalidInput, match="no saved plan"):
        saved_html({**saved(v.SMALL), **damage})


def test_values_that_differ_late_are_whole() -> None:
    """No page cuts what a report left whole for a reason."""
    (_, update) = v.SMALL.changes
    field = replace(update.fields[0], before="x" * 3000 + "a", after="x" * 3000 + "b")
    plan = Plan("local", changes=(replace(update, fields=(field,)),))

    assert {'xa"', 'xb"'} <= set(re.findall(r'x[ab]"', Page(render("plan", "html", plan)).text))


def test_hooks_of_one_key_are_drawn_together() -> None:
    """The drawing has the key once, its hooks beside it, and marks what is INACTIVE."""

    def hook(name: str, *flows: Flow, status: str = "ACTIVE", key: str = "hky1") -> Item:
        return Item(
            "InlineHook", f"cal{name}", name, "managed", status=status, flows=flows, signs_with=key
        )

    items = (
        hook("A", Flow("app", "Portal", "0oa1"), Flow("app", "Door", "0oa2", "Door")),
        hook("B", status="INACTIVE"),
        hook("C", Flow("app", "Clinic", "0oa3"), key=""),
        hook("D", key=""),
        Item("HookKey", "hky1", "Shared", "managed"),
    )
    text = render("inventory", "html", Inventory("local", items)).partition("Flows, the hooks")[2]
    boxes = re.findall(r'<div class="node (\w+) \w+( off)?">(.*?)<small>(.*?)</small>', text)

    assert [
        ("flow", "", "Portal", "app"),
        ("flow", " off", "Door", "app, and &#34;Door&#34; is INACTIVE"),
        ("hook", "", "A", "hook"),
        ("hook", " off", "B", "hook, INACTIVE"),
        ("key", "", "Shared", "key"),
        ("flow", "", "Clinic", "app"),
        ("hook", "", "C", "hook"),
    ] == boxes
    assert "No flow that hookops can read refers to &#34;D&#34;." in text
