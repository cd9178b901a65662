"""The rules for answers of registration, password import, user import and telephony hooks."""

from hookops.contracts.values import Check

_REG = "Okta Management API, create-registration-hook"
_PASSWORD = "Okta Management API, createPasswordImportInlineHook"
_IMPORT = "Okta Management API, createUserImportInlineHook"
_SCHEMA = f"{_IMPORT}, UserImportResponse"
_PHONE = "Okta Management API, createTelephonyInlineHook"
_GUIDE = f"{_PHONE}; Okta, Telephony inline hook (guide)"
_HYGIENE = "no rule of Okta's: a secret belongs in no log"
_ACTION = "use com.okta.action.update"
_LINK = "add com.okta.user.update with the id of the user to link to"
_STATUS = "use SUCCESSFUL, PENDING or FAILED"

REGISTRATION = (
    Check(
        "registration.1",
        "error",
        "this command is not allowed when a profile is updated",
        "use com.okta.user.progressive.profile.update",
        _REG,
    ),
    Check(
        "registration.2",
        "warning",
        "this command is for profile updates, and the request is a registration",
        "use com.okta.user.profile.update",
        _REG,
    ),
    Check(
        "registration.3a",
        "error",
        "the value must be {{registration: ALLOW}} or {{registration: DENY}}",
        "write registration with ALLOW or DENY",
        _REG,
    ),
    Check(
        "registration.3b",
        "error",
        "the value has action where registration belongs",
        "write registration for action",
        f"{_REG}, where prose and examples differ",
    ),
    Check(
        "registration.4a",
        "warning",
        "ALLOW is what happens anyway",
        "leave the command out",
        _REG,
    ),
    Check(
        "registration.4b",
        "warning",
        "an error makes the registration fail, whatever this command asks for",
        "leave the error out, or the command",
        _REG,
    ),
    Check("registration.5a", "error", "the value is no object", "write attributes", _REG),
    Check("registration.5b", "warning", "no attribute is set", "leave it out", _REG),
    Check("registration.6", "error", "a hook can never set the password", "leave it out", _REG),
    Check(
        "registration.7a",
        "warning",
        "DENY without an error shows users a general text",
        "add an error with errorCauses",
        _REG,
    ),
    Check(
        "registration.7b",
        "warning",
        "an error without errorCauses shows users a general text",
        "add errorCauses, one for each field",
        _REG,
    ),
    Check(
        "registration.8",
        "warning",
        "location names no field of the request, so the text is not shown at the field",
        "write data.userProfile.NAME, or data.userProfileUpdate.NAME",
        f"{_REG}; Okta's examples of both kinds of request have data.userProfile",
    ),
    Check(
        "registration.9a",
        "warning",
        "two commands disagree on ALLOW and DENY, and their order decides",
        "send one",
        _REG,
    ),
    Check(
        "registration.9b",
        "warning",
        "{name} is set twice, and the order decides",
        "set it once",
        _REG,
    ),
)

PASSWORD = (
    Check(
        "password.1", "error", "{type} is no command of password import hooks", _ACTION, _PASSWORD
    ),
    Check(
        "password.2",
        "error",
        "the value must be {{credential: VERIFIED}} or {{credential: UNVERIFIED}}",
        "write credential in capitals as shown",
        _PASSWORD,
    ),
    Check("password.3a", "warning", "there is more than one command", "send one", _PASSWORD),
    Check("password.3b", "info", "the commands disagree", "send one", "inferred"),
    Check(
        "password.4",
        "warning",
        "there is no command; only 204 is documented for the default",
        "answer 204, or UNVERIFIED",
        _PASSWORD,
    ),
    Check(
        "password.5",
        "warning",
        "an error is not documented for password import",
        "answer UNVERIFIED",
        _PASSWORD,
    ),
    Check(
        "password.6",
        "warning",
        "the answer repeats the user's password",
        "leave it out; answers may be logged",
        _HYGIENE,
    ),
)

IMPORT = (
    Check(
        "import.1",
        "error",
        "{type} is no command of user import hooks",
        "use {types}",
        _SCHEMA,
    ),
    Check(
        "import.2",
        "error",
        "the value must be {{result: CREATE_USER}} or {{result: LINK_USER}}",
        "write result with one of the two",
        _IMPORT,
    ),
    Check("import.3", "error", "LINK_USER does not say which user", _LINK, _IMPORT),
    Check(
        "import.4a",
        "warning",
        "com.okta.user.update works together with LINK_USER, and nothing says LINK_USER",
        "add com.okta.action.update with LINK_USER before it",
        _IMPORT,
    ),
    Check(
        "import.4b",
        "warning",
        "CREATE_USER and com.okta.user.update contradict each other",
        "send one of the two",
        _IMPORT,
    ),
    Check("import.5a", "warning", "{type} comes more than once", "send it once", _IMPORT),
    Check("import.5b", "warning", "no attribute is set", "leave the command out", _IMPORT),
    Check("import.5c", "error", "the value is no object", "write attributes", _SCHEMA),
    Check("import.6a", "warning", "the attribute is no text", "write text", _SCHEMA),
    Check(
        "import.6b",
        "warning",
        "the attribute is {found}, which Okta's schema refuses and nothing explains",
        "write text, or leave the attribute out",
        _SCHEMA,
    ),
    Check(
        "import.7",
        "info",
        "{name} conflicts with another user, and the answer leaves it so",
        "change it in a profile update, or link the user",
        f"inferred from {_IMPORT}, data.context.conflicts",
    ),
    Check(
        "import.8",
        "warning",
        "com.okta.user.update stands before com.okta.action.update",
        "put com.okta.action.update first, as Okta's examples do",
        "Okta developer forum, topic 34643 (one report, unconfirmed)",
    ),
)

TELEPHONY = (
    Check(
        "telephony.1",
        "error",
        "{type} is no command of telephony hooks",
        "use com.okta.telephony.action",
        _PHONE,
    ),
    Check(
        "telephony.2a",
        "error",
        "the value is no array with an object in it",
        "write [{{status}}]",
        _PHONE,
    ),
    Check("telephony.2b", "warning", "the value has more than one item", "send one", _PHONE),
    Check("telephony.3a", "error", "status is missing or unknown", _STATUS, _GUIDE),
    Check("telephony.3b", "error", "status is SUCCESS", "write SUCCESSFUL", _GUIDE),
    Check(
        "telephony.4",
        "error",
        "status stands beside value",
        "put it into value: [{{status}}]",
        _GUIDE,
    ),
    Check("telephony.5a", "warning", "{name} is no text", "write text", _PHONE),
    Check("telephony.5b", "warning", "{name} is not documented", "leave it out", _PHONE),
    Check(
        "telephony.6",
        "warning",
        "neither provider nor transactionId is given, so a message cannot be traced",
        "add both",
        _GUIDE,
    ),
    Check(
        "telephony.7",
        "warning",
        "the message was sent and there is an error, so Okta sends a second one",
        "send the error only when no message was sent",
        _GUIDE,
    ),
    Check(
        "telephony.8",
        "warning",
        "there are neither commands nor an error, so Okta sends the message itself",
        "answer one of the two",
        _PHONE,
    ),
    Check(
        "telephony.9",
        "warning",
        "the answer repeats the one-time code",
        "leave it out; answers may be logged",
        _HYGIENE,
    ),
)
