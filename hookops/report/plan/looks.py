"""How verbs, notices and levels of impact look in every report of a plan."""

from dataclasses import dataclass

from hookops.model.change import Phase
from hookops.model.resource import Json


@dataclass(frozen=True, slots=True)
class Verb:
    """How a change of that verb is marked."""

    symbol: str
    """As Terraform marks it, where Terraform has such a thing."""
    colour: str


VERBS = {
    "create": Verb("+", "green"),
    "update": Verb("~", "yellow"),
    "activate": Verb("^", "green"),
    "deactivate": Verb("v", "red"),
    "replace": Verb("-/+", "red"),
    "delete": Verb("-", "red"),
    "bind": Verb("+", "green"),
    "rebind": Verb("~", "yellow"),
    "unbind": Verb("-", "red"),
    "verify": Verb("?", "cyan"),
    # The JSON has one action for both, `no-op`: only the ledger learns something.
    "adopt": Verb("=", "cyan"),
    "record": Verb("=", "cyan"),
}
NOTICES = {
    "conflicts": ("conflict", "bold red"),
    "refusals": ("refused", "bold red"),
    "held": ("waiting", "bold yellow"),
    "unread": ("not read", "bold yellow"),
    "warnings": ("warning", "yellow"),
    "disabled": ("off", "bold yellow"),
    "by_hand": ("by hand", "cyan"),
}
"""Word and colour of each member of the JSON that holds notices, the most urgent first."""
SECRET_HOSTS = ("secret", "bold red")
"""Of a host that would get a secret; these stand first, in a block of their own."""
SECRET_HOSTS_TITLE = "Secrets that would go to hosts which are not known to have them:"
LEVEL_COLOURS = {
    "outage": "bold red",
    "permanent": "red",
    "unproven": "bold yellow",
    "silent": "yellow",
    "safe": "green",
}
LEVELS = {
    "outage": "can stop users",
    "permanent": "cannot be restored",
    "unproven": "its service may refuse it",
    "silent": "flows can go on without the hook",
}
"""What each impact means at worst, the most dangerous first; of `safe` everybody knows it."""
FEW = 5
"""Changes, or unmanaged hooks, that a report shows in full where nobody has asked for it."""
NOT_IN_GIT = "not in Git"
PHASE_WORDS = {Phase.FINAL_RENAME: "settle"}
"""Where the JSON's word is not the phase's name: its readers depend on it."""


def verb_of(data: Json) -> str:
    """The verb of `VERBS` for an element of `resource_changes`.

    Raises: ValueError for an action that no plan has.
    """
    verb = str(data["action"])
    # The JSON has one action for both: only the ledger learns something.
    if verb == "no-op":
        return "adopt" if data["adopts"] else "record"
    if verb not in VERBS:
        raise ValueError("an action that no plan has")
    return verb
