"""What is known of manifests without asking Okta."""

from collections.abc import Mapping
from dataclasses import dataclass

from hookops.model.diagnostic import Diagnostic, errors
from hookops.model.text import plural
from hookops.report.words import clean, things


@dataclass(frozen=True, slots=True)
class Validation:
    """The manifests of a run."""

    groups: tuple[tuple[tuple[str, ...], Mapping[str, int]], ...]
    """Organizations that have the same manifests, and how many things of each kind they declare."""
    diagnostics: tuple[Diagnostic, ...] = ()
    """Sorted by position."""

    @property
    def counts(self) -> list[str]:
        """`prod, test: 3 hooks`, of each group; without names where there is one."""
        several = len(self.groups) > 1
        return [
            f"{clean(', '.join(names))}: {things(kinds)}" if several else things(kinds)
            for names, kinds in self.groups
        ]

    @property
    def closing(self) -> str:
        """What it comes to."""
        wrong = len(errors(self.diagnostics))
        if not wrong:
            return "; ".join(f"{text} valid" for text in self.counts)
        return f"{plural(wrong, 'error')} in manifests"
