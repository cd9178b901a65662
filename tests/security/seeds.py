"""Seeds of a pull request that want more than a seed may have, or to look like another text.

Shape: name -> (bytes, exit code, a part of the message). Of a place LINE:COLUMN both are exact.
"""

LOOPBACK = "switches: {service_addresses: loopback}"
GUARD = "a seed cannot set the switch service_addresses"


def _utf8(text: str) -> bytes:
    return text.encode()


Row = tuple[bytes, int, str]

SMUGGLED: dict[str, Row] = {
    # A line break that only some readers see ends the comment, and what follows counts.
    "u2028": (_utf8(f"apps: [] # a\u2028{LOOPBACK}\n"), 3, "1:13: error: line break U+2028"),
    "u2029": (_utf8(f"apps: [] # a\u2029{LOOPBACK}\n"), 3, "1:13: error: line break U+2029"),
    "nel": (_utf8(f"apps: [] # a\x85{LOOPBACK}\n"), 3, "1:13: error: line break U+0085"),
    "cr": (_utf8(f"apps: [] # a\r{LOOPBACK}\n"), 3, "1:13: error: line break U+000D"),
    "cr in the first line": (_utf8(f"#\r{LOOPBACK}\n"), 3, "1:2: error: line break U+000D"),
    "form feed": (_utf8(f"apps: [] # a\x0c{LOOPBACK}\n"), 3, "1:13: error: control character"),
    "vertical tab": (_utf8(f"apps: [] # a\x0b{LOOPBACK}\n"), 3, "1:13: error: control"),
    "escape": (_utf8(f"# \x1b[2J\n{LOOPBACK}\n"), 3, "1:3: error: control character U+001B"),
    "nul": (_utf8(f"apps: []\n# \x00\n{LOOPBACK}\n"), 3, "2:3: error: control character U+0000"),
    "bidi": (_utf8(f"# \u202e\n{LOOPBACK}\n"), 3, "1:3: error: invisible character U+202E"),
    "isolate": (_utf8(f"# \u2066\n{LOOPBACK}\n"), 3, "1:3: error: invisible character U+2066"),
    "tag letters": (_utf8(f"# \U000e0041\n{LOOPBACK}\n"), 3, "1:3: error: invisible character"),
    "zero width": (_utf8("switches: {service_\u200baddresses: loopback}\n"), 3, "U+200B"),
    "mark in the middle": (_utf8(f"apps: []\n\ufeff{LOOPBACK}\n"), 3, "2:1: error: invisible"),
    "utf-16": (LOOPBACK.encode("utf-16"), 3, "not UTF-8"),
    "utf-7": (b"+AHM-witches: {service_addresses: loopback}\n", 3, "witches"),
    "latin-1": (b"# \xe9\n" + LOOPBACK.encode(), 3, "not UTF-8 (byte 3)"),
    "overlong": (b"# \xc0\x8a" + LOOPBACK.encode(), 3, "not UTF-8"),
}

STRUCTURE: dict[str, Row] = {
    "twice": (
        _utf8(f"switches: {{}}\napps: []\n{LOOPBACK}\n"),
        3,
        "3:1: error: switches is written",
    ),
    "twice in a switch": (
        b"switches:\n  service_addresses: public\n  service_addresses: loopback\n",
        3,
        "3:3: error: service_addresses is written twice",
    ),
    "twice by an escape": (
        b'switches: {"service_addresses": public, "s\\u0065rvice_addresses": loopback}\n',
        3,
        "1:41: error: service_addresses is written twice",
    ),
    "alias": (
        b"apps: [{label: &x loopback}]\nswitches: {service_addresses: *x}\n",
        3,
        "2:31: error: aliases are not supported",
    ),
    "anchor": (b"switches: &x {service_addresses: loopback}\n", 3, "1:11: error: anchors are not"),
    "merge": (
        b"switches: {<<: {service_addresses: loopback}}\n",
        3,
        "1:12: error: merge keys are not supported",
    ),
    "tag of a text": (b"switches: {service_addresses: !!str loopback}\n", 3, "1:31: error: tags"),
    "tag of Python": (b"apps: !!python/object/apply:os.system [id]\n", 3, "1:7: error: tags"),
    "own tag": (b"apps: !x []\n", 3, "1:7: error: tags are not supported"),
    "binary": (b"switches: {service_addresses: !!binary bG9vcGJhY2s=}\n", 3, "1:31: error: tags"),
    "set": (b"apps: !!set {a, b}\n", 3, "1:7: error: tags are not supported"),
    "two documents": (_utf8(f"apps: []\n---\n{LOOPBACK}\n"), 3, "3:1: error: the file must have"),
    "an empty one first": (_utf8(f"---\n---\n{LOOPBACK}\n"), 3, "error: this document is empty"),
    "end and more": (_utf8(f"apps: []\n...\n{LOOPBACK}\n"), 3, "3:1: error: the document ends"),
    "directive": (_utf8(f"%YAML 1.1\n---\n{LOOPBACK}\n"), 3, "1:1: error: YAML directives"),
    "tag directive": (b"%TAG ! tag:x,1:\n---\napps: []\n", 3, "1:1: error: YAML directives"),
    "key of a list": (
        b"? [switches]\n: {service_addresses: loopback}\n",
        3,
        "1:3: error: keys must",
    ),
    "key of a number": (b"1: []\n", 3, "1:1: error: keys must be text"),
    "key of null": (b"~: []\n", 3, "1:1: error: keys must be text"),
    "list": (b"- switches\n", 3, "1:1: error: expected a mapping"),
    "text": (b"switches\n", 3, "1:1: error: expected a mapping"),
    "open": (b"switches: {service_addresses: loopback\n", 3, "error:"),
    "deep": (b"apps: " + b"[" * 10_000, 3, "error: nested "),
    "laughs": (
        b"a: &a [x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n",
        3,
        "1:4: error: anchors are not supported",
    ),
}

