"""Calls of the service during a rotation: with the old secret, the new one, a wrong one."""

import hmac
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NoReturn

from hookops.apply.deferred_values import fingerprints
from hookops.contracts.exchange import Case, Preview, verification_failures
from hookops.contracts.judge import BUDGET_S
from hookops.contracts.types import contract_of
from hookops.kinds import HOOKS
from hookops.kinds.inline_hook.channel import PrivateKeyAuth
from hookops.kinds.inline_hook.spec import Hook, declared_hook
from hookops.model.errors import HookopsError, InvalidInput, VerificationFailed
from hookops.model.resource import Fingerprint, Ledger
from hookops.model.secret import Secret, SecretRef
from hookops.reconcile.passes.secret_hosts import reached, receivers_by_secret
from hookops.workflow.rotation.secret import Rotation, sent_print
from hookops.workflow.rotation.steps import Attended, State, Step
from hookops.workflow.run import Run, trust_of
from hookops.workflow.services import preview as previewing
from hookops.workflow.services.accepted_secrets import record_accepted
from hookops.workflow.services.case_choice import declared_cases
from hookops.workflow.services.service_calls import call_through_okta


@dataclass(frozen=True, slots=True)
class Checks:
    """Calls of one hook's service during its rotation."""

    run: Run
    root: Path
    """The project's folder, below which saved cases lie."""
    rotation: Rotation
    ledger: Ledger
    attended: Attended

    def why_not(self) -> str:
        """Why the service is not called at all; empty when it is."""
        hook = declared_hook(self.rotation.resource)
        # `optional` counts as well: nobody wants a secret that the service refuses (decision 43).
        if hook.verify.preview == "off":
            return "its manifest has no verify: {preview: required}, so hookops calls no service"
        if hook.status != "ACTIVE":
            return "the hook is INACTIVE, and Okta calls no service for it"
        return ""

    def why_no_old(self) -> str:
        """Why the old secret can be sent by nobody any more; empty when it can."""
        rotation, known = self.rotation, self.known_old()
        # In turn: what the new one has taken the place of, what is not here, and what is another
        # value by now. Without fingerprints a variable of its own is taken for the old secret.
        if str(rotation.old) == str(rotation.new):
            return f"{rotation.new} has the new value, and Okta never shows the old one"
        secret = self.run.resolve_secret(rotation.old)
        if secret is None or secret.complaint():
            return f"{rotation.old} {secret.complaint() if secret else 'is not set here'}"
        # A fingerprint is of a value and a name in Git, and the hook may have had others.
        now = self._prints_of(rotation.old)
        comparable = [each for each in now if known and each.digest and each.key_id == known.key_id]
        if known is None or not known.digest or not comparable:
            return ""
        same = any(hmac.compare_digest(each.digest, known.digest) for each in comparable)
        return "" if same else f"{rotation.old} has another value than was last sent"

    def known_old(self) -> Fingerprint | None:
        """What the ledger had of the secret when the rotation began."""
        rotation = self.rotation
        return sent_print(self.ledger, self.run.desired, rotation.key, rotation.path)

    def print_of(self, ref: SecretRef) -> Fingerprint:
        """What the ledger is to have of the secret once that reference was sent."""
        return self._prints_of(ref)[0]

    def _prints_of(self, ref: SecretRef) -> list[Fingerprint]:
        """Under the name of today, then under those before."""
        rotation = self.rotation
        resource = replace(rotation.resource, spec=rotation.hook(ref))
        key, org = self.run.fingerprint_key, self.ledger.organization
        found = fingerprints([resource], self.run.resolve_secret, key, org)
        return [prints[rotation.path] for prints in found.values()]

    def is_blind(self) -> bool:
        """Whether nothing would show that the value of the new reference is another one now."""
        was, now = self.known_old(), self.print_of(self.rotation.new)
        # A label is a person's word for the value, as everywhere.
        same_key = was is not None and bool(was.digest) and was.key_id == now.key_id
        return not self.rotation.new.version and not (same_key and now.digest)

    def check_new(self) -> None:
        """There is a new secret, and it is another one. Raises: InvalidInput."""
        rotation = self.rotation
        new, old = (self.run.resolve_secret(ref) for ref in (rotation.new, rotation.old))
        complaint = "is not set here" if new is None else new.complaint()
        # All that apply would refuse, before a service sees anything.
        if complaint or new is None:
            raise InvalidInput(
                f"{rotation.new} {complaint}",
                "set it to the new secret; hookops sent nothing to anybody",
            )
        # Somebody forgot to set the new variable, or has set the old one too.
        same = old is not None and _is_same(new, old)
        if same and str(rotation.old) != str(rotation.new):
            raise InvalidInput(
                f"{rotation.new} has the value of {rotation.old}, so this is no rotation",
                "set it to the new secret; hookops sent nothing to anybody",
            )

    def before(self) -> None:
        """Step 1 is reported; only a service that accepts the new secret is passed.

        Raises: VerificationFailed; GuardError where nobody wants to go on unchecked.
        """
        rotation, report = self.rotation, self.attended.report
        if why := self.why_no_call():
            report(Step(1, "not checked", (why, _BOTH.format(rotation.key))))
            self._ask_unchecked()
            return
        # The new one first: where its host must not have it, no call is made at all.
        found = self._call(rotation.new, probe=True)
        wrong, no_old = _wrong(found), self.why_no_old()
        # What is gone cannot be sent: then nothing shows that calls of today are answered as well.
        refused = "" if no_old else self._try_old()
        about_old = f"not checked: {no_old}" if no_old else _describe_old(rotation, refused)
        if wrong:
            self._stop((f"{rotation.new}: {wrong}", about_old), neither=bool(refused))
        fine = f"{rotation.new}: {found.url} answers correctly"
        state: State = "not checked" if no_old or refused else "done"
        lines = (fine, about_old, *_describe_probes(found), *found.remarks)
        if self.attended.url:
            # What passes there shows nothing of the service that Okta calls.
            report(Step(1, "done at --verify-url", lines))
            self._ask_unchecked()
        else:
            report(Step(1, state, lines))
        # The plan then calls nothing unproven that was proven a second ago.
        if self.run.fingerprint_key:
            desired = rotation.declare(self.run.desired, rotation.new)
            record_accepted(replace(self.run, desired=desired), found)

    def _ask_unchecked(self) -> None:
        rotation = self.rotation
        service = f"the declared service of {rotation.key}"
        self.attended.ask(f"go on though nothing shows that {service} accepts {rotation.new}")

    def after(self) -> str:
        """What is wrong with the service's answers now; empty when nothing is."""
        rotation = self.rotation
        try:
            if self.calls_through_okta():
                key, hook = rotation.key, rotation.hook(rotation.new)
                found = call_through_okta(self.run, key, hook, self._cases(), BUDGET_S)
                return "; ".join(verification_failures(found))
            return _wrong(self._call(rotation.new))
        except HookopsError as problem:
            # Whatever keeps the service from an answer is a failure as well: Okta is not luckier.
            return _reason(problem)

    def can_check_after(self) -> bool:
        """Whether step 3 can call the service; Okta can where nobody else has the key."""
        return not self.why_not() and (self.rotation.verify.through_okta or not self._is_oktas())

    def calls_through_okta(self) -> bool:
        """Whether Okta makes the call of step 3, as the manifest asks for."""
        return self.rotation.verify.through_okta and not self.attended.url

    def _is_oktas(self) -> bool:
        return isinstance(declared_hook(self.rotation.resource).channel.auth, PrivateKeyAuth)

    def why_no_call(self) -> str:
        """Why hookops does not call the service itself; empty when it does."""
        if why := self.why_not():
            return why
        only = "only Okta has the key of this hook, so hookops cannot call its service itself"
        return only if self._is_oktas() else ""

    def _cases(self) -> tuple[Case, ...]:
        hook = declared_hook(self.rotation.resource)
        return declared_cases(self.run, self.rotation.key, hook, self.root)

    def _call(self, ref: SecretRef, *, probe: bool = False) -> Preview:
        """The service, called with that secret. Raises: as `preview`."""
        attended, hook = self.attended, self.rotation.hook(ref)
        how = previewing.How(
            # Another message to the same person would prove nothing more.
            probe=probe and contract_of(hook.type).recipient is None,
            loopback=attended.loopback,
            url=attended.url,
            networks=attended.networks,
            named_hosts=(*attended.named_hosts, *self._hosts(hook)),
        )
        return previewing.preview(
            self.run,
            self.rotation.key,
            hook,
            self._cases(),
            how,
            consent=attended.ask,
            network=attended.network,
        )

    def _hosts(self, hook: Hook) -> Iterator[str]:
        """Hosts that have the old secret by a ledger that proves it: they may have the new one,
        unless that is known to go elsewhere."""
        trust, entry = trust_of(self.run, self.ledger), self.ledger.managed.get(self.rotation.key)
        # As for every call of hookops' own: else a person names the host.
        if entry is None or trust.doubt or trust.emulated:
            return
        known = receivers_by_secret(self.ledger, {})
        for path, receiver in reached(HOOKS, entry.compared):
            ref = str(HOOKS.secrets(hook).get(path, ""))
            if path == self.rotation.path and receiver in known.get(ref, {receiver}):
                yield receiver.host

    def _try_old(self) -> str:
        """What is wrong with the answer to the old secret; empty when nothing is."""
        try:
            return _wrong(self._call(self.rotation.old))
        except HookopsError as problem:
            # About the old secret nothing is refused: it is to go.
            return _reason(problem)

    def _stop(self, lines: tuple[str, ...], *, neither: bool) -> NoReturn:
        rotation = self.rotation
        self.attended.report(Step(1, "failed", lines))
        hint = f"let it accept both secrets, then run this again; {_NOTHING}"
        if neither:
            hint = f"it answers the old one no better, so look at the service first; {_NOTHING}"
        raise VerificationFailed(
            f"{rotation.key}: its service does not answer correctly with {rotation.new}", hint
        )


_NOTHING = "hookops wrote nothing"
_BOTH = "let the service of {} accept both secrets before hookops goes on"


def _reason(problem: HookopsError) -> str:
    # Its hint is about what to do next, and so is that of the rotation.
    return problem.message or str(problem)


def _wrong(found: Preview) -> str:
    return "; ".join(verification_failures(found.exchanges))


def _describe_old(rotation: Rotation, old: str) -> str:
    if old:
        return f"{rotation.old}: {old}; Okta's calls have it until the new one is there"
    return f"{rotation.old}: answers correctly"


def _describe_probes(found: Preview) -> Iterator[str]:
    # Without one that is refused, an accepted secret is no evidence.
    if found.probed and not all(one.refused for one in found.probed):
        yield (
            "a wrong secret, or none: accepted as well, so nothing above shows that the service "
            "looks at secrets"
        )
    elif found.probed:
        yield "a wrong secret, or none: refused"


def _is_same(one: Secret, other: Secret) -> bool:
    # Under any key: the digests are compared here and kept nowhere.
    return one.fingerprint(b"same", ()) == other.fingerprint(b"same", ())
