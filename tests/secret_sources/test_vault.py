"""OpenBao: how hookops signs in, which stores it reads, and what it says where it cannot."""

import datetime
import os
import uuid

import certifi
import pytest
from secret_sources.contexts import context
from secret_sources.peers import ROOT_TOKEN, bao

from hookops.secrets.source import SourceError

pytestmark = pytest.mark.skipif("HOOKOPS_TEST_VAULT" not in os.environ, reason="run.sh starts it")
VALUE = "CANARY-of-openbao-1618"


def read(reference, folder, **env):
    """The value, as hookops reads it."""
    from hookops.secrets.sources.vault import resolve

    path, _, field = reference.partition("#")
    given = {"VAULT_ADDR": os.environ["HOOKOPS_TEST_VAULT"], **env}
    return resolve(path, field, context(folder, given))


def why(reference, folder, **env):
    with pytest.raises(SourceError) as found:
        read(reference, folder, **env)
    assert VALUE not in found.value.reason
    assert ROOT_TOKEN not in found.value.reason
    return found.value.cause, found.value.reason


@pytest.fixture
def name():
    """Of a secret, a store and a role of this test alone, with a policy for it."""
    made = f"t{uuid.uuid4().hex[:12]}"
    bao("POST", f"secret/data/{made}/a", {"data": {"token": VALUE, "inner": {"key": VALUE}}})
    bao(
        "PUT",
        f"sys/policies/acl/{made}",
        {"policy": f'path "secret/data/{made}/*" {{capabilities=["read"]}}'},
    )
    return made


def test_by_token(name, tmp_path):
    """VAULT_TOKEN, and a member of a member."""
    # As a file of a mount has it, with a line break at its end.
    env = {"VAULT_TOKEN": f"{ROOT_TOKEN}\n"}

    assert VALUE == read(f"secret/{name}/a#token", tmp_path, **env)
    assert VALUE == read(f"secret/{name}/a#inner.key", tmp_path, **env)


def test_by_approle(name, tmp_path):
    """Signed in once, so that a secret id which works once is enough for all secrets."""
    from hookops.secrets.sources.vault import resolve

    bao("POST", f"sys/auth/{name}", {"type": "approle"})
    role = {"token_policies": [name], "secret_id_num_uses": 1}
    bao("POST", f"auth/{name}/role/hooks", role)
    env = {
        "VAULT_ADDR": os.environ["HOOKOPS_TEST_VAULT"],
        "HOOKOPS_VAULT_AUTH_MOUNT": name,
        "VAULT_ROLE_ID": bao("GET", f"auth/{name}/role/hooks/role-id").json()["data"]["role_id"],
        "VAULT_SECRET_ID": bao("POST", f"auth/{name}/role/hooks/secret-id").json()["data"][
            "secret_id"
        ],
    }
    run = context(tmp_path, env)

    assert [VALUE] * 3 == [resolve(f"secret/{name}/a", "token", run) for _ in range(3)]
    assert ("denied", "Vault answers 400 to the sign-in") == why(
        f"secret/{name}/a#token", tmp_path, **env
    )


def signed(key, **claims):
    from joserfc import jwt

    now = int(datetime.datetime.now(datetime.UTC).timestamp())
    every = {"iat": now, "nbf": now - 5, "exp": now + 300, **claims}
    return jwt.encode({"alg": "RS256", "kid": "a"}, every, key)


@pytest.fixture(scope="module")
def key():
    from joserfc.jwk import RSAKey

    return RSAKey.generate_key(2048)


def test_by_jwt(name, key, tmp_path):
    """A token of the CI system, which OpenBao checks itself."""
    bao("POST", f"sys/auth/{name}", {"type": "jwt"})
    pem = key.as_pem(private=False).decode()
    bao("POST", f"auth/{name}/config", {"jwt_validation_pubkeys": [pem]})
    role = {"role_type": "jwt", "user_claim": "sub", "bound_audiences": ["hookops"]}
    bao("POST", f"auth/{name}/role/hooks", {**role, "token_policies": [name]})
    env = {
        "HOOKOPS_VAULT_AUTH": "jwt",
        "HOOKOPS_VAULT_AUTH_MOUNT": name,
        "HOOKOPS_VAULT_ROLE": "hooks",
        "HOOKOPS_VAULT_JWT": signed(key, sub="repo:acme/hooks", aud="hookops"),
    }

    assert VALUE == read(f"secret/{name}/a#token", tmp_path, **env)
    env["HOOKOPS_VAULT_JWT"] = signed(key, sub="repo:evil/hooks", aud="another")
    assert ("denied", "Vault answers 400 to the sign-in") == why(
        f"secret/{name}/a#token", tmp_path, **env
    )


