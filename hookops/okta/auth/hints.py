"""What to do where Okta does not let a request in. Pure."""

from types import MappingProxyType

from hookops.okta.auth.scopes import scope_of

_CONSOLE = "in the Admin Console: Applications, the app, Okta API Scopes"
_BY_CODE = MappingProxyType(
    {
        "E0000011": "the API token is not known to this org, or expired: create one in Security > "
        "API",
        "E0000005": "the session is not valid: create a new API token",
        "invalid_token": "the access token has ended, or is of another org, or of an app that is "
        "not active",
        "invalid_dpop_proof": "does a proxy change the request's URL or its time?",
    }
)


def hint_for(status: int, code: str, method: str, path: str) -> str:
    """The next step after an answer of that status and code; empty where it is not about access.

    Shape: `code` is Okta's, or that of OAuth.
    """
    scope = scope_of(method, path) or "another scope"
    if code == "E0000006":
        return (
            "the administrator role of this credential does not allow it: it needs the super "
            f"administrator role, or a custom one that may do what {_permission(scope)} is for"
        )
    if code == "insufficient_scope":
        return f"grant {scope} to the service app {_CONSOLE}"
    if code in _BY_CODE:
        return _BY_CODE[code]
    if status == 403:
        return f"the token may not do this: it needs {scope}"
    return "check the API token" if status == 401 else ""


def _permission(scope: str) -> str:
    # Source: Okta, Inline hooks best practices; permissions of roles are not spelt as scopes are.
    return scope.replace("inlineHooks", "inlinehooks")
