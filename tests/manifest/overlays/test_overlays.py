"""Overlays: JSON merge patches on documents of the same kind and name."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookops.manifest.document import Document, parse
from hookops.manifest.load import Loaded, load_sources
from hookops.manifest.overlays.merge import merge
from hookops.manifest.sources import Sources
from hookops.model.resource import Json, Key

CLAIMS = Key("InlineHook", "claims")
BASE = """\
apiVersion: hookops.dev/v1
kind: InlineHook
metadata:
  name: claims
  labels: {team: identity}
spec:
  type: com.okta.oauth2.tokens.transform
  channel:
    type: HTTP
    config:
      uri: https://dev.example.com/claims
      headers: [{key: X-Environment, value: dev}]
      authScheme: {type: HEADER, key: Authorization, valueFrom: env:HOOKOPS_SECRET_DEV}
"""
HEAD = "apiVersion: hookops.dev/v1\nkind: InlineHook\nmetadata: {name: claims}\n"
PROD = HEAD + "spec: {channel: {config: {uri: https://prod.example.com/claims}}}\n"


@pytest.fixture
def load(tmp_path: Path) -> Callable[..., Loaded]:
    """Writes the base and overlays, one folder each, and loads them."""

    def run(base: str = BASE, **overlays: str) -> Loaded:
        for name, text in {"manifests": base, **overlays}.items():
            (tmp_path / name).mkdir(exist_ok=True)
            (tmp_path / name / "a.yaml").write_text(text, encoding="utf-8")
        folders = tuple(tmp_path / name for name in overlays)
        return load_sources(Sources((tmp_path / "manifests",), tmp_path, folders))

    return run


def config(loaded: Loaded) -> Mapping[str, Json]:
    found: Mapping[str, Json] = loaded.desired[CLAIMS].spec.fields()["channel"]["config"]
    return found


def problems(loaded: Loaded) -> list[tuple[str, str]]:
    return [(str(found.mark), found.code) for found in loaded.diagnostics]


def test_a_value_is_replaced(load):
    """The rest stays, and each value has the place of the file that set it."""
    loaded = load(prod=PROD)
    origin = loaded.desired[CLAIMS].origin

    assert () == loaded.diagnostics
    assert "https://prod.example.com/claims" == config(loaded)["uri"]
    assert "env:HOOKOPS_SECRET_DEV" == config(loaded)["authScheme"]["valueFrom"]
    assert "prod/a.yaml:4:32" == str(origin.at(("channel", "config", "uri")))
    assert "manifests/a.yaml:7:9" == str(origin.at(("type",)))
    assert "manifests/a.yaml:1:1" == str(origin.start)


def test_later_overlays_win(load):
    """Folders are applied in their order."""
    other = PROD.replace("prod.example", "canary.example")

    assert "https://canary.example.com/claims" == config(load(prod=PROD, canary=other))["uri"]
    assert "https://prod.example.com/claims" == config(load(canary=other, prod=PROD))["uri"]


def test_lists_are_replaced_and_null_removes(load):
    """As RFC 7396 has it: no element of a list is merged."""
    text = HEAD + (
        "spec: {channel: {config: {headers: [{key: X-A, value: a}], authScheme: null}}}\n"
    )
    loaded = load(prod=text)
    origin = loaded.desired[CLAIMS].origin

    assert [{"key": "X-A", "value": "a"}] == config(loaded)["headers"]
    assert config(loaded)["authScheme"] is None
    assert "prod/a.yaml" == origin.at(("channel", "config", "headers", "x-a")).file
    assert "prod/a.yaml" == origin.at(("channel", "config", "authScheme")).file


def test_a_problem_is_where_the_value_was_set(load):
    """Also one that only the whole manifest has."""
    wrong = HEAD + "spec: {channel: {config: {uri: http://prod.example.com, nothing: 1}}}\n"
    needed = HEAD + "spec: {channel: {config: {uri: null}}}\n"

    assert [("prod/a.yaml:4:32", "url"), ("prod/a.yaml:4:57", "unknown-field")] == problems(
        load(prod=wrong)
    )
    assert [("manifests/a.yaml:10:5", "missing-field")] == problems(load(prod=needed))


def test_an_overlay_of_nothing(load):
    """A misspelt name must not read as an overlay that is applied."""
    (found,) = load(prod=PROD.replace("claims}", "clams}")).diagnostics

    assert "prod/a.yaml:3:18" == str(found.mark)
    assert "no manifest declares InlineHook/clams, which this overlay changes" == found.message
    assert "did you mean claims" == found.hint


def test_a_whole_manifest_is_added(load):
    """A hook that only one environment has."""
    loaded = load(prod=BASE.replace("name: claims", "name: more\n  labels: {a: b}", 1))

    assert [("prod/a.yaml:6:3", "duplicate-key")] == problems(loaded)

    loaded = load(prod=BASE.replace("name: claims", "name: more"))

    assert [CLAIMS, Key("InlineHook", "more")] == list(loaded.desired)


def test_two_changes_of_one_folder(load):
    """Which of them counts must not be a matter of order; without a name nothing is meant."""
    assert [("prod/a.yaml:6:1", "overlay")] == problems(load(prod=f"{PROD}---\n{PROD}"))
    assert [("prod/a.yaml:1:1", "overlay")] == problems(load(prod="spec: {status: INACTIVE}\n"))


def test_a_key_of_the_base_may_not_be_an_object(load):
    """What is no object counts as an empty one."""
    base = BASE.replace("labels: {team: identity}", "labels: identity")
    patch = "kind: InlineHook\nmetadata: {name: claims, labels: {tier: '1'}}\n"
    loaded = load(base, prod=patch)

    assert () == loaded.diagnostics
    assert {"tier": "1"} == loaded.desired[CLAIMS].labels


# Source: RFC 7396, appendix A; what has no object at its root is no document.
RFC = [
    ({"a": "b"}, {"a": "c"}, {"a": "c"}),
    ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
    ({"a": "b"}, {"a": None}, {}),
    ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
    ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
    ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
    ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
    ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
    ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
    ({"a": "foo"}, {"b": {"c": None}}, {"a": "foo", "b": {}}),
    ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
]


@pytest.mark.parametrize(("base", "patch", "merged"), RFC)
def test_examples_of_the_rfc(base, patch, merged):
    """Every example."""
    assert merged == merge(document(base, "a"), document(patch, "b")).data


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text("ab", max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner),
    max_leaves=12,
)
OBJECTS = st.dictionaries(st.sampled_from("abc"), JSON, max_size=3)


@given(OBJECTS, OBJECTS)
def test_law_every_value_has_a_place(base, patch):
    """Of the file that set it: what the patch says is the patch's, all else is the base's."""
    merged = merge(document(base, "a"), document(patch, "b"))

    for path, value in nodes(merged.data):
        set_by_patch = not isinstance(value, dict) and any(
            path[:length] in scalars(patch) for length in range(1, len(path) + 1)
        )
        if not isinstance(value, dict):
            assert ("b" if set_by_patch else "a") == merged.mark(path).file
        assert path in merged.values


@given(OBJECTS, OBJECTS)
def test_law_applied_twice_is_applied_once(base, patch):
    """And a patch changes nothing of the document that it is applied to."""
    first = document(base, "a")
    once = merge(first, document(patch, "b"))

    assert once.data == merge(once, document(patch, "b")).data
    assert document(base, "a") == first


def document(data: dict[str, Json], file: str) -> Document:
    import json

    ((found,), problems) = parse(json.dumps(data).encode(), file)
    assert () == tuple(problem for problem in problems if problem.severity == "error")
    return found


def nodes(data: Json, path: tuple[str | int, ...] = ()) -> list[tuple[tuple[str | int, ...], Json]]:
    if isinstance(data, dict):
        items: list[tuple[str | int, Json]] = list(data.items())
    else:
        items = list(enumerate(data)) if isinstance(data, list) else []
    below = [node for step, value in items for node in nodes(value, (*path, step))]
    return [(path, data), *below] if path else below


def scalars(patch: Json, path: tuple[str | int, ...] = ()) -> set[tuple[str | int, ...]]:
    """Paths of what a patch sets as a whole."""
    if not isinstance(patch, dict):
        return {path}
    return {one for name, value in patch.items() for one in scalars(value, (*path, name))}
