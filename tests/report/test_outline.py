"""One line for each change: what is left of it where the room is short."""

from hookops.report.plan.outline import Outline

FLOW = 'rule "payments > Apps > Machines"'
WHAT = "uri host a.example.com -> b.example.com, new secret"


def outline(what: str, flows: str, *touched: str) -> Outline:
    address = "InlineHook.a"
    rest = ("update", "InlineHook/a", what, f"{WHAT}, ...", flows, "unproven", touched)
    return Outline(0, address, address, *rest)


def shortest(line: Outline, room: int) -> str:
    return line.shortest(lambda text: len(text) <= room)


def test_hosts_and_secrets_are_never_cut() -> None:
    """Several flows are counted first, then other fields go, then the name of the flow."""
    two = outline(f"{WHAT}, version 1 -> 2", f'{FLOW}, app "A"', FLOW, 'app "A"')
    one = outline(f"{WHAT}, version 1 -> 2", FLOW, FLOW)

    assert two.text == shortest(two, 200)
    assert f"update InlineHook/a: {WHAT}, version 1 -> 2; 2 flows [unproven]" == shortest(two, 120)
    assert f"update InlineHook/a: {WHAT}, ...; {FLOW} [unproven]" == shortest(one, 130)
    assert f"update InlineHook/a: {WHAT}, ...; 1 flow [unproven]" == shortest(one, 0)


def test_what_is_said_of_a_flow_stays() -> None:
    """Nobody would guess that another provider does the hook's work, or that the flow is moved."""
    sms = outline(WHAT, "every message, which Okta sends when the hook does not", "every message")

    assert shortest(sms, 0).endswith("which Okta sends when the hook does not [unproven]")
    assert shortest(outline(WHAT, "no flow calls it"), 0).endswith("... [unproven]")
