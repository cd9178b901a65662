"""A waiver: somebody knows of drift, and lets it be until a day."""

from dataclasses import dataclass
from datetime import date

LONGEST_DAYS = 366
"""A waiver that nobody ends would hide drift for good."""
LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class Waiver:
    """As the annotations of a manifest have it."""

    until: str
    """The last day on which it holds, by UTC: `2026-12-24`."""
    because: str

    def why_not(self, today: date) -> str:
        """Why it does not hold; empty while it does."""
        # A file that somebody wrote by hand, or in a pull request, must not hide drift for years.
        left = (date.fromisoformat(self.until) - today).days
        if left > LONGEST_DAYS:
            return f"its waiver until {self.until} is for more than a year, so it does not count"
        return f"its waiver ended on {self.until}" if left < 0 else ""
