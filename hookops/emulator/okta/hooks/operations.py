"""The operations on an organization's hooks, and the rules that reach over all of them.

What each call does to the store, and when it is an error. HTTP is in `area.py`, and what a body
may say in `body.py`.
"""

import hashlib
import itertools
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from flask import g, has_request_context

from hookops.emulator import facts
from hookops.emulator.control.switches import Switches
from hookops.emulator.http.errors import ApiError, Problem, invalid, not_found
from hookops.emulator.http.gate import ADMINISTRATOR
from hookops.emulator.okta.hooks import list_lag, references
from hookops.emulator.okta.hooks.body import HookBody, read_create, read_merge, read_replace
from hookops.emulator.okta.hooks.keys import check_reference
from hookops.emulator.store.contract import HookRecord, Transaction
from hookops.emulator.world import World

ACTIVE = "ACTIVE"
INACTIVE = "INACTIVE"


class HookOperations:
    """The hooks of one organization, under the API's rules.

    Raises: ApiError, from every method, where the API answers with an error.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._store = world.store
        self._clock = world.clock
        self._hook_limit = world.hook_limit
        self._lists = itertools.count()

    @property
    def _switches(self) -> Switches:
        switches = self._world.switches
        # Members that documents lack come from the console and from seeds, which have no actor.
        client = has_request_context() and g.get("actor") not in (None, ADMINISTRATOR)
        return switches if client else replace(switches, unknown_members="keep")

    def _log(self, what: str, hook: HookRecord) -> None:
        """The System Log has it. Source: Okta, Event types, `inline_hook.*`."""
        debug = {"inlineHookType": hook.type}
        self._world.log_event(f"inline_hook.{what}", "InlineHook", hook.id, hook.name, debug)

    def hooks(self, type_: str | None) -> list[HookRecord]:
        """All hooks, or those of a type; the order is `Switches.list_order`.

        Source: Okta Management API, listInlineHooks; recorded by okta-sdk-python
        test_inline_hooks_it: a bare array, in one page.
        """
        # `type` may also be empty, which is no type of a hook.
        unknown = type_ is not None and type_ not in facts.load().types
        if unknown and self._switches.unknown_type_filter == "refuse":
            raise invalid([Problem("type", "The value is not a supported inline hook type")])
        hooks = list_lag.listed(self._world, self._store.hooks(type_))
        match self._switches.list_order:
            case "created":
                return hooks
            case "id":
                return sorted(hooks, key=lambda hook: hook.id)
            case _:
                whole = self._switches.list_pages == "whole"
                # With pages the order must stay, or a client would miss hooks between two of them.
                salt = str(next(self._lists)) if whole else ""
                return sorted(hooks, key=lambda hook: _digest(salt + hook.id))

    def get(self, hook_id: str) -> HookRecord:
        """The hook of that id."""
        record = self._store.get(hook_id)
        if record is None:
            raise not_found(hook_id)
        return record

    def create(self, body: Mapping[str, Any]) -> HookRecord:
        """The new hook, ACTIVE whatever the body's `status` says.

        Source: recorded by terraform-provider-okta TestAccResourceOktaInlineHook_crud.
        """
        read = read_create(body, self._switches)
        # Whole seconds, as recorded: two changes in one second show the same time.
        now = int(self._clock())
        with self._store.transaction() as transaction:
            self._check_limit(transaction)
            self._check_name(transaction, read.name, None)
            check_reference(self._world, read.channel)
            record = HookRecord(
                id=self._world.ids.new("cal"),
                status=self._status_at_creation(transaction, read.type),
                name=read.name,
                type=read.type,
                version=read.version,
                channel=read.channel,
                created=now,
                last_updated=now,
            )
            list_lag.remember(self._world, transaction.records, record.id, None)
            transaction.save(record)
            self._log("created", record)
        return record

    def replace(self, hook_id: str, body: Mapping[str, Any]) -> HookRecord:
        """The hook as `body` says, its status kept.

        Source: recorded by terraform-provider-okta TestAccResourceOktaInlineHook_crud: PUT with
        `status` ACTIVE leaves an INACTIVE hook INACTIVE.
        """
        return self._write(hook_id, body, read_replace)

    def update(self, hook_id: str, body: Mapping[str, Any]) -> HookRecord:
        """The hook with the changes in `body`, as `Switches.post_update` understands them."""
        merge = self._switches.post_update == "merge"
        return self._write(hook_id, body, read_merge if merge else read_replace)

    def activate(self, hook_id: str) -> HookRecord:
        """The hook, now ACTIVE."""
        return self._set_status(hook_id, ACTIVE)

    def deactivate(self, hook_id: str) -> HookRecord:
        """The hook, now INACTIVE."""
        return self._set_status(hook_id, INACTIVE)

    def delete(self, hook_id: str) -> None:
        """The hook is gone; references to it are left as they are, unless `Switches.delete_bound`.

        Source: Okta Management API, deleteInlineHook (only INACTIVE hooks); references recorded
        by terraform-provider-okta TestAccResourceOktaAuthServerPolicyRule_create.
        """
        with self._store.transaction() as transaction:
            record = _existing(transaction, hook_id)
            # That it is refused is documented; the error is not. The API's list of errors for
            # DELETE has no 400.
            if record.status == ACTIVE:
                if self._switches.delete_active == "forbid":
                    raise ApiError("E0000006")
                raise invalid([Problem("status", "An active inline hook cannot be deleted")])
            references.check_deletion(self._world, record)
            list_lag.forget(transaction.records, hook_id)
            transaction.remove(hook_id)
            self._log("deleted", record)

    def _write(
        self,
        hook_id: str,
        body: Mapping[str, Any],
        read: Callable[[Mapping[str, Any], HookRecord, Switches], HookBody],
    ) -> HookRecord:
        with self._store.transaction() as transaction:
            stored = _existing(transaction, hook_id)
            new = read(body, stored, self._switches)
            self._check_name(transaction, new.name, hook_id)
            check_reference(self._world, new.channel)
            record = replace(
                stored,
                name=new.name,
                version=new.version,
                channel=new.channel,
                last_updated=int(self._clock()),
            )
            list_lag.remember(self._world, transaction.records, hook_id, stored)
            transaction.save(record)
            self._log("updated", record)
        return record

    def _set_status(self, hook_id: str, status: str) -> HookRecord:
        """The hook in that status; having it already is no error, unless so switched.

        Source: okta-sdk-nodejs, test inlinehook-lifecycle: activates a hook just created.
        """
        with self._store.transaction() as transaction:
            stored = _existing(transaction, hook_id)
            # Two switches: whether it is an error at all, and whether lastUpdated moves.
            if stored.status == status:
                self._check_noop(status)
                if self._switches.noop_lifecycle == "keep":
                    return stored
            # One that is ACTIVE already counts for nothing new.
            if status == ACTIVE and stored.status != ACTIVE:
                self._check_activation(transaction, stored)
            if status == INACTIVE:
                references.check_deactivation(self._world, stored)
            record = replace(stored, status=status, last_updated=int(self._clock()))
            list_lag.remember(self._world, transaction.records, hook_id, stored)
            transaction.save(record)
            self._log("activated" if status == ACTIVE else "deactivated", record)
        return record

    def _check_noop(self, status: str) -> None:
        switches = self._switches
        switch = switches.activate_active if status == ACTIVE else switches.deactivate_inactive
        if switch == "refuse":
            raise invalid([Problem("status", f"The inline hook is already {status}")])

    def show_in_lists(self, hook_id: str) -> None:
        """Lists show the hook as it is, whatever `Switches.list_lag` says."""
        with self._store.transaction() as transaction:
            list_lag.forget(transaction.records, hook_id)

    def _check_limit(self, transaction: Transaction) -> None:
        if transaction.count() < self._hook_limit:
            return
        if self._switches.limit_error == "forbid":
            raise ApiError("E0000006")
        message = "Maximum number of instances has been reached"
        raise ApiError("E0000001", "inlineHook", [message])

    def _check_name(self, transaction: Transaction, name: str, own_id: str | None) -> None:
        # A page since removed calls names unique; the API's description is silent.
        others = [hook for hook in transaction.find(name=name) if hook.id != own_id]
        if not others or self._switches.duplicate_name == "accept":
            return
        message = "An inline hook with this name already exists"
        if self._switches.duplicate_name == "conflict":
            raise ApiError("E0000195", "name", [f"name: {message}"])
        raise invalid([Problem("name", message)])

    def _status_at_creation(self, transaction: Transaction, type_: str) -> str:
        others = transaction.find(type=type_)
        match facts.load().types[type_].cardinality:
            # Telephony: one ACTIVE hook in an org. A create makes an ACTIVE one, so it is the
            # create that meets the rule.
            case "one-active" if _active(others):
                if self._switches.second_telephony == "refuse":
                    raise _second(type_)
                return INACTIVE if self._switches.second_telephony == "inactive" else ACTIVE
            # Password import: documented as one in an org.
            case "one" if self._counted_password_imports(others):
                raise _second(type_)
            case _:
                return ACTIVE

    def _check_activation(self, transaction: Transaction, stored: HookRecord) -> None:
        """An organization's one ACTIVE hook of this type is not joined by `stored`."""
        others = [hook for hook in transaction.find(type=stored.type) if hook.id != stored.id]
        match facts.load().types[stored.type].cardinality:
            case "one-active" if _active(others) and self._switches.second_telephony != "accept":
                raise _second(stored.type)
            case "one" if self._counted_password_imports(others):
                raise _second(stored.type)

    def _counted_password_imports(self, others: list[HookRecord]) -> list[HookRecord]:
        match self._switches.second_password_import:
            case "refuse":
                return others
            case "refuse-active":
                return _active(others)
            case _:
                return []


def _existing(transaction: Transaction, hook_id: str) -> HookRecord:
    record = transaction.get(hook_id)
    if record is None:
        raise not_found(hook_id)
    return record


def _active(hooks: list[HookRecord]) -> list[HookRecord]:
    return [hook for hook in hooks if hook.status == ACTIVE]


def _second(type_: str) -> ApiError:
    return invalid([Problem("type", f"Only one inline hook of type {type_} is allowed")])


def _digest(text: str) -> bytes:
    # An order that no client can foresee and each run repeats.
    return hashlib.sha256(text.encode()).digest()
