"""The fields of manifests, of the project file, and of reports, from their schemas."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from reference.fields import fields, rows
from reference.markdown import code, page, prose, table

ROOT = Path(__file__).resolve().parents[2]
SCHEMAS = ROOT / "schemas"
MANIFESTS = {
    "InlineHook": "inline-hook",
    "HookKey": "hook-key",
    "Project": "project",
}
"""Schemas by the kind of the document."""


def load(name: str) -> Mapping[str, Any]:
    """The schema of that name, such as `manifest/project`."""
    found: Mapping[str, Any] = json.loads((SCHEMAS / f"{name}.schema.json").read_text())
    return found


def manifests() -> str:
    """The page of every field of manifests and of the project file."""
    intro = (
        "Every field of every document. Names and nesting below `spec` of a hook are those of "
        "Okta's API. `NAME` stands for a name of your own, `[]` for each element of a list. "
        "`hookops init` writes the schemas into `.hookops/schemas`, for editors."
    )
    return page("Manifests and the project file", intro, *_documents(), OVERLAYS)


OVERLAYS = """## Overlays

An overlay has `kind`, `metadata.name` and the fields of its kind that differ. Each may be left \
out, or be `null`, which takes the field out of the manifest; a list replaces the whole list \
([several environments](../environments.md)). The schema for editors is \
`schemas/manifest/overlay.schema.json`."""


def _documents() -> Iterator[str]:
    for kind, name in MANIFESTS.items():
        schema = load(f"manifest/{name}")
        yield f"## {kind}"
        yield prose(schema["description"])
        yield rows(schema)


def reports() -> str:
    """The page of every field of the JSON reports."""
    intro = (
        "What `--format json` prints and `--json-into FILE` writes. What stays of these formats, "
        "and how to read them so that a later version breaks nothing, is in "
        "[the JSON reports](../../schemas/report/README.md). With `--all-orgs` the document is "
        "[organizations](#organizations)."
    )
    return page("JSON reports", intro, *_reports())


def _reports() -> Iterator[str]:
    for path in sorted((SCHEMAS / "report").glob("*.schema.json")):
        name = path.name.removesuffix(".schema.json")
        schema = load(f"report/{name}")
        yield f"## {name}"
        yield f"{schema['title']}: [the schema](../../schemas/report/{path.name})."
        found = (
            (code(each.path), each.type, prose(each.description) + _values(each.allowed))
            for each in fields(schema)
        )
        yield table(("member", "type", "what it says"), found)


def _values(allowed: str) -> str:
    return f" ({allowed})" if allowed.startswith("`") else ""
