"""The area of the page for people: hooks, and forms about them.

`/` and `/hooks/...`, short for paths below `PAGE` in `control/middleware.py`, and their forms.
The log of requests, switches and faults are in `trouble.py`. Everything is asked of the API
(`admin_client.py`). Source: Okta help, Add an inline hook.
"""

import json
from collections.abc import Callable
from typing import Any

from flask import Response, request

from hookops.emulator.control.middleware import PAGE
from hookops.emulator.page import forms as page_forms
from hookops.emulator.page import trouble as page_trouble
from hookops.emulator.page.admin_client import HOOKS, AdminClient, Reply, hook_path
from hookops.emulator.page.forms import HookForm
from hookops.emulator.page.render import add_filters, redirect_to, render
from hookops.emulator.page.samples import sample
from hookops.emulator.world import World

_DONE = {
    "created": "The hook was added.",
    "updated": "The hook was changed.",
    "activate": "The hook is active.",
    "deactivate": "The hook is inactive.",
    "deleted": "The hook was deleted.",
}


def register(world: World) -> None:
    """The pages, and their forms."""
    add_filters(world)
    pages = Pages(world)
    hook = PAGE + "hooks/<hook_id>"
    world.route("GET", PAGE, pages.hooks)
    world.route("GET", PAGE + "hooks", pages.hooks)
    world.route("GET", PAGE + "hooks/new", pages.new)
    world.route("GET", hook, pages.hook)
    world.route("GET", hook + "/delete", pages.confirm)
    world.route("POST", PAGE + "hooks", pages.create)
    world.route("POST", hook, pages.change)
    world.route("POST", hook + "/activate", pages.lifecycle("activate"))
    world.route("POST", hook + "/deactivate", pages.lifecycle("deactivate"))
    world.route("POST", hook + "/delete", pages.delete)
    world.route("POST", hook + "/preview", pages.preview)
    # One area with two modules: what people see is one page.
    page_trouble.register(world)


