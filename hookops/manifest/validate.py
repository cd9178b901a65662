"""A document against its schema."""

from collections.abc import Sequence

from hookops.manifest.guess import Guesses
from hookops.manifest.schema.quick_check import quick_check
from hookops.model.diagnostic import Problem
from hookops.model.resource import Json


def validate(data: Json, schema_name: str, guess: Guesses | None = None) -> Sequence[Problem]:
    """Everything about `data` that the schema does not allow; one problem for one mistake.

    Shape: `guess` are the guesses that are left to a run that reads many documents.
    """
    if quick_check(schema_name)(data):
        return ()
    # Imported here: jsonschema loads longer than httpx, and a valid document needs none of it.
    from hookops.manifest.schema.explain import explain

    return explain(data, schema_name, guess or Guesses())
