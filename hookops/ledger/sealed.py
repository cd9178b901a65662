"""The documents of a ledger as stores keep them: with a seal, where a run has a key for one."""

import re
from dataclasses import replace

from hookops.files.seal import Seal
from hookops.ledger.document import Writer, loads, stored_after
from hookops.ledger.owner import Access
from hookops.model.errors import Conflict
from hookops.model.resource import Ledger

KEY = "HOOKOPS_FINGERPRINT_KEY"
# The last member, on a line of its own: what is sealed is the text before it, to the byte.
_SEAL = re.compile(r',\n"seal": "([^"\n]*)"\n}\n\Z')
_END = "\n}\n"


def check_writable(ledger: Ledger) -> None:
    """This run may write the ledger. Raises: Conflict for one with a seal that it cannot make."""
    if ledger.seal == "unchecked":
        raise Conflict(
            f"the ledger has a seal, and {KEY} is not set here: whoever has the key would refuse "
            "what this run writes",
            f"set {KEY}, as for every job that applies; hookops wrote nothing",
        )


class Documents:
    """Writes and reads the documents of one run."""

    def __init__(self, access: Access) -> None:
        self._writer = Writer(access.check)
        self._seals = access.seals

    def dumps(self, before: Ledger, after: Ledger) -> tuple[str, Ledger]:
        """What a store keeps in a swap, as text and as a ledger.

        Raises: Conflict when `before` has a seal, and this run has no key: nobody could check what
        it would write.
        """
        check_writable(before)
        stored = stored_after(before, after)
        text = self._writer.dumps(stored)
        if not self._seals.keys:
            return text, replace(stored, seal="none")
        body = text.removesuffix(_END)
        sealed = f'{body},\n"seal": "{self._seals.make(body)}"{_END}'
        return sealed, replace(stored, seal="right")

    def loads(self, text: str, place: str) -> Ledger:
        """The ledger of a document, and what is known of its seal.

        Raises: InvalidInput as of `document.loads`; Conflict for one whose seal is wrong, or that
        has none though this run could check it.
        """
        found = _SEAL.search(text)
        body = text[: found.start()] if found else text
        seal = self._seals.judge(body, found[1] if found else None)
        ledger = loads(text, place)
        self._check(seal, place)
        return replace(ledger, seal=seal)

    def _check(self, seal: Seal, place: str) -> None:
        if seal == "wrong" and self._seals.takes != "any":
            raise Conflict(
                f"{place}: the seal of the ledger is not that of its content: somebody without "
                f"{KEY} has written it, or it was sealed under another key",
                f"after a change of keys, export the old one as {KEY}_PREVIOUS; else restore the "
                "ledger from a backup, or make it again with hookops ledger rebuild",
            )
        if seal == "none" and self._seals.keys:
            raise Conflict(
                f"{place}: the ledger has no seal, and {KEY} is set: nothing shows that hookops "
                "wrote it",
                "look at it with hookops ledger show; hookops apply --accept-unsealed takes it "
                "once, and seals it; hookops ledger rebuild makes it again",
            )
