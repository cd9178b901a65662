"""What a hook's service is sent to try it: saved cases, or a request about an invented person."""

import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from uuid import uuid4

from hookops.contracts.exchange import Case
from hookops.contracts.requests.samples import App, Event, Org, Sample, User
from hookops.contracts.types import contract_of, contracts
from hookops.contracts.types.base import Contract
from hookops.kinds.inline_hook.spec import Hook
from hookops.kinds.inline_hook.types import HOOK_TYPES, HookType
from hookops.manifest.single import check_json
from hookops.model.errors import InvalidInput
from hookops.model.resource import Json, Key
from hookops.model.text import show
from hookops.service.case_files import read_folder
from hookops.workflow.run import Run


@dataclass(frozen=True, slots=True)
class Fill:
    """What an invented request is filled with; empty leaves what is invented."""

    variant: str = ""
    user: str = ""
    """A login or an e-mail address."""
    app: str = ""
    """A label."""
    scopes: tuple[str, ...] = ()
    phone: str = ""
    """A number, as E.164 has it."""
    claims: Mapping[str, Json] = field(default_factory=dict)


def declared_cases(run: Run, key: Key, hook: Hook, root: Path) -> tuple[Case, ...]:
    """The cases of the manifest's `verify.cases`; without that one that is made up.

    Shape: `root` is the project's folder, below which saved cases lie. Raises: InvalidInput.
    """
    if not hook.verify.cases:
        return (invented(run, key, hook, Fill()),)
    folder = Path(os.path.realpath(root / hook.verify.cases))
    # A manifest in a pull request must not have files of the machine sent to a service.
    if not folder.is_relative_to(os.path.realpath(root)):
        raise InvalidInput(f"{key}: verify.cases leads out of the project's folder")
    return read_folder(folder, hook.type, check_json)


def invented(
    run: Run, key: Key, hook: Hook, fill: Fill, types: Mapping[str, HookType] = HOOK_TYPES
) -> Case:
    """The request that Okta would send, about an invented person.

    Raises: InvalidInput; HookopsError for a type without a contract.
    """
    # Each complaint names what there is: variants, and the types that take what was given.
    contract = contract_of(hook.type, types)
    variants, title = contract.variants, contract.row.title
    variant = fill.variant or next(iter(variants))
    if variant not in variants:
        known = ", ".join(variants)
        raise InvalidInput(f"{title} hooks have no variant {show(variant)}", f"it is: {known}")
    for what, given, uses in _USES:
        if given(fill) and not uses(contract):
            only = _only(other for other in contracts(types).values() if uses(other))
            raise InvalidInput(f"{title} hooks have no {what}{only}")
    if fill.phone and not _E164.fullmatch(fill.phone):
        raise InvalidInput(
            f"{show(fill.phone, 40)} is not a number as Okta sends it: + and 8 to 15 digits",
            "--payload sends any request",
        )
    return Case(variant, hook.type, contract.build(variant, _sample(run, key, fill)))


_USES: tuple[tuple[str, Callable[[Fill], object], Callable[[Contract], object]], ...] = (
    ("scopes", lambda fill: fill.scopes, lambda contract: contract.uses_scopes),
    ("app", lambda fill: fill.app, lambda contract: contract.uses_app),
    ("claims", lambda fill: fill.claims, lambda contract: contract.uses_claims),
    ("phone number", lambda fill: fill.phone, lambda contract: contract.recipient),
)
"""What a request can be filled with, and which contracts have it."""
_E164 = re.compile(r"\+[1-9][0-9]{7,14}", re.ASCII)
"""Source: ITU-T E.164; Okta, Telephony inline hook reference, phoneNumber."""


def _only(found: Iterable[Contract]) -> str:
    """`: only SAML, token and user import hooks do`; empty when none does."""
    *first, last = ("", *(contract.row.title for contract in found))
    titles = f"{', '.join(first[1:])} and {last}" if first[1:] else last
    return f": only {titles} hooks do" if titles else ""


def _sample(run: Run, key: Key, fill: Fill) -> Sample:
    user = User()
    if fill.user:
        email = fill.user if "@" in fill.user else user.email
        user = replace(user, login=fill.user, email=email)
    if fill.phone:
        user = replace(user, phone=fill.phone)
    ledger = run.ledger_store.read()
    org, managed = Org(), ledger.managed.get(key)
    # The embedded emulator has a name and no address; services may check the issuer's form.
    if ledger.organization.startswith("https://"):
        org = replace(org, url=ledger.organization)
    if managed:
        org = replace(org, hook_id=managed.id)
    event = Event(str(uuid4()), run.clock().timestamp())
    sample = Sample(event, org, user, claims=fill.claims)
    if fill.app:
        sample = replace(sample, app=replace(App(), label=fill.app))
    return replace(sample, scopes=fill.scopes) if fill.scopes else sample
