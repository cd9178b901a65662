"""A saved request of a pull request is what its reviewers see."""

import json

import pytest
from cli.conftest import Shell
from security.hostile_cases import CASES, HARMLESS

from hookops.manifest.single import check_json
from hookops.model.errors import InvalidInput
from hookops.service.case_files import read_folder

NAME = "enrich-access-tokens"
TYPE = "com.okta.oauth2.tokens.transform"


@pytest.fixture
def saved(tmp_path):
    """A function that saves a case, and gives the project that has it."""

    def make(text):
        shell = Shell(tmp_path)
        (tmp_path / "cases").mkdir()
        request = json.dumps({"eventType": TYPE})
        filled = text.replace("TYPE", json.dumps(TYPE)).replace("REQUEST", request)
        data = filled.encode(errors="surrogateescape")
        (tmp_path / "cases" / "a.json").write_bytes(data)
        return shell

    return make


@pytest.mark.parametrize("option", [("--cases", "cases"), ("--payload", "cases/a.json")])
@pytest.mark.parametrize("name", CASES)
def test_hostile_cases_are_refused(saved, name, option):
    """Each ends with 3 and says where; nothing is sent, and no control reaches a terminal."""
    text, message = CASES[name]
    shell = saved(text)
    before = shell.files().keys() | {".hookops/local.db", ".hookops/local.db.key"}

    done = shell.run("preview", NAME, *option)

    assert (3, "") == (done.returncode, done.stdout), done.stderr
    assert message in done.stderr.replace("[duplicate-key]", "")
    assert "cases/a.json" in done.stderr
    assert [] == [char for char in done.stderr if not char.isprintable() and char != "\n"]
    assert before >= shell.files().keys()


@pytest.mark.parametrize("name", HARMLESS)
def test_harmless_cases_are_read(saved, name):
    """What is seen may be in a case."""
    folder = saved(HARMLESS[name]).folder / "cases"

    assert [{"eventType": TYPE}] == [case.request for case in read_folder(folder, TYPE, check_json)]


def test_corpus_finds_a_loose_reader(saved):
    """Without the check of the bytes, most of the rows are read as cases."""
    shell = saved("{}")
    taken = []
    for name, (text, _) in CASES.items():
        filled = text.replace("TYPE", json.dumps(TYPE)).replace("REQUEST", '{"eventType": TYPE}')
        filled = filled.replace("TYPE", json.dumps(TYPE))
        (shell.folder / "cases" / "a.json").write_text(filled, errors="replace")
        try:
            read_folder(shell.folder / "cases", TYPE, lambda data, file: ())
            taken.append(name)
        except InvalidInput:
            continue

    assert len(taken) > 10
