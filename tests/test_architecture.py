"""The code keeps to its layers, packages keep to their places, and figures only get better.

The counting is in `tools/counts.py` and `tools/kind_knowledge.py`;
`python tools/structure.py` prints the same figures.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import counts
import kind_knowledge
import pytest

ROOT = Path(__file__).resolve().parent.parent / "hookops"

LAYERS = {
    "model": 0,
    "kinds": 1,
    "files": 1,  # docs/decisions/0017
    "contracts": 2,
    "network": 2,
    "manifest": 3,
    "reconcile": 3,
    "okta": 3,
    "apply": 3,
    "ledger": 3,
    "report": 3,
    "secrets": 3,
    "service": 3,
    "ci": 3,
    "usage": 4,  # docs/decisions/0011
    "notify": 4,  # docs/decisions/0039
    "workflow": 5,
    "cli": 6,
}

PLACES = {
    "yaml": {"manifest"},
    "jsonschema": {"manifest"},
    "ruamel": {"manifest/edits"},
    "referencing": {"manifest"},
    "deepdiff": {"reconcile/compare.py"},
    "certifi": {"network/authorities.py"},
    "opentelemetry": {"notify/traces.py"},
    "truststore": {"network/authorities.py"},
    "httpcore": {"okta/connections.py"},
    "httpx": {"okta/transport.py", "emulator/pytest_plugin.py"},
    "authlib": {"okta/auth", "emulator"},
    "boto3": {"okta/signers/aws_kms.py", "secrets/sources/aws.py"},
    "botocore": {"okta/signers/aws_kms.py", "secrets/sources/aws.py"},
    "joserfc": {"okta/auth", "emulator"},
    "cryptography": {"emulator"},
    "click": {"cli"},
    "rich": {"report", "cli"},
    "jinja2": {"report/template.py"},
    "flask": {"emulator"},
    "werkzeug": {"emulator"},
    "waitress": {"emulator"},
    "obstore": {"ledger/objects/bucket.py"},
    "psycopg": {"ledger/postgres.py"},
    "apprise": {"notify/send.py"},
    "prometheus_client": {"notify/metrics.py"},
    "portalocker": {"files/lock.py"},
    "hvac": {"secrets/sources/vault.py"},
    "keyring": {"secrets/sources/keyring.py"},
    "google": {"secrets/sources/gcp.py"},
    "azure": {"secrets/sources/azure.py"},
    "requests": {"secrets/sources/vault.py", "secrets/sources/gcp.py"},
    "pytest": {"emulator/pytest_plugin.py"},
}
"""Where each third-party package may be imported."""

# The figures that are above their targets, and how far above. They may only fall.
KIND_NAMES = 0  # names of kinds outside kinds/

LAZY = {
    "cli": "a command imports what it alone uses, so that `--help` and the others start fast",
    "emulator/oauth": "joserfc takes longer to import than a whole plan, and only OAuth needs it",
    "emulator/store/sealing.py": "cryptography is only needed by an emulator that keeps a file",
    "emulator/pytest_plugin.py": "pytest loads the plugin in every run, the emulator in few",
    "files/lock.py": "portalocker takes longer to import than a ledger to read, and no plan locks",
    "ledger/objects/bucket.py": "obstore is an extra, and no other store needs it",
    "ledger/postgres.py": "psycopg is an extra, and no other store needs it",
    "manifest/edits": "ruamel.yaml is only needed to edit a file, and takes longer than a plan",
    "manifest/validate.py": "jsonschema is only needed to explain a document that is not valid",
    "notify/send.py": "apprise is an extra, and few runs notify anybody",
    "notify/metrics.py": "prometheus-client is an extra, and few runs have metrics",
    "okta/auth": "joserfc takes longer to import than a whole plan, and API tokens need none of it",
    "okta/signers": "boto3 is an extra, and no other key needs it",
    "okta/transport.py": "httpcore is only needed for an org on the network",
    "notify/traces.py": "OpenTelemetry is only read where a collector is named",
    "network/authorities.py": "certifi and truststore are only read when there is a network",
    "reconcile/compare.py": "deepdiff is only needed when something differs",
    "secrets/reader.py": "threads and entry points are only needed by other sources than variables",
    "report/text_kit.py": "rich is only needed for styles, on a terminal",
    "report/preview/text.py": "rich is only needed for tables of previews",
}
"""Where functions may import, and what that saves at start-up."""


# Read at the first use and not at import, which every worker of a parallel run does.


@cache
def modules() -> list[counts.Module]:
    return counts.modules(ROOT)


@cache
def imports() -> list[tuple[counts.Module, str, str]]:
    return [(module, *found) for module in modules() for found in counts.imports(module)]


@cache
def functions() -> list[counts.FunctionFigures]:
    return [function for module in modules() for function in counts.functions(module)]


@cache
def known() -> kind_knowledge.KnownKinds:
    return kind_knowledge.known_kinds(modules())


def place_of(module: counts.Module, line: int) -> str:
    return f"hookops/{module.name}:{line}"


def package_of(dotted: str) -> str | None:
    """The package of a module of ours; None for one of others, or for hookops itself."""
    parts = dotted.split(".")
    return parts[1] if parts[0] == "hookops" and len(parts) > 1 else None


def imports_against_layers() -> Iterator[str]:
    for module, place, imported in imports():
        target, own = package_of(imported), module.package
        if target not in LAYERS or own == target or own in ("__main__", "emulator"):
            continue
        # A package without a layer is above nothing: it has to be entered in LAYERS first.
        if LAYERS.get(own, -1) <= LAYERS[target]:
            yield f"{place}: {own} imports {target}"


def imports_out_of_place() -> Iterator[str]:
    for module, place, imported in imports():
        allowed = PLACES.get(imported.split(".")[0])
        if allowed is not None and not module.name.startswith(tuple(allowed)):
            yield f"{place}: {imported} is only imported in {', '.join(sorted(allowed))}"


def imports_across_the_emulator() -> Iterator[str]:
    for module, place, imported in imports():
        target, own = package_of(imported), module.package
        leaves = own == "emulator" and target not in (None, "emulator", "__version__")
        enters = target == "emulator" and own not in ("emulator", "cli")
        if leaves or enters:
            yield f"{place}: {own} imports {imported}"


def lines_matching(pattern: str) -> list[str]:
    return [
        place_of(module, number)
        for module in modules()
        for number, line in enumerate(module.text.splitlines(), start=1)
        if re.search(pattern, line)
    ]


def test_packages_import_from_layers_below():
    """A package imports from layers below its own, never from its own layer or above."""
    assert [] == list(imports_against_layers())


def test_every_package_has_a_layer():
    """A package without a layer would import, and be imported, without a check."""
    packages = {module.package for module in modules()}

    assert {"__init__", "__main__", "emulator"} == packages - set(LAYERS)


def test_third_party_packages_keep_to_their_places():
    """Each third-party package is imported in its places alone."""
    assert [] == list(imports_out_of_place())


def test_the_emulator_stands_alone():
    """The emulator imports nothing of hookops, and only cli imports it."""
    assert [] == list(imports_across_the_emulator())


def test_the_model_is_standard_library():
    """The values that all packages share need nothing but Python."""
    others = {
        imported.split(".")[0] for module, _, imported in imports() if module.package == "model"
    }

    assert set() == others & set(PLACES)


@pytest.mark.promise("P14")
@pytest.mark.parametrize(
    ("pattern", "count"),
    [
        (r"\.reveal\(", 1),
        (r"^\s*print\(", 0),
        (r"except Exception", 1),
        (r"\bpickle\b", 0),
        (r"yaml\.(unsafe_)?load\(", 0),
        (r"shell=True", 0),
        (r"\.(is_dir|is_file|exists)\(\)", 0),  # they raise for a name that is too long
        (r"verify=False", 0),
        (r"\b(eval|exec)\(", 0),
        (r"pragma: no cover", 0),
        (r"TODO", 0),
    ],
)
def test_what_may_occur_so_often(pattern, count):
    """Each pattern occurs at most so often in the package."""
    found = lines_matching(pattern)

    assert count >= len(found), found


def test_no_large_folder():
    """No folder has more than 15 files; cli has one module for each command."""
    sizes = counts.files_per_folder(modules())
    large = {folder: size for folder, size in sizes.items() if size > 15}

    assert {"hookops/cli"} >= set(large), large


def test_no_long_file():
    """No file has more than 300 lines."""
    assert {} == {module.name: module.lines for module in modules() if module.lines > 300}


def test_no_long_function():
    """No function has more than 50 lines."""
    long = [f"{f.place} {f.name}: {f.lines} lines" for f in functions() if f.lines > 50]

    assert [] == long


def test_commands_are_short():
    """A command is a few calls: at most 15 lines below its docstring, which is its help."""
    long = [
        f"{module.name}: {node.name}"
        for module in modules()
        if module.package == "cli"
        for node in module.tree.body
        if isinstance(node, ast.FunctionDef) and node.name in ("command", "show")
        if node.body[1:] and (node.end_lineno or 0) - node.body[1].lineno >= 15
    ]

    assert [] == long


def test_no_complex_function():
    """No function has a cyclomatic complexity over 15."""
    found = [f"{f.place} {f.name}: {f.complexity}" for f in functions() if f.complexity > 15]

    assert [] == found


def test_branches_are_explained():
    """A function with a complexity over 8 has a comment that says why it branches so."""
    found = [
        f"{f.place} {f.name}: {f.complexity}"
        for f in functions()
        if f.complexity > 8 and not f.commented
    ]

    assert [] == found


@pytest.mark.parametrize("package", sorted({*LAYERS, "emulator"}))
def test_comments(package):
    """A package has 4 to 8 comments for every 100 lines."""
    per_100 = counts.comments_per_100(counts.by_package(modules())[package])

    assert 4 <= per_100 <= 8


def test_nothing_outside_kinds_asks_for_the_class_of_a_spec():
    """The kind contract answers what other packages ask; isinstance on a spec is a gap in it."""
    found = list(kind_knowledge.isinstance_on_specs(modules(), known()))

    assert [] == found


def test_nothing_outside_kinds_names_a_kind():
    """The kind contract answers what other packages ask; the name of a kind is a gap in it."""
    found = list(kind_knowledge.names_of_kinds(modules(), known()))

    assert KIND_NAMES >= len(found), found


def test_the_kinds_are_found():
    """The two counts above read kinds from their classes; with none found they count nothing."""
    assert {"InlineHook", "HookKey", "Binding"} == known().names
    assert len(known().names) == len(known().specs)


def test_functions_import_for_start_up_alone():
    """An import inside a function is on the list, which says what it saves at start-up."""
    found = [
        f"{place}: {imported}"
        for module in modules()
        if not module.name.startswith(tuple(LAZY))
        for place, _, imported in counts.imports_in_functions(module)
    ]

    assert [] == found


def test_every_module_says_what_it_is():
    """Every module has a docstring."""
    assert [] == [module.name for module in modules() if not ast.get_docstring(module.tree)]
