"""What is around a reader before the first line of a document, where commands cannot make it."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import token_hook
from cli.listener import listening
from conftest import manifest
from docs.console import blocks
from docs.reader import TOKEN, Reader
from existing_org import SAML, SWITCHES, build, hook
from existing_org import TOKEN as TOKENS
from flows.org import MACHINES, PEOPLE, RULE, SEED
from network.forward_proxy import ForwardProxy, serving_tls
from service.local import certificate
from terraform_state import show_json
from usage_log import event

from hookops.emulator.app import create_app
from hookops.emulator.control.switches import Switches
from hookops.emulator.http.server import running
from hookops.emulator.store.memory import MemoryStore
from hookops.emulator.store.sqlite import SqliteStore

ROOT = Path(__file__).resolve().parents[2]
ELSEWHERE = {
    "docs/emulator.md": "tests/structure/test_emulator_document.py",
    "docs/recipes.md": "tests/structure/test_recipes.py",
    "docs/secrets.md": "tests/secret_sources/test_document.py",
}
"""Documents with commands of other programs or servers, and the tests that enter these."""
DOCUMENTS = {
    path.relative_to(ROOT).as_posix(): path.read_text()
    for path in (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))
    if "decisions" not in path.parts
}
FOLLOWED = [
    name
    for name, text in DOCUMENTS.items()
    if name not in ELSEWHERE and any(block.kind == "console" for block in blocks(text))
]
SERVICE = "http://127.0.0.1:5000"
"""A token hook's, which documents tell a reader to start."""
PLAIN_SERVICE = "http://127.0.0.1:8080"
"""One that only looks at the secret."""
HOOKS = (("Risk score", TOKENS), ("Badge number", SAML))
_ORG = re.compile(r"https://[a-z0-9-]+\.okta\.com")


@contextmanager
def reader(folder: Path, document: str, text: str) -> Iterator[Reader]:
    """A reader of the document; `https://acme.okta.com` and other orgs are emulators on ports."""
    with ExitStack() as stack:
        found = Reader(folder)
        switches = SWITCHES if document == "docs/existing-org.md" else {}
        for url in sorted(_orgs(text)):
            org = create_app(MemoryStore(), token=TOKEN, switches=Switches(**switches))
            found.places[url] = stack.enter_context(running(org))
            found.env["HOOKOPS_API_TOKEN"] = TOKEN
        if SERVICE in text:
            service = token_hook.create_app("made-up-hookops_secret_token_hook-7c1")
            found.places[SERVICE] = stack.enter_context(running(service))
        if PLAIN_SERVICE in text:
            found.places[PLAIN_SERVICE] = stack.enter_context(running(found.answer, threads=2))
        if document in WORLDS:
            WORLDS[document](found, stack)
        yield found


def _orgs(text: str) -> set[str]:
    """Those that a command or a file of the document names."""
    used = [b.text for b in blocks(text) if b.file or b.kind == "run" or b.kind == "console"]
    return set(_ORG.findall("\n".join(used)))


def readme(found: Reader, _: ExitStack) -> None:
    """The one hook is edited when the transcript says so."""
    edited = "local: Enrich access tokens channel.config.uri=https://staging.example.com/token"
    found.happenings["somebody edits the hook in the console ..."] = lambda: found.edit(edited)


def on_call(found: Reader, _: ExitStack) -> None:
    """Two hooks with flows, whose service fails when the page says so."""
    found.write("org.json", json.dumps(SEED))
    found.run("hookops init")
    (found.folder / "manifests" / "enrich-access-tokens.yaml").unlink()
    text = (found.folder / "hookops.yaml").read_text()
    found.write("hookops.yaml", text.replace("local.db}", "local.db, seed: org.json}"))
    name = "enrich-access-tokens"
    bound = manifest(name, name="Enrich access tokens", bindings=[RULE, MACHINES, PEOPLE])
    found.write(f"manifests/{name}.yaml", json.dumps(bound))
    found.write("manifests/other.yaml", json.dumps(manifest("check-machines")))
    for each in (name, "check-machines"):
        found.env[f"HOOKOPS_SECRET_{each.upper().replace('-', '_')}"] = "CANARY-70111"
    code, printed = found.run("hookops apply --yes")
    assert code == 0, printed
    found.happenings = {
        "the service of the token hook answers 500": lambda: _fail(found, "Enrich access tokens"),
        "somebody deletes its manifest, and the pipeline applies that": (
            found.folder / "manifests" / f"{name}.yaml"
        ).unlink,
    }


