"""JSON Schema -> problems in our words.

jsonschema's own messages quote the value at fault, which may be a secret: none is used, and no
value is ever shown. What is shown: paths, allowed values, and names of unknown fields.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from jsonschema.protocols import Validator
from jsonschema.validators import extend
from referencing import Registry

from hookops.manifest.schema.files import schema
from hookops.manifest.schema.messages import problems_of
from hookops.model.diagnostic import Problem
from hookops.model.resource import Json
from hookops.model.source import FieldPath


def validate(data: Json, schema_name: str) -> Iterator[Problem]:
    """Everything about `data` that the schema does not allow; one problem for one mistake."""
    found = [
        problem for error in _validator(schema_name).iter_errors(data) for problem in _words(error)
    ]
    if not found:
        return
    types = {problem.path for problem in found if problem.code == "type"}
    meant = {field for problem in found for field in _meant(problem)}
    for problem in dict.fromkeys(found):
        if problem.code == "missing-field" and (*problem.path, _last(problem.message)) in meant:
            continue
        if problem.code in ("type", "missing-field") or problem.path not in types:
            yield problem


def _words(error: ValidationError) -> Iterator[Problem]:
    return problems_of(
        keyword=str(error.validator),
        allowed=error.validator_value,
        path=tuple(error.absolute_path),
        value=error.instance,
        schema=error.schema if isinstance(error.schema, dict) else {},
        names_key="propertyNames" in error.schema_path,
    )


def _meant(problem: Problem) -> Iterator[FieldPath]:
    """The fields that a misspelt or literal one stands for; they are not missing as well."""
    parent = problem.path[:-1]
    if problem.code == "unknown-field" and problem.hint:
        yield (*parent, _last(problem.hint))
    if problem.code == "literal-secret":
        yield (*parent, "valueFrom")
        yield (*parent, "clientSecretFrom")


def _last(text: str) -> str:
    return text.rpartition(" ")[2]


@cache
def _validator(name: str) -> Validator:
    """Compiled once. The registry is empty, so that no reference is ever fetched."""
    whole = schema(name)
    flat = _inlined(whole, whole.get("$defs", {}))
    strict = extend(Draft202012Validator, {"pattern": _pattern})  # type: ignore[no-untyped-call]
    strict.descend = _descend({})
    validator: Validator = strict(flat, registry=Registry())
    return validator


def _descend(parts: dict[int, Validator]) -> Callable[..., Iterator[ValidationError]]:
    """jsonschema's own `descend`, with one validator for each part of the schema.

    The original makes one for each value that it meets, which is half of its time. The parts live
    as long as the whole, so that `id` tells them apart.
    """

    def descend(
        self: Validator, instance: Json, schema: Json, path: Json = None, schema_path: Json = None
    ) -> Iterator[ValidationError]:
        part = parts.get(id(schema))
        if part is None:
            part = parts[id(schema)] = self.evolve(schema=schema)
        for error in part.iter_errors(instance):
            if path is not None:
                error.path.appendleft(path)
            if schema_path is not None:
                error.schema_path.appendleft(schema_path)
            yield error

    return descend


def _inlined(node: Json, definitions: dict[str, Json]) -> Json:
    """The schema with its local references written out: looking them up costs half the time.

    A field's `false` becomes `not: {}`: for `false` jsonschema forgets which field it was.
    """
    if isinstance(node, list):
        return [_inlined(item, definitions) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return _inlined(definitions[node["$ref"].removeprefix("#/$defs/")], definitions)
    flat = {name: _inlined(part, definitions) for name, part in node.items() if name != "$defs"}
    if isinstance(flat.get("properties"), dict):
        fields = flat["properties"].items()
        flat["properties"] = {name: {"not": {}} if p is False else p for name, p in fields}
    return flat


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Python's `$` also matches before a last line break; JSON Schema's does not."""
    return re.compile(pattern.replace("$", r"\Z"))


def _pattern(
    _validator: Validator, pattern: str, value: Json, _schema: Json
) -> Iterator[ValidationError]:
    if isinstance(value, str) and not _compiled(pattern).search(value):
        yield ValidationError("")
