"""The command line as users run it, for attacks on it."""

from cli.conftest import declared as declared
from cli.conftest import emulator as emulator
from cli.conftest import shell as shell
