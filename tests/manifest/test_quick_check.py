"""The compiled check and jsonschema are of one mind about every document."""

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from hookops.manifest.guess import Guesses
from hookops.manifest.schema.explain import explain, validator
from hookops.manifest.schema.files import root, schema
from hookops.manifest.schema.quick_check import compiled, quick_check
from hookops.manifest.validate import validate

DOCUMENTS = tuple(
    (document["kind"], document)
    for document in yaml.safe_load_all((Path(__file__).parent / "documents.yaml").read_text())
)
SCHEMAS = {
    "InlineHook": "inline-hook.schema.json",
    "HookKey": "hook-key.schema.json",
    "Project": "project.schema.json",
}


def _words(node: object) -> set[str]:
    """Every key and text of a schema or a document: what mutations are made of."""
    if isinstance(node, dict):
        return set(node).union(*map(_words, node.values()))
    if isinstance(node, list):
        return set().union(*map(_words, node))
    return {node} if isinstance(node, str) else set()


WORDS = st.sampled_from(sorted(_words([schema(n) for n in SCHEMAS.values()] + list(DOCUMENTS))))
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-1, 2)
    | st.sampled_from([0.0, 1.0, "", "a" * 64, "a" * 256, "a" * 1025, "x\n", "1.0.1\n", "A-", "é"])
    | WORDS
)
VALUES = SCALARS | st.lists(SCALARS, max_size=3) | st.dictionaries(WORDS, SCALARS, max_size=3)


def _containers(node: object) -> list[Any]:
    inside = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return ([node] if isinstance(node, dict | list) else []) + [
        found for part in inside for found in _containers(part)
    ]


@st.composite
def mutated(draw: st.DrawFn) -> tuple[str, object]:
    """A document of some kind with up to three places changed, added or removed."""
    kind, document = draw(st.sampled_from(DOCUMENTS))
    document = copy.deepcopy(document)
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.sampled_from(_containers(document)))
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = draw(st.sampled_from(keys) if keys else WORDS)
        match draw(st.sampled_from(["replace", "remove", "add", "edit"])):
            case "remove" if keys:
                del place[key]
            case "add" if isinstance(place, dict):
                place[draw(WORDS)] = draw(VALUES)
            case "add":
                place.append(draw(VALUES))
            case "edit" if keys and isinstance(place[key], str):
                place[key] = place[key][:-1] + draw(st.sampled_from(["", "a", "A", "0", "-", " "]))
            case _ if keys:
                place[key] = draw(VALUES)
    return SCHEMAS[kind], document


@given(mutated())
def test_the_quick_check_agrees_with_jsonschema(case):
    """A document is valid for the compiled check exactly when it is for jsonschema."""
    schema_name, document = case

    assert validator(schema_name).is_valid(document) == quick_check(schema_name)(document)


@given(mutated())
def test_what_is_not_valid_is_explained(case):
    """There is a problem exactly where the compiled check says no."""
    schema_name, document = case

    assert quick_check(schema_name)(document) == (not explain(document, schema_name, Guesses()))


@given(st.sampled_from(sorted(SCHEMAS.values())), VALUES)
def test_what_is_no_document_at_all(schema_name, value):
    """The two agree on lists, scalars and mappings of anything as well."""
    assert validator(schema_name).is_valid(value) == quick_check(schema_name)(value)


@pytest.mark.parametrize(("kind", "document"), DOCUMENTS)
def test_the_documents_are_valid(kind, document):
    """Mutations begin with valid documents, or they would show little."""
    assert not validate(document, SCHEMAS[kind])


def test_every_schema_compiles():
    """No schema uses a keyword that the check does not have."""
    names = sorted(path.name for path in (root() / "manifest").glob("*.json"))
    # That of overlays is for editors: hookops validates what an overlay makes of a manifest.
    names.remove("overlay.schema.json")

    assert sorted(SCHEMAS.values()) == names
    assert all(callable(quick_check(name)) for name in names)


@pytest.mark.parametrize("node", [{"oneOf": []}, {"type": "number"}])
def test_a_keyword_without_a_check_is_an_error(node):
    """A keyword or type that the tables do not have is never skipped in silence."""
    with pytest.raises(KeyError):
        compiled(node)
