"""Renews what is derived: lists of types, fields of reports, tables, promises, the reference.

With --check nothing is written, and the exit code is 1 when something is out of date.
"""

import json
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any, get_type_hints

import emulator_doc
import hook_types
import overlay_schema
import promises
from reference import pages
from workflows import reusable_workflows

from hookops.kinds.binding.attachment_points import ATTACHMENT_POINTS
from hookops.kinds.inline_hook.types import HOOK_TYPES
from hookops.model.change import Change
from hookops.model.errors import HookopsError

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = ROOT / "schemas" / "manifest" / "inline-hook.schema.json"
SERVICES = ROOT / "examples" / "services" / "README.md"
REPORTS = tuple(ROOT / "schemas" / "report" / f"{n}.schema.json" for n in ("plan", "outcome"))
SHAPES: dict[Any, dict[str, Any]] = {
    bool: {"type": "boolean"},
    str: {"type": "string"},
    tuple[str, ...]: {"type": "array", "items": {"type": "string"}},
}
"""Of a published field, by its type; one of another type may be anything at first."""


def schema(text: str) -> str:
    """The types of `HOOK_TYPES`, and the selectors of `ATTACHMENT_POINTS`, in their order."""
    names = ",\n".join(f'            "{name}"' for name in HOOK_TYPES)
    text = re.sub(r'"enum": \[\s*"com\.okta[^\]]*\]', f'"enum": [\n{names}\n          ]', text)
    text = re.sub(r'"One flow\. [^"]*"', f'"One flow. {_how_to_bind()}"', text)
    selectors = dict.fromkeys(
        f'        "{name}": {{"$ref": "#/$defs/selector"}},\n'
        for point in ATTACHMENT_POINTS.values()
        for name in point.selector_names
    )
    return re.sub(r'( +"\w+": \{"\$ref": "#/\$defs/selector"\},\n)+', "".join(selectors), text)


def _how_to_bind() -> str:
    """`SAML hooks: app.`, for each type that can be bound."""
    fields = {
        row.title: " or ".join(", ".join(p.selector_names) for p in row.attachment_points)
        or "app and manual"
        for row in HOOK_TYPES.values()
        if not row.no_bindings
    }
    return " ".join(f"{title[0].upper()}{title[1:]} hooks: {f}." for title, f in fields.items())


def report(text: str) -> str:
    """The schema of a change has each field that the model publishes; people add what it means."""
    data = json.loads(text)
    change, types = data["$defs"]["change"], get_type_hints(Change)
    for field in fields(Change):
        if "published" in field.metadata and field.name not in change["properties"]:
            change["properties"][field.name] = SHAPES.get(types[field.name], {})
            change["required"].append(field.name)
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def stale() -> Iterator[tuple[Path, str]]:
    """Path and right text of each file that is out of date or missing.

    Raises: HookopsError, PromiseError.
    """
    rows: list[tuple[Path, Callable[[str], str]]] = [
        (SCHEMA, schema),
        (SERVICES, hook_types.table),
        (emulator_doc.DOCUMENT, emulator_doc.tables),
        (overlay_schema.PATH, overlay_schema.overlay),
        (promises.DOCUMENT, promises.document),
        (promises.SECURITY, promises.security),
    ]
    for path, renew in (*rows, *((path, report) for path in REPORTS)):
        text = path.read_text()
        if renew(text) != text:
            yield path, renew(text)
    for path, text in (*reusable_workflows.texts(), *pages.texts()):
        if not path.exists() or path.read_text() != text:
            yield path, text
    yield from hook_types.first_versions()


def main() -> int:
    """Each derived file, renewed or compared."""
    check, found = "--check" in sys.argv, False
    try:
        for path, text in stale():
            found = True
            if not check:
                path.parent.mkdir(exist_ok=True)
                path.write_text(text)
            print(
                f"{path.relative_to(ROOT)} {'is out of date: make schemas' if check else 'renewed'}"
            )
    except (HookopsError, promises.PromiseError) as problem:
        print(problem)
        return 1
    return 1 if check and found else 0


if __name__ == "__main__":
    sys.exit(main())
