"""Every hook type of the table is known wherever a type must be known."""

import json
from dataclasses import replace

import hook_types
import pytest
from conftest import manifest
from hook_types import PLACES, ROOT
from jsonschema import Draft202012Validator
from services.samples import module

from hookops.contracts import data
from hookops.contracts.requests.samples import Event, Sample
from hookops.contracts.rules import checks
from hookops.contracts.types import contract_of, contracts
from hookops.kinds.inline_hook.types import HOOK_TYPES, HookType
from hookops.manifest.load import load
from hookops.model.errors import HookopsError
from hookops.workflow.services import case_choice, preview

MADE_UP = HookType(
    "com.okta.made.up", "made up", ("1.0.0",), "silent", "nothing happens", "nothing happens"
)
WITH_MADE_UP = {**HOOK_TYPES, MADE_UP.name: MADE_UP}


@pytest.fixture(params=HOOK_TYPES.values(), ids=lambda row: row.short)
def row(request):
    return request.param


def test_every_place_knows_the_type(row):
    """The failure names the places that do not, and who writes them."""
    missing = hook_types.missing(row)

    assert [] == missing, "\n".join(missing)


def test_missing_places_are_named():
    """A row alone is known nowhere else: each place is named, with what to do."""
    assert [
        "hookops/contracts/types/made_up.py: write it",
        "hookops/contracts/data/made_up.json: write it",
        "examples/services/made_up_hook.py: write it",
        "examples/services/test_made_up_hook.py: write it",
        "schemas/okta/inline-hooks.json: write it",
        "schemas/manifest/inline-hook.schema.json: make schemas",
        "schemas/contracts/made-up-request.schema.json: make schemas",
        "schemas/contracts/made-up-response.schema.json: make schemas",
        "examples/services/cases/made-up.json: make schemas",
        "examples/services/README.md: make schemas",
        "manifests/made-up-hook.yaml: make schemas",
    ] == hook_types.missing(MADE_UP)


def test_a_new_type_costs_six_files():
    """The row, and what a person writes beside it."""
    assert 6 == 1 + len([place for place in PLACES if not place.derived])


def test_no_place_knows_a_type_more():
    """What is no row is no contract, data file, service, schema or fact either.

    Source: Okta Management API, InlineHookType, for the rows.
    """
    modules = {row.module for row in HOOK_TYPES.values()}
    facts = json.loads((ROOT / "schemas" / "okta" / "inline-hooks.json").read_text())
    code = {path.stem for path in (ROOT / "hookops" / "contracts" / "types").glob("*.py")}
    services = {path.stem for path in (ROOT / "examples" / "services").glob("*_hook.py")}

    assert modules == code - {"__init__", "base"}
    assert modules == set(data.names()) - {"all", "probes"}
    assert {f"{name}_hook" for name in modules} == {s for s in services if s[:5] != "test_"}
    assert set(HOOK_TYPES) == {fact["type"] for fact in facts["types"]}


def test_the_contract_is_complete(row):
    """It is of its row, has variants and commands, and every rule and effect that it names."""
    contract = contract_of(row.name)
    named = [
        contract.no_content,
        *contract.error_rules,
        *contract.undocumented,
        contract.empty_body,
        contract.no_commands,
        contract.unknown_command,
        contract.commands_with_error,
        *(item.repeated for item in contract.confidential),
    ]

    assert row is contract.row
    assert contract.variants
    assert contract.commands
    assert set() == set(filter(None, named)) - set(checks())
    assert all(contract.effect(case)[1] for case in ("failed", "bad", "error", "default", "empty"))


def test_the_service_is_of_the_type(row):
    """The example service answers requests of the type, and no others."""
    assert row.name == module(row.short).TYPE


def test_a_type_without_a_contract_is_named():
    """The error names the type and the file that is missing."""
    with pytest.raises(HookopsError) as found:
        contract_of(MADE_UP.name, WITH_MADE_UP)

    assert (
        "hookops has no contract of made up hooks, so it cannot call their services",
        "add hookops/contracts/types/made_up.py, as the modules beside it are",
    ) == (found.value.message, found.value.hint)
    assert MADE_UP.name not in contracts(WITH_MADE_UP)


def test_a_contract_without_data_is_named():
    """So does the error of a contract whose data file is missing."""
    contract = replace(contract_of(next(iter(HOOK_TYPES))), row=MADE_UP)

    with pytest.raises(HookopsError, match=r"no file hookops/contracts/data/made_up\.json"):
        contract.effect("failed")


def test_preview_of_a_type_without_a_contract(world):
    """Preview says so, and sends nothing."""
    world.declare(manifest("a"))
    run = world.run()
    key, hook = preview.find(run, "a")

    with pytest.raises(HookopsError, match="no contract of made up hooks"):
        case_choice.invented(
            run, key, replace(hook, type=MADE_UP.name), case_choice.Fill(), WITH_MADE_UP
        )


def test_first_versions_fit(row):
    """The schemas that make schemas would write admit the requests of the type."""
    contract = contract_of(row.name)
    schema = json.loads(hook_types.request_schema(contract))
    sample = Sample(Event("event-1", 1579296236.5))

    for variant in contract.variants:
        Draft202012Validator(schema).validate(contract.build(variant, sample))
    Draft202012Validator.check_schema(json.loads(hook_types.response_schema(contract)))


def test_first_manifest_is_right(row, tmp_path):
    """The manifest that make schemas would write has no problem."""
    path = tmp_path / f"{row.short}-hook.yaml"
    path.write_text(hook_types.manifest(contract_of(row.name)))

    assert () == load([path], tmp_path).diagnostics


@pytest.mark.parametrize("path", [("requests", "nothing"), ("effects", "nothing"), ("nothing",)])
def test_an_incomplete_file_is_named(path):
    """What lacks in a data file is said with its place, and is no KeyError."""
    with pytest.raises(HookopsError) as found:
        data.member("saml", *path)

    assert f"hookops/contracts/data/saml.json has no {'.'.join(path)}" == found.value.message
