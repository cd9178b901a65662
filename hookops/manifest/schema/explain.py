"""What is wrong with a document that its schema does not allow, in our words.

jsonschema's own messages quote the value at fault, which may be a secret: none is used, and no
value is ever shown. What is shown: paths, allowed values, and names of unknown fields.
"""

import json
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from jsonschema.protocols import Validator
from jsonschema.validators import extend
from referencing import Registry

from hookops.manifest.guess import Guesses
from hookops.manifest.schema.files import schema_text
from hookops.manifest.schema.messages import Finding, findings
from hookops.manifest.schema.quick_check import python_pattern
from hookops.model.diagnostic import Problem
from hookops.model.resource import Json


def explain(data: Json, schema_name: str, guess: Guesses) -> list[Problem]:
    """The problems of a document, one for one mistake."""
    # All errors and not best_match(): people want to correct a file in one go.
    made = validator(schema_name)
    errors = made.iter_errors(data)
    found = list(
        dict.fromkeys(
            finding for error in errors for finding in _findings(error, made.schema, guess)
        )
    )
    mistyped = {finding.problem.path for finding in found if finding.problem.code == "type"}
    meant = {path for finding in found for path in finding.meant}
    return [
        finding.problem
        for finding in found
        # A field that is there under a wrong name, or as a literal secret, is not missing as well.
        if finding.missing not in meant
        # Nothing else that is wrong with a value of the wrong type is worth a line.
        if finding.problem.code in ("type", "missing-field") or finding.problem.path not in mistyped
    ]


def _findings(error: ValidationError, whole: Json, guess: Guesses) -> Iterator[Finding]:
    return findings(
        keyword=str(error.validator),
        allowed=error.validator_value,
        path=tuple(error.absolute_path),
        value=error.instance,
        schema=error.schema if isinstance(error.schema, dict) else {},
        names_key="propertyNames" in error.schema_path,
        needed=_needed(list(error.absolute_schema_path), whole),
        guess=guess,
    )


def _needed(steps: list[str | int], whole: Json) -> bool:
    """Whether the field that the steps lead to is among those that its mapping must have."""
    node, needed = whole, False
    for step, after in pairwise(steps):
        # jsonschema leaves references out of the steps.
        if "$ref" in node:
            node = whole["$defs"][node["$ref"].removeprefix("#/$defs/")]
        if step == "properties":
            needed = after in node.get("required", ())
        # A member that the schema does not name is never needed, whatever holds of its mapping.
        elif step == "additionalProperties":
            needed = False
        node = node[step]
    return needed


@cache
def validator(schema_name: str) -> Validator:
    """Compiled once. The registry is empty, so that no reference is ever fetched."""
    # Python's expressions for patterns, the same as in the quick check.
    strict = extend(Draft202012Validator, {"pattern": _pattern})  # type: ignore[no-untyped-call]
    whole = json.loads(schema_text(schema_name), object_hook=_spell_out)
    made: Validator = strict(whole, registry=Registry())
    return made


def _spell_out(node: dict[str, Json]) -> dict[str, Json]:
    """A field's `false` becomes `not: {}`: for `false` jsonschema forgets which field it was."""
    fields = node.get("properties", {})
    spelled = {name: {"not": {}} if part is False else part for name, part in fields.items()}
    return {**node, "properties": spelled} if fields else node


def _pattern(
    _validator: Validator, pattern: str, value: Json, _schema: Json
) -> Iterator[ValidationError]:
    if isinstance(value, str) and not python_pattern(pattern).search(value):
        # The text is never used, and would quote the value.
        yield ValidationError("")
