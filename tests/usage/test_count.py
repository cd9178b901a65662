"""Events are counted as they are, and nothing that is unknown is decided."""

import weakref
from datetime import UTC, datetime, timedelta
from typing import cast

import pytest

from hookops.model.errors import InvalidInput
from hookops.model.history.records import Tombstone
from hookops.model.resource import Key, Ledger, Managed, Resource, Spec
from hookops.model.source import Mark, Origin
from hookops.model.usage import CallEvent, Count, KnownHook, Period, Reason, Target
from hookops.usage.count import MAX_REASONS, MORE_REASONS, count, failing
from hookops.usage.hooks import known_hooks
from hookops.usage.period import read_period

NOW = datetime(2026, 11, 24, 15, 41, tzinfo=UTC)
WEEK = Period(NOW - timedelta(days=7), NOW)
A, B, C = (f"cal000000000000000{name}" for name in "ABC")
EXECUTED, PROCESSED = "inline_hook.executed", "inline_hook.response.processed"
HOOK = KnownHook(A, Key("InlineHook", "a"), "A", "t", "ACTIVE", declared=True, managed=True)


def event(
    result="SUCCESS", reason="", *, type_=EXECUTED, at="2026-11-20T10:00:00.000Z", targets=None
):
    return CallEvent(type_, at, result, reason, targets or (Target(A, "InlineHook", "A"),))


def counted(*events, known=(HOOK,)):
    return count([events], known, WEEK, "acme")


class TestCount:
    def test_by_day_type_and_outcome(self):
        """Each type of event is counted by itself: what they mean together is not known."""
        (use,) = counted(
            event(),
            event("FAILURE", "timeout"),
            event("SKIPPED"),
            event("", type_=PROCESSED),
            event(at="2026-11-21T00:00:00.000Z", type_=PROCESSED),
        ).hooks

        assert ["2026-11-20", "2026-11-21"] == [day.day for day in use.days]
        assert [Count(1, 1, 1), Count()] == [day.executed for day in use.days]
        assert [Count(0, 0, 1), Count(1)] == [day.processed for day in use.days]
        assert (Reason("executed", "timeout", 1),) == use.days[0].reasons
        assert "2026-11-21T00:00:00.000Z" == use.last

    def test_last_event_is_the_latest(self):
        """Whatever the order of the log."""
        second, first = event(at="2026-11-21T00:00:00.000Z"), event()

        assert ["2026-11-21T00:00:00.000Z"] == [use.last for use in counted(second, first).hooks]

    def test_reasons_are_the_logs(self):
        """The most frequent first; events without a reason are counted too."""
        events = [event("FAILURE", text) for text in ("b", "a", "", "a")]
        other_day = event("FAILURE", "a", at="2026-11-22T00:00:00.000Z")

        assert [("a", 3), ("", 1), ("b", 1)] == [
            (reason.text, reason.count) for reason in counted(*events, other_day).hooks[0].reasons
        ]

    def test_reasons_are_bounded(self):
        """A service that writes an id into each reason costs no memory, and no failure is lost."""
        (use,) = counted(*(event("FAILURE", f"r{n}" * 300) for n in range(MAX_REASONS + 7))).hooks

        assert (MAX_REASONS + 1, MAX_REASONS + 7) == (len(use.reasons), use.all.failure)
        assert Reason("executed", MORE_REASONS, 7) == use.reasons[0]
        assert 200 == len(use.reasons[1].text)

    @pytest.mark.parametrize(
        "event_",
        [
            event(type_="inline_hook.created"),
            event(at="2026-11-25T00:00:00.000Z"),
            event(at=""),
            event(targets=(Target("no id", "InlineHook", ""),)),
            event(targets=(Target(B, "User", ""), Target(C, "User", ""))),
            CallEvent(EXECUTED, "2026-11-20T10:00:00.000Z", "SUCCESS", "", ()),
        ],
    )
    def test_what_cannot_be_counted_is_counted_as_that(self, event_):
        """An event without a type, a day or a hook is neither lost nor guessed."""
        usage = counted(event_, event())

        assert (2, 1, [1]) == (usage.events, usage.uncounted, [u.all.total for u in usage.hooks])

    @pytest.mark.parametrize(
        ("targets", "expected"),
        [
            ((Target(B, "User", ""), Target(A, "", "")), A),
            ((Target(B, "User", ""), Target(C, "INLINE_HOOK", "")), C),
            ((Target(B, "", "Gone"),), B),
        ],
    )
    def test_the_hook_is_a_known_target_or_one_that_says_so(self, targets, expected):
        """Which type the target has is not documented."""
        assert [expected] == [use.hook.id for use in counted(event(targets=targets)).called]

    def test_unmanaged_hooks_have_their_names_from_the_log(self):
        """A hook that only the log knows has its name from there."""
        usage = counted(event(targets=(Target(B, "InlineHook", "Old"),)))

        assert [KnownHook(B, None, "Old")] == [use.hook for use in usage.undeclared]
        assert [A] == [use.hook.id for use in usage.silent]

    def test_hooks_of_git_come_first(self):
        """Then those that Git once had, then the rest, each by name."""
        key = Key("InlineHook", "z")
        known = [
            KnownHook(C, None, "a", status="ACTIVE"),
            KnownHook(B, key, "z", status="ACTIVE"),
            KnownHook("", Key("InlineHook", "b"), "b", declared=True),
            HOOK,
            KnownHook("cal000000000000000D", key, "z"),
        ]

        assert [A, "", B, C] == [use.hook.id for use in counted(known=known).hooks]

    def test_memory_does_not_grow_with_events(self):
        """While a page is read, only the events of the page before are still held."""

        class Seen(CallEvent):
            """An event that a weak reference can point to."""

            __slots__ = ("__weakref__",)

        events: list[weakref.ref[Seen]] = []

        def pages(number):
            for page in range(number):
                assert sum(event() is not None for event in events) <= 100
                at = f"2026-11-{18 + page % 6}T10:00:00.000Z"
                made = [
                    Seen(
                        EXECUTED, at, "FAILURE", f"reason {n % 9}", (Target(A, "InlineHook", "A"),)
                    )
                    for n in range(100)
                ]
                events.extend(map(weakref.ref, made))
                yield made
                del made

        assert 6_000 == count(pages(60), [HOOK], WEEK, "acme").events


