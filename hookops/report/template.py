"""Templates of pages. The one place that imports Jinja2, which comes with the extra `report`."""

from jinja2 import Environment, PackageLoader, StrictUndefined

from hookops.report.words import VALUE_LIMIT, clean


def render_template(package: str, name: str, **values: object) -> str:
    """The template of that name in the folder `templates` of a package, filled in.

    Every value is cleaned and escaped, whatever the template says.
    """
    environment = Environment(
        loader=PackageLoader(package),
        autoescape=True,
        finalize=_finalize,
        lstrip_blocks=True,
        trim_blocks=True,
        # A misspelt name is an error of ours, not an empty place in a page.
        undefined=StrictUndefined,
    )
    return environment.get_template(name).render(values)


def _finalize(value: object) -> object:
    # What a macro has drawn is escaped already, and its type says so: it is a subclass of str.
    return clean(value, VALUE_LIMIT) if type(value) is str else value
