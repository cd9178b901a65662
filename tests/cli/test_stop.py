"""A signal while an apply writes: requests get a little time, and the ledger says what is open."""

import io
import json
import os
import signal
import threading

import pytest
from cli.conftest import Shell

from hookops.cli.host import Host
from hookops.cli.main import run
from hookops.emulator.app import create_app
from hookops.emulator.http.server import running
from hookops.emulator.store.memory import MemoryStore
from hookops.network.deadlines import Limits
from hookops.okta.session import Patience


@pytest.fixture(autouse=True)
def handled():
    """A suite in the background of a shell ignores SIGINT, and so would the run."""
    old = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, old)


class Slow:
    """An org that gives a signal at one request of a method, and answers that when it may.

    With `after` it has carried the request out by then.
    """

    def __init__(self, method, number, *, nth=1, after=False):
        self.app = create_app(MemoryStore(), token="t0ken")
        self.method, self.number, self.nth, self.after = method, number, nth, after
        self.may_answer = threading.Event()
        self.written = []

    def __call__(self, environ, start):
        method = environ["REQUEST_METHOD"]
        if method != "GET":
            self.written.append(method)
        if method == self.method:
            self.nth -= 1
            if self.nth == 0:
                answer = self.app(environ, start) if self.after else None
                os.kill(os.getpid(), self.number)
                self.may_answer.wait()
                return answer or self.app(environ, start)
        return self.app(environ, start)


def applied(shell: Shell, org, **limits):
    """Exit code, output and ledger of an apply on that org."""
    out, err = io.StringIO(), io.StringIO()
    patience = Patience(first_wait_s=0.001, longest_wait_s=0.002, call=Limits(**limits))
    with running(org, threads=4) as url:
        shell.point_at(url)
        host = Host(shell.env, shell.folder, io.StringIO(), patience)
        code = run(["apply", "--yes"], host, stdout=out, stderr=err)
        org.may_answer.set()
    ledgers = [text for name, text in shell.files().items() if name.endswith(".ledger.json")]
    return code, out.getvalue() + err.getvalue(), [json.loads(text) for text in ledgers]


@pytest.mark.promise("P24")
@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["int", "term"]
)
def test_a_signal_while_nobody_answers_a_write(shell, number, code):
    """The write ends soon, with an unknown outcome; its intent stays open, and nothing else is
    written."""
    org = Slow("POST", number)

    found, text, (ledger,) = applied(shell, org, call_s=60, stop_s=0.2)

    assert (code, ["POST"]) == (found, org.written)
    assert "begins no other change, and waits at most 5 s for requests that are under way" in text
    assert "hookops was stopped while it waited for an answer from 127.0.0.1:" in text
    assert "it may or may not have been carried out" in text
    assert ["create"] == [intent["step"] for intent in ledger["intents"]]


def test_a_signal_while_the_answer_of_a_write_is_lost(shell):
    """There is time to see what became of the write, which a read proves."""
    org = Slow("POST", signal.SIGINT, after=True)

    code, text, (ledger,) = applied(shell, org, call_s=60, stop_s=3)

    assert (130, ["POST"]) == (code, org.written)
    assert "not read back" not in text
    assert ([], 1) == (ledger["intents"], len(ledger["managed"]))


def test_a_signal_while_a_write_is_answered(shell):
    """A write that ends in time is done, read back and in the ledger."""
    org = Slow("POST", signal.SIGINT)
    org.may_answer.set()

    code, text, (ledger,) = applied(shell, org)

    assert (130, ["POST"]) == (code, org.written)
    assert "done      create InlineHook/enrich-access-tokens" in text
    assert "not read back" not in text
    assert ([], 1) == (ledger["intents"], len(ledger["managed"]))


def test_a_signal_between_the_question_and_the_first_write(shell):
    """The run ends with the code of the signal, and says what it waited for; nothing is written."""
    # The first list is that of the plan which is shown, the second is read after consent.
    org = Slow("GET", signal.SIGINT, nth=2)

    code, text, ledgers = applied(shell, org, call_s=60, stop_s=0.2)

    assert (130, [], []) == (code, org.written, ledgers)
    assert "error: GET /api/v1/inlineHooks: hookops was stopped while it waited for" in text


@pytest.mark.promise("P24")
def test_a_signal_while_a_plan_is_made(shell):
    """Nothing is under way that could be lost, so the run ends at once."""
    org = Slow("GET", signal.SIGINT)

    code, text, ledgers = applied(shell, org, call_s=60)

    assert (130, [], []) == (code, org.written, ledgers)
    assert "interrupted" == text.strip()