def _fail(found: Reader, name: str) -> None:
    """The System Log has four failed calls of the hook, a few minutes ago."""
    with found.console("local") as client:
        (hook,) = [each for each in client.get("inlineHooks").json() if each["name"] == name]
    row = ("", hook["id"], "inline_hook.executed", "FAILURE", "the service answered status 500")
    store = SqliteStore(found.folder / ".hookops" / "local.db")
    with store.transaction() as transaction:
        latest = max(each["published"] for each in transaction.records.all("events"))
        for number in range(4):
            made = event(number, 0, row) | {"published": latest}
            transaction.records.save("events", made["uuid"], made)


def existing_org(found: Reader, stack: ExitStack) -> None:
    """An org that has everything, of which Terraform has a state."""
    client = stack.enter_context(found.console("acme"))

    def call(method: str, path: str, body: Any = None) -> Any:
        answer = client.request(method, path, json=body)
        return answer.raise_for_status().json() if answer.content else None

    build(call)
    found.programs["terraform show"] = lambda: json.dumps(show_json(call))


def grown_org(found: Reader, stack: ExitStack) -> None:
    """An org with two hooks, one of them called by a flow."""
    client = stack.enter_context(found.console("acme"))
    made = [client.post("inlineHooks", json=hook(*each)).json() for each in HOOKS]
    servers = client.get("authorizationServers").json()
    rules = f"authorizationServers/{servers[0]['id']}/policies"
    policy = client.get(rules).json()[0]
    (rule,) = client.get(f"{rules}/{policy['id']}/rules").json()
    rule["actions"]["token"]["inlineHook"] = {"id": made[0]["id"]}
    client.put(f"{rules}/{policy['id']}/rules/{rule['id']}", json=rule).raise_for_status()


def drift_cron(found: Reader, stack: ExitStack) -> None:
    """A service that is notified."""
    service = stack.enter_context(listening())
    found.places["ops.example.com"] = service.place
    found.messages = lambda: [f"{m['title']}\n{m['message']}\n" for m in service.notified]


def logs(found: Reader, _: ExitStack) -> None:
    """A line of a log has the host of a URL alone."""
    found.places["acme.okta.com"] = found.places["https://acme.okta.com"].partition("//")[2]


def networks(found: Reader, stack: ExitStack) -> None:
    """An org behind TLS that only a proxy can reach."""
    context, path = certificate(found.folder, "org.acme.example")
    org = create_app(MemoryStore(), token=TOKEN)
    port = stack.enter_context(serving_tls(org, context))
    proxy = ForwardProxy(port=port)
    stack.callback(proxy.close)
    found.places |= {
        "https://acme.okta.com": "https://org.acme.example",
        "proxy.acme.example:3128": proxy.address,
        "/etc/acme-ca.pem": str(path),
    }
    found.env["HOOKOPS_ALLOWED_HOSTS"] = "org.acme.example"


WORLDS: Mapping[str, Callable[[Reader, ExitStack], None]] = {
    "README.md": readme,
    "docs/on-call.md": on_call,
    "docs/existing-org.md": existing_org,
    "docs/drift-cron.md": drift_cron,
    "docs/networks.md": networks,
    "docs/how-to/logs-and-traces.md": logs,
    "docs/adopt.md": grown_org,
    "docs/how-to/connect-an-org.md": grown_org,
    "docs/how-to/see-what-an-org-has.md": grown_org,
    "docs/how-to/take-over.md": grown_org,
}
