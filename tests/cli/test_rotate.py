"""`hookops rotate` as users run it: several organizations, overlays, options, what is printed."""

import json
from contextlib import contextmanager

import pytest

from hookops.emulator.http.server import running

OLD, NEW = "CANARY-70110-old", "CANARY-70110-new"
KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
SHARED = """\
apiVersion: hookops.dev/v1
kind: InlineHook
metadata: {name: claims}
spec:
  type: com.okta.oauth2.tokens.transform
  version: 1.0.1
  verify: {preview: required}
  channel:
    type: HTTP
    config:
      uri: https://hooks.example.com/token
      # asked for by the gateway
      authScheme: {type: HEADER, key: Authorization, valueFrom: env:HOOKOPS_SECRET_OLD} # ours
"""
OVERLAY = """\
apiVersion: hookops.dev/v1
kind: InlineHook
metadata: {name: claims}
spec:
  channel:
    config:
      authScheme:
        valueFrom: # of prod
          ref: env:HOOKOPS_SECRET_OLD # since 2025
"""
PROJECT = """\
apiVersion: hookops.dev/v1
kind: Project
spec:
  manifests: [manifests]
  organizations:
    prod: {emulator: .hookops/prod.db}
    dev: {emulator: .hookops/dev.db}
"""


@contextmanager
def service(*taken):
    """Its URL on this computer; it answers whoever shows one of the secrets."""

    def app(environ, start):
        known = environ.get("HTTP_AUTHORIZATION") in taken
        kind = [("Content-Type", "application/json")]
        start("200 OK" if known else "401 Unauthorized", kind)
        return [b"{}"]

    with running(app, threads=2) as url:
        yield f"{url}/token"


@pytest.fixture
def project(shell):
    """Two organizations with one shared manifest; nothing is applied yet."""
    (shell.folder / "manifests" / "enrich-access-tokens.yaml").unlink()
    shell.write("hookops.yaml", PROJECT)
    shell.write("manifests/claims.yaml", SHARED)
    shell.env.update(HOOKOPS_SECRET_OLD=OLD, HOOKOPS_SECRET_NEW=NEW)
    shell.env["HOOKOPS_FINGERPRINT_KEY"] = KEY
    return shell


def overlaid(shell):
    """The overlay of prod."""
    shell.write("hookops.yaml", PROJECT.replace("prod.db}", "prod.db, overlays: [overlays/prod]}"))
    return shell.write("overlays/prod/claims.yaml", OVERLAY)


def near(url):
    return ("--allow-loopback", "--send-secret-to", "127.0.0.1", "--verify-url", url)


def apply(shell, url, org="prod"):
    done = shell.run("apply", "--org", org, "--yes", *near(f"claims={url}"))
    assert 0 == done.returncode, done.stderr


def rotate(shell, *words, org="prod", **typed):
    return shell.run("rotate", "claims", "--org", org, "--to", *words, **typed)


def test_the_overlay_that_sets_it_is_edited(project):
    """In place, comments kept; steps are on stderr, the outcome alone on stdout, no secret is
    anywhere."""
    overlay = overlaid(project)
    with service(OLD, NEW) as url:
        apply(project, url)
        new = "env:HOOKOPS_SECRET_NEW"
        done = rotate(project, new, "--yes", "--format", "json", *near(url))

    assert 0 == done.returncode, done.stderr
    assert OVERLAY.replace("SECRET_OLD", "SECRET_NEW") == overlay.read_text()
    assert SHARED == (project.folder / "manifests" / "claims.yaml").read_text()
    assert "1" == json.loads(done.stdout)["format_version"][0]
    steps = [line for line in done.stderr.splitlines() if line[1:6] == " of 4"]
    elsewhere = "done at --verify-url"
    states = [line.rpartition(": ")[2] for line in steps]
    assert [elsewhere, "done", elsewhere, "left to you"] == states
    texts = [done.stdout, done.stderr, *project.files().values()]
    assert [] == [text for text in texts if OLD in text or NEW in text]
    history = project.run("history", "--org", "prod").stdout
    assert "rotate InlineHook/claims  1 done" in history


def test_a_label_that_only_the_shared_manifest_has(project):
    """The overlay with the reference gets its own: other organizations keep theirs."""
    labelled = SHARED.replace(
        "valueFrom: env:HOOKOPS_SECRET_OLD", 'valueFrom: {ref: env:X, version: "1"}'
    ).replace("env:X", "env:HOOKOPS_SECRET_DEV")
    project.write("manifests/claims.yaml", labelled)
    overlay = overlaid(project)

    done = rotate(project, "env:HOOKOPS_SECRET_NEW", "--version", "2", "--edit-only")

    assert 0 == done.returncode, done.stderr
    assert labelled == (project.folder / "manifests" / "claims.yaml").read_text()
    shown = project.run("show", "claims", "--org", "prod")
    assert "ref: env:HOOKOPS_SECRET_NEW # since 2025" in overlay.read_text()
    assert "version: '2'" in shown.stdout or 'version: "2"' in overlay.read_text()


