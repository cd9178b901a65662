"""The canonical layout of manifests: what files say and their comments stay."""

import json
from pathlib import Path

import pytest
from any_yaml import documents
from hypothesis import given

from hookops.manifest.document import parse
from hookops.manifest.edits.layout.format import format_text

REPO = Path(__file__).resolve().parents[3]
SHIPPED = [
    *REPO.glob("manifests/**/*.yaml"),
    *REPO.glob("examples/*.yaml"),
    *REPO.glob("deploy/**/*.yaml"),
    REPO / "hookops.yaml",
]
WILD = """\
# about the file

kind:   InlineHook   # aligned
apiVersion: hookops.dev/v1


spec:
    status: ACTIVE
    # of what kind

    type: 'com.okta.saml.tokens.transform'
    bindings:
    # the first
    - {runOn: [new-user],app:  Portal}   # Okta's name
    -   app:
            id: "0oa1"
    # how Okta calls it
    channel: {config: {uri: "https://hooks.example.com/a-path", headers: [{value: x, key: X}],
        method: POST},
      type: HTTP}
metadata: {name: saml, labels: {zone: eu, app: x}}
# the end
"""
TAME = """\
# about the file

apiVersion: hookops.dev/v1
kind: InlineHook   # aligned
metadata: {name: saml, labels: {zone: eu, app: x}}

spec:
  # of what kind

  type: 'com.okta.saml.tokens.transform'
  status: ACTIVE
  # how Okta calls it
  channel:
    type: HTTP
    config: {uri: "https://hooks.example.com/a-path", method: POST, headers: [{key: X, value: x}]}
  bindings:
    # the first
    - {app: Portal, runOn: [new-user]}   # Okta's name
    - app:
        id: "0oa1"
# the end
"""


def formatted(text: str, name: str = "a.yaml") -> str:
    made = format_text(text.encode(), name)
    assert (made.problems, made.left) == ((), "")
    return made.text


def meaning(text: str) -> str:
    # To Python 1, 1.0 and true are equal, and to people they are not.
    return json.dumps([d.data for d in parse(text.encode(), "")[0]], sort_keys=True)


@given(documents())
def test_nothing_is_said_otherwise(text):
    """Whatever the layout was, the documents are the same, and the layout has one form."""
    made = formatted(text)

    assert meaning(text) == meaning(made)
    assert made == formatted(made)


@given(documents())
def test_comments_stay(text):
    """Each comment is there as often as before; blank lines come one by one, and none at an end."""
    made = formatted(text)

    # The texts of `any_yaml` that have a # are no comments, and stay as well.
    assert text.count("#") == made.count("#")
    assert "\r" not in made
    assert made.endswith("\n")


