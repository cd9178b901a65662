"""Templates of pages. The one place that imports Jinja2, which comes with the extra `report`."""

from base64 import b64encode
from functools import cache
from hashlib import sha256

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from hookops.model.text import not_at_start, one_line

_SHARED = "hookops.report"
"""Its templates are those of all packages: the frame of a page, its style, and parts."""


def render_template(package: str, name: str, **values: object) -> str:
    """The template of that name in the folder `templates` of a package, filled in.

    Every value is cleaned and escaped, whatever the template says.
    """
    environment = _environment(package)
    style = environment.get_template("style.css").render()
    page = {"style": style, "style_hash": hash_of(style)}
    return environment.get_template(name).render({**page, **values})


# Compiling a template takes far longer than filling it in.
@cache
def _environment(package: str) -> Environment:
    return Environment(
        loader=ChoiceLoader([PackageLoader(package), PackageLoader(_SHARED)]),
        autoescape=True,
        finalize=_finalize,
        keep_trailing_newline=True,
        lstrip_blocks=True,
        trim_blocks=True,
        # A misspelt name is an error of ours, not an empty place in a page.
        undefined=StrictUndefined,
    )


def hash_of(style: str) -> str:
    """What a policy calls the one style sheet that it admits.

    Source: W3C, Content Security Policy Level 3, 6.7.3: the base64 of the digest of the element's
    text.
    """
    return f"sha256-{b64encode(sha256(style.encode()).digest()).decode()}"


def _finalize(value: object) -> object:
    # What a macro has drawn is escaped already, and its type says so: it is a subclass of str.
    # Not cut: a value that differs late from another one is whole for that reason.
    return not_at_start(one_line(value)) if type(value) is str else value
