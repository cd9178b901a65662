"""`hookops adopt`."""

from typing import TYPE_CHECKING

import click

from hookops.cli import consent as consents
from hookops.cli import options, output
from hookops.cli.context import opened

if TYPE_CHECKING:
    from hookops.files.seal import Takes
    from hookops.model.management.adoption import Adoption


@options.command("adopt")
@click.argument("keys", nargs=-1, metavar="[KEY]..")
@options.org
@click.option(
    "--all", "everything", is_flag=True, help="Adopt all that the manifests declare and Okta has."
)
@click.option(
    "--assume-secrets",
    is_flag=True,
    help="Record the secrets that are set here as those that Okta has. Nothing is sent.",
)
@options.report_format("adoption")
@options.accept_unsealed
@click.option("--yes", is_flag=True, help="Do not ask. Needed without a terminal.")
def command(
    keys: tuple[str, ...],
    config: str | None,
    org: str | None,
    everything: bool,
    assume_secrets: bool,
    report_format: str,
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
    """
    from hookops.cli.author import signed
    from hookops.workflow.adopt import adopt

    if everything is bool(keys):
        raise click.UsageError("say which KEYs, or --all")
    with opened(config, org, read_only=True, takes=takes) as run:
        found = adopt(
            signed(run, config),
            keys,
            assumes=assume_secrets,
            consent=lambda found: _consent(found, yes),
        )
    output.report("adoption", report_format, found)
    return 0


def _consent(found: "Adoption", yes: bool) -> None:
    output.err_text(output.rendered("adoption", "text", found))
    if not yes:
        consents.ask(f"adopt this in {found.title}", nothing="hookops adopted nothing")
