"""An inventory: whole texts, the published schema, and names that try to be something else."""

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from hookops.model.resource import Key
from hookops.model.source import Mark
from hookops.model.usage import Count, DayUse, HookUse, KnownHook, Period
from hookops.report.formats import render
from hookops.report.inventory.values import Flow, Inventory, Item, Loose

from . import hostile
from .test_untrusted import ANSI, COMMAND, INVISIBLE

SCHEMA = Path(__file__).parents[2] / "schemas" / "report" / "inventory.schema.json"
WRITTEN = "2026-11-24T08:00:00.000Z"
PERIOD = Period(datetime(2026, 11, 20, tzinfo=UTC), datetime(2026, 11, 27, tzinfo=UTC))


def use(id_: str, executed: Count) -> HookUse:
    return HookUse(KnownHook(id_, None, ""), (DayUse("2026-11-24", executed, Count(), ()),), "")


def full(text: str = "Enrich") -> Inventory:
    """Everything that an inventory may have, with that text wherever one comes from outside."""
    hook = Item(
        "InlineHook",
        "calenrich00000000000",
        text,
        "managed",
        Key("InlineHook", "enrich"),
        Mark("manifests/enrich.yaml", 2, 1),
        "com.okta.oauth2.tokens.transform",
        "ACTIVE",
        "hooks.example.com",
        f"header {text}",
        WRITTEN,
        WRITTEN,
        flows=(Flow("rule", f"default > {text}", "0pr1"), Flow("app", text, "0oa1", text)),
        signs_with="hky00000000000000000",
        use=use("calenrich00000000000", Count(1200, 3)),
    )
    unsupported = Item(
        "InlineHook",
        "calnew0000000000000",
        text,
        "unmanaged",
        type=text,
        status=text,
        supported=False,
    )
    key = Item(
        "HookKey",
        "hky00000000000000000",
        f"{text} key",
        "named",
        Key("HookKey", "saml"),
        created=WRITTEN,
        last_updated=WRITTEN,
        key_id="kid-1",
        used_by=("calenrich00000000000",),
    )
    new = Item("InlineHook", "", text, "absent", Key("InlineHook", "new"))
    return Inventory(
        "https://acme.okta.com",
        (hook, new, unsupported, key),
        loose=(Loose(Flow("app", text, "0oa2"), f"it calls the hook {text}, which is not"),),
        unread={"attachment points of type app": text},
        by_hand=("policy",),
        usage="partial",
        period=PERIOD,
        ledger=False,
        title=f"prod {text}",
    )


TEXT = """\
Hooks of prod Enrich

managed by hookops:

  hook "Enrich", ACTIVE
      com.okta.oauth2.tokens.transform, id calenrich00000000000
      calls hooks.example.com, authentication: header Enrich
      signs with key "Enrich key"
      called by rule "default > Enrich"
      called by app "Enrich", and "Enrich" is INACTIVE
      last 7 days: 1203 events, 3 of them failures
      name in Git: InlineHook/enrich, manifests/enrich.yaml:2
      created 2026-11-24T08:00:00.000Z, last updated 2026-11-24T08:00:00.000Z

in Git under the same name, and not managed yet:

  key "Enrich key"
      id hky00000000000000000
      kid kid-1
      signs for "Enrich" (calenrich00000000000)
      name in Git: HookKey/saml
      created 2026-11-24T08:00:00.000Z, last updated 2026-11-24T08:00:00.000Z

in Git, and not in Okta:

  hook "Enrich"
      name in Git: InlineHook/new

unmanaged:

  hook "Enrich", Enrich
      hookops does not know its type, status or channel, and never touches it
      Enrich, id calnew0000000000000

app "Enrich": it calls the hook Enrich, which is not

2 hooks and 1 key in Okta: 1 managed by hookops, 1 in Git under the same name, \
and not managed yet, 1 in Git, and not in Okta, 1 unmanaged. hookops does not understand 1 of them.
Not read: attachment points of type app: Enrich
Not read: this org has its policy attachment points in the console only.
There is no ledger: hookops knows its hooks by their type and name.
Events are those of the first pages of the last 7 days in the System Log, so
there are more; --usage reads all of them.
"""


def test_text() -> None:
    """Grouped by who manages it; each fact is a line that fits into 80 columns."""
    assert TEXT == render("inventory", "text", full())


def test_an_empty_org() -> None:
    """Nothing is said of what there is none of."""
    empty = Inventory("https://acme.okta.com", ())

    assert "Hooks of https://acme.okta.com\n\n0 hooks in Okta.\n" == render(
        "inventory", "text", empty
    )


@pytest.mark.parametrize("found", [full(), Inventory("x", ()), replace(full(), usage="refused")])
def test_json_is_as_published(found: Inventory) -> None:
    """The schema is whole, and every report is as it says."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    errors = Draft202012Validator(schema).iter_errors(
        json.loads(render("inventory", "json", found))
    )

    assert [] == list(errors)


def test_csv() -> None:
    """One row for each hook and key, with every column."""
    rows = list(csv.DictReader(io.StringIO(render("inventory", "csv", full()))))

    assert ["hook", "hook", "hook", "key"] == [row["what"] for row in rows]
    assert ("managed", "1203", "3") == tuple(rows[0][n] for n in ("standing", "events", "failures"))
    assert 'rule "default > Enrich"; app "Enrich"' == rows[0]["flows"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", " ="])
def test_no_cell_is_a_formula(start: str) -> None:
    """A name that a spreadsheet would compute is text."""
    rows = csv.reader(io.StringIO(render("inventory", "csv", full(f"{start}cmd|' /C calc'!A0"))))

    assert [] == [c for row in rows for c in row if c.lstrip().startswith(("=", "+", "-", "@"))]


@pytest.mark.promise("P21")
@pytest.mark.parametrize("format", ["text", "json", "csv", "html"])
@pytest.mark.parametrize("text", hostile.TEXTS)
def test_names_command_nobody(text: str, format: str) -> None:
    """No line is a command to a CI system, no character is invisible, plain or in colour."""
    plain = render("inventory", format, full(text))
    styled = ANSI.sub("", render("inventory", format, full(text), styled=True))

    assert ([], []) == (COMMAND.findall(plain), INVISIBLE.findall(plain))
    assert [] == INVISIBLE.findall(styled)
