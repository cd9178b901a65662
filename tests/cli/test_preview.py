"""`hookops preview`, as a person or a CI job runs it."""

import json
import threading
import xml.etree.ElementTree as Xml
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from services.broken import variants
from services.samples import SERVICES, module
from werkzeug.serving import make_server

SECRET = "CANARY-70110"
NAME = "enrich-access-tokens"
SCHEMA = Path(__file__).parents[2] / "schemas" / "report" / "preview.schema.json"


class Called:
    """A service on a port of this computer, and how often it was called."""

    def __init__(self, app):
        self.count = 0
        self.app = app
        self.server = make_server("127.0.0.1", 0, self.call, threaded=True)
        setattr(self.server, "log", lambda *_: None)  # noqa: B010 - a method, which mypy protects
        threading.Thread(target=self.server.serve_forever, args=[0.01], daemon=True).start()

    def call(self, environ, start):
        self.count += 1
        return self.app(environ, start)

    def near(self, path="token"):
        """The options that call it."""
        url = f"http://127.0.0.1:{self.server.server_port}/{path}"
        return ("--url", url, "--allow-loopback", "--send-secret-to", "127.0.0.1")


@pytest.fixture
def serve():
    made = []

    def start(app):
        made.append(Called(app))
        return made[-1]

    yield start
    for called in made:
        called.server.shutdown()
        called.server.server_close()


@pytest.fixture(autouse=True)
def manifest(shell):
    """The one manifest, bound to nothing: the embedded emulator has no such flows."""
    text = (shell.folder / "manifests" / f"{NAME}.yaml").read_text().partition("  bindings:")[0]
    shell.write(f"manifests/{NAME}.yaml", text)
    return text


@pytest.fixture
def service(serve):
    return serve(module("token").create_app(SECRET))


def test_a_service_that_works(shell, service):
    """0; the request, the answer and the verdict; the option is reported."""
    done = shell.run("preview", NAME, *service.near(), "--probe")

    assert (0, 3) == (done.returncode, service.count)
    assert "note: --allow-loopback: hookops may call services on this computer\n" == done.stderr
    assert '"path": "/claims/region"' in done.stdout
    assert "Okta can call none of them" in done.stdout
    assert "channel.config.authScheme.value: the service accepts this value\n" in done.stdout
    assert "Verdict: passed. Effect in Okta: the token goes out after 2 operations" in done.stdout
    assert SECRET not in done.stdout


def test_a_service_that_does_not(shell, serve):
    """10, with the check that found it."""
    broken = serve(variants("token")["reserved"](module("token").create_app(SECRET)))

    done = shell.run("preview", f"InlineHook/{NAME}", *broken.near())

    assert 10 == done.returncode
    assert "error token.10a at commands[0].value[0].path: " in done.stdout
    assert "Verdict: failed. Effect in Okta: the whole patch is dropped" in done.stdout


def test_nobody_answers(shell, service):
    """10, and why; no bodies are shown."""
    service.server.shutdown()  # else its loop holds the port for a moment more
    service.server.server_close()

    done = shell.run("preview", NAME, *service.near())

    assert 10 == done.returncode
    assert "answer: no answer: Connection refused" in done.stdout
    assert "\nrequest\n" not in done.stdout


def save_case(shell, status):
    """A case that apply verifies the hook with, and the manifest that says so."""
    type_ = "com.okta.oauth2.tokens.transform"
    case = {"type": type_, "name": "saved", "request": {"eventType": type_}}
    path = f"manifests/{NAME}.yaml"
    shell.write("cases/saved.json", json.dumps({**case, "expect": {"status": status}}))
    verify = "spec:\n  verify: {preview: required, cases: cases}"
    shell.write(path, (shell.folder / path).read_text().replace("spec:", verify, 1))


def test_the_cases_that_apply_sends(shell, service):
    """A preview sends what apply verifies the hook with, unless an option is about the request."""
    save_case(shell, 418)

    done = shell.run("preview", NAME, *service.near())
    other = shell.run("preview", NAME, *service.near(), "--user", "ada@example.com")

    assert (10, 0) == (done.returncode, other.returncode)
    assert "failed saved: " in done.stdout
    assert "error probe.case: the case expects status 418" in done.stdout
    assert "saved" not in other.stdout


