"""The one question before something is written or sent."""

from hookops.cli import host, output
from hookops.model.errors import GuardError
from hookops.model.text import one_line


def ask(what: str, *, nothing: str) -> None:
    """The person at the terminal typed yes to doing `what`.

    Shape: `nothing` says what hookops has not done when the answer is another.
    Raises: GuardError for any other answer, and where there is no terminal.
    """
    terminal = host.current().terminal()
    if terminal is None:
        raise GuardError(
            f"hookops would {what}, and there is no terminal to ask on", f"say --yes; {nothing}"
        )
    output.err_text(f'Type "yes" to {one_line(what)}: ')
    # The whole word: a habit of typing y must not change an org.
    if terminal.readline().strip() != "yes":
        raise GuardError("the answer was not yes", nothing)
