"""`hookops demo`."""

import os
import shlex
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from hookops.cli import host, options, output
from hookops.cli.stage import Stage, named, secret_names, set_up
from hookops.files.writing import check_target, make_folder, temporary_folder
from hookops.model.errors import InvalidInput
from hookops.model.install.extras import check_extra

HOOK = "enrich-access-tokens"
SECRET = "HOOKOPS_SECRET_TOKEN_HOOK"
GONE = "manifests/map-imported-users.yaml"


@options.command("demo")
@click.option("--pause/--no-pause", default=True, help="Wait for Enter between chapters. Default.")
@options.once("--keep", metavar="FOLDER", help="Make the project there, and leave it for you.")
def command(pause: bool, keep: str | None) -> int:
    """Play the life of some hooks: declare, plan, apply, drift, repair, incident, delete.

    On an emulated org inside hookops, in a temporary folder: no account, and nothing leaves this
    computer. Off a terminal it does not wait.
    """
    check_extra("emulator", "the demo")
    with _folder(keep) as folder:
        stage = set_up(folder, host.current().env, pauses=pause, chapters=len(CHAPTERS))
        for play in CHAPTERS:
            play(stage)
    _end(keep)
    return 0


@contextmanager
def _folder(keep: str | None) -> Iterator[Path]:
    """A folder that is gone afterwards, or the one to keep. Raises: InvalidInput."""
    if keep is None:
        with temporary_folder("hookops-demo-") as folder:
            output.lines(f"The demo works in {named(folder)}, and removes it at the end.")
            yield folder
        return
    folder = Path(os.path.abspath(host.current().path(keep)))
    try:
        if os.path.lexists(folder) and any(folder.iterdir()):
            raise InvalidInput(f"{named(Path(keep))} is not empty", "--keep takes a new folder")
        check_target(folder / "hookops.yaml")
        make_folder(folder)
    except OSError as problem:
        raise InvalidInput(f"{named(Path(keep))} cannot be made: {problem.strerror}") from None
    output.lines(f"The demo works in {named(Path(keep))}, and leaves it there.")
    yield folder


def _end(keep: str | None) -> None:
    if keep is None:
        output.lines("", "That was the demo. Next: hookops init, in an empty folder")
        return
    output.lines("", f"That was the demo. Next: cd {shlex.quote(keep)}; hookops plan")
    # Those of the demo were generated, and are nowhere.
    output.lines("apply needs the secrets that its manifests name:")
    names = secret_names(host.current().path(keep))
    output.lines(*(f'export {name}="$(openssl rand -hex 32)"' for name in names))


def _declare(stage: Stage) -> None:
    stage.begin("Hooks are declared in Git")
    stage.type("ls", "manifests")
    output.lines(*sorted(path.name for path in (stage.folder / "manifests").iterdir()))
    stage.show("manifests/enrich-access-tokens.yaml")
    stage.say("A hook is a file in the words of Okta's API; a secret is only ever a reference.")


def _validate(stage: Stage) -> None:
    stage.begin("Mistakes are found offline")
    stage.run("validate")
    stage.say("A mistake would be named with its file, line and column, before anything is sent.")


def _plan(stage: Stage) -> None:
    stage.begin("A plan says what would happen, and to whom")
    stage.run("plan")
    stage.say("A plan never writes; each change says what it means to users.")


def _apply(stage: Stage) -> None:
    stage.begin("Apply does it, and proves it")
    stage.run("apply", "--yes")
    stage.say("hookops wrote what the plan lists, read it back and planned again: nothing is left.")


def _in_sync(stage: Stage) -> None:
    stage.begin("Is anything left to do?")
    stage.run("plan", "--detailed-exitcode")
    stage.say("A pipeline knows it by the exit code: 0 is in sync, 2 would be differences.")


def _preview(stage: Stage) -> None:
    stage.begin("A service is tried before users need it")
    stage.run("scaffold", "token", "--to", "service")
    near = ("--allow-loopback", "--send-secret-to", "127.0.0.1", "--cases", "service/cases")
    with stage.service(stage.env[SECRET]) as url:
        stage.run("preview", HOOK, "--url", url, *near, "--probe")
    # The likeliest mistake: everything is as declared, and every call fails.
    with stage.service("another-secret-than-the-declared") as url:
        stage.run("preview", HOOK, "--url", url, *near, expected=10)
    stage.say(
        "hookops calls a service as Okta would, and judges its answer; the second one was started "
        "with another secret, which users would have noticed otherwise."
    )


def _edit(stage: Stage) -> None:
    stage.begin("Somebody clicks in the Admin Console")
    # One edit of each kind: a field, a binding, a status.
    with stage.console() as console:
        hooks = console.call("GET", "inlineHooks")
        token = next(hook for hook in hooks if hook["type"] == "com.okta.oauth2.tokens.transform")
        config = token["channel"]["config"]
        config["uri"] = "https://staging.example.com/token"
        config["authScheme"]["value"] = "typed-in-the-console"
        console.call("PUT", f"inlineHooks/{token['id']}", token)
        app = next(a for a in console.call("GET", "apps") if a["label"] == "Acme Portal")
        app["settings"]["signOn"]["inlineHooks"] = []
        console.call("PUT", f"apps/{app['id']}", app)
        sms = next(hook for hook in hooks if "telephony" in hook["type"])
        console.call("POST", f"inlineHooks/{sms['id']}/lifecycle/deactivate")
    output.lines("", f"hook {token['name']}: its URL is now {config['uri']}")
    output.lines(f"app {app['label']}: calls no hook any more", f"hook {sms['name']}: is inactive")
    stage.say("Nobody reviewed that, and nothing in Git knows of it.")


def _drift(stage: Stage) -> None:
    stage.begin("A cron job notices")
    stage.run("drift", expected=2)
    stage.say("What was changed, by whom, where it is declared, and exit code 2 for the cron job.")


def _repair(stage: Stage) -> None:
    stage.begin("Git wins again")
    stage.run("apply", "--yes")
    stage.run("drift")
    stage.say("Or hookops drift --accept KEY writes what Okta has into the manifest.")


def _incident(stage: Stage) -> None:
    stage.begin("A night on call")
    stage.run("incident")
    stage.run("disable", HOOK, "--because", "its service answers with errors", "--yes")
    stage.run("enable", HOOK, "--yes")
    stage.say("A hook is switched off at once, with a reason, until somebody enables it again.")


def _delete(stage: Stage) -> None:
    stage.begin("A hook goes")
    stage.remove(GONE)
    # First without --prune: what is kept is what people ask about.
    stage.run("plan")
    stage.run("apply", "--prune", "--yes")
    stage.run("history")
    stage.say("Without --prune nothing is ever deleted; history says what was done.")


CHAPTERS: tuple[Callable[[Stage], None], ...] = (
    _declare,
    _validate,
    _plan,
    _apply,
    _in_sync,
    _preview,
    _edit,
    _drift,
    _repair,
    _incident,
    _delete,
)
"""In this order: each plays on what the ones before have left."""
