"""How many changes pass at once, by the project file and by its types of hooks."""

import pytest
from reconcile.one_hook import actual, key, ledger, managed, resource

from hookops.model.change import Action, Change
from hookops.model.limits import Cap, Caps, Limits
from hookops.reconcile.passes.amounts import check_amounts

TOKEN = "com.okta.oauth2.tokens.transform"
SAML = "com.okta.saml.tokens.transform"


def changes(count, action=Action.DELETE):
    before = actual()
    after = None if action is Action.DELETE else resource()
    return [
        Change(key(f"h{n}"), action, before, after, (), (), "safe", "text", "", "")
        for n in range(count)
    ]


def errors(found, caps, *, share=10, **limits):
    entries = ledger(*(managed(f"m{n}", f"calmmm{n:04}") for n in range(share)))
    given = Limits(prune=True, **limits)
    return [(e.message, e.hint) for e in check_amounts(found, entries, given, caps)]


@pytest.mark.parametrize(
    ("cap", "count", "allowed"),
    [
        (Cap(number=0), 1, 0),
        (Cap(number=1), 1, None),
        (Cap(number=1), 2, 1),
        (Cap(percent=10), 1, None),
        (Cap(percent=10), 2, 1),
        (Cap(percent=0), 1, 0),
        (Cap(percent=19), 2, 1),
        (Cap(number=5000), 3, None),
        (Cap(percent=100), 4, 3),
    ],
)
@pytest.mark.parametrize(
    ("member", "action", "setting", "done"),
    [
        ("max_delete", Action.DELETE, "maxDelete", "deleted"),
        ("max_update", Action.UPDATE, "maxUpdate", "updated"),
    ],
)
def test_the_project_file_tightens(cap, count, allowed, member, action, setting, done):
    """A number or a share in the project file counts where it is below hookops' own, 3 of 10."""
    found = errors(changes(count, action), Caps(**{member: cap}))

    by = f"hookops.yaml allows {allowed} at once ({setting})" if allowed != 3 else "3 are allowed"
    names = ", ".join(f"InlineHook/h{n}" for n in range(count))
    noun = "1 hook" if count == 1 else f"{count} hooks"
    option = f"--max-{setting.removeprefix('max').lower()} {count}"
    expected = (f"{noun} would be {done}, {by}: {names}", f"if that is right, say {option}")
    assert ([] if allowed is None else [expected]) == found


def test_a_type_has_its_own_limit():
    """Hooks of the type count, whatever the limit of all; the option has to admit all of them."""
    caps = Caps(types={TOKEN: Caps(max_delete=Cap(number=1)), SAML: Caps(max_delete=Cap(number=0))})

    ((message, hint),) = errors(changes(2), caps)

    assert message.startswith(
        f"2 hooks would be deleted, hookops.yaml allows 1 at once (maxDelete) of {TOKEN}: "
    )
    assert "if that is right, say --max-delete 2" == hint


def test_a_share_of_a_type_is_of_its_own_hooks():
    """Ten token hooks are managed: 20 % of them are two, and of no SAML hook none."""
    token = Caps(types={TOKEN: Caps(max_update=Cap(percent=20))})

    assert [] == errors(changes(2, Action.UPDATE), token)
    assert 1 == len(errors(changes(3, Action.UPDATE), token))


def test_one_error_for_one_sort():
    """Where the limit of all is exceeded, nothing is said of its types as well."""
    caps = Caps(max_delete=Cap(number=0), types={TOKEN: Caps(max_delete=Cap(number=0))})

    assert 1 == len(errors(changes(2), caps))


def test_a_number_of_the_command_line_wins():
    """A person who counted this plan decides, up to their number."""
    caps = Caps(max_delete=Cap(number=0), types={TOKEN: Caps(max_delete=Cap(number=0))})

    assert [] == errors(changes(2), caps, max_delete=2)
    assert 1 == len(errors(changes(3), caps, max_delete=2))


def test_a_share_of_nothing_is_nothing():
    """Before the first apply nothing is managed, and a share admits no change."""
    assert 1 == len(errors(changes(1), Caps(max_delete=Cap(percent=50)), share=0))
