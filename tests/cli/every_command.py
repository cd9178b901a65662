"""Every command of the command line, subcommands included."""

from collections.abc import Iterator

import click

from hookops.cli.main import cli


def every_command(
    group: click.Group = cli, before: str = ""
) -> Iterator[tuple[str, click.Command]]:
    """Each with its words, as `ledger show`."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from every_command(command, f"{before}{name} ")
        else:
            yield f"{before}{name}", command


def options_of(command: click.Command) -> set[str]:
    return {name for param in command.params for name in param.opts}


def has_json(command: click.Command) -> bool:
    """Whether its `--format` takes json."""
    return any(
        "--format" in param.opts and "json" in getattr(param.type, "choices", ())
        for param in command.params
    )
