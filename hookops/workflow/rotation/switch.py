"""The write of a rotation: Git and Okta get the new secret together, or have the old one again.

The manifest is edited with consent and before Okta is written to (decision 43): whoever is killed
in between leaves a rotation that Git wants, which the next plan shows and the next apply carries
out. The other way round, the next apply would send the old secret back.
"""

import hmac
from dataclasses import dataclass, field, replace
from threading import Event

from hookops.manifest.edits.files import EditedFile
from hookops.model.change import Change, Plan
from hookops.model.errors import Conflict, GuardError, HookopsError
from hookops.model.resource import Fingerprint
from hookops.model.secret import SecretRef
from hookops.model.source import dotted
from hookops.reconcile.intents import pending
from hookops.workflow.oncall.carry_out import Means, carry_out
from hookops.workflow.plan import check_applicable, plan
from hookops.workflow.rotation.checks import Checks
from hookops.workflow.rotation.secret import sent_print
from hookops.workflow.run import Applied, Purpose, Run


@dataclass(frozen=True, slots=True)
class Switch:
    """Writes one rotation."""

    checks: Checks
    means: Means
    files: tuple[EditedFile, ...]
    """Those that are to name the new reference."""
    written: list[EditedFile] = field(default_factory=list)
    """Those that this run has written."""

    def plan_new(self) -> Plan:
        """The plan that sends the new secret; without a step where Okta has it.

        Raises: as `check_applicable`; GuardError for a plan that changes more than that.
        """
        rotation = self.checks.rotation
        run = self._run_with(rotation.new, self._purpose())
        made = plan(run, self.means.limits, (str(rotation.key),))
        check_applicable(made)
        _check_only_secret(made)
        return made

    def send_new(self) -> Applied:
        """What became of a plan of its own. What was written to Git is undone where Okta has the
        old secret still. Raises: as `apply`; GuardError, Conflict."""
        self._check_same()

        def keep(made: Plan) -> None:
            # Once more, of the plan that was agreed to.
            _check_only_secret(made)
            self.write_files()

        rotation = self.checks.rotation
        run = self._run_with(rotation.new, self._purpose())
        try:
            applied = carry_out(run, self.means, (str(rotation.key),), keep)
        except HookopsError:
            self.undo_files()
            raise
        # Also where it ended well: only the ledger decides what Okta has.
        self.undo_files()
        return applied

    def send_old(self) -> Applied:
        """What became of a plan that takes the rotation back. Raises: as `apply`."""
        rotation = self.checks.rotation
        why = f"the service does not answer correctly with {named(rotation.new)}"
        purpose = Purpose(
            f"rotate {rotation.key}",
            f"{named(rotation.new)} -> {named(rotation.old)}: {why}",
            f"hookops rotate {rotation.key} --to {rotation.new}",
            f"reverted to {named(rotation.old)}: {why}",
        )
        # Consent was given for the rotation, and a signal stops nothing that mends what it did.
        means = replace(self.means, consent=lambda _: True, asks=False, stop=Event())
        return carry_out(self._run_with(rotation.old, purpose), means, (str(rotation.key),))

    def write_files(self) -> None:
        """Git names the new reference."""
        # One by one: what was written before another one failed is undone as well.
        for file in self.files:
            self.checks.attended.write([file])
            self.written.append(file)

    def undo_files(self) -> None:
        """Git is as this run found it, if Okta has the old secret for certain."""
        if not self.written or not self.has_old():
            return
        while self.written:
            file = self.written.pop()
            try:
                self.checks.attended.write([_reversed(file)])
            except HookopsError as problem:
                # Why the rotation failed is still the first thing to know.
                self.checks.run.report(f"the manifest is not as it was: {problem.message}")

    def has_new(self) -> bool:
        """Whether Okta has the new secret, without a doubt."""
        return self._has(self.checks.print_of(self.checks.rotation.new))

    def has_old(self) -> bool:
        """Whether Okta has the old secret: it was never replaced, or it was sent again."""
        old = self.checks.rotation.old
        return self._has(self.checks.known_old()) or self._has(self.checks.print_of(old))

    def _has(self, expected: Fingerprint | None) -> bool:
        run, rotation = self.checks.run, self.checks.rotation
        try:
            ledger = run.ledger_store.read()
        except HookopsError:
            # Git then wants the new secret, which an apply can send twice without harm.
            return False
        found = sent_print(ledger, run.desired, rotation.key, rotation.path)
        if found is None or not found.confirmed or pending(ledger, rotation.key, "update"):
            return False
        return expected is not None and _is_alike(found, expected)

    def _check_same(self) -> None:
        """Nobody has rotated it while the service was called. Raises: Conflict."""
        run, rotation = self.checks.run, self.checks.rotation
        ledgers = (self.checks.ledger, run.ledger_store.read())
        was, now = (sent_print(one, run.desired, rotation.key, rotation.path) for one in ledgers)
        if was != now:
            raise Conflict(
                f"{rotation.key}: another run has sent a secret of it meanwhile",
                "hookops wrote nothing; run this again",
            )

    def _purpose(self) -> Purpose:
        rotation = self.checks.rotation
        move = f"{named(rotation.old)} -> {named(rotation.new)}"
        undo = f"hookops rotate {rotation.key} --to {rotation.old}, while the service accepts it"
        # In the same variable the old value is gone, whatever its label is.
        if str(rotation.old) == str(rotation.new):
            undo = "the old value cannot be brought back, since Okta never shows it"
            move = move if rotation.old != rotation.new else f"another value of {rotation.new}"
        return Purpose(f"rotate {rotation.key}", move, undo, f"its secret is rotated: {move}")

    def _run_with(self, ref: SecretRef, purpose: Purpose) -> Run:
        """The run, in which the manifest names that reference."""
        run = self.checks.run
        desired = self.checks.rotation.declare(run.desired, ref)
        return replace(run, desired=desired, purpose=purpose)


def named(ref: SecretRef) -> str:
    """A reference with its label, for people."""
    return f"{ref} (version {ref.version})" if ref.version else str(ref)


def _check_only_secret(made: Plan) -> None:
    """The plan sends secrets at most. Raises: GuardError for one that changes more."""
    # Whoever rotates a secret in a hurry has not read what else waits to be applied.
    more = [_describe(change) for change in made.changes if _is_more(change)]
    if more:
        raise GuardError(
            f"a rotation changes nothing but the secret, and more differs: {'; '.join(more)}",
            "hookops apply, or hookops drift --accept, first; nothing was written",
        )


def _is_more(change: Change) -> bool:
    """Whether it does something else than send secrets, or note what is so already."""
    # A status is no field of the PUT, so the requests are looked at too.
    fields = [found for found in change.fields if found.secret is None]
    verbs = {step.verb for step in change.steps} - {"update"}
    return bool(fields or verbs)


def _describe(change: Change) -> str:
    fields = ", ".join(dotted(found.path) for found in change.fields if found.secret is None)
    return f"{change.action.value} {change.key}{f' ({fields})' if fields else ''}"


def _is_alike(one: Fingerprint, other: Fingerprint) -> bool:
    same_key = one.key_id == other.key_id and hmac.compare_digest(one.digest, other.digest)
    return same_key and (one.ref, one.version) == (other.ref, other.version)


def _reversed(file: EditedFile) -> EditedFile:
    return replace(
        file,
        before=file.after.encode(errors="surrogateescape"),
        after=file.before.decode(errors="surrogateescape"),
    )
