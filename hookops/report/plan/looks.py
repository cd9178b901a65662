"""How verbs, notices and levels of impact look in every report of a plan."""

from dataclasses import dataclass


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
    "unproven": "bold yellow",
    "silent": "yellow",
    "safe": "green",
}
NOT_IN_GIT = "not in Git"
