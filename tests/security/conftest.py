"""The command line as users run it, for attacks on it."""

import pytest
from cli.conftest import declared as declared
from cli.conftest import emulator as emulator
from cli.conftest import shell as shell
from conftest import World
from service.conftest import listen as listen


@pytest.fixture
def world_of():
    """Makes an emulated org in a folder."""
    return World
