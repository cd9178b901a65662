"""`tools/emulator_doc.py`: the tables of docs/emulator.md are those of the code."""

import emulator_doc
import pytest

TEXT = emulator_doc.DOCUMENT.read_text()


def test_tables():
    """The document is up to date: `make schemas` renews it."""
    assert emulator_doc.tables(TEXT) == TEXT


def test_a_table_is_renewed():
    """What somebody wrote between the markers of a table gives way to the table."""
    old = TEXT.replace("| `delete_active` |", "| `delete_actve` |")

    assert old != TEXT == emulator_doc.tables(old)


@pytest.mark.parametrize("name", emulator_doc.TABLES)
def test_a_table_without_its_place(name):
    """A marker that is gone is an error, not a table that gets old."""
    with pytest.raises(ValueError, match=f"'{name}'"):
        emulator_doc.tables(TEXT.replace(f"<!-- /{name} -->", ""))


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("switches", "| `is_used_form` | `boolean` (default), `text` | Disputed: "),
        ("routes", "| DELETE | `/api/v1/inlineHooks/{hook_id}` | `deleteInlineHook` | `okta."),
        ("routes", "| POST | `/oauth2/v1/token` | `token` |  |"),
        ("control", "| `/_emulator/faults` | GET, POST, DELETE |"),
        ("types", "| `com.okta.telephony.provider` | 1.0.0 | one ACTIVE in an org | yes | 200 |"),
        ("sources", "| `com.okta.user.pre-registration` | Okta Management API, InlineHookType; "),
        ("limits", "| `hooksPerOrg` | 100 | Okta, Inline hooks concept, limits; "),
        ("errors", "| `E0000239` | 423 | Policy priorities are being reconciled. "),
    ],
)
def test_rows(name, row):
    """A row says what the code has, the default of a switch marked."""
    assert any(line.startswith(row) for line in emulator_doc.TABLES[name]().splitlines())
