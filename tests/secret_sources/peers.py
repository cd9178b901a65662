"""Real sources of secrets, which `run.sh` has started, and how people put a value there."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

ROOT_TOKEN = "root-of-the-tests"
AWS = {
    "AWS_ACCESS_KEY_ID": "AKIATESTTESTTESTTEST",
    "AWS_SECRET_ACCESS_KEY": "not-a-key-of-anybody",
    "AWS_REGION": "eu-central-1",
}


@dataclass(frozen=True, slots=True)
class Peer:
    """One source, with a secret of its own in it."""

    ref: str
    allowed: str
    """The pattern that allows it and its neighbours."""
    env: Mapping[str, str]
    put: Callable[[str], None]
    """Another value is its current one."""
    lost: Mapping[str, str]
    """The environment in which nothing of it answers, or nothing can be read."""
    code: int
    """Of an apply that is given that one."""


def bao(method: str, path: str, body: object = None, token: str = ROOT_TOKEN) -> httpx.Response:
    """A request to OpenBao."""
    url = f"{os.environ['HOOKOPS_TEST_VAULT']}/v1/{path}"
    answer = httpx.request(method, url, json=body, headers={"X-Vault-Token": token}, timeout=20)
    assert answer.is_success, answer.text
    return answer


def vault(name: str, folder: Path) -> Peer:
    """OpenBao's key/value store, version 2, as `bao server -dev` has it."""
    address = os.environ["HOOKOPS_TEST_VAULT"]

    def put(value: str) -> None:
        bao("POST", f"secret/data/hooks/{name}", {"data": {"token": value}})

    return Peer(
        f"vault:secret/hooks/{name}#token",
        "vault:secret/hooks/*",
        {"VAULT_ADDR": address, "VAULT_TOKEN": ROOT_TOKEN},
        put,
        {"VAULT_TOKEN": "another-token-4711"},
        4,
    )


