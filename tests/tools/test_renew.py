"""`tools/renew.py`: what a schema lacks is added to it."""

import json
from typing import Any

import pytest
import renew


@pytest.mark.parametrize("path", renew.REPORTS, ids=lambda path: path.stem)
def test_a_published_field_gets_into_the_schemas(path: Any) -> None:
    """A field that the model publishes is a required member, with the shape of its type."""
    text = path.read_text()
    data = json.loads(text)
    change = data["$defs"]["change"]
    del change["properties"]["adopts"], change["properties"]["flows"]
    change["required"] = [name for name in change["required"] if name not in ("adopts", "flows")]

    renewed = json.loads(renew.report(json.dumps(data)))["$defs"]["change"]

    assert {"type": "boolean"} == renewed["properties"]["adopts"]
    assert {"type": "array", "items": {"type": "string"}} == renewed["properties"]["flows"]
    assert ["adopts", "flows"] == renewed["required"][-2:]
    assert text == renew.report(text)
