"""What the administrator role of a service app admits, beside its scopes.

Source: Okta, Implement OAuth for a service app, assign an admin role; Okta, Inline hooks best
practices: by default super admins alone manage hooks, and a custom role may have the permissions
`okta.inlinehooks.read` and `okta.inlinehooks.manage`.
"""

from typing import Any

SUPER_ADMIN = "SUPER_ADMIN"

# Scopes without their last part that a standard role manages. Emulator choice: each reads
# everything that is emulated; Okta, Standard administrator roles, has more of them.
_MANAGES: dict[str, frozenset[str]] = {
    "READ_ONLY_ADMIN": frozenset(),
    "APP_ADMIN": frozenset({"okta.apps"}),
    "API_ACCESS_MANAGEMENT_ADMIN": frozenset({"okta.authorizationServers"}),
    "ORG_ADMIN": frozenset({"okta.apps", "okta.policies", "okta.groups", "okta.users"}),
}
# Permissions of custom roles are not spelt as scopes are.
_PERMISSIONS = {
    "okta.inlinehooks": "okta.inlineHooks",
    "okta.authzServers": "okta.authorizationServers",
    "okta.apps": "okta.apps",
    "okta.policies": "okta.policies",
    "okta.groups": "okta.groups",
    "okta.users": "okta.users",
    "okta.logs": "okta.logs",
}

Role = str | list[str] | None


def complaint(role: Any) -> str:
    """What is wrong with a role; empty when nothing is."""
    if role is None or role == SUPER_ADMIN or (isinstance(role, str) and role in _MANAGES):
        return ""
    if isinstance(role, list) and all(isinstance(one, str) and _scope(one) for one in role):
        return ""
    names = ", ".join((SUPER_ADMIN, *_MANAGES))
    # A name that is misspelt must not open anything.
    return f"role of a client is none of {names}, and no list of permissions of a custom role"


def admits(role: Role, scope: str) -> bool:
    """Whether an administrator of that role may do what the scope is for."""
    match role:
        case None:
            return False
        case str():
            family, _, verb = scope.rpartition(".")
            return role == SUPER_ADMIN or verb == "read" or family in _MANAGES[role]
        case list():
            # A permission to manage is one to read as well, unlike a scope.
            has = {_scope(permission) for permission in role}
            return scope in has or f"{scope.removesuffix('.read')}.manage" in has


def _scope(permission: str) -> str:
    """The scope for what the permission is for; empty for none."""
    family, _, verb = permission.rpartition(".")
    known = _PERMISSIONS.get(family)
    return f"{known}.{verb}" if known and verb in ("read", "manage") else ""
