"""The counts behind the structure figures count what they say."""

import ast
from pathlib import Path

import counts
import kind_knowledge
import pytest

KINDS = '''\
"""A kind."""
NAME = "Widget"

class WidgetKind(Listed[WidgetSpec]):
    name = NAME
'''

USER = '''\
"""Another package."""
from hookops.kinds.widget import NAME

def use(resource):
    """Widget is only mentioned here."""
    if isinstance(resource.spec, (WidgetSpec, str)):
        return "Widget/a"
    match resource.spec:
        case WidgetSpec():
            return "no Widget"
'''


def function(text: str) -> counts.Function:
    found = ast.parse(text).body[0]
    assert isinstance(found, ast.FunctionDef)
    return found


def tree(folder: Path, **texts: str) -> list[counts.Module]:
    for name, text in texts.items():
        path = folder / "hookops" / (name.replace("__", "/") + ".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return counts.modules(folder / "hookops")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("pass", 1),
        ("if a and b or c: pass", 4),
        ("x = 1 if a else 2", 2),
        ("for a in b: pass\n else: pass", 3),
        ("while a: pass", 2),
        ("try: pass\n except A: pass\n except B: pass\n else: pass\n finally: pass", 4),
        ("return [a for a in b if a if c]", 4),
        ("assert a and b", 2),
        ("match a:\n  case 1: pass\n  case 2: pass\n  case _: pass", 3),
        ("with a: pass", 1),
        ("def inner():\n  if a: pass", 1),
        ("return lambda: a if b else c", 2),
    ],
)
def test_complexity(body, expected):
    """Complexity is counted by radon's rules (radon 6.0, visitors.py)."""
    assert expected == counts.complexity(function(f"def f():\n {body}\n"))


def test_comments_for_tools_do_not_count(tmp_path):
    """A comment for a tool explains nothing, a # inside of text is no comment."""
    text = '"""Doc."""\nx = 1  # noqa: E501\ny = "# text"\n# why\nz = 3  # the limit\n'
    (module,) = tree(tmp_path, a=text)

    assert {4, 5} == module.comments


def test_code_lines(tmp_path):
    """Blank lines, comments alone and docstrings are no code."""
    text = '"""Doc\nstring."""\n\n# why\nx = (\n    1,\n)\n"""Of the field."""\n'
    (module,) = tree(tmp_path, a=text)

    assert 3 == module.code_lines


def test_kind_knowledge(tmp_path):
    """isinstance, class patterns, text and imported constants count; docstrings do not."""
    every = tree(tmp_path, kinds__widget=KINDS, reconcile__use=USER, emulator__x='X = "Widget"\n')
    known = kind_knowledge.known_kinds(every)
    use = "hookops/reconcile/use.py"

    assert [f"{use}:6: WidgetSpec", f"{use}:9: WidgetSpec"] == sorted(
        kind_knowledge.isinstance_on_specs(every, known)
    )
    assert [f"{use}:2: hookops.kinds.widget.NAME", f"{use}:7: Widget/a"] == sorted(
        kind_knowledge.names_of_kinds(every, known)
    )
