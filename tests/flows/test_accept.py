"""Drift that is accepted: the manifest says what Okta has, and not one other line moves."""

import shutil

import pytest
from conftest import World, manifest
from flows.accepted import COMMENTED, declare_text, git, take
from flows.bindings.console import edit, rule_path
from flows.org import RULE, SEED, TOKEN, hook

from hookops.kinds.binding.spec import bindings
from hookops.manifest.edits.files import write
from hookops.model.change import Action
from hookops.model.errors import Conflict, GuardError, InvalidInput
from hookops.workflow.management.accept import accept


@pytest.fixture
def world(tmp_path):
    """One hook with comments everywhere, applied; no secret."""
    made = World(tmp_path, seed=SEED)
    declare_text(made, COMMENTED)
    assert made.apply().exit_code == 0
    return made


def change(world, **members):
    """Somebody edits the hook in the console."""
    raw = world.hook("Token hook")
    config = members.pop("config", {})
    raw |= members
    raw["channel"]["config"] |= config
    world.okta("PUT", raw["id"], raw)


def assert_accepted(world):
    """The plan writes nothing; one apply records it, and then nothing is left."""
    assert {Action.NOTHING} >= {found.action for found in world.plan().changes}
    writes = world.writes()
    assert (0, writes) == (world.apply().exit_code, world.writes())
    assert ((), ()) == (world.plan().changes, world.drift().drifted)


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_only_the_changed_lines(world):
    """`git diff --stat` counts the lines of the values that somebody changed, and no other."""
    git(world.folder, "init", "-q")
    git(world.folder, "add", "manifests")
    git(world.folder, "commit", "-qm", "as applied")
    headers = [{"key": "x-env", "value": "staging"}, {"key": "X-Team", "value": "identity"}]
    change(world, config={"uri": "https://staging.example.com/token", "headers": headers})

    take(world, "token")

    shown = git(world.folder, "diff", "--stat", "--", "manifests").splitlines()[-1]
    assert " 1 file changed, 2 insertions(+), 2 deletions(-)" == shown
    assert_accepted(world)


@pytest.mark.parametrize(
    ("members", "lines"),
    [
        ({"name": 'It\'s "new"'}, ["-  name: 'Token hook'", "+  name: 'It''s \"new\"'"]),
        (
            {"config": {"uri": "https://b.example.com/x?a=1,2"}},
            [
                "-      uri: https://hooks.example.com/token  # not the old one",
                "+      uri: https://b.example.com/x?a=1,2  # not the old one",
            ],
        ),
        (
            {"config": {"headers": [{"key": "X-Env", "value": "prod"}]}},
            ["-      - {key: X-Team, value: identity}"],
        ),
        (
            {"config": {"headers": []}},
            [
                "-      headers:",
                "-      - key: X-Env        # two of them",
                '-        value: "prod"',
                "-      - {key: X-Team, value: identity}",
                "+      headers: []",
            ],
        ),
    ],
)
def test_fields(world, members, lines):
    """Each in the quotes, and with the comment, that it had."""
    change(world, **members)

    _, changed = take(world, "InlineHook/token")

    assert lines == changed
    assert_accepted(world)


def test_a_new_header_is_written_as_the_last_one(world):
    """With the case that Okta has."""
    raw = world.hook("Token hook")["channel"]["config"]["headers"]
    change(world, config={"headers": [*raw, {"key": "X-Region", "value": "eu, us"}]})

    assert ["+      - {key: X-Region, value: 'eu, us'}"] == take(world, "token")[1]
    assert_accepted(world)


def test_what_the_manifest_leaves_out(tmp_path):
    """A status comes to where people look for it."""
    world = World(tmp_path, seed=SEED)
    path = declare_text(world, COMMENTED.replace(_bindings(), "  bindings: []\n"))
    world.apply()
    world.okta("POST", f"{world.hook('Token hook')['id']}/lifecycle/deactivate")

    assert ["+  status: INACTIVE"] == take(world, "token")[1]
    lines = path.read_text().splitlines()
    assert "  version: 1.0.1" == lines[lines.index("  status: INACTIVE") - 1]
    assert_accepted(world)


