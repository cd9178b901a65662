"""`hookops scaffold`, as somebody runs it who has no service yet."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from hookops.cli import scaffold
from hookops.kinds.inline_hook.types import HOOK_TYPES, HookType
from hookops.model.errors import HookopsError

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "services"
TYPES = {row.short: row.name for row in HOOK_TYPES.values()}


@pytest.fixture(params=list(TYPES))
def short(request):
    return request.param


def module(short):
    return f"{short.replace('-', '_')}_hook"


def below(folder):
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*.*")}


def test_the_examples_are_the_templates(shell, tmp_path, short):
    """Every file but the README is the example's, byte for byte, whichever name the type has."""
    done = shell.run("scaffold", short, "--to", "a/service")
    again = shell.run("scaffold", TYPES[short], "--to", "b")
    found = below(tmp_path / "a" / "service")
    written = found.pop("README.md")

    assert (0, 0, "") == (done.returncode, again.returncode, done.stderr)
    assert {**found, "README.md": written} == below(tmp_path / "b")
    assert {
        f"{module(short)}.py": (EXAMPLES / f"{module(short)}.py").read_text(),
        "auth.py": (EXAMPLES / "auth.py").read_text(),
        "test_service.py": (EXAMPLES / f"test_{module(short)}.py").read_text(),
        "requirements.txt": (EXAMPLES / "requirements.txt").read_text(),
        "cases/first.json": (EXAMPLES / "cases" / f"{short}.json").read_text(),
    } == found


EACH = """
import os, sys, pytest, flask

for folder in sys.argv[1:]:
    child = os.fork()
    if not child:
        os.chdir(folder)
        sys.path.insert(0, folder)
        sys.stdout.flush()
        code = pytest.main(["-q"])
        sys.stdout.flush()
        os._exit(code)
    print(os.path.basename(folder), os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


def test_their_tests_pass(shell, tmp_path):
    """pytest in each new folder runs the service's tests, and they pass."""
    for short in TYPES:
        shell.run("scaffold", short, "--to", short)

    done = subprocess.run(
        [sys.executable, "-c", EACH, *(str(tmp_path / short) for short in TYPES)],
        env=shell.env,
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert [] == [short for short in TYPES if f"\n{short} 0\n" not in done.stdout], done.stdout
    assert len(TYPES) == done.stdout.count(" passed in ")


def test_saved_case(short):
    """The case is a request of the type and the status it is to get."""
    case = json.loads((EXAMPLES / "cases" / f"{short}.json").read_text())

    assert ["type", "name", "request", "expect"] == list(case)
    assert (TYPES[short], "first", {"status": 200}) == (case["type"], case["name"], case["expect"])
    assert TYPES[short] == case["request"]["eventType"]


def test_readme_is_about_this_service(shell, tmp_path, short):
    """The README names this service and no other."""
    shell.run("scaffold", short, "--to", "service")

    text = (tmp_path / "service" / "README.md").read_text()

    assert f"flask --app {module(short)} run" in text
    assert f"http://127.0.0.1:5000/{short} " in text
    assert f"https://hooks.example.com/{short}`" in text
    assert [] == [other for other in map(module, TYPES) if other in text and other != module(short)]
    assert [] == [name for name in TYPES if f"cases/{name}.json" in text]


@pytest.mark.parametrize("name", ["auth.py", "cases/first.json", "README.md"])
def test_nothing_is_overwritten(shell, tmp_path, name):
    """A file that is there already: exit code 3 with its name, and nothing at all is written."""
    shell.write(f"service/{name}", "mine")

    done = shell.run("scaffold", "token", "--to", "service")

    assert (3, "") == (done.returncode, done.stdout)
    assert f"service/{name} exists; nothing was written" in done.stderr
    assert {name: "mine"} == below(tmp_path / "service")


def test_links_are_not_written_through(shell, tmp_path):
    """A link that leads nowhere is in the way like a file."""
    (tmp_path / "service").mkdir()
    (tmp_path / "service" / "auth.py").symlink_to(tmp_path / "elsewhere.py")

    done = shell.run("scaffold", "token", "--to", "service")

    assert (3, False) == (done.returncode, (tmp_path / "elsewhere.py").exists())


def test_other_files_do_not_matter(shell, tmp_path):
    """A folder with other files in it is fine."""
    shell.write("service/notes.txt", "mine")

    assert 0 == shell.run("scaffold", "saml", "--to", "service").returncode
    assert "mine" == (tmp_path / "service" / "notes.txt").read_text()


@pytest.mark.parametrize("folder", ["hookops.yaml", "hookops.yaml/below", "x" * 5000])
def test_folder_that_cannot_be(shell, folder):
    """A folder that cannot be made is reported in one line, with exit code 3."""
    done = shell.run("scaffold", "token", "--to", folder)

    assert (3, True) == (done.returncode, "cannot be written" in done.stderr)
    assert "Traceback" not in done.stderr


MADE_UP = HookType(
    "com.okta.made.up", "made up", ("1.0.0",), "silent", "nothing happens", "nothing happens"
)


def test_type_without_a_service():
    """A type that hookops knows, but has no example of: the error names the missing files."""
    row = scaffold.find_row("made-up", {**HOOK_TYPES, MADE_UP.name: MADE_UP})

    with pytest.raises(HookopsError) as found:
        scaffold.service_files(row)

    assert "hookops has no complete example of a service for made up hooks" == found.value.message
    assert (
        "add to examples/services: made_up_hook.py, test_made_up_hook.py, cases/made-up.json"
        == found.value.hint
    )


def test_unknown_type(shell):
    """The types that there are come with the error; what was typed does not."""
    done = shell.run("scaffold", "CANARY-70110", "--to", "service")

    assert (3, False) == (done.returncode, "CANARY" in done.stderr)
    assert [] == [name for name in TYPES if name not in done.stderr]


@pytest.mark.parametrize(
    "words", [["token"], ["--to", "x"], ["token", "--to", "a", "--to", "b"], []]
)
def test_half_a_command(shell, words):
    """TYPE and one DIR are needed."""
    assert 3 == shell.run("scaffold", *words).returncode


def test_next_step_can_be_pasted(shell):
    """A folder with a space in its name is quoted."""
    done = shell.run("scaffold", "token", "--to", "my service")

    assert "next: cd 'my service'; pip install" in done.stdout


def test_help_lists_every_type(shell):
    """--help has both names of every type."""
    lines = [line.split() for line in shell.run("scaffold", "--help").stdout.splitlines()]

    assert [[short, name] for short, name in TYPES.items()] == [x for x in lines if len(x) == 2]
