"""Reports in which every text from outside is the same hostile one."""

from dataclasses import replace
from typing import Any

from hookops.model.change import FieldChange, Outcome, Plan, Result, SecretHost
from hookops.model.diagnostic import Diagnostic
from hookops.model.drift import Drift, Drifted
from hookops.model.management.waiver import Waiver
from hookops.model.registry.unsupported import Unsupported
from hookops.model.resource import Actual, Key
from hookops.model.source import Mark
from hookops.model.usage import LoggedEdit
from hookops.report.validation.value import Validation

from . import values as v

BENIGN = "a benign @name"

TEXTS = (
    "| `` <img src=x> @team [x](javascript:1) \x1b[31m ::error:: <!-- -->",
    "::error file=a::b",
    "::set-output name=a::b\r\n::add-mask::c\n##[error]d\n##vso[task.complete]",
    "##[group]x",
    "##VSO[task.setvariable variable=a]b",
    "section_start:1:a[collapsed=true]\r\x1b[0K",
    "````\n</details>\n# heading\n- list\n```",
    "</summary></code><script>alert(1)</script>",
    "`",
    "``` ` ```` |||",
    "\\",
    "\\`|\\|`",
    "~~a~~ **b** _c_ #123 https://x.example www.x.example GH-1",
    "\u202eevil\u2028\u200b\u0085\x9b31m",
    "[/red] [bold]x[/bold] :warning:",
    "x_" * 2500,
    " ",
    " a ",
)


def hook(text: str) -> v.Hook:
    """Every member is `text`, the secret's name too."""
    scheme = {"type": "HEADER", "key": text, "valueFrom": text}
    headers = [{"key": text, "value": text}]
    return v.Hook(text, text, config={"uri": text, "headers": headers, "authScheme": scheme})


def actual(text: str) -> Actual:
    """A hook of the registry."""
    return Actual("InlineHook", text, hook(text), text, text)


def unsupported(text: str) -> Unsupported:
    """One that hookops does not understand."""
    return Unsupported("InlineHook", f"3{text}", {"name": text, "type": text, "status": text})


def plan(text: str) -> Plan:
    """One change of each sort, and everything else that a plan can say."""
    key, mark = Key("InlineHook", text), Mark(text, 3, 1)
    field = FieldChange((text, "uri"), text, f"{text}2", "git", mark=mark)
    declared = replace(v.resource("a", hook(text)), key=key)
    message = Diagnostic(text, text, mark, text, related=((mark, text),))
    words: dict[str, Any] = {"impact_text": text, "undo": text, "reason": text}
    update = replace(v.UPDATE, key=key, before=actual(text), fields=(field,), mark=mark, **words)
    create = replace(v.CREATE, key=key, after=declared, mark=mark, **words)
    delete = replace(v.DELETE, key=key, before=actual(text), steps=(), **words)
    return Plan(
        organization=text,
        title=text,
        changes=(update, create, delete),
        conflicts=(message,),
        guard_errors=(message,),
        kept=(key,),
        forgotten=(key,),
        unmanaged=(actual(text),),
        warnings=(message,),
        # What waits hides a warning of its code.
        deferred=(replace(message, code=f"3{text}"),),
        disabled=(message,),
        by_hand=(message,),
        unread=(message,),
        targets=(text,),
        secret_hosts=(SecretHost(key, text, text, allowed=False, text=text, mark=mark),),
        unsupported=(f"3{text}",),
        described={f"3{text}": unsupported(text)},
    )


def drift(text: str) -> Drift:
    """One thing of each sort."""
    key, mark = Key("InlineHook", text), Mark(text, 3, 1)
    field = FieldChange((text,), text, f"{text}2", "okta", mark=mark)
    message = Diagnostic(text, text, mark, text, "warning")
    edit = LoggedEdit("1", text, text, text, text, frozenset({text}), text, text, f"a.{text}")
    return Drift(
        organization=text,
        title=text,
        against="ledger",
        drifted=(
            Drifted(key, text, "changed", (field,), text, mark, edits=(edit,), more_edits=2),
            Drifted(key, text, "status", (field,), text, mark, waiver=Waiver("2026-12-24", text)),
            Drifted(key, text, "gone", (), text, None, (text,)),
        ),
        pending=(key,),
        unmanaged=(actual(text),),
        unsupported=(f"3{text}",),
        described={f"3{text}": unsupported(text)},
        warnings=(message,),
        unread=(message,),
        disabled=(message,),
        system_log="read",
    )


def validation(text: str) -> Validation:
    """Problems, and names of organizations."""
    mark = Mark(text, 3, 1)
    found = Diagnostic(text, text, mark, text, related=((mark, text),))
    return Validation((((text,), {"InlineHook": 1}),), (found, replace(found, severity="warning")))


def outcomes(text: str) -> tuple[Outcome, ...]:
    """A failure and a success."""
    first, second, _ = plan(text).changes
    flat = text.replace("\n", " ")
    return (
        Outcome(first, Result.FAILED, (text,), flat, text, 9),
        Outcome(second, Result.DONE, ("create",), "", text),
    )
