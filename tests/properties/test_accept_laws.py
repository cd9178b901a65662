"""What holds of every edit of a manifest, and of every drift that is accepted."""

import json
import tempfile
from pathlib import Path
from typing import Any

from conftest import World
from flows.accepted import COMMENTED, declare_text, take
from flows.org import SEED
from hypothesis import given
from hypothesis import strategies as st

from hookops.manifest.document import parse
from hookops.manifest.edits.edit import edit_text, edited
from hookops.model.change import Action
from hookops.model.management.edits import Append, Remove, SetValue

FLOW = """\
{apiVersion: hookops.dev/v1, kind: InlineHook, metadata: {name: token}, spec: {
  type: com.okta.oauth2.tokens.transform, name: Token hook, version: 1.0.1,   # why
  channel: {type: HTTP, config: {uri: 'https://hooks.example.com/token',
    headers: [{key: X-Env, value: prod},   # two of them
      {key: X-Team, value: identity}]}},
  bindings: [{authorizationServer: payments, policy: Apps, rule: Machines}]}}
"""
JSON = json.dumps(parse(FLOW.encode(), "")[0][0].data, indent=2)
DENSE = json.dumps(parse(FLOW.encode(), "")[0][0].data, separators=(",", ":"))
NAMES = st.sampled_from(["X-Env", "X-Team", "X-Region", "Accept-Language", "X-A.b"])
# No text that the lint for secrets might take for one.
TEXTS = st.text(st.sampled_from("ab e:,#'\"{}[]&*!|>%@`é-?~\\"), min_size=1, max_size=8).filter(
    lambda text: text == text.strip()
)


@given(
    st.sampled_from([COMMENTED, FLOW, JSON, DENSE]),
    st.dictionaries(NAMES, TEXTS),
    st.sampled_from([None, "https://b.example.com/x", "https://hooks.example.com/?a=1,2&b=c"]),
    TEXTS,
)
def test_accepted_drift_is_no_difference(text, headers, uri, name):
    """After any edit in the console the manifest says what Okta has, and one apply without a write
    leaves neither a change nor drift."""
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder), seed=SEED)
        declare_text(world, text)
        world.apply()
        raw = world.hook("Token hook")
        raw["channel"]["config"]["headers"] = [
            {"key": key, "value": value} for key, value in headers.items()
        ]
        raw["channel"]["config"]["uri"] = uri or raw["channel"]["config"]["uri"]
        raw["name"] = name
        world.okta("PUT", raw["id"], raw)

        take(world, "token")

        assert {Action.NOTHING} >= {change.action for change in world.plan().changes}
        writes = world.writes()
        world.apply()
        assert (writes, (), ()) == (world.writes(), world.plan().changes, world.drift().drifted)


JSONS = st.recursive(
    TEXTS | st.booleans() | st.integers(-5, 5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)


@st.composite
def places(draw, data):
    """An edit of something that the data has, or that it lacks."""
    path: tuple[Any, ...] = ()
    while isinstance(data, dict | list) and data and draw(st.booleans()):
        step = draw(st.sampled_from(sorted(data) if isinstance(data, dict) else range(len(data))))
        path, data = (*path, step), data[step]
    if isinstance(data, dict) and draw(st.booleans()):
        return SetValue((*path, draw(TEXTS)), draw(JSONS))
    if isinstance(data, list):
        return Append(path, draw(st.dictionaries(TEXTS, TEXTS, min_size=1, max_size=2)))
    if not path:
        return SetValue(("new",), draw(JSONS))
    return draw(st.sampled_from([SetValue(path, draw(JSONS)), Remove(path)]))


@st.composite
def documents(draw):
    """A document in one of the ways in which people and programs write them, and an edit of it."""
    data = draw(st.dictionaries(TEXTS, JSONS, min_size=1, max_size=3))
    indent = draw(st.sampled_from([None, 1, 2]))
    text = json.dumps(data, indent=indent, ensure_ascii=False)
    if draw(st.booleans()):
        text = lines(data)
    return text, data, draw(places(data))


def lines(data, indent=""):
    """The data line by line, with a comment behind each."""
    out = ""
    for key, value in data.items():
        name = json.dumps(key, ensure_ascii=False)
        if isinstance(value, dict) and value:
            out += f"{indent}{name}: # about {len(value)}\n{lines(value, indent + '  ')}"
        elif isinstance(value, list) and value:
            out += f"{indent}{name}:\n"
            for item in value:
                out += (
                    f"{indent}- {json.dumps(item, ensure_ascii=False)} # an item\n{indent}# - x\n"
                )
        else:
            out += f"{indent}{name}: {json.dumps(value, ensure_ascii=False)} # why\n\n"
    return out


@given(documents())
def test_an_edit_is_what_it_says(drawn):
    """Whatever is edited: what is read afterwards differs in that value alone, and no comment is
    lost but those inside of what goes."""
    text, data, edit = drawn

    (found,), problems = parse(edit_text(text, [edit], []).encode(), "")

    assert () == problems
    assert edited(data, [edit]) == found.data
