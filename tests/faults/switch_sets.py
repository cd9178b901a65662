"""Sets of the emulator's switches: any two values of two switches come together in one of them."""

from functools import cache
from itertools import combinations

from hookops.emulator.control import switchboard
from hookops.emulator.control.switches import Switches

RELEVANT = (
    *("delete_active", "duplicate_name", "omitted_secret", "type_change", "version_change"),
    *("list_order", "list_lag", "version_form", "header_names", "activate_active"),
    *("deactivate_inactive", "unknown_members", "list_pages", "uri_form", "noop_lifecycle"),
    *("is_used_form", "bind_inactive", "delete_bound", "dangling_reference"),
    *("deactivate_bound_registration", "deactivate_bound_saml", "put_status", "error_values"),
    *("empty_registration_hooks", "omitted_saml_hooks", "spurious_next", "log_lag"),
    *("second_telephony", "second_password_import", "token_hook_null", "token_rule_events"),
)
"""Those that what hookops sends can meet."""

Pair = tuple[str, str, str, str]


@cache
def switch_sets() -> tuple[Switches, ...]:
    """The defaults, and then sets until every pair was there; the same each time."""
    choices = {name: switchboard.choices()[name] for name in RELEVANT}
    missing = {
        (one, value, other, second)
        for one, other in combinations(RELEVANT, 2)
        for value in choices[one]
        for second in choices[other]
    }
    made = [Switches()]
    while missing:
        chosen = _next(choices, missing)
        missing -= _pairs(chosen)
        made.append(switchboard.changed(Switches(), chosen))
    return tuple(made)


def _next(choices: dict[str, tuple[str, ...]], missing: set[Pair]) -> dict[str, str]:
    """A set with many of the pairs that are missing, value by value."""
    one, value, other, second = min(missing)
    chosen = {one: value, other: second}
    for name in choices:
        if name not in chosen:
            chosen[name] = max(
                choices[name],
                key=lambda v, n=name: len(missing & _pairs({**chosen, n: v})),  # type: ignore[misc]
            )
    return {name: chosen[name] for name in choices}


def _pairs(chosen: dict[str, str]) -> set[Pair]:
    names = [name for name in RELEVANT if name in chosen]
    return {(a, chosen[a], b, chosen[b]) for a, b in combinations(names, 2)}
