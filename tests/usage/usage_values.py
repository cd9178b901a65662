"""Usage in every shape: hooks that work, fail, are not in Git, and are never called."""

from dataclasses import replace
from datetime import UTC, datetime

from hookops.model.resource import Key
from hookops.model.usage import Count, DayUse, HookUse, KnownHook, Period, Reason, Usage

PERIOD = Period(datetime(2026, 11, 17, 8, tzinfo=UTC), datetime(2026, 11, 24, 8, tzinfo=UTC))


def key(name: str) -> Key:
    return Key("InlineHook", name)


TOKEN = HookUse(
    KnownHook("cal1", key("token"), "Token hook", "t", "ACTIVE", declared=True, managed=True),
    (
        DayUse(
            "2026-11-20", Count(1200), Count(1190, 9, 1), (Reason("response.processed", "", 9),)
        ),
        DayUse(
            "2026-11-21",
            Count(999, 1),
            Count(),
            (Reason("executed", "the service answered status 500", 1),),
        ),
    ),
    "2026-11-21T23:59:59.000Z",
)
FAILS = HookUse(
    KnownHook("cal2", key("fails"), "fails", "t", "ACTIVE", declared=True, managed=True),
    (
        DayUse(
            "2026-11-22",
            Count(failure=12),
            Count(),
            tuple(Reason("executed", f"reason {n:02}", 1) for n in range(12)),
        ),
    ),
    "2026-11-22T00:00:00.000Z",
)
UNDECLARED = HookUse(
    KnownHook("cal3", None, "=Old"),
    (DayUse("2026-11-17", Count(), Count(other=1), ()),),
    "2026-11-17T09:00:00.000Z",
)
SILENT = (
    HookUse(KnownHook("cal4", key("off"), "off", "t", "INACTIVE", declared=True, managed=True)),
    HookUse(KnownHook("cal5", key("gone"), "gone", "t", declared=True, managed=True)),
    HookUse(KnownHook("", key("new"), "new", "t", declared=True)),
    HookUse(KnownHook("cal6", key("dropped"), "dropped", "t", "ACTIVE", managed=True)),
    HookUse(KnownHook("cal7", key("deleted"), "deleted", "t")),
    HookUse(KnownHook("cal8", None, "", "t", "ACTIVE")),
)
FULL = Usage("acme", PERIOD, (TOKEN, FAILS, UNDECLARED, *SILENT), 3415, 2, 4, "prod at acme")
EMPTY = Usage("acme", PERIOD, (), 0, 0, 1)
ONE = Usage("acme", PERIOD, (UNDECLARED,), 1, 0, 1)


def everywhere(text: str) -> Usage:
    """A report in which every text from outside is this one."""
    hook = KnownHook(text, key(text), text, text, text, declared=True)
    use = HookUse(
        hook, (DayUse("2026-11-20", Count(1, 1, 1), Count(), (Reason("executed", text, 1),)),), text
    )
    unknown = replace(use, hook=replace(hook, key=None, declared=False))
    silent = replace(use, hook=hook, days=(), last="")
    return Usage(text, PERIOD, (use, unknown, silent), 6, 0, 1, text)
