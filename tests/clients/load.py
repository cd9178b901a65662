# ruff: noqa: T201
"""Many clients at once, none of whose writes may be lost: `load.py PYTHON`.

64 clients send 200 requests each. A client makes three hooks and then renames them over and over;
every rename continues a count that it has read from the hook before, and all of the clients share
one hook more, which each of them replaces now and then: what it says at the end must be the last
that one of them wrote. Once on a port, once in this process
through `httpx.WSGITransport`. At the end the list must hold exactly what was answered last.
PYTHON must have hookops[emulator]; it runs this file again if it is another interpreter.
"""

import os
import sys
import threading
import time

from proof import HOOKS, TOKEN, Client, body, emulator

CLIENTS = 64
REQUESTS = 200
OWN = 3
EVERY = 20
SHARED = "https://hooks.example.com/shared/"


class InProcess:
    """A client without a socket."""

    def __init__(self, app):
        import httpx

        headers = {"Authorization": f"SSWS {TOKEN}"}
        transport = httpx.WSGITransport(app=app)
        base_url = "https://load.okta.example"
        self._client = httpx.Client(transport=transport, base_url=base_url, headers=headers)

    def ask(self, method, path, value=None):
        """The status, and what the body says."""
        answer = self._client.request(method, path, json=value)
        return answer.status_code, answer.json() if answer.content else None

    def close(self):
        """Nothing more is asked."""
        self._client.close()


class Work:
    """What one client does, and what it was answered."""

    def __init__(self, client, number, shared_id):
        self._client = client
        self._number = number
        self._shared_id = shared_id
        self.answered = {}
        self.shared = None
        self.errors = []
        self.requests = 0

    def run(self):
        """All of its requests."""
        try:
            self._run()
        except Exception as problem:  # noqa: BLE001  # a thread's errors are counted
            self.errors.append(repr(problem))
        finally:
            self._client.close()

    def _run(self):
        for index in range(OWN):
            hook = self._ask("POST", HOOKS, body(f"{self._number}-{index}-0"))
            if hook:
                self.answered[hook["id"]] = hook["name"]
        ids = list(self.answered)
        due = EVERY
        while self.requests < REQUESTS and not self.errors:
            if self.requests >= due:
                due += EVERY
                uri = f"{SHARED}{self._number}/{self.requests}"
                self._ask("PUT", f"{HOOKS}/{self._shared_id}", body("shared", uri))
                self.shared = uri
                continue
            hook_id = ids[self.requests // 2 % OWN]
            self._rename(hook_id)

    def _rename(self, hook_id):
        """Read, add one, write: an update that is lost would stop the count."""
        path = f"{HOOKS}/{hook_id}"
        before = self._ask("GET", path)
        if before and before["name"] != self.answered[hook_id]:
            self.errors.append(f"{before['name']} instead of {self.answered[hook_id]}")
        if self.requests >= REQUESTS or self.errors:
            return
        start, _, count = before["name"].rpartition("-")
        wanted = f"{start}-{int(count) + 1}"
        after = self._ask("PUT", path, body(wanted))
        if after and after["name"] != wanted:
            self.errors.append(f"{after['name']} was answered instead of {wanted}")
        elif after:
            self.answered[hook_id] = after["name"]

    def _ask(self, method, path, value=None):
        self.requests += 1
        status, data = self._client.ask(method, path, value)
        if status != 200:
            self.errors.append(f"{method} {path}: {status} {data}")
            return None
        return data


def load(where, connect):
    """All clients, and what the list holds then; whether it is right."""
    first = connect()
    shared_id = first.ask("POST", HOOKS, body("shared", SHARED))[1]["id"]
    works = [Work(connect(), number, shared_id) for number in range(CLIENTS)]
    threads = [threading.Thread(target=work.run) for work in works]
    start_s = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    elapsed_s = time.perf_counter() - start_s
    stored = {hook["id"]: hook for hook in everything(first)}
    first.close()
    errors = [error for work in works for error in work.errors]
    answered = {hook_id: name for work in works for hook_id, name in work.answered.items()}
    shared = stored.pop(shared_id)["channel"]["config"]["uri"]
    names = {hook_id: hook["name"] for hook_id, hook in stored.items()}
    lost = sum(names.get(hook_id) != name for hook_id, name in answered.items())
    lost += shared not in {work.shared for work in works}
    extra = len(names.keys() - answered.keys())
    total = sum(work.requests for work in works)
    print(
        f"{where}: {CLIENTS} clients, {total} requests, {len(errors)} errors, "
        f"{lost} lost updates, {extra} hooks too many, {total / elapsed_s:.0f} requests/s"
    )
    for error in errors[:5]:
        print(f"  {error}")
    whole = total == CLIENTS * REQUESTS and len(answered) == CLIENTS * OWN
    return whole and not (errors or lost or extra)


def everything(client):
    """The whole list."""
    status, hooks = client.ask("GET", HOOKS)
    if status != 200:
        sys.exit(f"the list: {status}")
    return hooks


def main(python):
    """Both loads."""
    from hookops.emulator.app import create_app
    from hookops.emulator.store.memory import MemoryStore

    with emulator(python, "--hook-limit", "1000") as url:
        good = load("on a port", lambda: Client(url))
    app = create_app(MemoryStore(), token=TOKEN, hook_limit=1000)
    good = load("in process", lambda: InProcess(app)) and good
    sys.exit(0 if good else "FAILED")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: load.py PYTHON")
    if os.path.abspath(sys.argv[1]) != os.path.abspath(sys.executable):
        os.execv(sys.argv[1], [sys.argv[1], os.path.abspath(__file__), sys.argv[1]])
    main(sys.argv[1])
