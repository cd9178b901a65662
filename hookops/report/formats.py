"""Every format of every report. A new one is a file and a line here; `--format` follows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from hookops.model.errors import InvalidInput
from hookops.model.install.extras import missing_extra

if TYPE_CHECKING:
    from hookops.report.text_kit import Depth

TEXT = "text"
"""The format for people: its functions also take `styled` and `width`, for a terminal."""


@dataclass(frozen=True, slots=True)
class Format:
    """One way to write one report."""

    function: str
    """`module:name` below `hookops`. It takes what is reported and returns the whole text.

    A name and no import, so that a plan in text never loads what writes Markdown or HTML.
    """
    about: str = ""
    """A few words for `--help`, where the format's name does not say enough."""

    depth: bool = False
    """Whether it takes `depth`: how much is shown."""
    extra: str = ""
    """The extra of hookops that it needs; empty when it needs none."""
    placed: bool = False
    """Whether it takes `folder`: that of the project, which files are named below."""

    def load(self) -> Callable[..., str]:
        """The function. Raises: InvalidInput when its extra is not installed."""
        module, _, name = self.function.partition(":")
        try:
            found: Callable[..., str] = getattr(import_module(f"hookops.{module}"), name)
        except ModuleNotFoundError as missing:
            problem = self.explain(missing.name or "")
            if problem is None:
                raise
            raise problem from None
        return found

    def explain(self, missing: str) -> InvalidInput | None:
        """How to get the module of that name; None for one that no extra would bring."""
        # A file of hookops that is missing is a bug, not a mistake of users.
        if not self.extra or missing.partition(".")[0] == "hookops":
            return None
        return missing_extra("this format", self.extra, missing)


_ANNOTATIONS = "annotations of a workflow"

