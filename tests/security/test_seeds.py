"""A seed of a pull request opens nothing, and means what its reviewers see."""

import re
import socket

import pytest
import yaml
from cli.conftest import PROJECT, Shell
from flask import Flask
from security.seeds import HARMLESS, LOOPBACK, SEEDS

from hookops.cli.embedded import embedded_app
from hookops.emulator.app import create_app
from hookops.emulator.control.switches import Switches
from hookops.emulator.store.memory import MemoryStore
from hookops.emulator.world import SeedError, get_world

SEEDED = PROJECT.replace(".hookops/local.db}", ".hookops/local.db, seed: org.yaml}")
WITHOUT_PLACE = ("unknown: ", "smuggled: utf-7")
"""Groups of rows that are well-formed YAML: the emulator itself refuses them."""


@pytest.fixture(scope="module")
def on_a_port():
    """`hookops emulator`; its port is in use, so that a seed that is taken ends the command."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        yield ("emulator", "--port", port, "--seed", "org.yaml")


@pytest.fixture
def seeded(tmp_path):
    """A function that gives a project whose embedded org has that seed."""

    def make(data):
        shell = Shell(tmp_path)
        shell.write("hookops.yaml", SEEDED)
        (tmp_path / "org.yaml").write_bytes(data)
        return shell

    return make


@pytest.mark.parametrize("name", SEEDS)
def test_hostile_seeds_are_refused(seeded, on_a_port, name):
    """Each ends with its code and its place; no org was made, and no control reaches a terminal."""
    data, code, message = SEEDS[name]
    shell = seeded(data)
    before = {} if name.startswith(WITHOUT_PLACE) else shell.files()

    for words in (("plan",), on_a_port):
        done = shell.run(*words)

        shown = re.sub(r"error\[[a-z-]+\]", "error", done.stderr)
        assert (code, "") == (done.returncode, done.stdout), shown
        assert message in shown
        assert [] == [char for char in shown if not char.isprintable() and char != "\n"]
    assert before == {} or before == shell.files()


@pytest.mark.parametrize("name", HARMLESS)
def test_harmless_seeds_are_used(seeded, name):
    """What a seed may have is taken."""
    assert 0 == seeded(HARMLESS[name]).run("plan").returncode


def test_command_line_opens_what_a_seed_cannot(seeded, on_a_port):
    """`--allow-loopback`, and the switch itself, are the permission of whoever starts it."""
    shell = seeded(f"{LOOPBACK}\n".encode())
    opened = [
        shell.run(*on_a_port, *option)
        for option in (["--allow-loopback"], ["--switch", "service-addresses=loopback"])
    ]

    assert [True, True] == ["cannot be used: Address already in use" in e.stderr for e in opened]


@pytest.mark.parametrize(("loopback", "expected"), [(True, "loopback"), (False, "public")])
def test_option_opens_an_embedded_org(tmp_path, loopback, expected):
    """What a seed cannot set, `--allow-loopback` of a command does."""
    app, _ = embedded_app(tmp_path / "org.db", None, loopback=loopback)
    assert isinstance(app, Flask)

    assert expected == get_world(app).switches.service_addresses


def test_commands_that_write_refuse_it_as_well(seeded):
    """`apply` and `drift` end like `plan`."""
    shell = seeded(f"{LOOPBACK}\n".encode())

    assert [5, 5] == [shell.run(*words).returncode for words in (("apply", "--yes"), ("drift",))]


def test_message_says_what_to_do(seeded):
    """What was found, where, why it matters, what to do next."""
    done = seeded(f"{LOOPBACK}\n".encode()).run("plan")

    assert (
        "org.yaml:1:12: error[seed-switch]: a seed cannot set the switch service_addresses, since "
        "whoever can push a branch can change it\n"
        "  hint: leave it out; --allow-loopback lets the emulator call services on this computer\n"
        "the seed cannot be used; nothing was started\n"
    ) == done.stderr


def opened(data):
    """What reads seeds without the strict loader and without the guard opens."""
    try:
        seed = yaml.safe_load(data)
        app = create_app(MemoryStore(), token="t", seed=seed)
    except (yaml.YAMLError, SeedError, TypeError, AttributeError, RecursionError):
        return False
    return get_world(app).switches != Switches()


def test_corpus_finds_a_loose_reader():
    """Read by a YAML loader of the library, many rows open this computer."""
    found = [name for name, (data, _, _) in SEEDS.items() if opened(data)]

    assert len(found) > 20