def _boto(service: str) -> Any:
    import boto3

    return boto3.client(
        service,
        endpoint_url=os.environ["HOOKOPS_TEST_AWS"],
        region_name=AWS["AWS_REGION"],
        aws_access_key_id=AWS["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=AWS["AWS_SECRET_ACCESS_KEY"],
    )


def awssm(name: str, folder: Path) -> Peer:
    """Secrets Manager, a key of JSON."""
    client = _boto("secretsmanager")

    def put(value: str) -> None:
        text = json.dumps({"token": value, "user": "ada"})
        try:
            client.create_secret(Name=f"hooks/{name}", SecretString=text)
        except client.exceptions.ResourceExistsException:
            client.put_secret_value(SecretId=f"hooks/{name}", SecretString=text)

    env = {**AWS, "AWS_ENDPOINT_URL": os.environ["HOOKOPS_TEST_AWS"]}
    lost = {"AWS_ENDPOINT_URL": "http://127.0.0.1:1"}
    return Peer(f"awssm:hooks/{name}#token", "awssm:hooks/*", env, put, lost, 9)


def awsssm(name: str, folder: Path) -> Peer:
    """Parameter Store, a SecureString."""
    client, path = _boto("ssm"), f"/hooks/{name}/token"

    def put(value: str) -> None:
        client.put_parameter(Name=path, Value=value, Type="SecureString", Overwrite=True)

    env = {**AWS, "AWS_ENDPOINT_URL": os.environ["HOOKOPS_TEST_AWS"]}
    lost = {"AWS_ENDPOINT_URL_SSM": "http://127.0.0.1:1"}
    return Peer(f"awsssm:{path}", "awsssm:/hooks/*", env, put, lost, 9)


def sops(name: str, folder: Path) -> Peer:
    """A file of the project, encrypted for a key of age."""
    programs, key = os.environ["HOOKOPS_TEST_SOPS"], os.environ["HOOKOPS_TEST_AGE_KEY"]
    recipient = Path(key).read_text().partition("public key: ")[2].split()[0]

    def put(value: str) -> None:
        plain = f"hooks:\n  token: {value}\n  port: 8443\n"
        kind = ["--input-type", "yaml", "--output-type", "yaml", "--filename-override", "a.yaml"]
        done = subprocess.run(
            [f"{programs}/sops", "encrypt", "--age", recipient, *kind],
            input=plain,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
            cwd="/",
        )
        (folder / "secrets").mkdir(exist_ok=True)
        (folder / f"secrets/{name}.yaml").write_text(done.stdout)

    env = {"PATH": f"{programs}:/usr/bin:/bin", "SOPS_AGE_KEY_FILE": key}
    lost = {"SOPS_AGE_KEY_FILE": "/dev/null"}
    return Peer(f"sops:secrets/{name}.yaml#hooks.token", "sops:secrets/*", env, put, lost, 3)


def keyring(name: str, folder: Path) -> Peer:
    """keyrings.alt's file, which is what a computer without a desktop has."""
    backend = os.environ["HOOKOPS_TEST_KEYRING"]

    def put(value: str) -> None:
        words = [sys.executable, "-m", "keyring", "set", "hooks", name]
        env = {**os.environ, "PYTHON_KEYRING_BACKEND": backend}
        subprocess.run(words, input=value, env=env, text=True, check=True, capture_output=True)

    lost = {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
    env = {"PYTHON_KEYRING_BACKEND": backend}
    return Peer(f"keyring:hooks#{name}", "keyring:hooks*", env, put, lost, 3)


def file(name: str, folder: Path) -> Peer:
    """A mount of Kubernetes: the whole folder is exchanged by a link."""
    root = folder.parent / f"{folder.name}-mount"

    def put(value: str) -> None:
        version = root / f"..version-{len(list(root.glob('..version-*'))) if root.exists() else 0}"
        version.mkdir(parents=True)
        (version / name).write_text(f"{value}\n")
        (root / "..new").symlink_to(version.name)
        (root / "..new").rename(root / "..data")
        if not (root / name).is_symlink():
            (root / name).symlink_to(f"..data/{name}")

    env = {"HOOKOPS_SECRETS_ROOT": str(root)}
    return Peer(f"file:{name}", "file:*", env, put, {"HOOKOPS_SECRETS_ROOT": "/nowhere"}, 3)


def _program(name: str, folder: Path, place: int, ref: str, token: str) -> Peer:
    """A stand-in for a program that nobody can install here: it knows one reference and one token.

    Like many programs it quotes what it was given when it fails.
    """
    scheme = ref.partition(":")[0]
    programs = folder.parent / f"{folder.name}-programs"
    programs.mkdir()
    value, program = programs / "value", programs / ("vals" if "+" in scheme else scheme)
    program.write_text(
        f"""#!/bin/sh
if [ "${token}" != right ]; then echo "wrong token ${token}" >&2; exit 1; fi
if [ "${place}" != "{ref}" ]; then echo "no such item" >&2; exit 1; fi
cat {value}
"""
    )
    program.chmod(0o755)
    env = {"PATH": f"{programs}:/usr/bin:/bin", token: "right"}
    return Peer(ref, f"{scheme}://*", env, lambda v: _write(value, v), {token: "wrong-token-1"}, 3)


def _write(path: Path, text: str) -> None:
    path.write_text(text)


def op(name: str, folder: Path) -> Peer:
    """1Password's program."""
    ref = f"op://Hooks/{name}/password"
    return _program(name, folder, 4, ref, "OP_SERVICE_ACCOUNT_TOKEN")


def vals(name: str, folder: Path) -> Peer:
    """vals, and one of its back ends."""
    return _program(name, folder, 3, f"ref+doppler://hooks/{name}#/token", "DOPPLER_TOKEN")


PEERS: Mapping[str, tuple[str, Callable[[str, Path], Peer]]] = {
    "file": ("", file),
    "vault": ("HOOKOPS_TEST_VAULT", vault),
    "awssm": ("HOOKOPS_TEST_AWS", awssm),
    "awsssm": ("HOOKOPS_TEST_AWS", awsssm),
    "sops": ("HOOKOPS_TEST_SOPS", sops),
    "keyring": ("HOOKOPS_TEST_KEYRING", keyring),
    "op": ("HOOKOPS_TEST_PROGRAMS", op),
    "vals": ("HOOKOPS_TEST_PROGRAMS", vals),
}
"""Each with the variable by which `run.sh` says that it is there."""