FORMATS: Mapping[str, Mapping[str, Format]] = {
    "plan": {
        "text": Format("report.plan.text:plan_text", depth=True),
        "json": Format("report.plan.json:plan_json"),  # Terraform's shape
        "markdown": Format("report.plan.markdown:plan_markdown", depth=True),
        "html": Format("report.plan.html:plan_html", "one page", depth=True, extra="report"),
        "github": Format("report.machine.github:plan_github", _ANNOTATIONS, placed=True),
        "gitlab": Format("report.machine.gitlab:plan_gitlab", "the merge request widget"),
        "sarif": Format("report.machine.sarif:plan_sarif", placed=True),
    },
    "saved plan": {
        "text": Format("report.plan.saved:saved_text"),
        "json": Format("report.plan.json:dumps"),
        "html": Format("report.plan.html:saved_html", "one page", extra="report"),
    },
    "drift": {
        "text": Format("report.drift.text:drift_text", depth=True),
        "json": Format("report.drift.json:drift_json"),
        "markdown": Format("report.drift.markdown:drift_markdown"),
        "html": Format("report.drift.html:drift_html", "one page", depth=True, extra="report"),
        "github": Format("report.machine.github:drift_github", _ANNOTATIONS, placed=True),
        "gitlab": Format("report.machine.gitlab:drift_gitlab", "code quality", placed=True),
        "junit": Format("report.machine.junit:drift_junit"),
        "sarif": Format("report.machine.sarif:drift_sarif", placed=True),
    },
    "validation": {
        "text": Format("report.validation.text:validation_text"),
        "json": Format("report.validation.json:validation_json"),
        "github": Format("report.machine.github:validation_github", _ANNOTATIONS, placed=True),
        "gitlab": Format("report.machine.gitlab:validation_gitlab", "code quality", placed=True),
        "junit": Format("report.machine.junit:validation_junit"),
        "sarif": Format("report.machine.sarif:validation_sarif", placed=True),
    },
    "inventory": {
        "text": Format("report.inventory.text:inventory_text"),
        "json": Format("report.inventory.json:inventory_json"),
        "csv": Format("report.inventory.csv:inventory_csv"),
        "html": Format("report.inventory.html:inventory_html", "one page", extra="report"),
    },
    "adoption": {
        "text": Format("report.adoption.text:adoption_text"),
        "json": Format("report.adoption.json:adoption_json"),
    },
    "diff": {
        "text": Format("report.between.text:between_text"),
        "json": Format("report.between.json:between_json"),
    },
    "outcome": {
        "text": Format("report.outcome.text:outcome_text", depth=True),
        "json": Format("report.outcome.json:outcome_json"),
        "markdown": Format("report.outcome.markdown:outcome_markdown"),
        "html": Format("report.outcome.html:outcome_html", "one page", depth=True, extra="report"),
    },
    "history": {
        "text": Format("report.oncall.history:history_text"),
        "json": Format("report.oncall.history:history_json"),
    },
    "incident": {
        "text": Format("report.oncall.incident:incident_text"),
        "json": Format("report.oncall.incident:incident_json"),
    },
    "preview": {
        "text": Format("report.preview.text:preview_text"),
        "json": Format("report.preview.json:preview_json", "without bodies"),
        "junit": Format("report.preview.junit:preview_junit", "test results"),
    },
    # The package is a layer above this one (decision 11). A name keeps the registry whole without
    # an import against the layers: this package works without the functions of that one.
    "usage": {
        "text": Format("usage.report.text:usage_text", "with bars"),
        "json": Format("usage.report.json:usage_json"),
        "csv": Format("usage.report.csv:usage_csv"),
        "html": Format("usage.report.html:usage_html", "one page with charts", extra="report"),
    },
    "doctor": {
        "text": Format("report.doctor.text:doctor_text"),
        "json": Format("report.doctor.json:doctor_json"),
    },
    "identity": {
        "text": Format("report.identity.text:identity_text"),
        "json": Format("report.identity.json:identity_json"),
    },
    "explanation": {
        "text": Format("report.explanation.text:explanation_text"),
        "json": Format("report.explanation.json:explanation_json"),
    },
    "graph": {
        "mermaid": Format("report.graph.mermaid:graph_mermaid", "drawn by GitHub and GitLab"),
        "dot": Format("report.graph.dot:graph_dot", "for Graphviz"),
    },
}
"""By what is reported, then by the name that `--format` takes; the first is the default."""


CLOSINGS: Mapping[str, Format] = {
    "plan": Format("report.plan.words:plan_closing"),
    "drift": Format("report.drift.text:drift_closing"),
    "inventory": Format("report.inventory.words:closing"),
    "usage": Format("usage.report.words:closing"),
}
"""The line that says what a report comes to, for a table of several."""


def closing(noun: str, *values: Any) -> str:
    """That line, without a line break; empty for a noun that has none."""
    return CLOSINGS[noun].load()(*values) if noun in CLOSINGS else ""


def format_help(noun: str) -> str:
    """The help of `--format` for the reports of that noun."""
    default = next(iter(FORMATS[noun]))
    names = []
    for name, entry in FORMATS[noun].items():
        notes = [note for note in (entry.about, "default" if name == default else "") if note]
        names.append(f"{name} ({'; '.join(notes)})" if notes else name)
    return f"How the report is written: {', '.join(names[:-1])} or {names[-1]}."


def render(
    noun: str,
    format: str,
    *values: Any,
    styled: bool = False,
    width: int = 0,
    depth: "Depth" = "usual",
    folder: str = "",
) -> str:
    """`values` as the whole text of a report.

    Shape: `values` are what the functions of that noun take; a `width` of 0 breaks no line;
    `folder` is the project's from the root of the repository, empty for the root.
    Raises: KeyError for a format that the noun does not have.
    """
    entry = FORMATS[noun][format]
    terminal = {"styled": styled, "width": width} if format == TEXT else {}
    place = {"folder": folder} if entry.placed else {}
    return entry.load()(*values, **terminal, **place, **({"depth": depth} if entry.depth else {}))
