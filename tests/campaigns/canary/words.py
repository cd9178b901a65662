"""Texts that may appear nowhere, and every form in which they are looked for."""

import base64
import hashlib
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

_LENGTH = 18
_WRAPPED = re.compile(r"[\r\n]+[ \t>|]*")


@dataclass(frozen=True, slots=True)
class Canary:
    """One secret, by its name."""

    name: str

    @property
    def core(self) -> str:
        """What is looked for: letters and digits, which no escape changes one by one."""
        digest = hashlib.sha256(f"canary {self.name}".encode()).digest()
        letters = re.sub(r"[^A-Za-z0-9]", "", base64.b64encode(digest).decode())
        return f"Cn{letters[: _LENGTH - 2]}"

    @property
    def text(self) -> str:
        """The secret: around its core are characters that encodings change."""
        return f"k/+{self.core}&<="


def forms(core: str) -> Iterator[tuple[str, str]]:
    """(encoding, text) of each form in which the core can appear."""
    raw = core.encode()
    yield "raw", core
    for moved in range(3):
        # What stands before it, and after it, changes the characters at the ends alone.
        whole = base64.b64encode(bytes(moved) + raw + b"\0\0").decode()
        found = whole[math.ceil(8 * moved / 6) : 8 * (moved + len(raw)) // 6]
        yield f"base64 moved by {moved}", found
        yield "base64url", found.replace("+", "-").replace("/", "_")
    yield "hex", raw.hex()
    yield "hex", raw.hex().upper()
    yield "URL", "".join(f"%{byte:02X}" for byte in raw)
    yield "URL", "".join(f"%{byte:02x}" for byte in raw)
    yield "double URL", "".join(f"%25{byte:02X}" for byte in raw)
    yield "double URL", "".join(f"%25{byte:02x}" for byte in raw)
    yield "JSON escapes", "".join(f"\\u00{byte:02x}" for byte in raw)
    yield "JSON escapes", "".join(f"\\u00{byte:02X}" for byte in raw)
    yield "HTML entities", "".join(f"&#{byte};" for byte in raw)
    yield "HTML entities", "".join(f"&#x{byte:x};" for byte in raw)
    yield "HTML entities", "".join(f"&#x{byte:X};" for byte in raw)
    yield "YAML", "".join(f"\\x{byte:02x}" for byte in raw)
    yield "YAML", "".join(f"\\x{byte:02X}" for byte in raw)
    yield "C escapes", "".join(f"\\{byte:03o}" for byte in raw)
    yield "UTF-16", "\0".join(core)


@cache
def _forms(core: str) -> tuple[tuple[str, str], ...]:
    return tuple(forms(core))


def find(canaries: Mapping[str, Canary], text: str) -> Iterator[tuple[str, str]]:
    """(canary, encoding) of each that the text has."""
    joined = _WRAPPED.sub("", text)
    for canary in canaries.values():
        for encoding, form in _forms(canary.core):
            if form in text:
                yield canary.name, encoding
            elif form in joined:
                yield canary.name, f"{encoding}, wrapped"