def _bindings():
    return COMMENTED[COMMENTED.index("  bindings:") : COMMENTED.index("---")]


def bind_in_console(world, id_):
    """Somebody gives the default rule that hook, or none."""

    def set_hook(raw):
        raw["actions"]["token"] |= {"inlineHook": {"id": id_}} if id_ else {}
        if not id_:
            del raw["actions"]["token"]["inlineHook"]

    edit(world, rule_path(world), set_hook)


def test_a_binding_that_somebody_took_out(world):
    """Its item goes, and the comment above it stays for a person to judge."""
    bind_in_console(world, None)

    _, changed = take(world, "token")

    assert 1 == len(changed)
    assert changed[0].startswith("-    - {authorizationServer: default")
    assert_accepted(world)


def test_a_binding_that_somebody_made(tmp_path):
    """It is written by the names of what leads to it."""
    world = World(tmp_path, seed=SEED)
    text = COMMENTED.replace(
        "    - {authorizationServer: default, policy: Default Policy, rule: Default Policy Rule}\n",
        "",
    )
    declare_text(world, text)
    world.apply()
    bind_in_console(world, world.hook("Token hook")["id"])

    _, changed = take(world, "token")

    assert [
        "+    - authorizationServer: default",
        "+      policy: Default Policy",
        "+      rule: Default Policy Rule",
    ] == changed
    assert_accepted(world)


def _open(document):
    """The manifest of a hook without authentication, so that no secret is in doubt."""
    del document["spec"]["channel"]["config"]["authScheme"]
    return document


def _bound(world):
    return [(resource.key, spec) for resource, spec in bindings(world.desired)]


def test_a_binding_that_moved_to_another_hook(tmp_path):
    """Both manifests are edited."""
    world = World(tmp_path, seed=SEED)
    world.declare(_open(hook("a", TOKEN, RULE)), _open(hook("b", TOKEN)))
    world.apply()
    bind_in_console(world, world.hook("b")["id"])

    take(world, "Binding/rule/default/Default Policy/Default Policy Rule")

    assert_accepted(world)
    bound = {key.name: str(next(iter(spec.hooks)).key) for key, spec in _bound(world)}
    assert {"rule/default/Default Policy/Default Policy Rule": "InlineHook/b"} == bound


@pytest.mark.parametrize("broken", ["secret", "gone", "oauth", "scheme", "lint", "typed"])
def test_what_cannot_be_accepted(tmp_path, broken):
    """It is refused with the reason, and no file is edited."""
    world = World(tmp_path)
    world.declare(manifest("a"), _open(manifest("b")))
    world.apply()
    raw = world.hook("a")
    files = {path: path.read_bytes() for path in (world.folder / "manifests").iterdir()}
    names = ["a"]
    match broken:
        case "secret":
            world.edit("a")
        case "gone":
            world.okta("POST", f"{raw['id']}/lifecycle/deactivate")
            world.okta("DELETE", raw["id"])
        case "oauth":
            config = {
                "uri": "https://hooks.example.com/a",
                "method": "POST",
                "authType": "client_secret_post",
                "clientId": "c",
                "clientSecret": "typed-there",
                "tokenUrl": "https://login.example.com/token",
            }
            raw["channel"] = {"type": "OAUTH", "version": "1.0.0", "config": config}
            world.okta("PUT", raw["id"], raw)
        case "scheme":
            scheme = {"type": "HEADER", "key": "Authorization", "value": "typed-there"}
            other = world.hook("b")
            other["channel"]["config"]["authScheme"] = scheme
            world.okta("PUT", other["id"], other)
            names = ["b"]
        case "lint":
            world.edit("a", uri="https://10.1.2.3/hook")
        case "typed":
            world.edit(
                "a",
                headers=[
                    {"key": "X-Api-Token", "value": "ghp_16C7e42F292c6912E7710c838347Ae178B4a"}
                ],
            )

    with pytest.raises((GuardError, InvalidInput)) as refused:
        take(world, *names)

    reasons = {
        "secret": "all that may have changed is its secret",
        "gone": "hookops forget InlineHook/a",
        "oauth": "another way to authenticate takes another secret",
        "scheme": "write authScheme with its valueFrom",
        "lint": "Okta has what a manifest must not say",
        "typed": "what Okta shows there looks like a secret, so that hookops hides it",
    }
    assert reasons[broken] in str(refused.value)
    assert "ghp_16C7" not in str(refused.value)
    assert files == {path: path.read_bytes() for path in (world.folder / "manifests").iterdir()}


