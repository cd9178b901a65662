"""What the tests of calls share."""

import pytest
from service.local import listening


@pytest.fixture
def listen():
    """A function that opens a port with a script."""
    with listening() as start:
        yield start
