"""What the ledger is to say of a write: its intent before, the entry after. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from hookops.model.change import Change, Outcome, Result, Step
from hookops.model.history.records import ApplyRecord, ChangeRecord
from hookops.model.resource import Actual, Fingerprint, Intent, Json, Key, Managed, with_ids
from hookops.model.write_states import verb_of


@dataclass(frozen=True, slots=True)
class Author:
    """Who applies, as far as the environment says it."""

    by: str = ""
    run: str = ""
    commit: str = ""


@dataclass(frozen=True, slots=True)
class Records:
    """Makes the entries of one apply."""

    find_id: Callable[[Key], str | None]
    fingerprints: Mapping[Key, Mapping[str, Fingerprint]]
    """Of the secrets that the writes carry."""
    known_ids: tuple[str, ...]
    """Of everything that was in the org when the plan was made."""

    def intent(self, change: Change, step: Step) -> Intent:
        """What the write is to lead to, as it is sent; its id and time are the journal's."""
        created, before = step.verb == "create", change.before
        return Intent(
            id="",
            key=change.key,
            step=step.verb,
            at="",
            compared=self._declared(change) | _members_sent(step),
            # Evidence for a create without an answer: a hook that was there before is not ours.
            known_ids=self.known_ids if created else (),
            fingerprints=self.fingerprints.get(change.key, {}) if created else {},
            about=before.id if before is not None and before.id in step.call.path else "",
        )

    def managed(
        self, change: Change, step: Step, actual: Actual, before: Managed | None
    ) -> Managed:
        """The entry after a write that was answered with `actual`."""
        assert change.after is not None
        # A lifecycle call sends neither fields nor secrets, so it proves nothing about them.
        kept = before if step.call.body is None else None
        compared = kept.compared if kept is not None else self._declared(change)
        prints = kept.fingerprints if kept is not None else self.fingerprints.get(change.key, {})
        return Managed(
            key=change.key,
            id=actual.id,
            compared={**compared, **_status(step, actual, before), **_members_sent(step)},
            last_updated=actual.last_updated,
            fingerprints=prints,
            protected=change.after.protect,
            unverified=change.verification_required or (before is not None and before.unverified),
        )

    def _declared(self, change: Change) -> dict[str, Json]:
        """What is declared, with the ids of today."""
        found = change.after.spec.compared() if change.after is not None else {}
        return dict(with_ids(found, self.find_id))


def apply_record(
    outcomes: Sequence[Outcome], managed: Mapping[Key, Managed], at: str, plan: str, author: Author
) -> ApplyRecord:
    """What history says of an apply that ended.

    Shape: `managed` are the entries from before it; `plan` is the digest of a saved one, or empty.
    """
    results = [outcome.result for outcome in outcomes]
    return ApplyRecord(
        at=at,
        plan=plan,
        done=results.count(Result.DONE),
        failed=results.count(Result.FAILED),
        unknown=results.count(Result.UNKNOWN),
        by=author.by,
        run=author.run,
        commit=author.commit,
        # What was not begun is as it was, and was no change.
        changes=tuple(
            _change_record(outcome, managed.get(outcome.change.key))
            for outcome in outcomes
            if outcome.result is not Result.NOT_TRIED
        ),
    )


def history_record(changes: Sequence[ChangeRecord], at: str, author: Author) -> ApplyRecord:
    """What history says of a change of the ledger alone, as adopt and forget make one."""
    names = {"by": author.by, "run": author.run, "commit": author.commit}
    return ApplyRecord(at, "", len(changes), 0, 0, **names, changes=tuple(changes))


def _change_record(outcome: Outcome, entry: Managed | None) -> ChangeRecord:
    change, before = outcome.change, outcome.change.before
    if not change.steps:
        # Okta is as it was, so nothing can be undone, and the word is all there is to say.
        word = "adopt" if change.adopts else "verify" if change.verify else "record"
        id_ = before.id if before is not None else ""
        return ChangeRecord(change.key, word, outcome.result.value, id_)
    known = entry is not None and before is not None and entry.id == before.id
    prints = entry.fingerprints if entry is not None and known else {}
    return ChangeRecord(
        key=change.key,
        action=change.action.value,
        result=outcome.result.value,
        id=before.id if before is not None else outcome.id,
        before=before.spec.fields() if before is not None else None,
        secrets={path: found.ref for path, found in prints.items()},
    )


def _status(step: Step, actual: Actual, before: Managed | None) -> dict[str, Json]:
    """The status that hookops has led to, where its kind has one."""
    found = actual.spec.compared()
    # A PUT leaves the status alone: what its answer shows otherwise somebody else has done.
    kept = before.compared if before is not None and not verb_of(step.verb).status else {}
    return {"status": kept.get("status", found["status"])} if "status" in found else {}


def _members_sent(step: Step) -> dict[str, Json]:
    """What is sent under another name or version than is declared: a replacement is created under
    a temporary name (decision 2), and another version is sent last."""
    body = step.call.body
    if not isinstance(body, Mapping):
        return {}
    return {name: body[name] for name in ("name", "version") if name in body}