OLD_TYPES: dict[str, Row] = {
    "date": (b"apps:\n  - label: 2024-01-01\n", 3, "2:12: error:"),
    "time": (b"apps:\n  - label: 12:30:45\n", 3, "2:12: error:"),
    "octal": (b"keys:\n  - name: 0b101\n", 3, "2:11: error:"),
    "grouped": (b"keys:\n  - name: 1_000\n", 3, "2:11: error:"),
}
"""What YAML 1.1 takes for a number or a date, and 1.2 for a text."""

WIDENING: dict[str, Row] = {
    "plain": (_utf8(f"{LOOPBACK}\n"), 5, f"1:12: error: {GUARD}"),
    "block": (b"switches:\n  service_addresses: loopback\n", 5, f"2:3: error: {GUARD}"),
    "quoted": (b'"switches": {"service_addresses": "loopback"}\n', 5, f"1:14: error: {GUARD}"),
    "escaped": (b'switches: {"s\\u0065rvice_addresses": "l\\x6fopback"}\n', 5, GUARD),
    "folded": (b"switches:\n  service_addresses: >-\n    loopback\n", 5, f"2:3: error: {GUARD}"),
    "key and value": (b"? switches\n: ? service_addresses\n  : loopback\n", 5, GUARD),
    "true": (b"switches: {service_addresses: true}\n", 5, GUARD),
    "on": (b"switches: {service_addresses: on}\n", 5, GUARD),
    "list": (b"switches: {service_addresses: [loopback]}\n", 5, GUARD),
    "mapping": (b"switches: {service_addresses: {loopback: on}}\n", 5, GUARD),
    "null": (b"switches: {service_addresses: }\n", 5, GUARD),
    "capitals": (b"switches: {service_addresses: LOOPBACK}\n", 5, GUARD),
    "behind a comment": (_utf8(f"# harmless\n\n\n{LOOPBACK} # for tests\n"), 5, "4:12: error:"),
    "with a mark": (b"\xef\xbb\xbf" + _utf8(f"{LOOPBACK}\n"), 5, GUARD),
    "crlf": (b"switches:\r\n  service_addresses: loopback\r\n", 5, f"2:3: error: {GUARD}"),
    "secrets repeated": (
        b"switches: {delete_active: forbid, echo_secrets: raw}\n",
        5,
        "1:35: error: a seed cannot set the switch echo_secrets",
    ),
}
"""What asks for this computer, or for secrets, and is well-formed."""

UNKNOWN: dict[str, Row] = {
    "hyphen": (b"switches: {service-addresses: loopback}\n", 3, "there is no switch"),
    "capital": (b"switches: {Service_addresses: loopback}\n", 3, "there is no switch"),
    "space": (b"switches: {'service_addresses ': loopback}\n", 3, "there is no switch"),
    "letter of another script": (
        _utf8("switches: {servi\u0441e_addresses: loopback}\n"),
        3,
        "no switch",
    ),
    "as a feature": (b"features: [service_addresses]\n", 3, "there is no feature"),
    "as a feature that is on": (b"features: {service-addresses: on}\n", 3, "there is no feature"),
    "as the engine": (b"engine: loopback\n", 3, "has no value"),
    "at the top": (b"service_addresses: loopback\n", 3, "a seed has no"),
    "an option": (b"allow_loopback: true\n", 3, "a seed has no"),
    "the token": (b"token: guess\n", 3, "a seed has no"),
    "switches as a list": (b"switches: [service_addresses]\n", 3, "of the wrong kind"),
    "an org of another form": (b"organization: {id: ../../x}\n", 3, "00o and 17 letters"),
}

SEEDS = {
    f"{group}: {name}": row
    for group, rows in {
        "smuggled": SMUGGLED,
        "structure": STRUCTURE,
        "old types": OLD_TYPES,
        "widening": WIDENING,
        "unknown": UNKNOWN,
    }.items()
    for name, row in rows.items()
}

HARMLESS = {
    "nothing": b"",
    "a comment": b"# nothing\n",
    "the default, said": b"switches: {service_addresses: public}\n",
    "a switch of Okta's": b"switches: {delete_active: forbid}\n",
    "a feature that is off": b"features: {api-access-management: off}\n",
    "lines of Windows": b"apps:\r\n  - label: Acme\r\n",
    "letters of other scripts": "apps:\n  - label: Größe 会社\n".encode(),
}
"""What a seed may have."""
