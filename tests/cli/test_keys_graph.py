"""`hookops keys` and `hookops graph`, as they are run."""

import json

import pytest

MANIFEST = """\
apiVersion: hookops.dev/v1
kind: HookKey
metadata: {name: first}
---
apiVersion: hookops.dev/v1
kind: InlineHook
metadata: {name: saml}
spec:
  type: com.okta.saml.tokens.transform
  channel:
    type: OAUTH
    config:
      uri: https://hooks.example.com/saml
      authType: private_key_jwt
      clientId: okta
      tokenUrl: https://login.example.com/token
      hookKey: first
  bindings:
    - app: 'Acme "Portal" \\ <b>'
---
apiVersion: hookops.dev/v1
kind: InlineHook
metadata: {name: users}
spec:
  type: com.okta.import.transform
  status: INACTIVE
  channel: {type: HTTP, config: {uri: https://hooks.example.com/users}}
  bindings:
    - {app: HR, manual: true}
---
apiVersion: hookops.dev/v1
kind: InlineHook
metadata: {name: passwords}
spec:
  type: com.okta.user.credential.password.import
  channel: {type: HTTP, config: {uri: https://hooks.example.com/passwords}}
"""
SEED = """\
apps:
  - label: 'Acme "Portal" \\ <b>'
"""
PROJECT = """\
apiVersion: hookops.dev/v1
kind: Project
spec:
  manifests: [manifests]
  organizations:
    local: {emulator: .hookops/local.db, seed: org.yaml}
"""


@pytest.fixture
def bound(shell):
    """A project whose hook signs with a key and is bound to an app of a seeded org."""
    (shell.folder / "manifests" / "enrich-access-tokens.yaml").unlink()
    shell.write("manifests/saml.yaml", MANIFEST)
    shell.write("org.yaml", SEED)
    shell.write("hookops.yaml", PROJECT)
    return shell


def test_a_key_is_shown_and_published(bound):
    """In words, as a JWK, and into a set of JWKs whose other keys stay."""
    bound.run("apply", "--yes")

    words = bound.run("keys", "show", "first")
    jwk = json.loads(bound.run("keys", "show", "first", "--jwk").stdout)
    bound.write("jwks.json", json.dumps({"keys": [{"kid": "x"}, {"kid": jwk["kid"]}], "a": 1}))
    put = bound.run("keys", "show", "first", "--jwks", "jwks.json")
    new = bound.run("keys", "show", "first", "--jwks", "new.json")

    assert {"kty": "RSA", "use": "sig", "alg": "RS256"}.items() <= jwk.items()
    assert {"kty", "kid", "use", "alg", "n", "e"} == set(jwk)
    assert f"kid: {jwk['kid']}" in words.stdout
    assert "hookops.dev/published" in words.stdout
    assert (0, 0, "") == (put.returncode, new.returncode, put.stdout)
    files = bound.files()
    assert {"keys": [{"kid": "x"}, jwk], "a": 1} == json.loads(files["jwks.json"])
    assert {"keys": [jwk]} == json.loads(files["new.json"])


@pytest.mark.parametrize("text", ["{", "[]", '{"keys": 1}', '{"keys": [1]}', "\udcff"])
def test_what_is_no_set_of_keys_is_left_alone(bound, text):
    """A damaged file is a mistake, and stays as it is."""
    bound.run("apply", "--yes")
    data = text.encode("utf-8", "surrogateescape")
    (bound.folder / "jwks.json").write_bytes(data)

    done = bound.run("keys", "show", "first", "--jwks", "jwks.json")

    assert (3, data) == (done.returncode, (bound.folder / "jwks.json").read_bytes())
    assert "jwks.json" in done.stderr


@pytest.mark.parametrize(
    ("name", "hint"), [("first", "hookops apply makes it"), ("typo", "is it declared")]
)
def test_a_key_that_is_not_there(bound, name, hint):
    """Not made yet, or misspelt: reported, with exit code 3."""
    done = bound.run("keys", "show", name)

    assert (3, True) == (done.returncode, hint in done.stderr)


def test_mermaid(bound):
    """Flow, hook and key with their arrows; what a name has of Mermaid's own signs is a code."""
    done = bound.run("graph")

    assert 0 == done.returncode
    assert done.stdout.startswith("flowchart LR\n")
    assert 'n0(["app<br/>Acme #34;Portal#34; #92; #60;b#62;"]):::flow' in done.stdout
    assert '-->|"signs with"|' in done.stdout
    assert '-.->|"bound by hand"|' in done.stdout
    assert '-.->|"while it is ACTIVE"|' in done.stdout


def test_dot(bound):
    """The same for Graphviz."""
    done = bound.run("graph", "--format", "dot")

    assert 0 == done.returncode
    assert r'label="app\nAcme \"Portal\" \\ <b>"' in done.stdout
    assert 'label="signs with"' in done.stdout
    assert done.stdout.endswith("}\n")


def test_graph_of_a_mistake(bound):
    """Nothing is drawn of manifests that are wrong."""
    bound.write("manifests/b.yaml", MANIFEST)

    done = bound.run("graph")

    assert (3, "") == (done.returncode, done.stdout)
    assert "slot-taken" in done.stderr


def test_a_seed_that_cannot_be_used(bound):
    """The file is named, with what is wrong."""
    bound.write("org.yaml", "nonsense: 1\n")

    done = bound.run("plan")

    assert (3, True) == (done.returncode, "org.yaml" in done.stderr)


def test_taking_over_and_what_waits(bound):
    """`--take-over` is an option of plan and of apply, which has to be given it as well."""
    saved = bound.run("plan", "--take-over", "saml", "--out", "plan.json")
    without = bound.run("apply", "plan.json", "--yes")
    applied = bound.run("apply", "plan.json", "--take-over", "saml", "--yes")

    assert (0, 5, 0) == (saved.returncode, without.returncode, applied.returncode)
    assert "the plan was made with --take-over saml, and apply is not given that" in without.stderr
    assert ["saml"] == json.loads(bound.files()["plan.json"])["take_over"]
