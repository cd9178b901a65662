"""What the tests of calls share."""

import pytest
from service.local import Listener


@pytest.fixture
def listen():
    """A function that opens a port with a script."""
    made = []

    def start(*script, **options):
        made.append(Listener(*script, **options))
        return made[-1]

    yield start
    for listener in made:
        listener.close()
