"""The command line: which commands there are, and how a run ends.

Importing this module imports click and nothing else: a command's module is loaded when it runs.
"""

import contextlib
import importlib
import keyword
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NoReturn, TextIO

import click

from hookops import __version__
from hookops.cli import crash, host, output
from hookops.cli.host import Host
from hookops.cli.streams import Stream
from hookops.cli.typed import hide_tokens
from hookops.model.errors import EXIT_CODES, HookopsError, Unavailable
from hookops.secrets.tripwire import SecretFound

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

# Here and not in the modules: --help would have to import all of them.
COMMANDS = {
    "init": "Write a project that works at once, against an emulator of Okta inside hookops.",
    "demo": "Play the life of some hooks on an emulated org, in a folder of its own.",
    "export": "Write what an org has as manifests: hooks, keys and bindings. Never writes to Okta.",
    "scaffold": "Write a service to start from, for one type of hook, with its tests.",
    "doctor": "Look at settings, org, scopes, clock, limits, ledger and services. Never writes.",
    "whoami": "Show who hookops is to an org: org, credential, scopes. Never writes.",
    "list": "Show what an org has: hooks, keys, the flows that call them, who manages each.",
    "import": "Print manifests of what Okta's API answers. Sends nothing.",
    "validate": "Check manifests offline. Sends nothing.",
    "fmt": "Write manifests in one layout; comments and what they say stay.",
    "plan": "Show what apply would change, and what that means for users. Never writes.",
    "apply": "Change Okta to what the manifests declare: ask, write, read back, plan again.",
    "adopt": "Manage what the manifests declare and Okta has already. Never writes to Okta.",
    "forget": "Stop managing something. Deletes nothing in Okta.",
    "drift": "Show what somebody changed in Okta outside hookops. Never writes.",
    "diff": "Show what differs between two organizations that no overlay explains.",
    "promote": "Write what one organization has into the manifests of another.",
    "preview": "Call a hook's service as Okta would, and check its answer.",
    "usage": "Show which hooks were called, which failed and why, from the System Log.",
    "incident": "Show on one screen how all hooks are doing, what changed, and what helps.",
    "history": "Show the last applies: who, when, commit, CI run and effects.",
    "disable": "Switch a hook off until hookops enable: no flow calls it.",
    "enable": "Switch a hook on again, as its manifest declares it.",
    "rotate": "Rotate a secret of a hook: probed before and after, reverted if it fails.",
    "rollback": "Return Okta to the state before an apply. Git stays as it is.",
    "explain": "Say what a code of an error, an exit code or a word means, and what to do.",
    "schema": "Print a JSON Schema, of manifests, reports or services; or write it for editors.",
    "show": "Print a saved plan, or a manifest with its overlays.",
    "keys": "Show hook keys, and publish their public halves.",
    "graph": "Draw hooks with the flows that call them and the keys that they sign with.",
    "ledger": "Look at the ledger, move it to another place, or make a lost one again.",
    "unlock": "Free the ledger's lock that a dead run has left.",
    "ci": "Write the jobs of a CI system that plan, apply and look for drift.",
    "emulator": "Serve the emulator of Okta on a port of this computer.",
    "completion": "Print the shell code that completes commands, options and names.",
}

EPILOG = "\b\nExit codes:\n" + "\n".join(
    f"  {code:>3}  {meaning}" for code, meaning in EXIT_CODES.items()
)


class LazyGroup(click.Group):
    """Knows its commands by name; imports the one that is run."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order of use."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, from the module of its name."""
        if cmd_name not in COMMANDS:
            return None
        # The name is one of COMMANDS, so no text from outside chooses what is imported.
        # `import` is a word of Python's, and no name of a module.
        name = f"{cmd_name}_" if keyword.iskeyword(cmd_name) else cmd_name
        module = importlib.import_module(f"hookops.cli.{name}")
        command: click.Command = module.command
        return command

    def shell_complete(self, ctx: click.Context, incomplete: str) -> "list[CompletionItem]":
        """Names of commands, or options, without importing a command."""
        from click.shell_completion import CompletionItem

        found = [
            CompletionItem(name, help=about)
            for name, about in COMMANDS.items()
            if name.startswith(incomplete)
        ]
        return [*found, *click.Command.shell_complete(self, ctx, incomplete)]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    cls=LazyGroup,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, package_name="hookops")
def cli() -> None:
    """Okta inline hooks as code.

    Declare hooks in YAML, review a plan, apply it, and see what somebody changed outside hookops.

    \b
    First steps:
      hookops init           write a project against an emulator of Okta: no account needed
      hookops plan           show what would change, and what that means for users
      hookops apply          change it
      hookops drift          for a cron job: exit code 2 when somebody changed a hook in Okta
    """


def main() -> NoReturn:
    """Run, print how it failed if it did, and exit with the code of that."""
    _forget_httpx_command()
    sys.exit(run(sys.argv[1:], host.process(), stdout=sys.stdout, stderr=sys.stderr))


