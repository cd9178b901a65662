# ruff: noqa: T201
"""What was answered survives the end of the process: `kill.py PYTHON [TIMES]`.

Again and again: an emulator with `--data FILE`, clients that make and rename hooks, `kill -9` at a
random moment, and a fresh emulator on the same file. It must hold every write that was answered,
and no hook that is half written; the one write of each client that got no answer may be there or
not. The random numbers are the same each time; when the process dies is not.
"""

import http.client
import random
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from proof import HOOKS, Client, body, emulator, start

SEED = 20240229
CLIENTS = 4
LATEST_S = 0.6
LIMIT = ("--hook-limit", "100000")
URI = "https://hooks.example.com/"


class Writer:
    """A client that writes until it gets no answer."""

    def __init__(self, url, number):
        self._client = Client(url)
        self._number = number
        self.answered = {}
        self.pending = None
        self.writes = 0
        self.problem = None

    def run(self):
        """Two renames for each hook that is made."""
        try:
            while self.problem is None:
                hook_id = self._write(None)
                for _ in range(2):
                    self._write(hook_id)
        except (OSError, http.client.HTTPException, ValueError):
            self._client.close()

    def _write(self, hook_id):
        name = f"{self._number}-{self.writes}"
        self.pending = (hook_id, name)
        method, path = ("PUT", f"{HOOKS}/{hook_id}") if hook_id else ("POST", HOOKS)
        status, data = self._client.ask(method, path, body(name, URI + name))
        if status != 200:
            self.problem = f"{method} {path}: {status} {data}"
            return hook_id
        self.answered[data["id"]] = name
        self.pending = None
        self.writes += 1
        return data["id"]


def check(writers, stored):
    """What is wrong with what the file holds after one kill."""
    wrong = [writer.problem for writer in writers if writer.problem]
    answered = {hook_id: name for writer in writers for hook_id, name in writer.answered.items()}
    pending = [writer.pending for writer in writers if writer.pending]
    renames = dict(writer for writer in pending if writer[0])
    creates = {name for hook_id, name in pending if not hook_id}
    for hook_id, hook in stored.items():
        name, config = hook["name"], hook["channel"]["config"]
        sent = body(name, URI + name)
        whole = (
            config["uri"] == URI + name
            and config["authScheme"]["key"] == "Authorization"
            and (hook["type"], hook["version"]) == (sent["type"], sent["version"])
            and hook["status"] == "ACTIVE"
        )
        if not whole:
            wrong.append(f"half written: {hook}")
        if hook_id not in answered:
            if name not in creates:
                wrong.append(f"never asked for: {hook_id} {name}")
            creates.discard(name)
        elif name not in (answered[hook_id], renames.get(hook_id)):
            wrong.append(f"lost: {name} instead of {answered[hook_id]}")
    wrong += [f"lost: {name}" for hook_id, name in answered.items() if hook_id not in stored]
    return wrong


def one(python, data, delay_s):
    """One kill: how many writes were answered, and what is wrong."""
    process, url = start(python, "--data", str(data), *LIMIT)
    try:
        writers = [Writer(url, number) for number in range(CLIENTS)]
        threads = [threading.Thread(target=writer.run) for writer in writers]
        for thread in threads:
            thread.start()
        time.sleep(delay_s)
    finally:
        process.kill()
        process.wait(30)
        process.stdout.close()
    for thread in threads:
        thread.join(60)
    with emulator(python, "--data", str(data), *LIMIT) as url:
        client = Client(url)
        status, hooks = client.ask("GET", HOOKS)
        wrong = [] if status == 200 else [f"the list: {status} {hooks}"]
        wrong += check(writers, {hook["id"]: hook for hook in hooks} if status == 200 else {})
        # Secrets are sealed with a key in a second file: a hook is only whole with both.
        for hook in hooks[-1:] if status == 200 else ():
            if client.ask("POST", f"{HOOKS}/{hook['id']}", {"name": "after"})[0] != 200:
                wrong.append(f"cannot be written any more: {hook['id']}")
        client.close()
    return sum(writer.writes for writer in writers), wrong


def main(python, times=50):
    """All kills."""
    chance = random.Random(SEED)
    writes, wrong = 0, []
    with tempfile.TemporaryDirectory() as folder:
        for number in range(times):
            data = Path(folder, f"{number}.db")
            count, found = one(python, data, chance.uniform(0, LATEST_S))
            writes += count
            wrong += [f"kill {number + 1}: {problem}" for problem in found]
    lost = sum(": lost: " in problem for problem in wrong)
    print(f"{times} kills, {writes} answered writes, {lost} lost")
    for problem in wrong[:10]:
        print(f"  {problem}")
    sys.exit("FAILED" if wrong or not writes else 0)


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit("usage: kill.py PYTHON [TIMES]")
    try:
        main(sys.argv[1], *map(int, sys.argv[2:]))
    except subprocess.TimeoutExpired:
        sys.exit("FAILED: the emulator did not end")
