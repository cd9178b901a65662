"""Behind a company's proxy: plans, applies and previews, and what each report says of it.

With `HOOKOPS_TEST_PROXY` the proxy is the real one of `tests/clients/proxy.sh`.
"""

import os

import pytest
from network.forward_proxy import ForwardProxy, serving_tls
from service.local import certificate

from hookops.emulator.app import create_app
from hookops.emulator.store.memory import MemoryStore

NAME = "org.acme.example"
REAL = os.environ.get("HOOKOPS_TEST_PROXY", "")


@pytest.fixture
def org(tmp_path):
    """The port of an emulator behind TLS, and the file to trust."""
    context, path = certificate(tmp_path, NAME)
    # An org has no other port; behind the real proxy nothing else leads there.
    with serving_tls(create_app(MemoryStore(), token="t0ken"), context, 443 if REAL else 0) as port:
        yield port, path


@pytest.fixture
def behind(shell, org):
    """A project whose org is named by a host that only the proxy can reach, and the proxy."""
    port, path = org
    proxy = ForwardProxy(port=port)
    text = "apiVersion: hookops.dev/v1\nkind: Project\nspec:\n  manifests: [manifests]\n"
    shell.write("hookops.yaml", f"{text}  organizations:\n    prod: {{url: 'https://{NAME}'}}\n")
    shell.env |= {
        "HOOKOPS_API_TOKEN": "t0ken",
        "HOOKOPS_ALLOWED_HOSTS": NAME,
        "HOOKOPS_SECRET_HOSTS": "hooks.example.com",
        "HTTPS_PROXY": f"http://{REAL or proxy.address}",
        "HOOKOPS_CA_BUNDLE": str(path),
    }
    yield shell, proxy
    proxy.close()


def test_apply_and_plan(behind):
    """It works through tunnels alone, and the report says which way it went, in one line."""
    shell, proxy = behind

    applied = shell.run("apply", "--yes")
    planned = shell.run("plan")

    assert (0, 0) == (applied.returncode, planned.returncode), applied.stderr
    way = f"by the proxy {REAL or proxy.address} (HTTPS_PROXY), with certificates of"
    title = planned.stdout.splitlines()[0]
    assert title.startswith(f"Plan for prod (https://{NAME} {way} ")
    assert title.endswith(" (HOOKOPS_CA_BUNDLE))")
    assert 1 == planned.stderr.count(f"note: hookops reaches https://{NAME} {way}")
    if not REAL:
        assert {f"{NAME}:443"} == set(proxy.asked)
        assert not any("t0ken" in head or "SSWS" in head for head in proxy.heads)


def test_the_system_has_the_authority(behind):
    """`system` alone does not trust a certificate of the test's own."""
    shell, _ = behind
    shell.env["HOOKOPS_CA_BUNDLE"] = "system"

    done = shell.run("plan")

    assert 9 == done.returncode
    assert "is not trusted" in done.stderr


def test_without_the_authority(behind):
    """The message names the setting."""
    shell, _ = behind
    del shell.env["HOOKOPS_CA_BUNDLE"]

    done = shell.run("plan")

    assert 9 == done.returncode
    assert "is not trusted: " in done.stderr
    assert "HOOKOPS_CA_BUNDLE names the file with its authority, or says system" in done.stderr


@pytest.mark.parametrize("entry", [NAME, "acme.example", "*"])
def test_no_proxy(behind, entry):
    """What NO_PROXY names is reached directly; here only where the test has the name resolved."""
    shell, proxy = behind
    shell.env["NO_PROXY"] = entry
    # No tunnel leads there, so whatever answers was reached directly.
    shell.env["HTTPS_PROXY"] = "http://127.0.0.1:9"

    done = shell.run("plan")

    assert (0 if REAL else 9) == done.returncode, done.stderr
    assert [] == proxy.heads
    assert "by the proxy" not in done.stdout + done.stderr


def test_a_proxy_that_wants_a_password(behind, org):
    """It gets its own and nothing of the org's; without, the message says where it belongs."""
    shell, first = behind
    proxy = ForwardProxy(demands="Basic YTpwcjB4eS1wYXNz", port=org[0])
    shell.env["HTTPS_PROXY"] = f"http://a:pr0xy-pass@{proxy.address}"

    known = shell.run("plan")
    shell.env["HTTPS_PROXY"] = f"http://{proxy.address}"
    unknown = shell.run("plan")
    proxy.close()

    assert 0 == known.returncode, known.stderr
    assert "pr0xy-pass" not in known.stdout + known.stderr
    assert 9 == unknown.returncode
    assert f"opens no tunnel to https://{NAME}/: 407; nothing was sent" in unknown.stderr
    assert "HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT" in unknown.stderr
    assert [] == first.heads


@pytest.mark.parametrize(("status", "asked"), [(403, 1), (502, 5)])
def test_a_proxy_that_opens_no_tunnel(behind, status, asked):
    """What it does not allow is not asked again; what it cannot reach is, as long as patience."""
    shell, _ = behind
    proxy = ForwardProxy(status=status)
    shell.env["HTTPS_PROXY"] = f"http://{proxy.address}"

    done = shell.run("apply", "--yes")
    proxy.close()

    assert 9 == done.returncode
    assert f"opens no tunnel to https://{NAME}" in done.stderr
    assert f": {status}; nothing was sent" in done.stderr
    assert (asked == 1) == (len(proxy.heads) == 1)


def test_a_proxy_that_is_not_there(behind):
    """Its place and its variable are in the message."""
    shell, _ = behind
    shell.env["HTTPS_PROXY"] = "http://127.0.0.1:9"

    done = shell.run("plan")

    assert 9 == done.returncode
    assert "cannot be reached by the proxy 127.0.0.1:9 (HTTPS_PROXY): " in done.stderr


def test_a_project_file_names_no_proxy(behind):
    """Its schema has no such field."""
    shell, _ = behind
    text = (shell.folder / "hookops.yaml").read_text()
    shell.write("hookops.yaml", text.replace("prod: {", "prod: {proxy: 'http://127.0.0.1:9', "))

    done = shell.run("plan")

    assert 3 == done.returncode
    assert "unknown-field" in done.stderr
