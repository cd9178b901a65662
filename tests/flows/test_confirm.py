"""Hooks that Okta calls for every user end only when a person has named them."""

import pytest
from conftest import manifest

from hookops.model.errors import GuardError, InvalidInput

SMS = {"type": "com.okta.telephony.provider"}
PASSWORDS = {"type": "com.okta.user.credential.password.import"}
WHY = {
    "com.okta.telephony.provider": "Okta calls it for every text message and call of the org",
    "com.okta.user.credential.password.import": "users whose password is still to be imported "
    "cannot sign in",
}


def declare(world, *documents):
    """The manifests, and one that nothing happens to: an empty set has a guard of its own."""
    world.declare(manifest("other"), *documents)


@pytest.fixture(params=[SMS, PASSWORDS], ids=["telephony", "password import"])
def hook(world, request):
    """The members of one that is applied, under the name `one`."""
    declare(world, one(request.param))
    world.apply()
    return request.param


def one(members, **others):
    scheme = {"type": "HEADER", "key": "Authorization", "valueFrom": "env:HOOKOPS_SECRET_ONE"}
    config = {"uri": "https://hooks.example.com/one", "authScheme": scheme}
    return manifest("one", channel={"type": "HTTP", "config": config}, **members, **others)


def messages(plan):
    return [(error.code, error.message, error.hint) for error in plan.guard_errors]


def test_s4_a_delete_is_confirmed_by_name(world, hook):
    """S4: without its name nothing is deleted, and the error says what its end means."""
    declare(world)

    ((code, message, hint),) = messages(world.plan(prune=True))
    with pytest.raises(GuardError):
        world.apply(prune=True)
    applied = world.apply(prune=True, confirm=("one",))

    assert ("confirm", "if that is right, say --confirm one") == (code, hint)
    assert message.startswith("InlineHook/one would be deleted: ")
    assert WHY[hook["type"]] in message
    assert (0, ["other"]) == (applied.exit_code, [key.name for key in world.ledger.managed])


def test_s4_a_deactivation_is_confirmed_by_name(world, hook):
    """S4: an INACTIVE hook is called as little as one that is gone."""
    declare(world, one(hook, status="INACTIVE"))

    ((code, message, hint),) = messages(world.plan())
    applied = world.apply(confirm=("one",))

    assert ("confirm", "if that is right, say --confirm one") == (code, hint)
    assert message.startswith("InlineHook/one would be deactivated: ")
    assert (0, "INACTIVE") == (applied.exit_code, world.hook("one")["status"])


def test_s4_the_name_is_that_of_the_hook(world, hook):
    """The name of another hook confirms nothing."""
    declare(world)

    assert ["confirm"] == [
        code for code, _, _ in messages(world.plan(prune=True, confirm=("other",)))
    ]


@pytest.mark.parametrize("members", [{}, {"type": "com.okta.import.transform", "version": "1.0.2"}])
def test_other_types_need_no_name(world, members):
    """A flow refers to their hooks, or the console does, so a review sees what ends."""
    declare(world, manifest("one", **members))
    world.apply()
    declare(world)

    assert [] == messages(world.plan(prune=True))


def test_other_changes_need_no_name(world, hook):
    """What goes on being called is changed as any other hook."""
    declare(world, one(hook, name="Another name"))

    assert [] == messages(world.plan())


def test_a_name_that_nothing_has(world, hook):
    """A typing error would leave the guard where it is, and is found at once."""
    with pytest.raises(InvalidInput, match="--confirm oen: no hook of that name is declared or"):
        world.plan(confirm=("oen",))
