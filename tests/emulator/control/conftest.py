"""An org whose trouble is scripted, in process and on a port alike."""

import httpx
import pytest

from hookops.emulator.app import create_app
from hookops.emulator.http.server import running
from hookops.emulator.store.memory import MemoryStore

SSWS = {"Authorization": "SSWS t"}


@pytest.fixture(params=["process", "port"])
def okta(request, clock):
    """A client of an emulator; waits of scripted delays move the clock."""

    def sleep(seconds):
        clock.now += seconds

    def lost():
        return httpx.ReadError("lost") if request.param == "process" else ConnectionResetError()

    app = create_app(MemoryStore(), token="t", clock=clock, sleep=sleep, lost=lost)
    if request.param == "process":
        with httpx.Client(
            transport=httpx.WSGITransport(app=app), base_url="http://localhost", headers=SSWS
        ) as client:
            yield client
        return
    with running(app) as url, httpx.Client(base_url=url, headers=SSWS) as client:
        yield client