@pytest.mark.parametrize("left_out", ["--allow-loopback", "--send-secret-to"])
def test_both_switches_are_needed(shell, service, left_out):
    """5, nothing is called, and the hint is what to say."""
    options = list(service.near())
    place = options.index(left_out)
    del options[place : place + (1 if left_out == "--allow-loopback" else 2)]

    done = shell.run("preview", NAME, *options)

    assert (5, "", 0) == (done.returncode, done.stdout, service.count)
    assert f"hint: {left_out}" in done.stderr or f"say {left_out} 127.0.0.1" in done.stderr
    assert SECRET not in done.stderr


@pytest.mark.parametrize("url", ["https://10.0.0.1/", "https://localhost/", "ftp://a.example/"])
def test_addresses_that_are_refused(shell, url):
    """5, with the reason."""
    done = shell.run("preview", NAME, "--url", url)

    assert (5, "") == (done.returncode, done.stdout)
    assert done.stderr.startswith("error: hookops does not call this URL: it ")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["enrich-acces-tokens"], "did you mean enrich-access-tokens"),
        ([NAME, "--variant", "x"], "have no variant x"),
        ([NAME, "--repeat", "0"], "--repeat"),
        ([NAME, "--payload", "none.json"], "none.json cannot be read"),
        ([NAME, "--cases", "none"], "none is not a folder of cases"),
        ([NAME, "--payload", "a", "--cases", "b"], "--payload and --cases exclude each other"),
        ([NAME, "--payload", "a", "--user", "b"], "--payload and --user exclude each other"),
        ([NAME, "--through-okta", "--url", "b"], "--through-okta and --url exclude each other"),
        (
            [NAME, "--through-okta", "--send-secret-to", "b"],
            "--through-okta and --send-secret-to exclude each other",
        ),
        ([NAME, "--cases", "a", "--repeat", "2"], "--cases and --repeat exclude each other"),
        ([NAME, "--through-okta"], "has not applied"),
        ([], "KEY"),
    ],
)
def test_mistakes(shell, arguments, message):
    """3, before anything is sent."""
    done = shell.run("preview", *arguments)

    assert (3, "") == (done.returncode, done.stdout)
    assert message in done.stderr


def test_a_case_is_kept_and_run(shell, service):
    """Once it passed; never over another; then in CI, with JUnit and JSON."""
    kept = shell.run(
        "preview", NAME, *service.near(), "--save", "cases", "--user", "grace@x.example"
    )
    path = shell.folder / "cases" / f"{NAME}-authorization-code.json"
    before = service.count
    again = shell.run("preview", NAME, *service.near(), "--save", "cases")
    ran = shell.run(
        *("preview", NAME, *service.near(), "--cases", "cases"),
        *("--junit", "out.xml", "--format", "json", "--probe"),
    )

    assert (0, True) == (kept.returncode, f"saved to cases/{path.name}" in kept.stderr)
    assert {"type", "name", "request", "expect"} == set(json.loads(path.read_text()))
    assert (3, True) == (again.returncode, "hookops overwrites no file" in again.stderr)
    assert (0, 4) == (ran.returncode, service.count - before + 1)
    schema = json.loads(SCHEMA.read_text())
    assert Draft202012Validator(schema).is_valid(json.loads(ran.stdout))
    suite = Xml.parse(shell.folder / "out.xml").getroot()[0]
    assert ("4", "0") == (suite.get("tests"), suite.get("failures"))
    assert [] == [name for name, text in shell.files().items() if SECRET in text]


def test_only_what_passed_is_kept(shell, service):
    """And hookops reports that."""
    done = shell.run("preview", NAME, *service.near("nowhere"), "--save", "cases")

    assert (10, False) == (done.returncode, (shell.folder / "cases").exists())
    assert "it saves only what passes" in done.stderr


def test_the_examples_own_cases(shell, service):
    """The folder has cases of every type; the hook's own are run."""
    done = shell.run("preview", NAME, *service.near(), "--cases", str(SERVICES / "cases"))

    assert 0 == done.returncode
    assert "\npassed first: 200, " in done.stdout
    assert "Verdict: passed, 1 of 1 case passed." in done.stdout


