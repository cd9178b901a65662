"""Text of others made harmless where chat services read it: no mention, no link, no markup."""

import re

from hookops.model.text import not_at_start, show

# What begins a mention in Slack (`<!here>`, `<@U1>`), Discord, Teams, Mattermost and GitHub. An
# address in the middle of a word stays readable.
_MENTION = re.compile(
    r"(?<![\w.+-])@(?=\w)|@(?=(?:everyone|here|channel|all|team)\b)", re.IGNORECASE
)
# A name such as `www.evil.example` in an app's label must not be a link in a message of ours.
_LINK = re.compile(r"(\w)://|\b(www)\.", re.IGNORECASE)
# Angle brackets are Slack's own markup, and HTML where a service takes that; the rest is Markdown.
_SIGNS = str.maketrans({"<": "‹", ">": "›", "[": "(", "]": ")", "`": "'", "*": "∗", "~": "∼"})


def plain(text: str, limit: int = 80) -> str:
    """`text` on one line, with nothing in it that a chat service would act upon."""
    clean = not_at_start(show(text, limit)).translate(_SIGNS)
    return _MENTION.sub("(at)", _LINK.sub(_unlinked, clean))


def _unlinked(found: re.Match[str]) -> str:
    return f"{found[1]}: //" if found[1] else f"{found[2]} ."
