"""Rules of texts: names, headers and URLs, at the borders of what is allowed."""

import pytest

from hookops.kinds import BINDINGS, KEYS
from hookops.kinds.base import Kind
from hookops.kinds.binding.spec import Binding, Selector, binding_of
from hookops.kinds.hook_key import HookKey
from hookops.kinds.inline_hook.rules.headers import header_problems
from hookops.kinds.inline_hook.rules.url import host, url_problems
from hookops.kinds.names import text_problems
from hookops.kinds.values import Uses
from hookops.model.call import Edit
from hookops.model.change import Action, Change, Phase
from hookops.model.graph import Edge, Node, NodeId
from hookops.model.resource import Actual, IdOf, Key, Resource
from hookops.model.source import Mark, Origin


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Enrich tokens", []),
        ("Ünïcode \u200b", []),
        ("a\n", ["line-break"]),
        ("a\x07b", ["character"]),
        (" a", ["edge-space"]),
        ("a\uffff", []),
        ("a\U00010000", ["character"]),
        ("", []),
        (7, []),
    ],
)
def test_names(text: object, expected: list[str]) -> None:
    """At most one problem; format characters are no control characters."""
    assert expected == [p.code for p in text_problems(("spec", "name"), text)]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("prod", []),
        ("a\n", ["line-break"]),
        ("a\x1fb", ["header-value"]),
        ("a\x7fb", ["header-value"]),
        ("a\x9fb", ["header-value"]),
        ("a\xa0b", []),
        (" a", ["header-value"]),
        ("${NAME}", ["placeholder"]),
        ("Bearer x", ["secret-in-header"]),
        ("abcdefghijklmnopqrstuvwxyz", []),
        ("12345678901234567890123456", []),
        ("a1b2c3d4e5f6g7h8i9j0k1l2", ["secret-in-header"]),
    ],
)
def test_header_values(value: str, expected: list[str]) -> None:
    """What HTTP cannot carry, what was not filled in, and what looks like a secret."""
    headers = [None, {"key": 1, "value": None}, {"key": "X-A", "value": value}]
    problems = list(header_problems(("headers",), headers, ""))

    assert expected == [p.code for p in problems]
    assert [("headers", 2, "value")] * len(expected) == [p.path for p in problems]


def test_a_header_name_with_a_line_break() -> None:
    """It could begin another header."""
    (problem,) = header_problems(("headers",), [{"key": "X-A\n", "value": "1"}], "")

    assert ("line-break", ("headers", 0, "key")) == (problem.code, problem.path)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://h.example.com/a?x=1", []),
        ("https://h.example.com\\a", ["must not contain a backslash"]),
        (
            "https://h.example.com/?token=hush",
            ["has a part that looks like a secret: the name says token (parameter 1 of its query)"],
        ),
        ("https://h.example.com/?token", []),
        ("https://h.example.com/?tokens=1", []),
        ("https://" + "a." * 124 + "abcde/", []),
        ("https://" + "a." * 124 + "abcdef/", ["has a host that is no domain name"]),
        ("https://127.1./", ["must name a host, not an IP address"]),
        ("https://bücher.example/", ["has the host xn--bcher-kva.example, written b\\u00fccher"]),
    ],
)
def test_urls(url: str, expected: list[str]) -> None:
    """One message, the first that applies; other alphabets are spelled out."""
    messages = [p.message for p in url_problems(("config", "uri"), url)]

    assert len(expected) == len(messages)
    for start, message in zip(expected, messages, strict=True):
        assert message.startswith(f"uri {start}")
        assert "mixes alphabets" not in message


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("x", "uri must start with https://"),
        # Two labels and a dot at the end: the label before the dot decides.
        ("https://h.127./", "uri must name a host, not an IP address"),
        ("https://localhost./", "uri has a host that is no domain name"),
        # IDNA can encode neither a label of that length nor an empty one.
        ("https://" + "\u00fc" * 70 + ".example.com/", "uri has a host that is no domain name"),
        ("https://\u00fc..example.com/", "uri has a host that is no domain name"),
        (
            "https://p\u0430ypal.example.com/",
            "uri has the host xn--pypal-4ve.example.com, "
            "written p\\u0430ypal.example.com and mixes alphabets",
        ),
    ],
)
def test_hosts_that_are_no_names_or_look_like_others(url: str, message: str) -> None:
    """The whole message; a letter of another alphabet among those of one is pointed out."""
    assert [message] == [p.message for p in url_problems(("config", "uri"), url)]


