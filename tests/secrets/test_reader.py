"""Reading the secrets of a run: once, together, in time, and without a word too many."""

import sys
import threading
import time
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from hookops.model.errors import SecretUnavailable
from hookops.model.secret import SecretRef
from hookops.secrets import registry
from hookops.secrets.reader import Reader
from hookops.secrets.source import Context, Once, SourceError, member
from hookops.secrets.sources import file

CANARY = "CANARY-of-a-source-2718"
A, B = SecretRef("acme", "hooks/a"), SecretRef("acme", "hooks/b")


def reader(resolve, deadline_s=20.0, **env):
    return Reader(env, Path("/"), deadline_s=deadline_s, load=lambda scheme: resolve)


def why(read, ref=A):
    with pytest.raises(SecretUnavailable) as found:
        read(ref)
    assert CANARY not in str(found.value)
    return found.value.reason, found.value.exit_code


def test_each_once():
    """However often it is asked for, with whatever prefix and label."""
    asked = []
    read = reader(lambda path, field, context: asked.append((path, field)) or f"{path}-value\n")
    read.read_ahead([A, B])

    found = [
        read(ref).reveal()
        for ref in (A, B, SecretRef("acme", "hooks/a", "2", "Bearer "), SecretRef("acme", "x#f.g"))
    ]

    assert ["hooks/a-value", "hooks/b-value", "Bearer hooks/a-value", "x-value"] == found
    assert [("hooks/a", ""), ("hooks/b", ""), ("x", "f.g")] == sorted(asked)


def test_together():
    """Several at once: each waits until all of them have begun."""
    barrier = threading.Barrier(4, timeout=10)
    read = reader(lambda path, field, context: str(barrier.wait()) and "some-value")

    read.read_ahead([SecretRef("acme", f"hooks/{n}") for n in range(4)])

    assert "some-value" == read(SecretRef("acme", "hooks/3")).reveal()


def test_the_deadline():
    """A source that hangs is not waited for, and says nothing of the others."""
    over = threading.Event()

    def resolve(path, field, context):
        return (over.wait(20) and "") if path == "hooks/a" else f"{context.seconds_left():.0f}-left"

    read = reader(resolve, deadline_s=0.5)
    begun = time.monotonic()
    read.read_ahead([A, B])
    over.set()

    assert time.monotonic() - begun < 10
    assert ("its source did not answer in time", 9) == why(read)
    assert read(B).reveal().endswith("-left")


@pytest.mark.parametrize(
    ("problem", "reason", "code"),
    [
        (SourceError("it has none", "unset"), "it has none", 3),
        (SourceError("no", "denied"), "no", 4),
        (SourceError("down", "unreachable"), "down", 9),
        (SourceError("\x1b[2J\n::error::x", "unusable"), r"\x1b[2J\x0a::error::x", 3),
        (RuntimeError(CANARY), "its source failed with RuntimeError, which is a mistake in it", 3),
        (ValueError(CANARY), "its source failed with ValueError, which is a mistake in it", 3),
    ],
)
def test_what_a_source_raises(problem, reason, code):
    """Its own reason, clean; of a mistake in it the class and nothing else."""

    def resolve(path, field, context):
        raise problem

    assert (reason, code) == why(reader(resolve))


@pytest.mark.parametrize("value", [None, b"bytes", 7, "x" * (64 * 1024 + 1)])
def test_what_is_no_value(value):
    """A source of somebody else may give anything."""
    reason = "its source gave no text of at most 65,536 characters"

    assert (reason, 3) == why(reader(lambda path, field, context: value))


def test_what_is_no_reference():
    """No source sees one that the syntax does not take, whoever made it."""
    read = reader(lambda path, field, context: CANARY)

    for name in ("../a", "a?b=c", "a/../b", "-a", "", "a b", "a\n"):
        assert 3 == why(read, SecretRef("acme", name))[1], name


def test_variables():
    """None for one that is not set, and no source is loaded."""
    read = Reader({"A": "value-of-a\n"}, Path("/"))

    assert "value-of-a" == read(SecretRef("env", "A")).reveal()
    assert read(SecretRef("env", "B")) is None


def test_a_sign_in_that_failed():
    """It is not tried again for each secret: that could lock an account."""
    once, tried = Once(), []

    def sign_in():
        tried.append(1)
        raise SourceError("no", "denied")

    for _ in range(3):
        with pytest.raises(SourceError):
            once("vault", sign_in)

    assert [1] == tried


