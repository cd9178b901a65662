"""`hookops rotate`."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from hookops.cli import complete, consent, host, oncall, options, output
from hookops.cli.context import PLANNED, load_found, load_valid, organization, project
from hookops.cli.environment import allowed_networks, allowed_secrets
from hookops.model.diagnostic import errors
from hookops.model.errors import HookopsError
from hookops.report.formats import TEXT

if TYPE_CHECKING:
    from hookops.cli.reports import Reports
    from hookops.files.seal import Takes
    from hookops.manifest.edits.files import EditedFile
    from hookops.model.limits import Limits
    from hookops.model.resource import Desired, Key
    from hookops.model.secret import SecretRef
    from hookops.workflow.rotation.secret import Wanted
    from hookops.workflow.rotation.steps import Attended


def _reference(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> "SecretRef":
    from hookops.workflow.rotation.secret import read_reference

    found = read_reference(values[-1]) if len(set(values)) == 1 else None
    if found is None:
        # Not quoted: what is no reference may be the secret itself.
        raise click.UsageError("--to takes one reference, as env:HOOKOPS_SECRET_NAME")
    return found


@options.command("rotate")
@click.argument("key", callback=oncall.hook_key, shell_complete=complete.hooks)
@click.option(
    "--to",
    "ref",
    multiple=True,
    required=True,
    metavar="REF",
    callback=_reference,
    help="Where the new secret comes from, as env:HOOKOPS_SECRET_NAME.",
)
@options.once("--version", "label", default="", metavar="LABEL", help="The label of its value.")
@options.once(
    "--field",
    default="",
    metavar="PATH",
    shell_complete=complete.secret_fields,
    help="Which secret, where a hook has several.",
)
@click.option("--edit-only", is_flag=True, help="Edit the manifest, for an apply to rotate it.")
@options.once("--verify-url", "url", default="", metavar="URL", help="Call the service there.")
@options.allow_loopback
@oncall.writing_options("send_secret_to", "allow_endpoint_change")
def command(key: "Key", config: str | None, org: str | None, **asked: Any) -> int:
    """Rotate a secret of the hook KEY without a call of Okta that its service refuses.

    \b
    1. hookops calls the service with the old secret, with the new one and with a wrong one.
       Unless it answers correctly to the new one, hookops writes nothing (exit code 10).
    2. The manifest names the new reference, and Okta gets the new secret: a plan of its own,
       with apply's guards and its one question.
    3. The service is called again; where it fails, Okta and Git get the old secret back (10).
    4. hookops says when the old secret can be retired, or who uses it still.

    Services are called where the manifest has verify; without it hookops asks before it goes on.
    Another run goes on from where one ended.

    Where only a pipeline applies, --edit-only edits the manifest and does nothing else.
    """
    from hookops.workflow.rotation.secret import Wanted

    ref, label = asked.pop("ref"), asked.pop("label")
    wanted = Wanted(key, _labelled(ref, label), asked.pop("field"))
    if asked.pop("edit_only"):
        # What is edited is a difference of files, which git and editors read.
        if asked["reports"].format != TEXT or asked["reports"].json_into:
            raise click.UsageError("--edit-only prints a difference in text, and no other format")
        return _edit(wanted, config, org)
    return _rotate(wanted, config, org, **asked)


def _labelled(ref: "SecretRef", label: str) -> "SecretRef":
    from dataclasses import replace

    return replace(ref, version=label)


def _edit(wanted: "Wanted", config: str | None, org: str | None) -> int:
    from hookops.cli.edited import write_edited
    from hookops.workflow.rotation.rotate import edit_only

    found = project(config)
    desired = load_valid(organization(found, org).sources, PLANNED)
    files = edit_only(desired, found.root, wanted, allowed_secrets(host.current().env))
    write_edited(files, config, org)
    if not files:
        output.notice(f"the manifest names {wanted.ref} already")
    output.notice(
        "let the service accept both secrets before hookops apply sends the new one; with verify "
        "in the manifest, apply calls it first"
    )
    return 0


def _rotate(
    wanted: "Wanted",
    config: str | None,
    org: str | None,
    *,
    limits: "Limits",
    takes: "Takes",
    yes: bool,
    lock_timeout: int,
    reports: "Reports",
    **called: Any,
) -> int:
    from hookops.workflow.rotation.rotate import rotate

    if called["allow_loopback"] and not called["url"]:
        raise click.UsageError("--allow-loopback needs --verify-url")
    attended = _attended(config, org, limits, yes=yes, **called)
    allowed = allowed_secrets(host.current().env)
    with oncall.writing(config, org, limits, takes, lock_timeout) as (run, how):
        means = oncall.means(run, limits, how, yes=yes)
        root = project(config).root
        done = rotate(run, root, wanted, means, attended, allowed, lambda: _others(config, org))
    code = oncall.report(done.applied, reports, how)
    return how.stop.exit_code(done.exit_code or code)


def _attended(
    config: str | None,
    org: str | None,
    limits: "Limits",
    *,
    yes: bool,
    url: str,
    allow_loopback: bool,
) -> "Attended":
    from hookops.cli.edited import write_edited
    from hookops.workflow.rotation.steps import Attended

    def ask(what: str) -> None:
        if not yes:
            consent.ask(what, nothing="hookops sent nothing to Okta")

    def write(files: "Sequence[EditedFile]") -> None:
        # The report has stdout for itself.
        write_edited(files, config, org, output.err)

    return Attended(
        report=lambda step: output.err(*step.text()),
        ask=ask,
        write=write,
        url=url,
        loopback=allow_loopback,
        networks=allowed_networks(host.current().env) if url else (),
        named_hosts=limits.send_secret_to,
    )


def _others(config: str | None, org: str | None) -> "Mapping[str, Desired | None]":
    """What the manifests of each other organization declare; None where they are not valid."""
    found = project(config)
    chosen = organization(found, org)
    declared: dict[str, Desired | None] = {}
    for name, other in found.organizations.items():
        if other is not chosen:
            try:
                loaded = load_found(other.sources)
            except HookopsError:
                declared[name] = None
            else:
                declared[name] = None if errors(loaded.certain) else loaded.desired
    return declared
