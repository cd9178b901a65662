"""What holds for the services of every type."""

import ast
import json
import logging
import os
import subprocess
import sys

import pytest
from services.samples import SECRET, SERVICES, TYPES, module

CANARY = "CANARY-70110"


def test_right_request_is_answered(each):
    """Okta's request with the right secret gets 200 and JSON, with commands alone."""
    answer = each.post()

    assert (200, "application/json") == (answer.status_code, answer.content_type)
    assert ["commands"] == list(answer.get_json())


@pytest.mark.parametrize(
    "headers", [{}, {"Authorization": ""}, {"Authorization": "wrong"}, {"Authorization": "ü"}]
)
def test_wrong_secret(each, headers):
    """Without the secret, or with another, the answer is 401 with a challenge, on any path."""
    body = json.dumps(each.event)
    client = each.app.test_client()
    for path in (f"/{each.short}", "/", "/elsewhere"):
        answer = client.post(path, data=body, headers=headers, content_type="application/json")

        assert (401, "Secret") == (answer.status_code, answer.headers["WWW-Authenticate"])


def test_secret_that_is_not_ascii(each):
    """A secret is compared as the bytes of UTF-8 that a client sends."""
    app = module(each.short).create_app("schlüssel")
    sent = "schlüssel".encode().decode("latin-1")

    answer = app.test_client().post(
        f"/{each.short}", json=each.event, headers={"Authorization": sent}
    )

    assert 200 == answer.status_code


def test_both_secrets_of_a_rotation(each):
    """With HOOK_SECRET_OLD both are taken, and an empty one is no secret."""
    script = (
        f"import {each.app.import_name} as service; client = service.create_app().test_client();"
        "print([client.post('/nowhere', headers={'Authorization': s}).status_code"
        " for s in ('new', 'old', 'other', '')])"
    )
    both = run(["-c", script], HOOK_SECRET="new", HOOK_SECRET_OLD="old")
    one = run(["-c", script], HOOK_SECRET="new", HOOK_SECRET_OLD=" ")

    assert ("[404, 404, 401, 401]\n", "[404, 401, 401, 401]\n") == (both.stdout, one.stdout)


@pytest.mark.parametrize("secret", ["", " ", "\n"])
def test_no_start_without_a_secret(each, secret):
    """An empty secret would let everybody in, so there is no such service."""
    with pytest.raises(ValueError, match="set HOOK_SECRET"):
        module(each.short).create_app(secret)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b"1",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"9" * 10_000,
        b'{"eventType": "com.okta.other"}',
    ],
)
def test_malformed_body(each, body):
    """What is no request of this hook is refused with 400, never 500."""
    assert 400 == each.post(body).status_code


@pytest.mark.parametrize("data", [None, [], "text", 1, {"context": []}, {"context": "text"}])
def test_data_of_another_shape(each, data):
    """Data that is no object, or holds none where one belongs, is refused with 400."""
    each.event["data"] = data

    assert 400 == each.post().status_code


def test_request_of_another_hook(each):
    """A request of another type was sent to the wrong address."""
    others = [name for name in TYPES.values() if name != TYPES[each.short]]
    statuses = [each.post(json.dumps({**each.event, "eventType": o}).encode()) for o in others]

    assert {400} == {answer.status_code for answer in statuses}


def test_other_ways_to_ask(each):
    """Another path, method, content type or a huge body has its own status."""
    client = each.app.test_client()
    shown = {"Authorization": SECRET}

    assert 404 == each.post(path="/elsewhere").status_code
    assert 405 == client.get(f"/{each.short}", headers=shown).status_code
    assert 415 == each.post(**{"Content-Type": "text/plain"}).status_code
    assert 413 == each.post(b" " * (1024 * 1024 + 1)).status_code


def texts(value):
    """Every text in a JSON value, but for names and what says which kind of request it is."""
    if isinstance(value, dict):
        return [text for name, item in value.items() for text in texts(item)]
    if isinstance(value, list):
        return [text for item in value for text in texts(item)]
    return [value] if isinstance(value, str) and len(value) > 5 else []


def test_nothing_is_logged(each, caplog, capfd):
    """Whether a request is answered or refused, none of its texts is printed or logged."""
    caplog.set_level(logging.DEBUG)
    found = texts(each.event["data"])
    each.post()
    each.post(json.dumps(each.event["data"]).encode())
    each.post(Authorization=CANARY)
    printed = "".join(capfd.readouterr()) + caplog.text

    assert [] == [text for text in [*found, CANARY, SECRET] if text in printed]


def test_refused_requests_repeat_nothing(each):
    """The answer to a refused request has neither the secret nor what was sent."""
    refused = [
        each.post(json.dumps({"eventType": CANARY}).encode()),
        each.post(f"{{{CANARY}".encode()),
        each.post(Authorization=CANARY),
    ]

    assert [] == [a.data for a in refused if CANARY.encode() in a.data or SECRET in a.text]


def run(words, **environment):
    """A command in the folder of the services, in an environment of its own."""
    env = {"PATH": os.environ["PATH"], **environment}
    return subprocess.run(
        [sys.executable, *words], cwd=SERVICES, env=env, capture_output=True, text=True, timeout=60
    )


FLASK = """
import os, sys
from flask.cli import main

for name in sys.argv[1:]:
    child = os.fork()
    if not child:
        sys.argv = ["flask", "--app", name, "routes"]
        sys.exit(main())
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    for stream in (sys.stdout, sys.stderr):
        print(f"end {name} {code}", file=stream, flush=True)
"""


def test_flask_finds_the_services():
    """`flask --app` takes the secret from the environment, and refuses to start without one."""
    names = {short: module(short).__name__ for short in TYPES}

    without = run(["-c", FLASK, *names.values()])
    found = run(["-c", FLASK, *names.values()], HOOK_SECRET="x")

    failures, routes = without.stderr.split("end "), found.stdout.split("end ")
    assert [] == [text for text in failures[:-1] if "set HOOK_SECRET" not in text]
    assert [] == [s for s, text in zip(names, routes[:-1], strict=True) if f"/{s} " not in text]
    assert [f"end {name} 0" for name in names.values()] == [
        line for line in found.stdout.splitlines() if line.startswith("end ")
    ]
    assert len(names) == len(failures) - 1
    assert "/" not in without.stdout


def test_python_refuses_too():
    """So does the file itself."""
    done = run(["token_hook.py"])

    assert (1, True) == (done.returncode, "set HOOK_SECRET" in done.stderr)


def test_one_file_and_auth_are_enough(each):
    """A service imports nothing but auth, flask and the standard library."""
    tree = ast.parse((SERVICES / f"{module(each.short).__name__}.py").read_text())
    found = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    found |= {n.name for node in ast.walk(tree) if isinstance(node, ast.Import) for n in node.names}

    roots = {name.split(".")[0] for name in found}

    assert {"auth", "flask"} == roots - set(sys.stdlib_module_names)
