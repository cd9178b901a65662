"""`hookops adopt`."""

from typing import TYPE_CHECKING

import click

from hookops.cli import complete, options, output
from hookops.cli import consent as consents
from hookops.cli.context import opened
from hookops.cli.reports import Reports, reported

if TYPE_CHECKING:
    from hookops.files.seal import Takes
    from hookops.model.management.adoption import Adoption
    from hookops.workflow.run import Run


@options.command("adopt")
@click.argument("keys", nargs=-1, metavar="[KEY]..", shell_complete=complete.keys)
@options.org
@click.option(
    "--all", "everything", is_flag=True, help="Adopt all that the manifests declare and Okta has."
)
@options.once(
    "--terraform",
    metavar="FILE",
    help="Write manifests of what a state of Terraform manages, and what Terraform needs then.",
)
@options.url
@options.once(
    "--to", default="manifests", metavar="FOLDER", help="With --terraform: where the files go."
)
@click.option("--force", is_flag=True, help="With --terraform: replace manifests that are there.")
@click.option(
    "--assume-secrets",
    is_flag=True,
    help="Record the secrets that are set here as those that Okta has. Nothing is sent.",
)
@reported("adoption")
@options.accept_unsealed
@options.yes
def command(
    keys: tuple[str, ...],
    config: str | None,
    org: str | None,
    everything: bool,
    terraform: str | None,
    url: str | None,
    to: str,
    force: bool,
    assume_secrets: bool,
    reports: Reports,
    takes: "Takes",
    yes: bool,
) -> int:
    """Manage what the manifests declare and Okta has already. Never writes to Okta, nor a file.

    KEY is InlineHook/NAME, or NAME where one kind alone has it. A hook brings its bindings and its
    hook key along. hookops compares type and name exactly as they are, and creates nothing: what
    exists under a similar name only is a conflict (exit code 6). Where the manifest differs from
    Okta, the next plan changes Okta.

    Okta never shows a secret, so hookops does not know which one it has, and sends none until
    something of the hook is written, or the version of the secret is raised. With --assume-secrets
    and HOOKOPS_FINGERPRINT_KEY it sends a secret as well that is rotated here later.

    With --terraform FILE (what terraform show -json prints, or the state itself) hookops only
    writes files: manifests of the hooks, keys and bindings that Terraform manages, as the org has
    them, and hookops-removed.tf, with which Terraform forgets them.
    """
    # Files alone: what they declare is adopted by the next plan, as any manifest is.
    if terraform is not None:
        from hookops.cli.adopt_terraform import adopt_terraform

        _check_alone(keys, everything, assume_secrets)
        return adopt_terraform(terraform, config, org, url, to=to, force=force)
    if everything is bool(keys):
        raise click.UsageError("say which KEYs, or --all")
    with opened(config, org, read_only=True, takes=takes) as run:
        found = _adopt(run, config, keys, assumes=assume_secrets, yes=yes)
    reports.write("adoption", found)
    return 0


def _adopt(
    run: "Run", config: str | None, keys: tuple[str, ...], *, assumes: bool, yes: bool
) -> "Adoption":
    from hookops.cli.author import signed
    from hookops.workflow.management.adopt import adopt

    return adopt(
        signed(run, config), keys, assumes=assumes, consent=lambda found: _consent(found, yes)
    )


def _check_alone(keys: tuple[str, ...], everything: bool, assume_secrets: bool) -> None:
    if keys or everything or assume_secrets:
        raise click.UsageError("--terraform writes files, and adopts nothing by itself")


def _consent(found: "Adoption", yes: bool) -> None:
    output.err_text(output.rendered("adoption", "text", found))
    if not yes:
        consents.ask(f"adopt this in {found.title}", nothing="hookops adopted nothing")
