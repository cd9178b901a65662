"""The rules for answers of every type, one row each, and what no document decides."""

from hookops.contracts.values import Check

_CONCEPT = "Okta, Inline hooks (concept)"
_TIMEOUT = "Okta support, How to Prevent Timeout Errors for Token Inline Hooks"
_API = "Okta Management API, inline hook webhooks"
_EACH = f"{_API}; {_CONCEPT}"
_CAUSES = "use body, header, url or query"

ALL = (
    Check(
        "all.1a",
        "error",
        "the answer took longer than {budget} s, so Okta gave up waiting",
        "answer faster, and do slow work after the answer",
        f"{_CONCEPT}, Inline hook timeouts and retries; {_TIMEOUT} (a token request counts)",
    ),
    Check(
        "all.1b",
        "warning",
        "the answer took nearly the {budget} s that Okta waits",
        "answer faster, and do slow work after the answer",
        f"{_CONCEPT}, Inline hook timeouts and retries; {_TIMEOUT}",
    ),
    Check(
        "all.2a",
        "error",
        "the service redirects with status {status}, and Okta does not follow",
        "put the last address into the hook's uri",
        _CONCEPT,
    ),
    Check(
        "all.2b",
        "error",
        "status {status} is a failed call, which Okta does not try again",
        "401 or 403: give the service and the hook the same secret; 404: look at the path; else "
        "answer 200 and report what is wrong with the data in an error object",
        _CONCEPT,
    ),
    Check("all.2c", "error", "the call failed: {what}", "see why the service fails", _CONCEPT),
    Check(
        "all.3a",
        "error",
        "telephony hooks must answer status 200, found {status}",
        "answer 200",
        "Okta Management API, createTelephonyInlineHook",
    ),
    Check(
        "all.3b",
        "error",
        "token hooks must answer status 200 or 204, found {status}",
        "answer 200 with a body, or 204 without one",
        "Okta Management API, createTokenInlineHook; Okta, Token inline hook (guide)",
    ),
    Check(
        "all.3c",
        "warning",
        "only the statuses 200 and 204 are documented, found {status}",
        "answer 200 with a body, or 204 without one",
        _API,
    ),
    Check(
        "all.4a",
        "warning",
        "the status is 200 and the body is empty",
        "answer 204 where the type allows it, or a body",
        _CONCEPT,
    ),
    Check(
        "all.4b",
        "warning",
        "the status is 204 and there is a body, which nobody reads",
        "answer 200 with this body",
        _CONCEPT,
    ),
    Check("all.5a", "error", "the body has 256 KB or more", "answer less", _EACH),
    Check(
        "all.5b",
        "warning",
        "the body has 256,000 bytes or more; Okta's limit is 256 KB, of 1000 or of 1024 bytes",
        "answer less",
        _EACH,
    ),
    Check(
        "all.6a",
        "error",
        "the body is no JSON",
        "answer a JSON object",
        "Okta support, Could not deserialize inline hook response",
    ),
    Check(
        "all.6b",
        "info",
        "the body is no JSON object",
        "answer an object with commands or error",
        f"inferred from {_CONCEPT}, Inline hook response",
    ),
    Check(
        "all.6c",
        "info",
        "the content type is not application/json",
        "send Content-Type: application/json",
        f"inferred from {_CONCEPT}, HTTP header: Okta sends Accept: application/json",
    ),
    Check(
        "all.6d",
        "info",
        "an object has {name} more than once",
        "write it once",
        "RFC 8259, section 4",
    ),
    Check(
        "all.7",
        "warning",
        "{name} is no member that Okta reads",
        "use commands, error and debugContext",
        _CONCEPT,
    ),
    Check("all.8a", "error", "commands is no array", "make it an array", _EACH),
    Check("all.8b", "error", "a command is no object", "write {{type, value}}", _EACH),
    Check("all.8c", "error", "a command has no type", "name its type", _EACH),
    Check("all.8d", "error", "a command has no value", "give it its value", _EACH),
    Check("all.8e", "error", "the type of a command is no text", "write its name", _EACH),
    Check(
        "all.9a",
        "error",
        "{type} is no command of {title} hooks",
        "use {types}",
        f"{_EACH}; for other types the rule of the type says it",
    ),
    Check(
        "all.9b",
        "warning",
        "{type} looks like {right}, misspelt",
        "write {right}",
        f"{_CONCEPT}; examples of Okta's own misspell registration commands",
    ),
    Check("all.10a", "error", "error is no object", "write {{errorSummary: text}}", _CONCEPT),
    Check(
        "all.10b",
        "warning",
        "error has no errorSummary, so users see a default text",
        "say in errorSummary what users should read",
        _API,
    ),
    Check(
        "all.11a",
        "warning",
        "there is an error, so the commands do nothing",
        "send the error or the commands",
        _CONCEPT,
    ),
    Check(
        "all.11b",
        "warning",
        "the error comes with status {status}, so Okta does not read it",
        "answer status 200 with the error",
        _CONCEPT,
    ),
    Check("all.12a", "warning", "a cause lacks {names}", "add {names}", _CONCEPT),
    Check("all.12b", "warning", "locationType is none that is documented", _CAUSES, _CONCEPT),
    Check("all.12c", "warning", "errorCauses is no array", "make it an array", _CONCEPT),
    Check("all.13", "warning", "debugContext is no object", "make it an object", _CONCEPT),
    Check(
        "all.14",
        "warning",
        "commands is empty, which asks for nothing",
        "answer 204 without a body",
        _CONCEPT,
    ),
)

UNKNOWN = (
    Check(
        "unknown.empty-200",
        "unknown",
        "no document says what Okta makes of status 200 with an empty body",
        "answer 204",
        _CONCEPT,
    ),
    Check(
        "unknown.bad-answer",
        "unknown",
        "no document says what Okta makes of such an answer of {title} hooks",
        "repair the answer",
        _API,
    ),
    Check(
        "unknown.delivery",
        "unknown",
        "no document says whether {status} makes Okta send the message itself",
        "answer SUCCESSFUL, or an error object when the message was not sent",
        "Okta Management API, createTelephonyInlineHook",
    ),
    Check(
        "unknown.import-error",
        "unknown",
        "no document says whether the user is imported after an error",
        "look at the System Log after a trial import",
        "Okta Management API, createUserImportInlineHook",
    ),
    Check(
        "unknown.password-error",
        "unknown",
        "no document says what an error of a password import hook does",
        "answer UNVERIFIED to refuse",
        "Okta Management API, createPasswordImportInlineHook",
    ),
)
