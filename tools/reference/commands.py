"""The commands with their options, as click knows them, and the exit codes."""

import inspect
from collections.abc import Iterator
from functools import partial
from typing import Any

import click

from hookops.cli.main import COMMANDS, cli
from hookops.model.errors import EXIT_CODES, RANK
from reference.markdown import code, page, prose, table


def text() -> str:
    """The page."""
    overview = table(
        ("command", "what it does"),
        ((f"[`{name}`](#hookops-{name})", prose(about)) for name, about in COMMANDS.items()),
    )
    intro = (
        "`hookops COMMAND --help` says the same in a terminal. Results go to stdout and "
        "everything else to stderr; with an option that is given twice, with different values, "
        "hookops ends with 3. `hookops completion bash`, `zsh`, `fish` and `powershell` print "
        "shell completion."
    )
    return page("Commands", intro, overview, *_sections(), EXIT, _codes())


EXIT = f"""## Exit codes

Scripts depend on them, so they stay. Where several fit, also over organizations, the first of \
these counts: {", ".join(map(str, RANK))}. Usage errors are 3, so that a typo in a cron job \
does not read as drift. [What to do after each](diagnostics.md#exit-codes)."""


def _codes() -> str:
    return table(("code", "meaning"), ((str(c), prose(m)) for c, m in EXIT_CODES.items()))


def _sections() -> Iterator[str]:
    context = click.Context(cli, info_name="hookops")
    for name in COMMANDS:
        command = cli.get_command(context, name)
        assert command is not None
        yield from _section(command, click.Context(command, context, info_name=name), 2)


def _section(command: click.Command, context: click.Context, level: int) -> Iterator[str]:
    """A heading, the usage, the help and a table of options; then those of subcommands."""
    yield f"{'#' * level} {context.command_path}"
    usage = " ".join(command.collect_usage_pieces(context))
    yield f"```text\n{context.command_path} {usage}\n```"
    yield from _help(command.help or "")
    if options := [*_options(command, context)]:
        yield table(("option", "what it says"), options)
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from _section(inner, click.Context(inner, context, info_name=name), level + 1)


def _help(text: str) -> Iterator[str]:
    """Its paragraphs; those that click leaves as they are stay so."""
    for part in inspect.cleandoc(text).replace("\f", "").split("\n\n"):
        if part.startswith("\b"):
            yield "```text\n" + part.removeprefix("\b").strip("\n") + "\n```"
        else:
            yield prose(part)


def _options(command: click.Command, context: click.Context) -> Iterator[tuple[str, str]]:
    for param in command.params:
        if not isinstance(param, click.Option) or param.hidden:
            continue
        record = param.get_help_record(context)
        assert record is not None, f"{context.command_path}: {param.name} has no help"
        name, about = record
        yield code(name), prose(about) + _default(param, about) + _variable(param)


def _default(param: click.Option, about: str) -> str:
    value = _once(param).get("otherwise") or param.to_info_dict()["default"]
    said = "default" in about.lower() or param.is_flag
    return "" if said or value in (None, "", ()) else f" Default: {code(str(value))}."


def _variable(param: click.Option) -> str:
    variable = _once(param).get("variable")
    return f" Variable: {code(variable)}." if variable else ""


def _once(param: click.Option) -> dict[str, Any]:
    """What `options.once` was given; nothing of an option that it did not make."""
    return param.callback.keywords if isinstance(param.callback, partial) else {}
