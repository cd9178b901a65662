"""`hookops scaffold`."""

import os
from pathlib import Path

import click

from hookops.cli import host, options
from hookops.model.errors import InvalidInput


@click.command("scaffold")
@click.argument("hook_type", metavar="TYPE")
@options.once(
    "--to", "folder", required=True, metavar="DIR", help="The folder to write into; made if needed."
)
def command(hook_type: str, folder: str) -> int:
    """Write a service to start from: a small Flask app for one type of inline hook.

    \b
    TYPE is one of
      token            com.okta.oauth2.tokens.transform
      saml             com.okta.saml.tokens.transform
      registration     com.okta.user.pre-registration
      password-import  com.okta.user.credential.password.import
      user-import      com.okta.import.transform
      telephony        com.okta.telephony.provider

    Makes the service with its authentication checked, its tests, requirements.txt, README.md, and
    a saved request in cases/first.json. Nothing that exists is overwritten.
    """
    import shlex

    here = Path(folder)
    files = {here / name: text for name, text in service_files(short_name(hook_type)).items()}
    try:
        write(files, host.current().folder)
    except OSError as problem:
        raise InvalidInput(f"{problem.filename} cannot be written: {problem.strerror}") from None
    next_steps = "pip install -r requirements.txt; python -m pytest"
    click.echo(f"next: cd {shlex.quote(folder)}; {next_steps}")
    return 0


def short_name(hook_type: str) -> str:
    """What people call a type, in a word. Raises: InvalidInput for what is none."""
    from hookops.kinds.inline_hook.types import HOOK_TYPES

    shorts = {row.name: row.title.lower().replace(" ", "-") for row in HOOK_TYPES.values()}
    found = shorts.get(hook_type, hook_type)
    if found not in shorts.values():
        known = ", ".join(shorts.values())
        raise InvalidInput("there is no hook of this TYPE", f"it is one of {known}")
    return found


def service_files(short: str) -> dict[str, str]:
    """The files of a service by their names in its folder, as the examples have them."""
    module = f"{short.replace('-', '_')}_hook"
    names = {
        f"{module}.py": f"{module}.py",
        "auth.py": "auth.py",
        "test_service.py": f"test_{module}.py",
        "cases/first.json": f"cases/{short}.json",
        "requirements.txt": "requirements.txt",
    }
    texts = {name: template(source) for name, source in names.items()}
    return {**texts, "README.md": readme(short, module)}


def readme(short: str, module: str) -> str:
    """What the examples' README says of running, testing and https, of this service alone."""
    _, start, rest = template("README.md").partition("## Run it\n")
    for example, own in {
        "token_hook": module,
        "cases/token.json": "cases/first.json",
        ":5000/token": f":5000/{short}",
        "example.com/token": f"example.com/{short}",
        "TOKEN_HOOK": module.upper(),
    }.items():
        rest = rest.replace(example, own)
    intro = f"`{module}.py` answers `POST /{short}`: make it yours, and its tests with it."
    return f"# {short.replace('-', ' ').capitalize()} hook\n\n{intro}\n\n{start}{rest}"


def template(name: str) -> str:
    """An example service's file: inside the package when installed, beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "services"
    root = inside if inside.is_dir() else package.parent / "examples" / "services"
    return (root / name).read_text(encoding="utf-8")


def write(files: dict[Path, str], start: Path) -> None:
    """Each file is there now. Raises: InvalidInput, and nothing is written, if one was already."""
    # A link that leads nowhere does not exist, but would be written through.
    taken = [path for path in files if os.path.lexists(start / path)]
    if taken:
        raise InvalidInput(f"{taken[0]} exists; nothing was written", "choose an empty folder")
    for path, text in files.items():
        (start / path).parent.mkdir(parents=True, exist_ok=True)
        with (start / path).open("x", encoding="utf-8") as file:
            file.write(text)
        click.echo(f"wrote {path}")
