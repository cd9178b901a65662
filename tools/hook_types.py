"""Where a hook type must be known, and first versions of what follows from its contract.

Five files are written by a person; `make schemas` writes the others where they are missing. From
then on those are a person's too, but for the two lists, which are always renewed.
"""

import ast
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hookops.contracts.requests.samples import Event, Sample
from hookops.contracts.types import contract_of
from hookops.contracts.types.base import Contract
from hookops.kinds.inline_hook.types import HOOK_TYPES, HookType

ROOT = Path(__file__).resolve().parent.parent
SCHEMAS = "https://hookops.dev/schemas/contracts"
DRAFT = "https://json-schema.org/draft/2020-12/schema"
SAMPLE = Sample(Event("fictitious-event-0001", 1_772_443_801.0))


@dataclass(frozen=True, slots=True)
class Place:
    """One place that must know every type."""

    path: str
    """From the root; `{short}` and `{module}` stand for the type's names."""
    knows: Callable[[Path, HookType], bool] = lambda path, _: path.is_file()
    derived: bool = False
    """Whether `make schemas` writes it."""

    def of(self, row: HookType) -> Path:
        """The path for one type."""
        return ROOT / self.path.format(short=row.short, module=row.module)


def _lists(path: Path, row: HookType) -> bool:
    return f'"{row.name}"' in path.read_text(encoding="utf-8")


def _has_row(path: Path, row: HookType) -> bool:
    return f"`{row.module}_hook.py`" in path.read_text(encoding="utf-8")


def _declares(path: Path, row: HookType) -> bool:
    files = path.parent.glob("*.yaml")
    return any(f"  type: {row.name}\n" in file.read_text(encoding="utf-8") for file in files)


PLACES = (
    Place("hookops/contracts/types/{module}.py"),
    Place("hookops/contracts/data/{module}.json"),
    Place("examples/services/{module}_hook.py"),
    Place("examples/services/test_{module}_hook.py"),
    Place("schemas/okta/inline-hooks.json", _lists),
    Place("schemas/manifest/inline-hook.schema.json", _lists, derived=True),
    Place("schemas/contracts/{short}-request.schema.json", derived=True),
    Place("schemas/contracts/{short}-response.schema.json", derived=True),
    Place("examples/services/cases/{short}.json", derived=True),
    Place("examples/services/README.md", _has_row, derived=True),
    Place("manifests/{short}-hook.yaml", _declares, derived=True),
)


def missing(row: HookType) -> list[str]:
    """The places that do not know the type, with who adds it there."""
    return [
        f"{place.of(row).relative_to(ROOT)}: {'make schemas' if place.derived else 'write it'}"
        for place in PLACES
        if not place.knows(place.of(row), row)
    ]


def first_versions() -> Iterator[tuple[Path, str]]:
    """Path and text of each derived file that a type lacks. Raises: HookopsError."""
    writers = {
        "schemas/contracts/{short}-request.schema.json": request_schema,
        "schemas/contracts/{short}-response.schema.json": response_schema,
        "examples/services/cases/{short}.json": case,
        "manifests/{short}-hook.yaml": manifest,
    }
    for row in HOOK_TYPES.values():
        for place in PLACES:
            path = place.of(row)
            if place.path in writers and not place.knows(path, row):
                yield path, writers[place.path](contract_of(row.name))


def table(text: str) -> str:
    """The README of the example services, with a row for each."""
    rows = "\n".join(filter(None, map(_table_row, HOOK_TYPES.values())))
    block = f"| service | answers | it shows |\n| --- | --- | --- |\n{rows}\n\n"
    return re.sub(r"\| service \|.*?\n\n", lambda _: block, text, count=1, flags=re.DOTALL)


def _table_row(row: HookType) -> str:
    """From the first line of the service's docstring, `A token hook: a claim is added.`"""
    path = ROOT / "examples" / "services" / f"{row.module}_hook.py"
    if not path.is_file():
        return ""
    line = (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").split("\n")[0]
    return f"| `{path.name}` | `POST /{row.short}` | {line.partition(': ')[2].rstrip('.')} |"


def case(contract: Contract) -> str:
    """A saved case: the first variant, which is to get 200."""
    request = contract.build(next(iter(contract.variants)), SAMPLE)
    return _json(
        {
            "type": contract.name,
            "name": "first",
            "request": request,
            "expect": {"status": 200},
        }
    )


def manifest(contract: Contract) -> str:
    """A declaration of a hook of the type, with its secret in a header."""
    row = contract.row
    return f"""\
# yaml-language-server: $schema=../schemas/manifest/inline-hook.schema.json
# A {row.title} hook. While it fails: {row.effect}.
apiVersion: hookops.dev/v1
kind: InlineHook
metadata:
  name: {row.short}-hook
spec:
  name: {row.title.capitalize()} hook
  type: {row.name}
  version: {row.versions[-1]}
  channel:
    type: HTTP
    config:
      uri: https://hooks.example.com/{row.short}
      authScheme: {{key: Authorization, valueFrom: env:HOOKOPS_SECRET_{row.module.upper()}}}
"""


def request_schema(contract: Contract) -> str:
    """What all variants have in common, and what some have more."""
    requests = [contract.build(variant, SAMPLE) for variant in contract.variants]
    shape = _shape(requests)
    shape["properties"]["eventType"] = {"const": contract.name}
    title = f"What Okta sends to a {contract.row.title} hook"
    return _schema(contract, "request", title, shape)


def response_schema(contract: Contract) -> str:
    """The commands of the type, or an error."""
    command = {
        "type": "object",
        "required": ["type", "value"],
        "properties": {"type": {"enum": list(contract.commands)}, "value": {}},
    }
    text = {"type": "string", "minLength": 1}
    error = {"type": "object", "required": ["errorSummary"], "properties": {"errorSummary": text}}
    shape = {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "commands": {"type": "array", "minItems": 1, "items": command},
            "error": error,
            "debugContext": {"type": "object"},
        },
    }
    title = f"What a {contract.row.title} hook may answer with status 200"
    return _schema(contract, "response", title, shape)


def _schema(contract: Contract, side: str, title: str, shape: dict[str, Any]) -> str:
    source = f"Source: Okta Management API, webhook of {contract.name}."
    return _json(
        {
            "$schema": DRAFT,
            "$id": f"{SCHEMAS}/{contract.row.short}-{side}.schema.json",
            "title": title,
            "description": f"More members may come. {source}",
            **shape,
        }
    )


_TYPES = {str: "string", bool: "boolean", int: "integer", float: "number", list: "array"}


def _shape(values: list[Any]) -> dict[str, Any]:
    """A schema that all of the values fit; none for what differs, and for null."""
    if all(isinstance(value, dict) for value in values):
        names = list(dict.fromkeys(name for value in values for name in value))
        return {
            "type": "object",
            "required": [name for name in names if all(name in value for value in values)],
            "properties": {
                name: _shape([value[name] for value in values if name in value]) for name in names
            },
        }
    found = {_TYPES.get(type(value)) for value in values}
    only = found.pop() if len(found) == 1 else None
    return {"type": only} if only else {}


def _json(data: object) -> str:
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"
