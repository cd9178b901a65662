"""YAML as people write it: any indentation, comments and blank lines anywhere, braces or lines."""

from hypothesis import strategies as st

PLAIN = ["a", "1.0.1", "http://x.example/y#z", "null", "true", "0x1f", "-1", "a b", "é", "~"]
QUOTED = ['"true"', "'it''s'", '"a # b"', '"\\u0041\\n"', "'- a'", "''", '"{"']
KEYS = ["apiVersion", "kind", "spec", "status", "name", "'x y'", '"q"', "z", "config", "type"]
COMMENTS = ["# one", "#two", "#  - three: 3", "# 'four", "# ]", "#"]


@st.composite
def documents(draw) -> str:
    """A file with some documents."""
    parts = []
    for number in range(draw(st.integers(1, 3))):
        mark = draw(st.sampled_from(["---", "--- # mark", "...\n---", "...\n# between\n---"]))
        if number or draw(st.booleans()):
            parts.append("---" if not number else mark)
        parts += draw(gaps(0))
        parts += draw(mappings(0, 3))
        parts += draw(gaps(draw(st.integers(0, 4))))
    text = "\n".join(parts) + draw(st.sampled_from(["\n", "", "\n\n"]))
    return str(draw(st.sampled_from([text, text.replace("\n", "\r\n")])))


@st.composite
def gaps(draw, indent: int) -> list[str]:
    """Blank lines and comments between two entries."""
    lines = draw(st.lists(st.sampled_from(["", "", "  ", *COMMENTS]), max_size=3))
    return [" " * indent + line if line.startswith("#") else line for line in lines]


@st.composite
def mappings(draw, indent: int, depth: int) -> list[str]:
    names = draw(st.lists(st.sampled_from(KEYS), min_size=1, max_size=4, unique=True))
    lines = []
    for name in names:
        lines += draw(gaps(draw(st.integers(0, indent)))) if lines else []
        lines += draw(values(indent, depth, f"{' ' * indent}{name}:", 1))
    return lines


@st.composite
def sequences(draw, indent: int, depth: int) -> list[str]:
    lines = []
    for _ in range(draw(st.integers(1, 3))):
        lines += draw(gaps(draw(st.integers(0, indent)))) if lines else []
        lines += draw(values(indent, depth, f"{' ' * indent}-", 2))
    return lines


@st.composite
def values(draw, indent: int, depth: int, head: str, least: int) -> list[str]:
    """A value behind a name or a dash."""
    comment = draw(st.sampled_from(["", "", f"   {draw(st.sampled_from(COMMENTS))}"]))
    deeper = indent + draw(st.integers(least, 5))
    kind = draw(st.sampled_from(["scalar", "scalar", "braces", "lines", "mapping", "sequence"]))
    match kind if depth else "scalar":
        case "mapping":
            above = draw(gaps(deeper))
            if head.endswith("-") and not comment and not above and draw(st.booleans()):
                inner = draw(mappings(indent + 2, depth - 1))
                return [f"{head} {inner[0].lstrip()}", *inner[1:]]
            return [f"{head}{comment}", *above, *draw(mappings(deeper, depth - 1))]
        case "sequence":
            # In a mapping the dashes may stand below its names.
            at = deeper if head.endswith("-") or draw(st.booleans()) else indent
            return [f"{head}{comment}", *draw(gaps(at)), *draw(sequences(at, depth - 1))]
        case "braces":
            return f"{head} {draw(braces(depth, deeper))}{comment}".split("\n")
        case "lines":
            return list(draw(texts(head, deeper, comment)))
        case _:
            text = draw(st.sampled_from([*PLAIN, *QUOTED, ""]))
            return [f"{head} {text}{comment}"]


@st.composite
def texts(draw, head: str, deeper: int, comment: str) -> list[str]:
    """Texts of several lines."""
    pad = " " * deeper
    match draw(st.sampled_from(["|", "|-", "|+", ">", ">-", ">+", "plain", '"', "'"])):
        case "plain":
            return [f"{head} one", f"{pad}two", "", f"{pad} three{comment}"]
        case '"' | "'" as quote:
            return [f"{head} {quote}one # not", f"{pad}two", "", f" {pad}three{quote}{comment}"]
        case header:
            inner = draw(st.lists(st.sampled_from(["x", "  y", "", "# no comment", "- z"])))
            return [f"{head} {header}{comment}", f"{pad}first", *(f"{pad}{i}" for i in inner)]


@st.composite
def braces(draw, depth: int, indent: int) -> str:
    """A value in braces or brackets, on one line or on several."""
    if not depth:
        return str(draw(st.sampled_from(["a", "1", '"b, c"', "'}'", "{}", "[ ]", "long" * 20])))
    parts = [draw(braces(depth - 1, indent)) for _ in range(draw(st.integers(0, 3)))]
    comment = f" {draw(st.sampled_from(COMMENTS))}"
    between = draw(
        st.sampled_from([", ", ",", f",\n{' ' * indent}", f",{comment}\n{' ' * indent}"])
    )
    last = draw(st.sampled_from(["", " ", f"\n{' ' * indent}", f"{comment}\n{' ' * indent}"]))
    if draw(st.booleans()):
        return f"[{between.join(parts)}{last}]"
    keys = draw(st.permutations(KEYS))
    return f"{{{between.join(f'{k}: {p}' for k, p in zip(keys, parts, strict=False))}{last}}}"
