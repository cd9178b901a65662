"""What the emulator's tests look at in an answer."""

# An invalid body.
REFUSED = (400, "E0000001")


def code(answer):
    """The status, and the code of the error where there is one."""
    return answer.status_code, answer.json().get("errorCode") if answer.content else None