class TestFailing:
    def test_only_failures(self):
        """A managed hook with failures and nothing else is reported."""
        assert [A] == [use.hook.id for use in failing(counted(event("FAILURE")))]

    @pytest.mark.parametrize(
        "more",
        [event(), event(type_=PROCESSED), event("UNKNOWN")],
    )
    def test_anything_else_acquits(self, more):
        """One success of either type, or an outcome that proves nothing."""
        assert () == failing(counted(event("FAILURE"), more))

    def test_no_events_are_no_failure(self):
        """A hook that is never called does not fail."""
        assert () == failing(counted())

    def test_unmanaged_hooks_are_not_reported(self):
        """Also when all of its calls failed."""
        assert () == failing(counted(event("FAILURE", targets=(Target(B, "InlineHook", ""),))))


class Named:
    """A spec, as far as figures need one."""

    def __init__(self, name, type_="t"):
        self.name, self.type = name, type_


def declared(*names):
    keys = [Key("InlineHook", name) for name in names]
    return {
        key: Resource(key, cast(Spec, Named(key.name)), Origin(Mark("f", 1, 1))) for key in keys
    }


def ledger(*ids, **members):
    managed = {
        key: Managed(key, id_, {"name": f"last {key.name}", "type": "t"}, "")
        for id_, key in ((id_, Key("InlineHook", id_[-1].lower())) for id_ in ids)
    }
    other = Key("HookKey", "k")
    stones = (Tombstone(other, C, {}, ""), *members.pop("stones", ()))
    managed[other] = Managed(other, "k", {}, "")
    return Ledger("acme", managed=managed, tombstones=stones, **members)


