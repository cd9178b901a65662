"""`hookops init`."""

import shlex
from pathlib import Path

import click

from hookops.cli import host, options, output
from hookops.cli.project_files import check_new, schema_files, write_project
from hookops.model.install.extras import check_extra

PROJECT = """\
# yaml-language-server: $schema=.hookops/schemas/project.schema.json
apiVersion: hookops.dev/v1
kind: Project
spec:
  manifests: [manifests]
  organizations:
    # The emulator inside hookops: no account, no server, no network.
    # To start again: rm .hookops/local.db .hookops/local.ledger.json
    local: {emulator: .hookops/local.db}
    # Your org: uncomment this, export HOOKOPS_API_TOKEN, and use --org prod.
    # prod:
    #   url: https://acme.okta.com
    #   # A place that every job shares, not Git; or export HOOKOPS_LEDGER.
    #   ledger: s3://acme-state/hookops/prod.json
"""

MANIFEST = """\
# yaml-language-server: $schema=../.hookops/schemas/inline-hook.schema.json
apiVersion: hookops.dev/v1
kind: InlineHook
metadata:
  name: enrich-access-tokens
spec:
  name: Enrich access tokens
  type: com.okta.oauth2.tokens.transform
  version: 1.0.1
  status: ACTIVE
  channel:
    type: HTTP
    version: 1.0.0
    config:
      uri: https://hooks.example.com/token
      method: POST
      headers:
        - {key: X-Environment, value: prod}
      # A secret is only ever a reference: hookops reads it when it sends it, and nowhere else.
      authScheme: {type: HEADER, key: Authorization, valueFrom: env:HOOKOPS_SECRET_TOKEN_HOOK}
"""


@options.command("init")
@click.argument("folder", default=".", metavar="[FOLDER]")
@click.option("--from-org", is_flag=True, help="Declare what an org has already, all of it.")
@options.url
@options.once(
    "--org",
    default="prod",
    metavar="NAME",
    help="With --from-org: what the project calls the org. Default: prod.",
)
def command(folder: str, from_org: bool, url: str | None, org: str) -> int:
    """Write a project that works at once, against an emulator of Okta inside hookops.

    Makes hookops.yaml, manifests/enrich-access-tokens.yaml, the JSON Schemas that editors use, and
    lines of .gitignore. Overwrites nothing. With --from-org the manifests are those of every hook,
    key and binding of an org, and the next plan writes nothing to it.
    """
    here, start = Path(folder), host.current().folder
    if from_org:
        from hookops.cli.init_from_org import write_existing

        return write_existing(here, url, org)
    if url:
        raise click.UsageError("--url is for --from-org")
    files = _files(here)
    check_new(start, files, here)
    write_project(start, files, here)
    # Generated, since hookops sends no secret that is short or a placeholder.
    secret = 'export HOOKOPS_SECRET_TOKEN_HOOK="$(openssl rand -hex 32)"'
    there = "" if here == Path() else f"cd {shlex.quote(folder)}; "
    output.lines(f"next: {there}{secret}; hookops plan; hookops apply")
    return 0


def _files(here: Path) -> dict[Path, str]:
    # Before anything is written: without it the project would work for nobody.
    check_extra("emulator", "the project's embedded emulator")
    manifest = here / "manifests" / "enrich-access-tokens.yaml"
    return {here / "hookops.yaml": PROJECT, manifest: MANIFEST, **schema_files(here)}
