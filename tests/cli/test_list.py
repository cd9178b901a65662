"""`hookops list`, with and without a project."""

import json

import pytest

REAL = "00" + "aB3-x_9ZqR" * 4


@pytest.fixture
def alone(shell, emulator):
    """A folder without a project, a token, and an org that has the hook of the project."""
    shell.run("apply", "--yes")
    for name in ("hookops.yaml", "manifests/enrich-access-tokens.yaml"):
        (shell.folder / name).unlink()
    return emulator.url


def test_a_project(shell, emulator):
    """What is declared and managed, as text, JSON and CSV; only GET is sent."""
    shell.run("apply", "--yes")
    before = len(emulator.requests())
    text, data, rows = (shell.run("list", "--format", f) for f in ("text", "json", "csv"))

    assert [0] * 3 == [done.returncode for done in (text, data, rows)]
    assert "managed by hookops:" in text.stdout
    assert "InlineHook.enrich-access-tokens" == json.loads(data.stdout)["hooks"][0]["address"]
    assert 2 == len(rows.stdout.splitlines())
    assert {"GET"} == {method for method, _ in emulator.requests()[before:]}


def test_without_a_project(shell, alone):
    """--url is all that it takes; nothing is managed, and nothing is written anywhere."""
    files = shell.files()
    done = shell.run("list", "--url", alone, "--format", "json")
    found = json.loads(done.stdout)

    assert (0, ["unmanaged"]) == (done.returncode, [hook["standing"] for hook in found["hooks"]])
    assert (False, alone) == (found["ledger"], found["organization"])
    assert files == shell.files()


def test_without_a_project_and_a_url(shell, alone):
    """The message says how to go on."""
    done = shell.run("list")

    assert 3 == done.returncode
    assert "--url" in done.stderr


def test_the_url_of_an_organization_is_that_organization(shell, emulator):
    """Its ledger counts, so that what is managed is known."""
    shell.run("apply", "--yes")
    done = shell.run("list", "--url", f"{emulator.url}/", "--format", "json")

    assert "managed" == json.loads(done.stdout)["hooks"][0]["standing"]


def test_another_url_than_the_project_has(shell, alone):
    """The project says nothing of it, and its broken manifests do not matter."""
    shell.point_at("https://acme.okta.com")
    shell.write("manifests/a.yaml", "kind: [")
    done = shell.run("list", "--url", alone)

    assert 0 == done.returncode
    assert "unmanaged:" in done.stdout


def test_two_organizations_at_one_url(shell, emulator):
    """Each has a ledger of its own, so none is guessed."""
    text = "apiVersion: hookops.dev/v1\nkind: Project\nspec:\n  organizations:\n"
    rows = (f"    {name}: {{url: '{emulator.url}'}}\n" for name in ("a", "b"))
    shell.write("hookops.yaml", text + "".join(rows))
    done = shell.run("list", "--url", emulator.url)

    assert 3 == done.returncode
    assert "several organizations at this URL: a, b" in done.stderr


def test_a_real_token_goes_where_the_command_line_says(shell, alone):
    """To this computer it needs the environment's word, and --url is as good."""
    shell.env["HOOKOPS_API_TOKEN"] = REAL
    done = shell.run("list", "--url", alone)

    # The emulator does not know this token, so it was sent.
    assert 4 == done.returncode
    assert "401" in done.stderr
    assert REAL not in done.stdout + done.stderr


def test_the_pin_holds(shell, alone):
    """HOOKOPS_ORG_URL is the only org that the job speaks to."""
    shell.env["HOOKOPS_ORG_URL"] = "https://acme.okta.com"
    done = shell.run("list", "--url", alone)

    assert 5 == done.returncode
    assert "HOOKOPS_ORG_URL names acme.okta.com" in done.stderr


@pytest.mark.parametrize(
    "url",
    [
        "http://acme.okta.com",
        "https://acme-admin.okta.com",
        "https://user:CANARY@acme.okta.com",
        "https://acme.okta.com/CANARY",
        "CANARY",
        "file:///etc/passwd",
        "",
    ],
)
def test_what_is_no_url_of_an_org(shell, alone, url):
    """It is refused before anything is sent, and not repeated."""
    done = shell.run("list", "--url", url)

    assert (3, True) == (done.returncode, "error: --url" in done.stderr)
    assert "CANARY" not in done.stderr


def test_a_name_beside_a_url(shell, emulator):
    """Two ways to name an organization contradict each other."""
    assert 3 == shell.run("list", "--org", "local", "--url", emulator.url).returncode


def test_what_may_not_be_read_is_named(shell, emulator):
    """Exit code 4, as plan has it, and the rest is listed."""
    fault = {"match": {"path": "/api/v1/apps"}, "action": {"error": "E0000006"}}
    emulator.call("POST", "/_emulator/faults", fault)
    done = shell.run("list")

    assert 4 == done.returncode
    assert "Not read: attachment points of type app" in done.stdout


def test_manifests_that_are_wrong(shell, emulator):
    """With a project its manifests count, and wrong ones end the command before any request."""
    shell.write("manifests/a.yaml", "kind: [")
    before = len(emulator.requests())

    assert 3 == shell.run("list").returncode
    assert before == len(emulator.requests())
