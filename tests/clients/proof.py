"""What the proofs share: an emulator in a process of its own, and a client of its API."""

import http.client
import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

TOKEN = "proof"
HOOKS = "/api/v1/inlineHooks"


def start(python, *options):
    """An emulator that is ready, and its address."""
    command = [python, "-m", "hookops", "emulator", "--port", "0", "--token", TOKEN, *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    threading.Thread(target=_complain, args=[process.stderr], daemon=True).start()
    found = re.fullmatch(r"ready at (\S+)\n", process.stdout.readline())
    if found is None:
        process.kill()
        raise SystemExit("the emulator did not start")
    return process, found[1]


def _complain(lines):
    """What the emulator says is shown, without the server's word on how many requests wait."""
    with lines:
        for line in lines:
            if not line.startswith("Task queue depth is "):
                sys.stderr.write(line)


@contextmanager
def emulator(python, *options) -> Iterator[str]:
    """The address of an emulator that ends with the block."""
    process, url = start(python, *options)
    try:
        yield url
    finally:
        process.terminate()
        process.wait(30)
        process.stdout.close()


def body(name, uri="https://hooks.example.com/t"):
    """A token hook."""
    scheme = {"type": "HEADER", "key": "Authorization", "value": "s3cret"}
    return {
        "name": name,
        "type": "com.okta.oauth2.tokens.transform",
        "version": "1.0.1",
        "channel": {
            "type": "HTTP",
            "version": "1.0.0",
            "config": {"uri": uri, "authScheme": scheme, "method": "POST", "headers": []},
        },
    }


class Hookops:
    """`hookops` in a folder, with the token of the emulator and these variables."""

    def __init__(self, python, folder, **variables):
        self._python, self._folder = os.path.abspath(python), folder
        home = {"PATH": os.environ["PATH"], "HOME": str(folder)}
        self._env = {**home, "HOOKOPS_API_TOKEN": TOKEN, **variables}

    def __call__(self, *arguments):
        """What the command said, and its exit code."""
        command = [self._python, "-m", "hookops", *arguments]
        return subprocess.run(
            command, cwd=self._folder, env=self._env, capture_output=True, text=True
        )


class Client:
    """One connection that is kept."""

    def __init__(self, url):
        self._connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=120)

    def ask(self, method, path, value=None):
        """The status, and what the body says."""
        headers = {"Authorization": f"SSWS {TOKEN}", "Content-Type": "application/json"}
        text = json.dumps(value) if value is not None else None
        self._connection.request(method, path, text, headers)
        answer = self._connection.getresponse()
        data = answer.read()
        return answer.status, json.loads(data) if data else None

    def close(self):
        """The connection is over."""
        self._connection.close()