class Dist:
    """Of an entry point, what says whose it is."""

    def __init__(self, name):
        self.name = name


class Entry:
    """An entry point of somebody's package."""

    def __init__(self, name, owner, value):
        self.name, self.dist = name, Dist(owner)
        self.load = EntryPoint(name, value, registry.GROUP).load


def entry(name, owner, value="hookops.secrets.sources.file:resolve"):
    return Entry(name, owner, value)


def test_every_source_of_the_project():
    """Each of the documents' schemes has an entry point, and no other."""
    from importlib.metadata import entry_points

    from hookops.model.references.syntax import SYNTAX

    ours = {each.name for each in entry_points(group=registry.GROUP)}

    assert {*SYNTAX, "ref"} == ours | {"env"}


def test_a_source_of_somebody_else():
    """Its function is taken, whatever the scheme is called."""
    found = registry.load("acme", [entry("acme", "acme-hooks")])

    assert file.resolve is found


@pytest.mark.parametrize("first", [True, False])
def test_nobody_takes_the_place_of_ours(first):
    """A package with a source of the same name is not asked."""
    both = [entry("file", "hookops"), entry("file", "evil", "antigravity:nothing")]

    found = registry.load("file", both if first else both[::-1])

    assert file.resolve is found


def test_two_of_one_name():
    """Which one is meant nobody knows."""
    with pytest.raises(SourceError, match="a-pack and b-pack both have a source of that name"):
        registry.load("acme", [entry("acme", "b-pack"), entry("acme", "a-pack")])


def test_no_source_of_that_name():
    """The message names those that are there."""
    with pytest.raises(SourceError, match="no source of that name is installed; there are env, a"):
        registry.load("vualt", [entry("a", "hookops"), entry("ref", "hookops")])


def test_a_source_with_a_mistake():
    """A module that is missing and that no extra brings is a mistake in the source."""
    with pytest.raises(ModuleNotFoundError):
        registry.load("acme", [entry("acme", "acme-hooks", "a_package_that_nobody_has:resolve")])


def test_nothing_is_imported_before_it_is_used():
    """Neither an extra nor what finds sources, for a run whose secrets are in variables."""
    import subprocess

    code = (
        "import sys; from pathlib import Path; from hookops.secrets.reader import Reader;"
        "from hookops.model.secret import SecretRef;"
        "Reader({'A': 'value-of-a'}, Path('/'))(SecretRef('env', 'A'));"
        "print(sorted({'hvac', 'boto3', 'botocore', 'keyring', 'requests', 'google', 'azure',"
        "'importlib.metadata', 'hookops.secrets.registry'} & {*sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert "[]\n" == done.stdout


@pytest.mark.parametrize("value", ["of-the-job", " of-the-job\r\n"])
def test_settings(value):
    """A setting of a source is the first that has one, without white space around it."""
    given = Context({"A": " \n", "B": value}, Path("/"), lambda: 1.0, Once())

    assert ("of-the-job", "") == (given.setting("A", "B"), given.option("A", "C"))
    with pytest.raises(SourceError, match="A or C is not set"):
        given.setting("A", "C")


@pytest.mark.parametrize(
    ("text", "field", "found"),
    [
        ('{"a": {"b": "c"}}', "a.b", "c"),
        ('{"a": 7}', "a", "7"),
        ('{"tls.key": "c"}', "tls.key", "c"),
        ('{"a.b": "c", "a": {"b": "d"}}', "a.b", "c"),
        ("plain", "", "plain"),
    ],
)
def test_members(text, field, found):
    """The text that a field leads to."""
    assert found == member(text, field, "the secret")


@pytest.mark.parametrize(
    ("text", "field", "reason"),
    [
        (CANARY, "a", "the secret is not JSON, so it has no field"),
        (f'{{"a": "{CANARY}"}}', "b", "the secret has no field b"),
        (f'{{"a": "{CANARY}"}}', "a.b", "the secret has no field a.b"),
        (f'["{CANARY}"]', "0", "the secret has no field 0"),
        ('{"a": true}', "a", "the field a of the secret is no text"),
        ('{"a": null}', "a", "the field a of the secret is no text"),
        ('{"a": {}}', "a", "the field a of the secret is no text"),
    ],
)
def test_members_that_are_none(text, field, reason):
    """Why there is none, without a word of what there is."""
    with pytest.raises(SourceError) as found:
        member(text, field, "the secret")

    assert reason == found.value.reason