def run(args: Sequence[str], on: Host, *, stdout: TextIO | None, stderr: TextIO | None) -> int:
    """Run, and print how it failed if it did. Returns: the exit code.

    Nothing of the process is read but its clock, and nothing is left changed in it.
    """
    out, err = Stream(stdout, on.tripwire.check), Stream(stderr, on.tripwire.check)
    # Source: no-color.org.
    styles = not on.env.get("NO_COLOR") and host.shows_styles(on.env)
    for stream in (out, err):
        stream.takes_styles = styles and stream.isatty()
        stream.columns = max(40, on.columns()) if stream.isatty() else 0
    # Click writes help and versions to the process's streams, whatever streams it is given.
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            hide = hide_tokens(args)
            code = _run(args, replace(on, hide=hide), hide)
        except SecretFound:
            code = 1
        if on.tripwire.caught:
            # What became of writes is still the first thing to know.
            code = code if code in (7, 8) else 1
            _complain(*crash.CAUGHT)
        if out.lost:
            _complain(
                f"error: a part of the output is lost: standard output: {out.lost}",
                "  hint: use nothing of it; run the command again",
            )
        # Neither "in sync" nor "there are differences" is what a reader of half a report may see.
        return Unavailable.exit_code if out.lost and code in (0, 2) else code


def _run(args: Sequence[str], on: Host, hide: Callable[[str], str]) -> int:
    """The exit code. Each way to fail is a case of its own, with its own message."""
    try:
        result: Any = cli.main(list(args), prog_name="hookops", standalone_mode=False, obj=on)
    # No command at all: the help, on stderr, since a script that does this has a mistake.
    except click.exceptions.NoArgsIsHelpError as problem:
        _complain(*problem.format_message().split("\n"))
        return 3
    # 3 and not click's 2, which is "there are differences": a typo must not read as drift.
    except click.UsageError as problem:
        _complain(*map(hide, _usage(problem)))
        return 3
    except click.ClickException as problem:
        _complain(hide(f"error: {problem.format_message()}"))
        return 3
    except HookopsError as problem:
        # Diagnostics begin with their place and severity; everything else gets a word in front.
        text = str(problem) if problem.diagnostics else f"error: {problem}"
        # Its line breaks are its own: what it quotes has none.
        _complain(*hide(text).split("\n"))
        return problem.exit_code
    # 130 is what shells report for SIGINT; nothing was under way, or apply would have handled it.
    except (click.Abort, KeyboardInterrupt):
        _complain("interrupted")
        return 130
    except SecretFound:
        raise
    # The last handler: whatever nothing above foresees is a bug.
    except Exception as problem:  # noqa: BLE001
        _complain(*crash.describe(problem, on.env))
        return 1
    # Help and --version end without a value.
    return result if isinstance(result, int) else 0


def _usage(problem: click.UsageError) -> tuple[str, ...]:
    """Click's words, but never a value: it may be a secret that does not belong there."""
    command = problem.ctx.command_path if problem.ctx else "hookops"
    # Click names the option that it does not know; its value is never in the message.
    name = problem.option_name if isinstance(problem, click.NoSuchOption) else ""
    if name.strip("-") in ("token", "api-token", "secret", "password"):
        text = "a secret is never an argument: every user of this computer can read those"
        return (f"error: {name}: {text}", "  hint: export HOOKOPS_API_TOKEN")
    # Click would guess among imported commands only, and none is.
    if isinstance(problem, click.NoSuchCommand):
        problem = click.NoSuchCommand(problem.command_name, possibilities=COMMANDS)
    text = problem.format_message()
    # What click says of a wrong value quotes it, and a secret may have been typed there.
    if isinstance(problem, click.MissingParameter):
        text = _missing(problem, text)
    elif isinstance(problem, click.BadParameter):
        text = _wrong_value(problem)
    return (f"error: {text}", f"  hint: {command} --help lists what it takes")


def _missing(problem: click.MissingParameter, text: str) -> str:
    """In one line: click lists choices below each other, with tabs."""
    param = problem.param
    if param is None or not isinstance(param.type, click.Choice):
        return text
    name = param.opts[0] if isinstance(param, click.Option) else param.human_readable_name.upper()
    return f"{name} is missing: it is one of {', '.join(map(str, param.type.choices))}"


def _wrong_value(problem: click.BadParameter) -> str:
    """Which option, and what it takes; never what was given."""
    param = problem.param
    name = param.opts[0] if param is not None else "an argument"
    match param.type if param is not None else None:
        case click.Choice() as kind:
            return f"{name} takes one of {', '.join(map(str, kind.choices))}"
        case click.IntRange() as kind:
            return f"{name} takes a whole number from {kind.min} to {kind.max}"
        case _:
            return f"{name} does not take this value"


def _complain(*lines: str) -> None:
    output.err(*lines)


def _forget_httpx_command() -> None:
    """httpx is imported without its own command line, which takes longer than all the rest of it.

    Source: httpx/__init__.py, 0.27 and 0.28: where that import fails, as without rich, httpx does
    without. Python's import system: None in `sys.modules` makes an import fail.
    """
    sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]