def test_by_kubernetes(name, key, tmp_path, serve_kubernetes):
    """The token of a pod's service account, which OpenBao has a Kubernetes API look at."""
    bao("POST", f"sys/auth/{name}", {"type": "kubernetes"})
    # Any authority will do: the API is on this computer, without TLS.
    authority = certifi.contents().partition("-----BEGIN")[2].partition("-----END")[0]
    config = {
        "kubernetes_host": serve_kubernetes,
        "kubernetes_ca_cert": f"-----BEGIN{authority}-----END CERTIFICATE-----\n",
        "disable_local_ca_jwt": True,
    }
    bao("POST", f"auth/{name}/config", config)
    role = {
        "bound_service_account_names": ["hooks"],
        "bound_service_account_namespaces": ["ci"],
        "token_policies": [name],
    }
    bao("POST", f"auth/{name}/role/hooks", role)
    account = {"namespace": "ci", "serviceaccount": {"name": "hooks", "uid": "u-1"}}
    token = signed(key, sub="system:serviceaccount:ci:hooks", **{"kubernetes.io": account})
    (tmp_path / "token").write_text(f"{token}\n")
    env = {
        "HOOKOPS_VAULT_AUTH": "kubernetes",
        "HOOKOPS_VAULT_AUTH_MOUNT": name,
        "HOOKOPS_VAULT_ROLE": "hooks",
        "HOOKOPS_VAULT_JWT_FILE": str(tmp_path / "token"),
    }

    assert VALUE == read(f"secret/{name}/a#token", tmp_path, **env)
    env["HOOKOPS_VAULT_JWT_FILE"] = str(tmp_path / "nothing")
    assert "denied" == why(f"secret/{name}/a#token", tmp_path, **env)[0]


def test_stores_of_both_versions(name, tmp_path):
    """Also of a mount with several parts."""
    bao("POST", f"sys/mounts/{name}/one", {"type": "kv", "options": {"version": "1"}})
    bao("POST", f"sys/mounts/{name}/two", {"type": "kv", "options": {"version": "2"}})
    bao("POST", f"{name}/one/in/a", {"token": f"{VALUE}-of-1"})
    bao("POST", f"{name}/two/data/in/a", {"data": {"token": f"{VALUE}-of-2"}})
    env = {"VAULT_TOKEN": ROOT_TOKEN}

    assert f"{VALUE}-of-1" == read(f"{name}/one/in/a#token", tmp_path, **env)
    assert f"{VALUE}-of-2" == read(f"{name}/two/in/a#token", tmp_path, **env)


def test_namespaces(name, tmp_path):
    """VAULT_NAMESPACE is the environment's, and no part of a reference."""
    bao("POST", f"sys/namespaces/{name}")
    bao("POST", f"{name}/sys/mounts/kv", {"type": "kv", "options": {"version": "2"}})
    bao("POST", f"{name}/kv/data/a", {"data": {"token": f"{VALUE}-of-a-namespace"}})
    env = {"VAULT_TOKEN": ROOT_TOKEN, "VAULT_NAMESPACE": name}

    assert f"{VALUE}-of-a-namespace" == read("kv/a#token", tmp_path, **env)


def test_a_version_that_was_deleted(name, tmp_path):
    """It is no value, and none of an older version is taken for it."""
    bao("DELETE", f"secret/data/{name}/a")

    found = why(f"secret/{name}/a#token", tmp_path, VAULT_TOKEN=ROOT_TOKEN)

    assert ("unset", "Vault answers 404: it has no such secret") == found


@pytest.mark.parametrize(
    ("reference", "env", "cause", "words"),
    [
        ("secret/NAME/b#token", {}, "unset", "Vault answers 404: it has no such secret"),
        ("secret/NAME/a#other", {}, "unset", "the secret has no field other"),
        ("secret/NAME/a#inner", {}, "unusable", "the field inner of the secret is no text"),
        ("nothing/NAME/a#token", {}, "denied", "Vault has no store there"),
        ("identity/NAME#token", {}, "unusable", "it is in no key/value store of Vault"),
        ("secret/NAME/a#t", {"VAULT_TOKEN": "x"}, "denied", "Vault refuses it to this sign-in"),
        ("secret/NAME/a#t", {"VAULT_TOKEN": ""}, "denied", "nothing says how to sign in to Vault"),
        ("secret/NAME/a#t", {"HOOKOPS_VAULT_AUTH": "x"}, "unusable", "HOOKOPS_VAULT_AUTH can be"),
        ("secret/NAME/a#t", {"VAULT_ADDR": " "}, "unusable", "VAULT_ADDR is not set"),
        ("secret/NAME/a#t", {"VAULT_CACERT": "/nowhere"}, "unusable", "VAULT_CACERT names no file"),
        ("secret/NAME/a#t", {"VAULT_TOKEN": "a\nb"}, "unusable", "that no header can carry"),
        ("secret/NAME/a#t", {"VAULT_ADDR": "http://127.0.0.1:1"}, "unreachable", "nothing that is"),
        ("secret/NAME/a#t", {"VAULT_ADDR": "http://vault:8200"}, "unusable", "no https:// address"),
        (
            "secret/NAME/a#t",
            {"VAULT_ADDR": "https://u:p@v"},
            "unusable",
            "VAULT_ADDR is no address",
        ),
    ],
)
def test_what_it_says(name, tmp_path, reference, env, cause, words):
    """Why there is no value, in words of hookops' own."""
    given = {"VAULT_TOKEN": ROOT_TOKEN, **env}

    found = why(reference.replace("NAME", name), tmp_path, **given)

    assert cause == found[0], found
    assert words in found[1]


def test_a_redirect(tmp_path, serve_redirect):
    """The token does not follow it to another host."""
    url, asked = serve_redirect

    found = why("secret/a#token", tmp_path, VAULT_ADDR=url, VAULT_TOKEN=ROOT_TOKEN)

    assert "unreachable" == found[0]
    assert [] == [path for path in asked if path.startswith("/elsewhere")]