class TestKnownHooks:
    def test_by_the_ledger(self):
        """A managed hook is of Git by its id, whatever its name in Okta is."""
        (hook,) = known_hooks(
            declared("a"), [KnownHook(A, None, "renamed", "t", "ACTIVE")], ledger(A)
        )

        key = Key("InlineHook", "a")
        assert KnownHook(A, key, "renamed", "t", "ACTIVE", declared=True, managed=True) == hook

    def test_by_name(self):
        """One that nobody manages is of Git as the only one of its type and name."""
        same_name = [KnownHook(B, None, "b", "t", "ACTIVE"), KnownHook(C, None, "b", "t", "ACTIVE")]
        found = known_hooks(
            declared("a", "b"), [KnownHook(A, None, "a", "t", "ACTIVE"), *same_name], ledger()
        )

        assert [(A, True, False), (B, False, False), (C, False, False), ("", True, False)] == [
            (hook.id, hook.declared, hook.managed) for hook in found
        ]

    def test_without_a_ledger(self):
        """What is declared and there counts as managed, as drift has it."""
        found = known_hooks(
            declared("a"), [KnownHook(A, None, "a", "t", "ACTIVE")], ledger(exists=False)
        )

        assert [(True, True)] == [(hook.declared, hook.managed) for hook in found]

    def test_gone_and_not_declared(self):
        """What the ledger remembers has the name that it was applied with."""
        found = known_hooks(declared("a"), [], ledger(A, B))

        assert [("last a", True, ""), ("last b", False, "")] == [
            (hook.name, hook.declared, hook.status) for hook in found
        ]

    def test_deleted_is_not_what_is_declared_today(self):
        """A hook that was deleted has its name still, and the new one of that name is another."""
        stone = Tombstone(Key("InlineHook", "a"), B, {"name": "old"}, "")
        found = known_hooks(declared("a"), [], ledger(stones=(stone,)))

        assert [(B, False, False), ("", True, False)] == [
            (hook.id, hook.declared, hook.managed) for hook in found
        ]


class TestPeriod:
    @pytest.mark.parametrize(
        ("since", "until", "expected"),
        [
            ("7d", "", ("2026-11-17T15:41", "2026-11-24T15:41")),
            ("2026-11-01", "2026-11-02", ("2026-11-01T00:00", "2026-11-02T00:00")),
            ("2026-11-01T01:00:00+01:00", "3d", ("2026-11-01T00:00", "2026-11-21T15:41")),
            ("2026-11-24", "2026-11-30", ("2026-11-24T00:00", "2026-11-24T15:41")),
            ("180d", "", ("2026-05-28T15:42", "2026-11-24T15:41")),
        ],
    )
    def test_times(self, since, until, expected):
        """Days before now, dates and times; the future is left out, and so is the last minute."""
        period = read_period(since, until, NOW)

        assert expected == tuple(f"{t:%Y-%m-%dT%H:%M}" for t in (period.since, period.until))

    @pytest.mark.parametrize(
        ("since", "until", "message"),
        [
            ("181d", "", "the System Log goes back 180 days"),
            ("2026-05-01", "", "goes back 180 days"),
            ("week", "", "--since week: not a number of days"),
            ("7d", "0d", "--until 0d: not a number of days"),
            ("0001-01-01T00:00:00+23:00", "", "not a number of days"),
            ("3d", "5d", "there is no time from"),
            ("2026-12-01", "", "there is no time from"),
        ],
    )
    def test_mistakes(self, since, until, message):
        """Each message says what is allowed."""
        with pytest.raises(InvalidInput, match=message):
            read_period(since, until, NOW)

    def test_days(self):
        """Every day from the first to the last; a midnight ends the day before it."""
        period = Period(datetime(2026, 11, 1, 23, tzinfo=UTC), datetime(2026, 11, 3, tzinfo=UTC))

        assert ("2026-11-01", "2026-11-02") == period.days