def test_a_secret_header(world):
    """What stands for its value is never written; one that somebody took out goes."""
    ref = {"key": "X-Api", "valueFrom": "env:HOOKOPS_SECRET_X"}
    documents = [_open(manifest(name, config={"headers": [ref]})) for name in ("a", "b")]
    world.env["HOOKOPS_SECRET_X"] = "value-of-the-header"
    world.declare(*documents)
    world.apply()
    del documents[1]["spec"]["channel"]["config"]["headers"]
    world.declare(*documents)
    world.apply()
    for name, headers in (("a", []), ("b", [{"key": "X-Api", "value": "typed-there"}])):
        raw = world.hook(name)
        raw["channel"]["config"]["headers"] = headers
        world.okta("PUT", raw["id"], raw)

    with pytest.raises(GuardError, match="the value of that header is a secret"):
        take(world, "b")
    take(world, "a")

    assert "X-Api" not in (world.folder / "manifests" / "a.json").read_text()


def test_a_secret_that_may_have_changed_along(world, tmp_path):
    """What shows is accepted; of the secret the next plan says what it does."""
    world.declare(manifest("a"))
    world.apply(prune=True)
    world.edit("a", uri="https://hooks.example.com/new")

    made, _ = take(world, "a")

    assert ["a"] == [key.name for key in made.secrets]
    (found,) = world.plan().changes
    assert [True] == [bool(field.secret) for field in found.fields]


def test_edits_in_git_stay(world):
    """Only what somebody changed in Okta is taken over."""
    path = world.folder / "manifests" / "hooks.yaml"
    path.write_text(path.read_text().replace('value: "prod"', 'value: "edited"'))
    change(world, config={"uri": "https://b.example.com/x"})

    take(world, "token")

    (found,) = world.plan().changes
    assert ["headers"] == [field.path[2] for field in found.fields]


def test_what_has_not_drifted(world):
    """It is said, and nothing is edited."""
    made, changed = take(world, "token")

    assert (["token"], []) == ([key.name for key in made.in_sync], changed)


@pytest.mark.parametrize("line_break", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("ending", ["\n", ""])
def test_bytes_around(tmp_path, line_break, mark, ending):
    """Line breaks, a byte order mark and a last line without an end stay as they are."""
    world = World(tmp_path, seed=SEED)
    text = mark + COMMENTED.rstrip("\n").replace("\n", line_break) + ending
    path = declare_text(world, text)
    world.apply()
    change(world, config={"uri": "https://b.example.com/x"})

    take(world, "token")

    old, new = "https://hooks.example.com/token", "https://b.example.com/x"
    assert text.replace(old, new).encode() == path.read_bytes()


def test_a_file_that_changes_meanwhile(world):
    """Nothing is written over it."""
    change(world, config={"uri": "https://b.example.com/x"})
    _, (file,) = accept(world.run(read_only=True), world.folder, ["token"])
    path = world.folder / "manifests" / "hooks.yaml"
    path.write_text(COMMENTED + "# more\n")

    with pytest.raises(Conflict, match="has changed while"):
        write(file, file.after)

    assert path.read_text().endswith("# more\n")


def test_a_link_is_not_edited(world):
    """What it leads to may be anywhere."""
    path = world.folder / "manifests" / "hooks.yaml"
    other = world.folder / "elsewhere.yaml"
    path.rename(other)
    path.symlink_to(other)
    change(world, config={"uri": "https://b.example.com/x"})

    with pytest.raises(InvalidInput, match="symbolic link"):
        take(world, "token")
