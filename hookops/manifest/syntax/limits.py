"""How much a YAML text may ask for: more than any manifest needs, and no more than a run stands."""

from hookops.model.source import Mark

# Manifests need 7 levels. Recursion stays far from Python's own limit.
MAX_DEPTH = 32
# A hook with a thousand bindings, the most that the schema allows, has 7,000.
MAX_NODES = 200_000
# Whoever opens a wrong file wants the first few; the rest may be thousands.
MAX_PROBLEMS = 50


class LimitPassed(Exception):
    """The text asks for more than any manifest needs; reading it ends here."""

    def __init__(self, message: str, mark: Mark | None) -> None:
        super().__init__(message)
        self.mark = mark
