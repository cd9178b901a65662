"""The tables of docs/emulator.md: switches, routes and facts, as the emulator's code has them."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from hookops.emulator import facts
from hookops.emulator.app import create_app
from hookops.emulator.control import switchboard
from hookops.emulator.control.middleware import OWN, PAGE
from hookops.emulator.control.switches import Switches
from hookops.emulator.oauth import scopes
from hookops.emulator.store.memory import MemoryStore

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "docs" / "emulator.md"
# The emulator leaves the sources out when it reads the file: nothing that it answers needs them.
FACTS = ROOT / "schemas" / "okta" / "inline-hooks.json"
_HOW_MANY = {
    "many": "any number",
    "one-active": "one ACTIVE in an org",
    "one": "one in an org, in any status",
}


def tables(text: str) -> str:
    """The document with its tables as the code is now; each lies between markers of its name."""
    for name, make in TABLES.items():
        block = f"<!-- {name} -->\n{make()}\n<!-- /{name} -->"
        pattern = rf"<!-- {name} -->.*?<!-- /{name} -->"
        # A marker that somebody removed would leave the rest to get old without a word.
        text, found = re.subn(pattern, lambda _, b=block: b, text, flags=re.DOTALL)  # type: ignore[misc]
        if found != 1:
            raise ValueError(f"{DOCUMENT.name} has no one place between markers of {name!r}")
    return text


def switches() -> str:
    """Each switch with its values, the default first, and the first paragraph of its text."""
    texts, defaults = switchboard.documentation(), Switches()
    rows = []
    for name, values in switchboard.choices().items():
        default = getattr(defaults, name)
        shown = [f"`{value}`" + " (default)" * (value == default) for value in values]
        about = " ".join(texts[name].split("\n\n")[0].split())
        rows.append((f"`{name}`", ", ".join(shown), about))
    return _table(("switch", "values", "what it is about"), rows)


def routes() -> str:
    """Each call of the API that is emulated, with the scope that an OAuth client needs for it."""
    known = scopes.load()
    rows = [
        (method, f"`{path}`", f"`{operation}`", _code(known.needed(operation, method, path)))
        for method, path, operation in _routes()
        if not path.startswith(OWN)
    ]
    return _table(("method", "path", "operation", "scope"), rows)


def control() -> str:
    """Each call of the emulator's own, but for those of its pages."""
    paths: dict[str, list[str]] = {}
    for method, path, _ in _routes():
        if path.startswith(OWN) and not path.startswith(PAGE):
            paths.setdefault(path, []).append(method)
    rows = [(f"`{path}`", ", ".join(methods)) for path, methods in paths.items()]
    return _table(("path", "methods"), rows)


def types() -> str:
    """What is known of each hook type."""
    known = facts.load().types
    rows = []
    for row in _facts()["types"]:
        fact = known[row["type"]]
        # Null stands for every 2xx: see `facts.HookType`.
        statuses = row["successStatuses"] or ["any 2xx"]
        rows.append(
            (
                f"`{fact.name}`",
                ", ".join(fact.versions),
                _HOW_MANY[fact.cardinality],
                _yes(fact.auth_scheme_required),
                ", ".join(str(status) for status in statuses),
                _yes(fact.empty_answer),
                _yes(fact.retried),
            )
        )
    names = ("type", "versions seen accepted", "how many", "needs `authScheme`")
    more = ("success", "empty answer is a success", "failed call is repeated")
    return _table((*names, *more), rows)


def sources() -> str:
    """Where the facts of each hook type are from."""
    rows = [(f"`{row['type']}`", row["source"]) for row in _facts()["types"]]
    return _table(("type", "source"), rows)


def limits() -> str:
    """Each number that the emulator keeps to, with its source."""
    rows = [(f"`{n}`", str(row["value"]), row["source"]) for n, row in _facts()["limits"].items()]
    return _table(("limit", "value", "source"), rows)


def errors() -> str:
    """Each error that the emulator answers, or a fault may name, with its source."""
    rows = [
        (f"`{code}`", str(row["status"]), row["summary"], row["source"])
        for code, row in _facts()["errors"].items()
    ]
    return _table(("code", "status", "summary", "source"), rows)


TABLES: Mapping[str, Callable[[], str]] = {
    "switches": switches,
    "routes": routes,
    "control": control,
    "types": types,
    "sources": sources,
    "limits": limits,
    "errors": errors,
}
"""What is between the markers of each name."""


def _routes() -> Iterator[tuple[str, str, str]]:
    """(method, path, operation) of each route, in the order in which they were added."""
    app = create_app(MemoryStore(), token="unused")
    for rule in app.url_map.iter_rules():
        # HEAD comes with GET by itself; the folder of static files is Flask's own.
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            if rule.endpoint != "static":
                yield method, re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), rule.endpoint


def _facts() -> Any:
    return json.loads(FACTS.read_text(encoding="utf-8"))


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    # A bar would end the cell.
    cells = ([cell.replace("|", "\\|") for cell in line] for line in lines)
    return "\n".join(f"| {' | '.join(line)} |" for line in cells)


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def _code(text: str) -> str:
    return f"`{text}`" if text else ""
