"""Bad projects, manifests and ledgers: the catalogue's rows, each with its exit code."""

import json
import socket

import pytest


def test_e01_no_project(shell):
    """E01: without a project there is nothing to plan, and init is named."""
    (shell.folder / "hookops.yaml").unlink()

    done = shell.run("plan")

    assert (3, True) == (done.returncode, "hookops init" in done.stderr)


@pytest.mark.parametrize(
    "url",
    [
        "http://acme.okta.com",
        "https://acme.okta.com/path",
        "https://acme.okta.com?x=1",
        "https://user:pw@acme.okta.com",
        "https://acme.okta.com#x",
        "https://acme.okta.com:8443",
        "https://acme.okta.com.",
        "https://acme okta.com",
        "https://acme-admin.okta.com",
        "https://acme",
        "ftp://127.0.0.1",
        "http://10.0.0.1:80",
    ],
)
def test_e02_e03_e04_organization_urls(shell, url):
    """E02, E03, E04: an org's URL is https, a scheme and a host of Okta's, and not the console."""
    shell.point_at(url)

    done = shell.run("plan")

    assert (3, True) == (done.returncode, "hookops.yaml:" in done.stderr)


def test_e16_unknown_fields_of_the_project(shell):
    """E16: an unknown field of the project is an error with its place."""
    text = (shell.folder / "hookops.yaml").read_text()
    shell.write("hookops.yaml", text + "  organisations: {}\n")

    done = shell.run("plan")

    assert (3, True) == (done.returncode, "hookops.yaml:7:3: error[unknown-field]" in done.stderr)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": 99}', "<<<<<<< HEAD\n{}\n"])
def test_l01_l02_l04_damaged_ledgers(shell, text):
    """L01, L02, L04: a ledger that is not whole is not touched, and nothing is applied."""
    path = shell.write(".hookops/local.ledger.json", text)

    done = shell.run("apply", "--yes")

    assert (3, text) == (done.returncode, path.read_text())


def test_l03_another_orgs_ledger(shell, emulator):
    """L03: the ledger of another org is an error."""
    shell.run("apply", "--yes")
    path = shell.folder / ".hookops" / "local.ledger.json"
    document = json.loads(path.read_text()) | {"organization": "https://other.okta.com"}
    path.write_text(json.dumps(document))

    assert 5 == shell.run("plan").returncode


def test_unreachable(shell):
    """An org that cannot be reached: exit code 9, the address, that nothing was sent."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    shell.point_at(url)
    before = set(shell.files())

    done = shell.run("apply", "--yes")

    assert 9 == done.returncode
    assert all(word in done.stderr for word in ("GET /api/v1/inlineHooks", url, "nothing was sent"))
    assert before == set(shell.files())


def test_nothing_is_written_when_validation_fails(shell, declared):
    """One wrong manifest: exit code 3 from every command, and no file is made or changed."""
    declared("uri: https", "uri: http")
    before = shell.files()

    codes = [
        shell.run(*w).returncode for w in (["validate"], ["plan"], ["apply", "--yes"], ["drift"])
    ]

    assert [3, 3, 3, 3] == codes
    assert before == shell.files()


def test_a_pinned_org(shell, emulator):
    """An org that is not the pinned one is an error; no option overrides it."""
    text = (shell.folder / "hookops.yaml").read_text()
    shell.write("hookops.yaml", text.replace("{url:", "{id: 00oother5678901234567, url:"))

    done = shell.run("apply", "--yes")

    assert (5, True) == (done.returncode, "00oother5678901234567" in done.stderr)


def test_several_organizations(shell):
    """With several organizations one has to be named, and a wrong name gets the list."""
    text = (shell.folder / "hookops.yaml").read_text()
    shell.write("hookops.yaml", text + "    other: {emulator: .hookops/other.db}\n")

    assert [3, 3, 0] == [
        shell.run("plan", *words).returncode for words in ([], ["--org", "x"], ["--org", "other"])
    ]
