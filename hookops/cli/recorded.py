"""The output of one of several runs at once: the report is kept, messages say whose they are."""

from collections.abc import Callable

from hookops.cli.shared import Shared
from hookops.report.formats import closing


class Recorded:
    """The streams of one run; see `host.Streams`.

    Nothing of the process's streams is replaced for it: a run writes here since its host says so,
    and whoever started it prints the report when its turn comes.
    """

    def __init__(
        self,
        name: str,
        check: Callable[[str], str],
        say: Callable[..., object],
        shared: Shared,
    ) -> None:
        self._name = name
        self._check = check
        self._say = say
        self._shared = shared
        self._parts: list[str] = []
        self._closing = ""

    @property
    def report(self) -> str:
        """The whole of it."""
        return "".join(self._parts)

    @property
    def closing(self) -> str:
        """What it comes to, in a line."""
        lines = self.report.strip().splitlines()
        return self._closing or (lines[-1] if lines else "")

    def out(self, text: str) -> None:
        """See `Streams.out`. Raises: SecretFound."""
        # Now and not when it is printed: this run ends, and no other does.
        self._parts.append(self._check(text))

    def err(self, text: str, *, shared: bool) -> None:
        """See `Streams.err`."""
        # What all of them have in common belongs to none of them.
        if not shared:
            self._say(*(f"{self._name}: {line}" for line in text.splitlines()))
        elif self._shared.is_first(text):
            self._say(*text.splitlines())

    def conclude(self, noun: str, values: tuple[object, ...]) -> None:
        """See `Streams.conclude`."""
        self._closing = closing(noun, *values)
