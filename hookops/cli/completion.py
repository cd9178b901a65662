"""`hookops completion`."""

import click

from hookops.cli import options, output


@options.command("completion")
@click.argument("shell", metavar="SHELL", type=click.Choice(["bash", "zsh", "fish", "powershell"]))
def command(shell: str) -> int:
    """Print the shell code that completes commands, options and names.

    SHELL is bash, zsh, fish or powershell.

    \b
    bash:  hookops completion bash > ~/.local/share/bash-completion/completions/hookops
    zsh:   hookops completion zsh > "${fpath[1]}/_hookops"
    fish:  hookops completion fish > ~/.config/fish/completions/hookops.fish
    powershell:  hookops completion powershell >> $PROFILE
    """
    from click.shell_completion import get_completion_class

    from hookops.cli.main import cli

    found = get_completion_class(shell)
    if found is None:
        raise click.UsageError(f"this click cannot complete for {shell}")
    output.out(f"{found(cli, {}, 'hookops', '_HOOKOPS_COMPLETE').source()}\n")
    return 0
