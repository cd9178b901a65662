"""A page as a browser parses it."""

from html.parser import HTMLParser

VOID = {"meta", "rect", "line", "br", "img", "input", "link"}
"""Elements without an end."""


class Page(HTMLParser):
    """Everything of a page that a browser could act upon, and its texts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.nodes: list[object] = []
        """Tags with their attributes and their values, ends and comments, in order."""
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.texts: list[str] = []
        self.style = ""
        self._open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """One begins."""
        self.nodes.append((tag, attrs))
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """One ends, and it is the one that began last."""
        if tag not in VOID:
            assert tag == self._open.pop()
        self.nodes.append(f"/{tag}")

    def handle_comment(self, data: str) -> None:
        """A comment, whatever it says."""
        self.nodes.append("comment")

    def handle_data(self, data: str) -> None:
        """A text; the style sheet is none that anybody reads."""
        if self._open[-1:] == ["style"]:
            self.style += data
        else:
            self.texts.append(data)

    @property
    def text(self) -> str:
        """What a reader sees, in one line."""
        return " ".join(" ".join(self.texts).split())

    def values(self, name: str) -> list[str]:
        """What the attributes of that name have."""
        return [value for found, value in self.attributes if found == name]
