"""A plan in a file: a ceiling, not a script. Sealing one, and comparing a fresh plan with it.

Whoever can edit the file can also renew its digest, so nothing in it decides what is written: apply
plans again, and goes on only when the result is the file, to the byte.
"""

import hashlib
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hookops import __version__
from hookops.apply.stale_plan import describe_difference
from hookops.files.reading import Exposure, Unreadable, check_exposure, read_bytes, read_exposed
from hookops.files.seal import PROVEN, Seals
from hookops.files.writing import replace_file, write_new
from hookops.model.errors import Conflict, InvalidInput
from hookops.model.limits import Limits, read_limits
from hookops.model.resource import Json
from hookops.model.text import as_lines, show

KIND = "hookops.dev/plan/v1"
LIFETIME_H = 24
MAX_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a saved plan says about itself."""

    created_at: str
    expires_at: str
    hookops_version: str
    limits: Limits
    targets: tuple[str, ...]
    organization: str
    serial: int
    """Of the ledger that it was made with."""
    digest: str
    seal: str
    """Empty for a plan that was made without a key."""


def seal(plan: Json, *, created_at: str, serial: int = 0, seals: Seals = Seals()) -> str:
    """The file's text: the plan's JSON, when it was made and when it expires, a digest and a seal.

    Shape: `serial` is that of the ledger; without a key the file has neither it nor a seal.
    """
    make = seals.make if seals.keys else None
    return _text_of(plan, created_at, serial, make)


def _text_of(plan: Json, created_at: str, serial: int, make: Callable[[str], str] | None) -> str:
    expires = datetime.fromisoformat(created_at) + timedelta(hours=LIFETIME_H)
    head = {
        "kind": KIND,
        "hookops_version": __version__,
        "created_at": created_at,
        "expires_at": expires.isoformat(),
        # Without a seal anybody could change it, and no plan that is made now shows that.
        **({"ledger_serial": serial} if make else {}),
    }
    document = {**head, **plan}
    digest = _digest(document)
    sealed = {"seal": make(digest)} if make else {}
    return json.dumps({**document, "digest": digest, **sealed}, indent=1) + "\n"


def read(path: Path) -> tuple[str, Exposure]:
    """The file's text, and who else can write it.

    Raises: InvalidInput when it is no plain file, or too large.
    """
    try:
        data, exposure = read_exposed(path, MAX_BYTES)
        return data.decode(errors="replace"), exposure
    except Unreadable as problem:
        raise InvalidInput(f"hookops cannot read the plan {path}: {problem.reason}") from None


def check_place(path: Path, *, replace: bool) -> None:
    """A plan can be saved there, as far as anybody can know before it is made.

    Shape: with `replace` a plan of hookops may be there, and nothing else.
    Raises: InvalidInput.
    """
    if not os.path.isdir(path.parent):
        raise InvalidInput(f"{path} cannot be written: its folder does not exist")
    # lexists: a link that leads nowhere is there as well.
    if not os.path.lexists(path):
        return
    if not replace:
        raise InvalidInput(f"{path} exists", "--force replaces a plan of hookops, and nothing else")
    try:
        text = read_bytes(path, MAX_BYTES).decode(errors="replace")
    except Unreadable as problem:
        raise InvalidInput(f"--force does not replace {path}: {problem.reason}") from None
    try:
        _load(text, path)
    except InvalidInput as problem:
        raise InvalidInput(f"--force does not replace it: {problem.message}") from None


def write(path: Path, text: str, *, replace: bool = False) -> None:
    """A file for its owner alone, whole or not at all.

    Shape: with `replace` a plan of hookops that is there gives way to it.
    Raises: InvalidInput when something else is there, or it cannot be made.
    """
    # Again, since it is long ago that somebody looked.
    check_place(path, replace=replace)
    try:
        if replace:
            replace_file(path, text)
        else:
            write_new(path, text)
    except OSError as problem:
        raise InvalidInput(f"hookops cannot write {path}: {problem.strerror}") from None


def open_envelope(text: str, path: Path) -> tuple[Envelope, dict[str, Json]]:
    """What the file says about itself, and all of it.

    Raises: InvalidInput when it is not a saved plan, Conflict when somebody edited it.
    """
    document = _load(text, path)
    try:
        envelope = Envelope(
            created_at=_time(document["created_at"]),
            expires_at=_time(document["expires_at"]),
            hookops_version=_text(document["hookops_version"]),
            limits=read_limits(document),
            targets=tuple(_text(target) for target in document["targets"]),
            organization=_text(document["organization"]),
            serial=_number(document.get("ledger_serial", 0)),
            digest=_text(document["digest"]),
            seal=_text(document.get("seal", "")),
        )
    except (KeyError, TypeError, ValueError):
        raise InvalidInput(f"{path} is not a whole plan", "make a new one") from None
    # Nobody is kept from computing it anew; this tells a hasty edit from an org that has moved.
    if envelope.digest != _digest(document):
        raise Conflict(f"the plan {path} was edited: its digest is not that of its content", _AGAIN)
    return envelope, document


def check_seal(envelope: Envelope, seals: Seals, path: Path, exposure: Exposure) -> str:
    """What is not known of where the file comes from, for people; empty when nothing is wrong.

    Raises: Conflict where this run has the key, and the file was not sealed with it; GuardError
    where others can write the file, and it has no seal.
    """
    found = seals.judge(envelope.digest, envelope.seal or None)
    note = check_exposure(exposure, f"the plan {path}", proven=found in PROVEN)
    if found == "unchecked":
        raise Conflict(
            f"the plan {path} has a seal, and HOOKOPS_FINGERPRINT_KEY is not set here: whether "
            "somebody edited it cannot be checked",
            "hookops wrote nothing; set HOOKOPS_FINGERPRINT_KEY, as in the job that made the plan",
        )
    if not seals.keys:
        return note or (
            f"nothing proves where the plan {path} comes from: HOOKOPS_FINGERPRINT_KEY is not set; "
            "hookops plans again, and writes nothing that this plan does not have"
        )
    if found not in PROVEN:
        what = "has no seal" if found == "none" else "has a seal that is not that of its content"
        raise Conflict(
            f"the plan {path} {what}, and HOOKOPS_FINGERPRINT_KEY is set: a job without the key "
            "made it, or somebody edited it",
            "hookops wrote nothing; make the plan in the job that has the key",
        )
    return note


def check(envelope: Envelope, organization: str, now: datetime, applied: dict[str, str]) -> None:
    """The file itself is no reason not to apply it.

    Shape: `applied` is when each plan was applied, by digest.
    Raises: Conflict when it is another organization's, expired, of another hookops, or used.
    """
    again = "make a new one with hookops plan --out"
    if envelope.organization != organization:
        found = show(envelope.organization)
        raise Conflict(f"the plan is for {found}, not for {organization}", again)
    if envelope.hookops_version != __version__:
        found = show(envelope.hookops_version)
        raise Conflict(f"the plan was made by hookops {found}, this is {__version__}", again)
    if envelope.digest in applied:
        raise Conflict(f"the plan was applied already, at {applied[envelope.digest]}", again)
    # Clocks of two machines differ; a plan from far in the future would never expire.
    if datetime.fromisoformat(envelope.created_at) > now + timedelta(minutes=10):
        raise Conflict(f"the plan says it was made in the future, at {envelope.created_at}", again)
    if datetime.fromisoformat(envelope.expires_at) <= now:
        raise Conflict(f"the plan expired at {envelope.expires_at}", again)


def compare(text: str, fresh: Json, envelope: Envelope) -> None:
    """A plan made now is the one in the file.

    Raises: Conflict when it is not, whatever has changed: the manifests, the org or the secrets.
    """
    # Whether its seal is right was checked: one under the previous key has another text.
    sealed = envelope.seal
    make = (lambda _: sealed) if sealed else None
    expected = _text_of(fresh, envelope.created_at, envelope.serial, make)
    if text == expected:
        return
    saved, again = json.loads(text), json.loads(expected)
    # The digest fits, and so does the plan: what differs is how the file is written.
    if saved == again:
        raise Conflict("the plan was edited: it says the same in another layout", _AGAIN)
    # A file whose digest somebody made anew gets here too, and is no plan that can be made.
    try:
        moved = describe_difference(saved, again)
    # Anybody can compute the digest of a document that has the shape of no plan.
    except (LookupError, TypeError, AttributeError, ValueError):
        raise Conflict("the plan was edited: it has the shape of no plan", _AGAIN) from None
    moved = moved or ["what it was made against was changed in Okta"]
    lines = as_lines(["the plan is stale:", *(f"  {line}" for line in moved)])
    raise Conflict(lines, _AGAIN)


_AGAIN = "hookops wrote nothing; look at hookops plan, and save a new one"


def _digest(document: Mapping[str, Json]) -> str:
    # Sorted, so that the digest names the plan and not the order in which it was written: the
    # ledger keeps it, to refuse a plan that was applied already.
    content = {n: value for n, value in document.items() if n not in ("digest", "seal")}
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _load(text: str, path: Path) -> dict[str, Json]:
    try:
        document = json.loads(text, object_pairs_hook=_unique, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise InvalidInput(f"{path} is not valid JSON", "make a new plan") from None
    if not isinstance(document, dict) or document.get("kind") != KIND:
        raise InvalidInput(f"{path} is not a plan of hookops", "hookops plan --out makes one")
    return document


def _unique(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError
    return members


def _refuse(name: str) -> Json:
    """NaN and Infinity are no JSON, although Python reads them."""
    raise ValueError(name)


def _text(value: Json) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _number(value: Json) -> int:
    # True is an int in Python.
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError
    return value


def _time(value: Json) -> str:
    if datetime.fromisoformat(_text(value)).tzinfo != UTC:
        raise ValueError
    return str(value)