def test_a_shared_manifest_is_one_of_other_organizations_too(project):
    """The old secret stays until they have applied it."""
    with service(OLD, NEW) as url:
        apply(project, url)
        done = rotate(project, "env:HOOKOPS_SECRET_NEW", "--yes", *near(url))

    assert "claims.yaml is a manifest of other organizations too: dev" in done.stderr
    assert "not yet: env:HOOKOPS_SECRET_OLD is still used" in done.stderr
    assert "dev: its Okta has the old one until hookops apply --org dev" in done.stderr


@pytest.mark.parametrize(
    ("ref", "said"),
    [
        # It is in sync: the file that was edited is none of its own.
        ("NEW", "no other hook uses env:HOOKOPS_SECRET_OLD"),
        ("OLD", "dev: InlineHook/claims uses it"),
    ],
)
def test_an_overlay_of_another_organization(project, ref, said):
    """What it names was there before, so nothing of it waits for an apply."""
    overlaid(project)
    both = "{emulator: .hookops/dev.db, overlays: [overlays/dev]}"
    text = (project.folder / "hookops.yaml").read_text()
    project.write("hookops.yaml", text.replace("{emulator: .hookops/dev.db}", both))
    project.write("overlays/dev/claims.yaml", OVERLAY.replace("SECRET_OLD", f"SECRET_{ref}"))
    with service(OLD, NEW) as url:
        apply(project, url)
        done = rotate(project, "env:HOOKOPS_SECRET_NEW", "--yes", *near(url))

    assert 0 == done.returncode, done.stderr
    assert said in done.stderr
    assert "until hookops apply" not in done.stderr


def test_manifests_of_another_organization_that_are_not_valid(project):
    """Nobody knows what they use."""
    text = PROJECT.replace("dev.db}", "dev.db, overlays: [overlays/dev]}")
    project.write("hookops.yaml", text)
    project.write("overlays/dev/claims.yaml", OVERLAY.replace("valueFrom", "value"))
    with service(OLD, NEW) as url:
        apply(project, url)
        done = rotate(project, "env:HOOKOPS_SECRET_NEW", "--yes", *near(url))

    assert 0 == done.returncode
    assert "dev: its manifests are not valid, so look at them" in done.stderr


def test_edit_only(project):
    """The diff is on stdout, nothing is asked and sent; again there is nothing to edit."""
    done = rotate(project, "env:HOOKOPS_SECRET_NEW", "--edit-only")
    again = rotate(project, "env:HOOKOPS_SECRET_NEW", "--edit-only")

    assert [0, 0] == [done.returncode, again.returncode]
    assert "HOOKOPS_SECRET_NEW} # ours" in done.stdout.split("\n+")[-1]
    assert ("", True) == (again.stdout, "names env:HOOKOPS_SECRET_NEW already" in again.stderr)
    assert not (project.folder / ".hookops").exists()


def test_a_secret_in_the_place_of_its_reference(project):
    """It is not repeated."""
    done = rotate(project, "hunter2-not-a-reference")

    assert 3 == done.returncode
    assert "--to takes one reference" in done.stderr
    assert "hunter2" not in done.stderr


def test_a_label_that_no_manifest_may_have(project):
    """It is refused as in a manifest, and nothing is edited."""
    done = rotate(project, "env:HOOKOPS_SECRET_NEW", "--version", "-x-", "--edit-only")

    assert 3 == done.returncode
    assert "hookops edited nothing: no manifest may say that" in done.stderr
    assert SHARED == (project.folder / "manifests" / "claims.yaml").read_text()


def test_a_service_that_refuses(project):
    """Exit code 10, with what is to be done; nothing is edited."""
    with service(OLD) as url:
        apply(project, url)
        done = rotate(project, "env:HOOKOPS_SECRET_NEW", "--yes", *near(url))

    assert 10 == done.returncode
    assert "let it accept both secrets, then run this again; hookops wrote nothing" in done.stderr
    assert SHARED == (project.folder / "manifests" / "claims.yaml").read_text()


def test_without_a_terminal_nothing_goes_on_unchecked(project):
    """Without verify somebody has to say yes: at the terminal twice, or with --yes."""
    plain = SHARED.replace("  verify: {preview: required}\n", "")
    project.write("manifests/claims.yaml", plain)
    assert 0 == project.run("apply", "--org", "prod", "--yes").returncode

    refused = rotate(project, "env:HOOKOPS_SECRET_NEW")
    said_no = rotate(project, "env:HOOKOPS_SECRET_NEW", typed="yes\nno\n")
    kept = (project.folder / "manifests" / "claims.yaml").read_text()
    said_yes = rotate(project, "env:HOOKOPS_SECRET_NEW", typed="yes\nyes\n")

    assert [5, 5, 0] == [done.returncode for done in (refused, said_no, said_yes)]
    assert "nothing shows that the declared service of InlineHook/claims" in refused.stderr
    assert plain == kept
    assert "hookops incident shows whether Okta's calls fail" in said_yes.stderr


def test_without_a_ledger(project):
    """Nothing would remember which secret was sent."""
    project.write("hookops.yaml", PROJECT.replace("prod.db}", "prod.db, ledger: none}"))

    done = rotate(project, "env:HOOKOPS_SECRET_NEW", "--yes")

    assert (3, True) == (done.returncode, "nothing remembers which secret was" in done.stderr)
