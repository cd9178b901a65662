"""`hookops preview`."""

import os
from math import isfinite
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Any

import click

from hookops.cli import complete, consent, host, options, output
from hookops.cli.context import opened, project
from hookops.cli.environment import allowed_networks
from hookops.cli.reports import Reports, reported
from hookops.contracts.reading import read
from hookops.contracts.types import contracts
from hookops.contracts.types.base import Contract
from hookops.files.boundary import Boundary
from hookops.files.reading import Unreadable, read_start
from hookops.files.writing import PUBLIC, check_target, replace_file
from hookops.model.errors import InvalidInput
from hookops.model.text import show

if TYPE_CHECKING:
    from hookops.contracts.exchange import Case, Preview
    from hookops.kinds.inline_hook.spec import Hook
    from hookops.model.resource import Key
    from hookops.workflow.run import Run
    from hookops.workflow.services.case_choice import Fill
    from hookops.workflow.services.preview import How


class ListsVariants(options.Command):
    """Its help lists the variants of every type, so that a new type is in it without a change."""

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The docstring, then what can lead Okta to call a hook of each type."""
        super().format_help_text(ctx, formatter)
        with formatter.section("Variants"):
            formatter.write_dl([row for found in contracts().values() for row in _variants(found)])


def _variants(contract: Contract) -> list[tuple[str, str]]:
    note = " (a real message is sent, after a question)" if contract.recipient else ""
    # click would break lines at the hyphens of names.
    lines = wrap(", ".join(contract.variants) + note, 56, break_on_hyphens=False)
    return [(contract.row.title if line is lines[0] else "", line) for line in lines]


@click.command("preview", cls=ListsVariants)
@click.argument("key", metavar="KEY", shell_complete=complete.hooks)
@options.org
@options.once(
    "--variant",
    default="",
    metavar="V",
    shell_complete=complete.variants,
    help="What leads Okta to call; --help lists them.",
)
@options.once("--user", default="", metavar="LOGIN", help="The login or e-mail address in it.")
@options.once("--app", default="", metavar="LABEL", help="The label of the app in it.")
@options.once("--scopes", default="", metavar="A,B", help="The scopes of a token hook's request.")
@options.once("--phone", default="", metavar="NUMBER", help="Whom a telephony hook's code goes to.")
@click.option(
    "--claim",
    "claims",
    multiple=True,
    metavar="NAME=VALUE",
    help="A claim of the token or assertion in it; JSON, or else text. May be repeated.",
)
@options.once("--payload", metavar="FILE", help="Send the request, or the case, of this file.")
@options.once("--cases", metavar="DIR", help="Send every case of this folder for the hook's type.")
@options.once("--save", metavar="DIR", help="Keep the request there as a case, once it passed.")
@options.once("--junit", metavar="FILE", help="Also write the results as JUnit XML.")
@options.once(
    "--repeat",
    type=click.IntRange(1, 1000),
    default=1,
    metavar="N",
    help="Call N times, and report p50, p95 and the slowest.",
)
@click.option("--probe", is_flag=True, help="Also call without the secret, and with a wrong one.")
@click.option("--through-okta", is_flag=True, help="Let Okta call what is registered.")
@options.once("--url", default="", metavar="URL", help="Call this instead of the hook's uri.")
@options.allow_loopback
@options.send_secret_to
@click.option("--yes", is_flag=True, help="Send real messages (telephony) without asking.")
@reported("preview")
def command(key: str, config: str | None, org: str | None, reports: Reports, **asked: Any) -> int:
    """Call the service of the hook KEY as Okta would, and report what Okta does with its answer.

    KEY is the hook's name in Git. The request is about an invented person, unless the manifest's
    verify.cases has requests. Exits with 10 when the answer is wrong or none comes, with 5 when an
    address or a secret must not be used.

    \b
    Before a hook is applied, against a service on this computer:
      hookops preview KEY --url http://127.0.0.1:5000/token --allow-loopback \\
        --send-secret-to 127.0.0.1
    In the CI of a service:
      hookops preview KEY --cases cases --probe --junit preview.xml
    """
    through_okta = asked["through_okta"]
    # An embedded org calls services itself, and takes no such permission from its seed.
    near = through_okta and asked["allow_loopback"]
    with opened(config, org, read_only=True, execute=through_okta, loopback=near) as run:
        found = _run(run, key, {**asked, "config": config})
    reports.write("preview", found)
    if asked["junit"]:
        _write_junit(asked["junit"], found)
    # Frozen in model/errors.py: CI tells a wrong answer from a service that hookops may not call.
    return 0 if found.passed else 10


def _run(run: "Run", name: str, asked: dict[str, Any]) -> "Preview":
    from hookops.service import case_files
    from hookops.workflow.services import preview as workflow
    from hookops.workflow.services.accepted_secrets import record_accepted

    key, hook = workflow.find(run, name)
    _check(asked)
    if asked["junit"]:
        _check_junit(asked["junit"])
    cases = _cases(run, key, hook, asked)
    # The name of the case, so that --cases later reports it by the same name.
    save = Path(asked["save"]) / f"{key.name}-{cases[0].name}.json" if asked["save"] else None
    if save:
        # Before the service is called: an answer that cannot be saved would be lost.
        case_files.check_new(host.current().folder / save)
    if asked["allow_loopback"]:
        output.notice("--allow-loopback: hookops may call services on this computer")
    found = workflow.preview(
        run, key, hook, cases, _how(asked), consent=lambda what: _consent(what, yes=asked["yes"])
    )
    record_accepted(run, found)
    if save:
        _keep(save, workflow.kept(run, hook, found.exchanges[0]))
    return found


def _check(asked: dict[str, Any]) -> None:
    """Options that contradict each other. Raises: click.UsageError."""
    # A default is no choice: only what somebody wrote can contradict something else.
    defaults = {"repeat", "config"}
    given = {name for name, value in asked.items() if value} - defaults
    given |= {"repeat"} if asked["repeat"] > 1 else set()
    for one, others in _EXCLUDES.items():
        for other in others:
            if {one, other} <= given:
                raise click.UsageError(
                    f"--{_spelled(one)} and --{_spelled(other)} exclude each other"
                )


_FILLS = ("variant", "user", "app", "scopes", "phone", "claims")
"""Options that fill in an invented request."""
_EXCLUDES = {
    "payload": ("cases", *_FILLS),
    "cases": (*_FILLS, "save", "repeat"),
    "through_okta": ("url", "repeat", "save", "send_secret_to"),
}
"""What is filled in, sent or measured by the one, the other cannot be."""


def _spelled(name: str) -> str:
    return _SPELLINGS.get(name, name).replace("_", "-")


_SPELLINGS = {"send_secret_to": "send-secret-to", "claims": "claim"}


def _cases(run: "Run", key: "Key", hook: "Hook", asked: dict[str, Any]) -> "tuple[Case, ...]":
    from hookops.contracts.exchange import Case
    from hookops.manifest.single import check_json
    from hookops.service import case_files
    from hookops.service.cases import read_payload
    from hookops.workflow.services.case_choice import declared_cases, invented

    # A folder of cases, one file, the cases that apply verifies the hook with, or a request that
    # hookops makes up, in this order.
    if asked["cases"]:
        return case_files.read_folder(host.current().path(asked["cases"]), hook.type, check_json)
    if asked["payload"]:
        # The file's own name is the case's: JUnit reports and --save show it.
        path = host.current().path(asked["payload"])
        found = read_payload(case_files.read_text(path, check_json), str(path), hook.type)
        if found.around:
            output.notice(
                f"{path.name} is {found.around}; hookops sends what its member body holds"
            )
        return (Case(path.stem, hook.type, found.request, found.status, found.error),)
    about_one = any(asked[name] for name in (*_FILLS, "save"))
    if not hook.verify.cases or about_one or asked["repeat"] > 1:
        return (invented(run, key, hook, _fill(asked)),)
    return declared_cases(run, key, hook, project(asked["config"]).root)


def _fill(asked: dict[str, Any]) -> "Fill":
    from hookops.workflow.services.case_choice import Fill

    # Both ways that people write scopes: the API's spaces, and commas as in other options.
    scopes = tuple(asked["scopes"].replace(",", " ").split())
    return Fill(
        variant=asked["variant"],
        user=asked["user"],
        app=asked["app"],
        scopes=scopes,
        phone=asked["phone"],
        claims=_claims(asked["claims"]),
    )


def _claims(pairs: tuple[str, ...]) -> dict[str, Any]:
    """The claims by name. Raises: click.UsageError."""
    found: dict[str, Any] = {}
    for pair in pairs:
        name, equals, text = pair.partition("=")
        if not name or not equals:
            raise click.UsageError(f"--claim is NAME=VALUE, not {show(pair)}")
        value = _claim(text)
        if found.setdefault(name, value) != value:
            raise click.UsageError(f"--claim is given twice for {show(name)}")
    return found


def _claim(text: str) -> Any:
    """The value of a claim: JSON, or else the text as it stands, which needs no second quotes."""
    body = read(text.encode(errors="surrogateescape"))
    # 1e999 is no number that JSON can send.
    is_number = isinstance(body.value, float) and isfinite(body.value)
    return body.value if body.is_json and (is_number or type(body.value) is not float) else text


def _how(asked: dict[str, Any]) -> "How":
    from hookops.workflow.services.preview import How

    return How(
        repeat=asked["repeat"],
        through_okta=asked["through_okta"],
        probe=asked["probe"],
        loopback=asked["allow_loopback"],
        url=asked["url"],
        networks=allowed_networks(host.current().env) if asked["url"] else (),
        named_hosts=asked["send_secret_to"],
    )


def _consent(what: str, *, yes: bool) -> None:
    # Only a type whose requests have a recipient asks: every other preview is about an invented
    # person and reaches nobody.
    if not yes:
        consent.ask(what, nothing="nothing was sent")


def _keep(path: Path, text: str) -> None:
    from hookops.service import case_files

    # A case is what a right answer looked like; a wrong one would make later runs fail.
    if not text:
        output.notice(f"hookops did not write {path}: it saves only what passes")
        return
    case_files.save(host.current().folder / path, output.checked(text))
    output.notice(f"saved to {path}")


def _check_junit(name: str) -> None:
    """Before a service is called: results that cannot be written would be lost.

    Raises: InvalidInput.
    """
    path, nothing = host.current().path(name), "hookops did not call the service"
    try:
        check_target(path)
        start = read_start(path, 16, Boundary(path.parent)) if os.path.exists(path) else b""
    except OSError as problem:
        raise InvalidInput(f"{name} cannot be written: {problem.strerror}", nothing) from None
    except Unreadable as problem:
        raise InvalidInput(f"{name} cannot be written: {problem.reason}", nothing) from None
    # Older results give way, and nothing else does.
    if start and not start.startswith((b"<?xml", b"<testsuite")):
        raise InvalidInput(f"{name} is no file of test results: hookops leaves it alone", nothing)


def _write_junit(name: str, found: "Preview") -> None:
    """The results of this run replace older ones, as CI expects. Raises: InvalidInput."""
    from hookops.report.preview.junit import preview_junit

    try:
        text = output.checked(preview_junit(found))
        replace_file(host.current().path(name), text, PUBLIC)
    except OSError as problem:
        raise InvalidInput(f"{name} cannot be written: {problem.strerror}") from None