def test_a_wild_file():
    """Order, indentation, braces and blank lines have one form; quotes stay as they are."""
    assert TAME == formatted(WILD)
    assert TAME == formatted(WILD.replace("\n", "\r\n"))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # Quotes that a value needs, and those that it does not.
        ("a: \"true\"\nb: '1.0'\nc: plain\n", "a: \"true\"\nb: '1.0'\nc: plain\n"),
        # Several documents, and what may stand between them.
        ("---\na: 1\n---   # two\nb: 1\n...\n", "---\na: 1\n--- # two\nb: 1\n"),
        ("a: 1\n...\n# next\n---\nb: 1\n", "a: 1\n# next\n---\nb: 1\n"),
        # Texts of several lines keep every character.
        ("a: |\n     x\n       y\n\n     z\nb: 1\n", "a: |\n  x\n    y\n\n  z\nb: 1\n"),
        ("a: |4\n      x\n    y\n", "a: |2\n    x\n  y\n"),
        ("a: |+\n  x\n\n\nb: 1\n", "a: |+\n  x\n\n\nb: 1\n"),
        ("a: |\n  x\n    \n", "a: |\n  x\n    \n"),
        ("a: |\n  x", "a: |-\n  x\n"),
        ("a: >- # why\n   x\n   y\n", "a: >- # why\n  x\n  y\n"),
        ('a: "x\n    y\n\n    z" # why\n', 'a: "x\n  y\n\n  z" # why\n'),
        # A comment stays with what it is about.
        ("b:\n  - 1\n  # of b\n# of c\nc: 1\n", "b:\n  - 1\n  # of b\n# of c\nc: 1\n"),
        ("b:\n- 1\n# of c\nc: 1\n", "b:\n  - 1\n# of c\nc: 1\n"),
        ("a:\n  - 1\n# - 2\n  - 3\n", "a:\n  - 1\n  # - 2\n  - 3\n"),
        ("a: [1, # one\n  2]\n", "a:\n  - 1 # one\n  - 2\n"),
        ("a:\n  # about it\n  1\n", "# about it\na: 1\n"),
        # In braces as well: what is behind a bracket is not about the last thing inside.
        ("a: [{x: 1, # x\n  y: 2}, # item\n  z] # a\nb: 1\n",
         "a: # a\n  - # item\n    x: 1 # x\n    y: 2\n  - z\nb: 1\n"),
        ("a: {n: 1, k: [x, # x\n  y] # k\n  , m: 2}\n",
         "a:\n  n: 1\n  k: # k\n    - x # x\n    - y\n  m: 2\n"),
        ("{a: 1 # a\n} # end\n", "a: 1 # a\n# end\n"),
        # YAML wants a space before it, and its parsers do not.
        ("a: [1 ,# one\n  2]# all\nb: 'x'# b\n",
         "a: # all\n  - 1 # one\n  - 2\nb: 'x' # b\n"),
        # A tab between values is a space.
        ("a:\tb\t# c\nd: [1,\t2]\n", "a: b # c\nd: [1, 2]\n"),
        ("- a: 1\n", None),
        # What is in braces stays there as long as it fits.
        ("a: [ 1,2 ,\n  3 ]\n", "a: [1, 2, 3]\n"),
        (f"a: [{'x' * 60}, {'y' * 60}]\n", f"a:\n  - {'x' * 60}\n  - {'y' * 60}\n"),
        ("a: {}\nb: [ ]\nc:\n", "a: {}\nb: []\nc:\n"),
        # Members of somebody's own stay in their order.
        ("kind: InlineHook\nmetadata: {labels: {b: x, a: y}, name: z}\n",
         "kind: InlineHook\nmetadata: {name: z, labels: {b: x, a: y}}\n"),
        # A list of manifests, and a project.
        ("items:\n- spec: {}\n  kind: HookKey\nkind: List\napiVersion: v1\n",
         "apiVersion: v1\nkind: List\nitems:\n  - kind: HookKey\n    spec: {}\n"),
        ("spec: {organizations: {b: {ledger: none, url: x}}, manifests: [x]}\nkind: Project\n",
         "kind: Project\nspec: {manifests: [x], organizations: {b: {url: x, ledger: none}}}\n"),
        # A byte order mark is no part of what a file says.
        ("\ufeffa: 1\n", "a: 1\n"),
    ],
)  # fmt: skip
def test_one_thing(before, after):
    """One thing at a time; what cannot be read has no layout."""
    made = format_text(before.encode(), "a.yaml")

    assert (after or before) == made.text
    assert bool(made.problems) is (after is None)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('{"kind":"HookKey","apiVersion":"v1"}',
         '{\n  "apiVersion": "v1",\n  "kind": "HookKey"\n}\n'),
        ('[{"a":[],"b":{}}]', None),
        ('{"a": [1.0, 1e3, "\\u00e9"]}',
         '{\n  "a": [\n    1.0,\n    1e3,\n    "\\u00e9"\n  ]\n}\n'),
        ('{"a": 1}\n', '{\n  "a": 1\n}\n'),
    ],
)  # fmt: skip
def test_json(before, after):
    """JSON stays JSON: two spaces, texts and numbers as they are written."""
    made = format_text(before.encode(), "a.JSON")

    assert (after or before, "") == (made.text, made.left)
    assert after is None or json.loads(after) == json.loads(before)


def test_what_has_no_layout():
    """A name of several lines is left as it is, and hookops says so."""
    made = format_text(b'? "a\n  b"\n: x\nc:   1\n', "a.yaml")

    assert ('? "a\n  b"\n: x\nc:   1\n', ()) == (made.text, made.problems)
    assert made.left == "hookops knows no other way to write it that says the same"


def test_yaml_under_the_name_of_json():
    """What is no JSON is left as it is, since its reader may take JSON only."""
    made = format_text(b"a:   1\n", "a.json")

    assert ("a:   1\n", (), "its name ends in .json, and it is not JSON") == (
        made.text,
        made.problems,
        made.left,
    )


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: str(path.relative_to(REPO)))
def test_what_is_shipped_has_the_layout(path):
    """Examples are written as hookops writes manifests."""
    assert path.read_text() == formatted(path.read_text(), path.name)


@pytest.mark.parametrize(
    "data", [b"", b"\xff", b"a: [", b"a: *b", b"? [a]\n: b\n", b"\0", b"# only"]
)
def test_what_cannot_be_read(data):
    """It has problems, and its text is for nobody to write."""
    assert format_text(data, "a.yaml").problems


@given(documents())
def test_any_cut(text):
    """Half a file is read or is not, and never raises; what is read keeps its meaning."""
    half = text[: len(text) // 2]
    made = format_text(half.encode(), "a.yaml")

    assert made.problems or meaning(half) == meaning(made.text)
