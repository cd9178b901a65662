"""Which known word a misspelt one is meant to be."""

from difflib import get_close_matches


def guess(text: str, known: list[str]) -> str:
    """The known word that `text` is probably meant to be; empty when there is none."""
    # Case is the most frequent mistake, and difflib counts it as letters that differ.
    by_lower = {word.lower(): word for word in known}
    # A cut: difflib is quadratic, and the text is anything that somebody pasted.
    close = get_close_matches(text.lower()[:100], list(by_lower), n=1, cutoff=0.55)
    return by_lower[close[0]] if close else ""
