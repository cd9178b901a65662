"""The conditions of an authorization server's rule: checked, filled in and put in order."""

from typing import Any

from hookops.emulator.okta import resources

# Recorded by terraform-provider-okta (22 of 22).
_GRANTS = ("implicit", "client_credentials", "authorization_code", "password")


def complete(body: dict[str, Any]) -> dict[str, Any]:
    """The conditions of a body as the API answers them. Raises: ApiError.

    Source: Okta Management API, AuthorizationServerPolicyRuleConditions; what is filled in:
    recorded by terraform-provider-okta (197 of 197).
    """
    found = resources.read_mapping(body, "conditions")
    found["people"] = _people(found)
    scopes = resources.read_mapping(found, "conditions.scopes")
    found["scopes"] = {"include": [], **scopes}
    # What a rule has that was created without grant types is unknown, so nothing is filled in.
    if found.get("grantTypes") is not None:
        found["grantTypes"] = _grant_types(found)
    return found


def _people(found: dict[str, Any]) -> dict[str, Any]:
    """People are checked for their form alone: users and groups may be ids of any org.

    Source: Okta Management API, AuthorizationServerPolicyPeopleCondition.
    """
    people = resources.read_mapping(found, "conditions.people")
    for kind in ("users", "groups"):
        path = f"conditions.people.{kind}"
        chosen = resources.read_mapping(people, path)
        for name in ("include", "exclude"):
            ids = chosen.get(name)
            if ids is not None and not _texts(ids):
                raise resources.member_error(
                    f"{path}.{name}", "The value is not an array of strings"
                )
    people["users"] = {"exclude": [], **resources.read_mapping(people, "conditions.people.users")}
    return people


def _grant_types(found: dict[str, Any]) -> dict[str, Any]:
    """The grant types in the API's own order, whatever theirs is in the body."""
    types = resources.read_mapping(found, "conditions.grantTypes")
    given: Any = types.get("include")
    if not _texts(given):
        return types
    # Emulator choice: those that no recording has come after, in the order of the body.
    known = [grant for grant in _GRANTS if grant in given]
    return types | {"include": known + [grant for grant in given if grant not in _GRANTS]}


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)
