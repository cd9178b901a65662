"""An answer that repeats the API token is shown to nobody."""

import pytest

from hookops.model.call import Call
from hookops.model.errors import Unavailable
from hookops.model.secret import Secret
from hookops.okta.session import open_session

TOKEN = "00CANARY-0123456789-abcdefghij"


@pytest.mark.promise("P14")
def test_a_test_of_a_hook() -> None:
    """What its service answers is in the report of a preview."""

    def app(environ, start):
        start("200 OK", [("Content-Type", "application/json")])
        return [f'{{"commands": "{TOKEN}"}}'.encode()]

    session = open_session(
        "https://acme.okta.com", Secret(TOKEN), read_only=True, execute=True, app=app
    )

    with pytest.raises(Unavailable, match="repeats the token of this run") as problem:
        session.send_once(Call("POST", ("api", "v1", "inlineHooks", "calabc0123", "execute")))
    assert TOKEN not in str(problem.value)