class Pages:
    """Views about hooks."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._api = AdminClient(world)

    def hooks(self) -> Response:
        """All hooks."""
        return render(
            "hooks.html",
            hooks=self._api.members(HOOKS),
            bindings=self._api.bindings(),
            title=page_forms.title,
            authentication=_authentication,
            types=page_forms.titles(),
            done=_done(),
            limit=self._world.hook_limit,
        )

    def new(self) -> Response:
        """An empty form for a hook of the type in the query, or the choice of a type."""
        type_ = request.args.get("type", "")
        return self._new(HookForm(type_ if type_ in page_forms.titles() else ""))

    def create(self) -> Response:
        """The hook of the form is there, or the form is shown with what is wrong."""
        form, secret = page_forms.read_form(request.form)
        if "more" in request.form:
            return self._new(form)
        # People are not asked for a version, as the Admin Console does not ask.
        body = form.body(secret, page_forms.newest_version(form.type))
        reply = self._api.ask("POST", HOOKS, body)
        if not reply.good:
            return self._new(form, reply)
        hook_id = str(reply.data["id"])
        if not form.active:
            # The API has no other way: a create gives an ACTIVE hook whatever its body says.
            self._api.ask("POST", hook_path(hook_id, "/lifecycle/deactivate"))
        return redirect_to(f"/hooks/{hook_id}?done=created")

    def hook(self, hook_id: str) -> Response:
        """One hook with everything that may be known of it."""
        return self._hook(hook_id)

    def change(self, hook_id: str) -> Response:
        """The hook is as the form says, or the form is shown with what is wrong."""
        stored = self._api.ask("GET", hook_path(hook_id))
        if not stored.good:
            return _missing(stored)
        form, secret = page_forms.read_form(request.form, stored.data["type"])
        if "more" in request.form:
            return self._hook(hook_id, form=form)
        # Versions stay as they are: the form does not show them.
        channel_version = stored.data["channel"]["version"]
        body = form.body(secret, stored.data["version"], channel_version)
        reply = self._api.ask("PUT", hook_path(hook_id), body)
        return self._after(reply, hook_id, "updated", form)

    def lifecycle(self, verb: str) -> Callable[[str], Response]:
        """A view after which the hook has the status that the verb leads to."""

        def view(hook_id: str) -> Response:
            reply = self._api.ask("POST", hook_path(hook_id, f"/lifecycle/{verb}"))
            return self._after(reply, hook_id, verb)

        return view

    def confirm(self, hook_id: str) -> Response:
        """The question whether the hook may go."""
        reply = self._api.ask("GET", hook_path(hook_id))
        if not reply.good:
            return _missing(reply)
        bindings = self._api.bindings().get(hook_id, [])
        return render("delete.html", hook=reply.data, bindings=bindings, title=page_forms.title)

    def delete(self, hook_id: str) -> Response:
        """The hook is gone, or its page says why not."""
        reply = self._api.ask("DELETE", hook_path(hook_id))
        return redirect_to("/?done=deleted") if reply.good else self._hook(hook_id, failed=reply)

    def preview(self, hook_id: str) -> Response:
        """The page of the hook with what its service answered to the request that was typed."""
        typed = request.form.get("payload", "")
        try:
            payload = json.loads(typed)
        except (ValueError, RecursionError) as problem:
            # 400 and the text that was typed: nobody should have to type it twice.
            wrong = {"typed": typed, "error": f"this is no JSON: {problem}"}
            return self._hook(hook_id, preview=wrong, status=400)
        reply = self._api.ask("POST", hook_path(hook_id, "/execute"), payload)
        # A service may give a secret back that it was sent: it is hidden before it is shown.
        text = json.dumps(reply.data, indent=2, ensure_ascii=False) if reply.data else reply.text
        shown = {
            "typed": typed,
            "request": payload,
            "status": reply.status,
            "response": self._api.hidden(hook_id, text),
        }
        return self._hook(hook_id, preview=shown)

    def _after(
        self, reply: Reply, hook_id: str, done: str, form: HookForm | None = None
    ) -> Response:
        if reply.good:
            return redirect_to(f"{_page(hook_id)}?done={done}")
        return self._hook(hook_id, form=form, failed=reply)

    def _new(self, form: HookForm, failed: Reply | None = None) -> Response:
        status = failed.status if failed else 200
        return render("new.html", status, types=page_forms.titles(), **self._fields(form, failed))

    def _hook(
        self,
        hook_id: str,
        *,
        form: HookForm | None = None,
        failed: Reply | None = None,
        preview: dict[str, Any] | None = None,
        status: int = 200,
    ) -> Response:
        reply = self._api.ask("GET", hook_path(hook_id))
        if not reply.good:
            return _missing(reply)
        hook = reply.data
        example = sample(hook["type"], hook_id, self._world.base_url, self._world.clock())
        return render(
            "hook.html",
            failed.status if failed else status,
            hook=hook,
            bindings=self._api.bindings().get(hook_id, []),
            has_secret=self._api.has_secret(hook_id),
            shown_authentication=_authentication(hook),
            omitted_secret=self._world.switches.omitted_secret,
            preview=preview,
            example=json.dumps(example, indent=2),
            done=_done(),
            **self._fields(form or page_forms.fill_form(hook), failed),
        )

    def _fields(self, form: HookForm, failed: Reply | None) -> dict[str, Any]:
        """What the template of the form needs."""
        found = page_forms.problems(failed.error) if failed else []
        wrong: dict[str, list[str]] = {}
        for field, message in found:
            wrong.setdefault(field, []).append(message)
        return {
            "form": form,
            "title": page_forms.title,
            "authentications": page_forms.AUTHENTICATION,
            "keys": self._api.members("/api/v1/hook-keys"),
            "failed": failed.error if failed else None,
            "problems": found,
            "wrong": wrong,
        }


def _missing(reply: Reply) -> Response:
    return render("missing.html", reply.status, error=reply.error)


def _page(hook_id: str) -> str:
    return hook_path(hook_id).replace(HOOKS, "/hooks", 1)


def _authentication(hook: dict[str, Any]) -> str:
    return page_forms.AUTHENTICATION.get(page_forms.fill_form(hook).authentication, "unknown")


def _done() -> str:
    return _DONE.get(request.args.get("done", ""), "")