def test_a_payload(shell, service):
    """A request as Okta sends it, or a case."""
    case = str(SERVICES / "cases" / "token.json")
    request = json.loads(Path(case).read_text())["request"]
    shell.write("request.json", json.dumps(request))

    for place in (case, "request.json"):
        done = shell.run("preview", NAME, *service.near(), "--payload", place)

        assert 0 == done.returncode
        assert '"value": "Europe"' in done.stdout


def test_junit_that_cannot_be_written(shell, service):
    """The report is there all the same."""
    done = shell.run("preview", NAME, *service.near(), "--junit", "none/out.xml")

    assert (3, True) == (done.returncode, "Verdict: passed" in done.stdout)
    assert "none/out.xml cannot be written: No such file" in done.stderr


def test_repeated(shell, service):
    """Times at the end."""
    done = shell.run("preview", NAME, *service.near(), "--repeat", "4", "--scopes", "openid,a")

    assert (0, 4) == (done.returncode, service.count)
    assert "\n4 calls: p50 " in done.stdout


@pytest.mark.parametrize("name", ["http_proxy", "https_proxy", "ALL_PROXY"])
def test_the_environment_leads_nowhere(shell, serve, service, name):
    """No proxy of it is asked for a service on this computer."""
    proxy = serve(module("token").create_app("other"))
    shell.env[name] = proxy.near()[1].rpartition("/")[0]

    done = shell.run("preview", NAME, *service.near())

    assert (0, 0) == (done.returncode, proxy.count)


@pytest.fixture
def telephony(shell, serve, manifest):
    """A hook that sends messages, and its service."""
    text = manifest.replace("com.okta.oauth2.tokens.transform", "com.okta.telephony.provider")
    shell.write(f"manifests/{NAME}.yaml", text.replace("version: 1.0.1", "version: 1.0.0"))
    return serve(module("telephony").create_app(SECRET))


def test_messages_need_a_yes(shell, telephony):
    """No terminal: 5, unless --yes."""
    options = telephony.near("telephony")
    refused = shell.run("preview", NAME, *options)
    before = telephony.count
    sent = shell.run("preview", NAME, *options, "--yes")

    assert (5, 0) == (refused.returncode, before)
    assert "hookops would send 1 real message to +12025550143" in refused.stderr
    assert (0, 1) == (sent.returncode, telephony.count)
    assert "123456" not in sent.stdout


@pytest.mark.parametrize(("text", "code", "count"), [("yes\n", 0, 1), ("y\n", 5, 0), ("\n", 5, 0)])
def test_messages_are_asked_for_on_a_terminal(shell, telephony, text, code, count):
    """Only yes is a yes."""
    done = shell.run("preview", NAME, *telephony.near("telephony"), typed=text)

    assert (code, count) == (done.returncode, telephony.count)
    assert 'Type "yes" to send 1 real message to +12025550143: ' in done.stderr


def test_through_okta(shell, emulator):
    """Nothing but a read and one POST is sent; Okta's failure is a failed preview."""
    shell.run("apply", "--yes")
    # An emulated org calls nobody but now.
    refused = shell.run("preview", NAME, "--through-okta")
    shell.env["HOOKOPS_SECRET_HOSTS"] = "hooks.example.com"
    before = len(emulator.requests())

    done = shell.run("preview", NAME, "--through-okta")

    assert (5, True) == (refused.returncode, "HOOKOPS_SECRET_HOSTS=hooks.ex" in refused.stderr)
    read, sent = emulator.requests()[before:]
    assert ("GET", "POST", f"{read[1]}/execute") == (read[0], *sent)
    assert 10 == done.returncode
    assert "called by Okta" in done.stdout
    assert "E0000137" in done.stdout


def test_an_applied_hook_is_called_where_it_is(shell):
    """The embedded emulator too; the example's name is nobody's."""
    shell.run("apply", "--yes")

    # A pull request can bring an embedded org along, so what it has shows nothing.
    refused = shell.run("preview", NAME)
    done = shell.run("preview", NAME, "--send-secret-to", "hooks.example.com")

    assert (5, True) == (refused.returncode, "--send-secret-to hooks.example.com" in refused.stderr)
    assert "to hooks.example.com: the org is an emulated one" in refused.stderr
    assert (10, "") == (done.returncode, done.stderr)
    assert "service: POST https://hooks.example.com/token\n" in done.stdout
    assert "answer: no answer" in done.stdout
