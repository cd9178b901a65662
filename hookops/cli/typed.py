"""What was typed in the wrong place: a word of the command line that looks like a credential."""

import re
from collections.abc import Callable, Sequence

from hookops.model.secret import SHORTEST
from hookops.model.text import looks_like_token

_HIDDEN = "(not shown: it looks like a token)"
_RUN = re.compile(rf"[A-Za-z0-9_+/=.~%-]{{{SHORTEST},}}")


def hide_tokens(words: Sequence[str]) -> Callable[[str], str]:
    """A function that replaces each word, or part of one, that looks like a token in a message.

    A message may have cut it, so the start of one counts as well.
    """
    suspects = [word for word in words if looks_like_token(word)]

    def hide(text: str) -> str:
        return _RUN.sub(lambda run: _HIDDEN if _is_typed(run[0], suspects) else run[0], text)

    return hide if suspects else str


def _is_typed(run: str, suspects: Sequence[str]) -> bool:
    # A full stop may be that of our own sentence, or of what says that a text is cut.
    typed = run.rstrip(".")
    if len(typed) < SHORTEST:
        return False
    # A name beside the token in the same argument, as in `NAME=TOKEN`, may be shown.
    return any(typed in word or word in typed for word in suspects) and (
        looks_like_token(typed) or any(word.startswith(typed) for word in suspects)
    )
