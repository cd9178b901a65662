"""Texts that stand where a value belongs, and that somebody forgot to replace."""

import re

TEMPLATE = re.compile(r"\$\{[^}]*\}|\{\{.*?\}\}|<[^<>]+>")
"""A part that a template engine, or the reader of a manual, should have filled in."""

# The others are texts: they are compiled when a secret is sent, not when hookops starts.

# Whole values that a tool was to look up: a shell, cmd.exe, hookops, 1Password, vals, Azure, AWS.
_LOOK_UP = (
    r"\$[A-Z]+(?:_[A-Z0-9]+)*|\$\(.*\)|\$\{\{.*\}\}|%[A-Z][A-Z0-9_]*%|HOOKOPS_[A-Z0-9_]+"
    r"|env:[A-Za-z_][A-Za-z0-9_]*|op://.*|ref\+.*|@Microsoft\.KeyVault\(.*\)"
    r"|arn:aws:secretsmanager:.*|vault:.*|file://.*|/(?:run|var|etc|mnt|tmp)/.*|ENC\[.*\]"
)
# One to four characters again and again, and the x of manuals: abababab, xoxb-xxxxxxxx.
_FILLED = r"(.{1,4}?)\1+|.*(?:x{5,}|X{5,}).*|(?i:todo|fixme|tbd)(?:[ :(].*)?"
_QUALITY = "api|client|access|auth|bearer|web|hook|hookops|okta|shared|secret|private"
_NOUN = "secret|passwords?|passwd|passphrase|pwd|tokens?|keys?|values?|credentials?|strings?"
_THING = rf"(?:{_QUALITY})*(?:{_NOUN})"
_VERB = "replace|change|insert|enter|put|add|set|paste|use|fillin|fill"
_WHOSE = "your|my|the|a|an|this|some|new|real|actual|own|example|sample|placeholder|default"
# Separators and case are gone, so the words stand next to each other.
_PHRASE = (
    rf"(?:please)?(?:(?:{_VERB})(?:with|by|in)?)?(?:{_WHOSE})+{_THING}(?:goes)?(?:here|below)?"
    rf"|(?:please)?(?:{_VERB})(?:{_THING})?(?:me|it|here|now)*|(?:change|replace)(?:me|this|it)[a-z]*"
    rf"|{_THING}(?:goes)?(?:here|below)"
    rf"|(?:(?:client|api|access)?(?:{_NOUN})|secretkey|secrettoken|p[a4]?ssw[o0]rd)"
    rf"|(?:super|top|very)secret(?:{_NOUN})?"
    rf"|(?:{_QUALITY}|{_WHOSE}|dummy|fake|bogus)+(?:{_NOUN})"
    rf"|(?:this|it)?(?:is)?(?:not)?(?:{_WHOSE}|very)*{_THING}"
    "|placeholder|example|sample|dummy|default|test|testing|demo|temp|foobar|foobarbaz"
    "|admin|administrator|root|qwerty|letmein|iloveyou|welcome|hunter"
    "|anything|something|whatever|tobedone|tobedefined|todo|tbd|fixme"
    "|none|null|undefined|redacted|masked|hidden|loremipsum|correcthorsebatterystaple"
)
# Keys from left to right, and letters and digits in their order.
_ROWS = (
    "01234567890123456789",
    "98765432109876543210",
    "0123456789abcdefghijklmnopqrstuvwxyz0123456789",
    "qwertyuiopasdfghjklzxcvbnm",
)


def is_unfilled(text: str) -> bool:
    """Whether the whole text is a template, or a reference, that some tool was to replace."""
    text = _cut(text)
    return bool(TEMPLATE.fullmatch(text) or re.fullmatch(_LOOK_UP, text))


def is_placeholder(text: str) -> bool:
    """Whether the whole text is a placeholder, whatever its case and separators.

    No text that a generator makes is one, but by an accident of one in millions.
    """
    text = _cut(text)
    if is_unfilled(text) or re.fullmatch(_FILLED, text):
        return True
    # CHANGE_ME, change-me, [change me] and changeme are one word.
    bare = "".join(char for char in text.lower() if char.isalnum())
    # Without letters and digits it was all separators, which are no words.
    if len(bare) > 3 and any(bare in row for row in _ROWS):
        return True
    # The x of manuals may stand in groups: XXXX-XXXX.
    patterns = (_FILLED, f"(?:{_PHRASE})[0-9]{{0,4}}")
    return bool(bare) and any(re.fullmatch(pattern, bare) for pattern in patterns)


def _cut(text: str) -> str:
    # Nobody leaves a longer one, and expressions on megabytes would take their time.
    return text.strip() if len(text) <= 300 else ""