@pytest.mark.parametrize(
    ("url", "expected"),
    [("https://H.example.com:8/", "h.example.com"), ("https:///x", ""), ("https://[::1/", "")],
)
def test_the_host_of_a_url(url: str, expected: str) -> None:
    """In lower case; a text that is no URL has none."""
    assert expected == host(url)


def test_a_problem_of_a_name_names_the_field() -> None:
    """The last part of the path is what people wrote."""
    (problem,) = text_problems(("spec", "name"), "a\n")

    assert "name ends in a line break" == problem.message


# what a kind answers that overrides nothing


class Plain(Kind[HookKey]):
    name, title = "Plain", "plain"

    def read_answer(self, before: Actual | None, answer: object) -> Actual | None:
        return before


def test_the_defaults_of_a_kind() -> None:
    """Nothing uses it, and it uses nothing."""
    kind, spec, key = Plain(), HookKey("k"), Key("Plain", "k")
    here = Actual("Plain", "id1", spec, "", "")
    change = Change(key, Action.DELETE, here, None, (), (), "safe", "", "", "")

    assert [(), (), (), False, False, "", "", ""] == [
        kind.flows(spec, [], [], complete=True),
        kind.attachment_types(spec),
        kind.attachment_types_of(key),
        kind.lists_attachments(spec),
        kind.is_verifiable(spec),
        kind.public_key_id(spec),
        kind.where_to_look(spec, ()),
        kind.why_not_deleted({}),
    ]
    assert [] == [*kind.needs(spec), *kind.references(spec)]
    assert ("safe", "no flow depends on it") == kind.impact(here, spec, (), Uses())
    assert "Plain/k would be deleted, and is used by id1" == kind.in_use(change, [here]).message
    assert [True, False] == [kind.ends(spec, None), kind.ends(spec, spec)]
    assert kind.ends(spec, HookKey("k", type="other"))
    assert [("name", "k")] == list(kind.facts({"name": "k", "nested": {}}))
    edit = Edit((), None)
    assert kind.is_as_wanted(here, spec, edit, lambda _: None)
    assert not kind.is_as_wanted(here, HookKey("other"), edit, lambda _: None)
    assert not kind.is_as_wanted(here, None, edit, lambda _: None)


def test_a_binding_in_a_drawing() -> None:
    """The flow, and an edge to its hook."""
    hook = Key("InlineHook", "a")
    spec = Binding("app", (Selector("Acme"),), (IdOf(hook), "cal1"))

    assert [
        Node(NodeId(spec.key), "flow", ("app", "Acme")),
        Edge(NodeId(spec.key), NodeId(hook)),
    ] == (list(BINDINGS.graph(spec.key, spec)))
    assert ('app "Acme"',) == BINDINGS.flows(spec, [], [], complete=True)
    assert [("InlineHook", "cal1")] == list(BINDINGS.references(Binding("app", (), ("cal1",))))


@pytest.mark.parametrize(
    ("type_", "path", "lane"),
    [
        ("app", ("api", "v1", "apps", "0oa1"), "api/v1/apps/0oa1"),
        ("policy", ("api", "v1", "policies", "rst1", "rules", "r1"), "api/v1/policies/rst1/rules"),
        ("rule", ("api", "v1", "s", "policies", "p", "rules", "r"), "api/v1/s/policies/p/rules"),
    ],
)
def test_lanes(type_: str, path: tuple[str, ...], lane: str) -> None:
    """Rules of one policy are written one after the other, apps at the same time."""
    spec = Binding(type_, (Selector("x"),), (), None, path)
    actual = Actual("Binding", "id1", spec, "", "")
    for verb, phase in (("bind", Phase.BIND), ("rebind", Phase.BIND), ("unbind", Phase.UNBIND)):
        (step,) = BINDINGS.write(actual, binding_of(actual), verb)

        assert isinstance(step.call.body, Edit)
        assert (lane, phase) == (step.call.body.lane, step.phase)


def test_a_point_of_another_type_is_not_meant() -> None:
    """Whatever its names are."""
    app = Binding("app", (Selector("x"),), ())

    assert not app.is_meant_by(Binding("policy", (Selector("x"),), ()))
    assert app.is_meant_by(app)


def test_names_of_keys_that_look_alike() -> None:
    """The same name is an error of its own."""
    keys = [
        Resource(Key("HookKey", f"k{n}"), HookKey(name), Origin(Mark("a.yaml", n + 1, 1)))
        for n, name in enumerate(["Sign", "sign", "Sign"])
    ]

    assert [
        ("similar-name", "k1 has a name in Okta too similar to that of k0"),
        ("same-name", "k2 has the same name in Okta as k0"),
    ] == [(clash.problem.code, clash.problem.message) for clash in KEYS.check_together(keys)]
