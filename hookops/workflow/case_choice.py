"""What a hook's service is sent to try it: saved cases, or a request about an invented person."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import uuid4

from hookops.contracts.exchange import Case
from hookops.contracts.requests.samples import App, Event, Org, Sample, User
from hookops.contracts.types import contract_of, contracts
from hookops.contracts.types.base import Contract
from hookops.kinds.inline_hook.spec import Hook
from hookops.kinds.inline_hook.types import HOOK_TYPES, HookType
from hookops.model.errors import InvalidInput
from hookops.model.resource import Key
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


def declared_cases(run: Run, key: Key, hook: Hook, root: Path) -> tuple[Case, ...]:
    """The cases of the manifest's `verify.cases`; without that one that is made up.

    Shape: `root` is the project's folder, below which saved cases lie. Raises: InvalidInput.
    """
    if not hook.verify.cases:
        return (invented(run, key, hook, Fill()),)
    folder = (root / hook.verify.cases).resolve()
    # A manifest in a pull request must not have files of the machine sent to a service.
    if not folder.is_relative_to(root.resolve()):
        raise InvalidInput(f"{key}: verify.cases leads out of the project's folder")
    return read_folder(folder, hook.type)


def invented(
    run: Run, key: Key, hook: Hook, fill: Fill, types: Mapping[str, HookType] = HOOK_TYPES
) -> Case:
    """The request that Okta would send, about an invented person.

    Raises: InvalidInput; HookopsError for a type without a contract.
    """
    # Each complaint names what there is: variants, and the types that take scopes or an app.
    contract = contract_of(hook.type, types)
    variants, title = contract.variants, contract.row.title
    variant = fill.variant or next(iter(variants))
    if variant not in variants:
        known = ", ".join(variants)
        raise InvalidInput(f"{title} hooks have no variant {show(variant)}", f"it is: {known}")
    if fill.scopes and not contract.uses_scopes:
        only = _only(other for other in contracts(types).values() if other.uses_scopes)
        raise InvalidInput(f"{title} hooks have no scopes{only}")
    if fill.app and not contract.uses_app:
        only = _only(other for other in contracts(types).values() if other.uses_app)
        raise InvalidInput(f"{title} hooks have no app{only}")
    return Case(variant, hook.type, contract.build(variant, _sample(run, key, fill)))


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
    ledger = run.ledger_store.read()
    org, managed = Org(), ledger.managed.get(key)
    # The embedded emulator has a name and no address; services may check the issuer's form.
    if ledger.organization.startswith("https://"):
        org = replace(org, url=ledger.organization)
    if managed:
        org = replace(org, hook_id=managed.id)
    event = Event(str(uuid4()), run.clock().timestamp())
    sample = Sample(event, org, user)
    if fill.app:
        sample = replace(sample, app=replace(App(), label=fill.app))
    return replace(sample, scopes=fill.scopes) if fill.scopes else sample
