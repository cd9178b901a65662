"""Saved requests of a pull request that look like other requests to their reviewers.

Shape: name -> (the text, a part of the message). REQUEST is the text of a good one.
"""

TWICE = "is written twice"

CASES = {
    "type twice": ('{"type": "x", "type": TYPE, "request": REQUEST}', f"1:15: error: type {TWICE}"),
    "request twice": ('{"type": TYPE, "request": {}, "request": REQUEST}', f"request {TWICE}"),
    "twice by an escape": (
        '{"type": TYPE, "request": {}, "r\\u0065quest": REQUEST}',
        "a name is written twice in an object",
    ),
    "twice inside": (
        '{"type": TYPE, "request": REQUEST, "expect": {"a": 1, "a": 2}}',
        f"a {TWICE}",
    ),
    "twice in a list": (
        '{"x": [{}, {"b": 1, "b": 2}], "type": TYPE}',
        f"b {TWICE}",
    ),
    "u2028": ('{"type": TYPE, "request": REQUEST, "name": "a\u2028b"}', "line break U+2028"),
    "u2029": ('{"type": TYPE, "request": REQUEST, "name": "a\u2029b"}', "line break U+2029"),
    "nel": ('{"type": TYPE, "request": REQUEST, "name": "a\x85b"}', "line break U+0085"),
    "cr": ('{"type": TYPE,\r"request": REQUEST}', "line break U+000D"),
    "bidi": ('{"type": TYPE, "request": REQUEST, "name": "a\u202eb"}', "character U+202E"),
    "isolate": ('{"type": TYPE, "request": REQUEST, "name": "a\u2066b"}', "character U+2066"),
    "zero width": ('{"type": TYPE, "request": REQUEST, "na\u200bme": "b"}', "character U+200B"),
    "tag letters": ('{"type": TYPE, "request": REQUEST, "name": "\U000e0041"}', "U+E0041"),
    "delete": ('{"type": TYPE, "request": REQUEST, "name": "a\x7fb"}', "control character U+007F"),
    "escape": ('{"type": TYPE, "request": REQUEST, "name": "\x1b[2J"}', "control character U+001B"),
    "mark in the middle": ('{"type": TYPE, \ufeff"request": REQUEST}', "character U+FEFF"),
    "half a character": ('{"type": TYPE, "request": REQUEST, "name": "\udc80"}', "not UTF-8"),
    "comment": ('{"type": TYPE, "request": REQUEST} # x', "is not JSON"),
    "YAML": ("type: TYPE\nrequest: REQUEST\n", "is not JSON"),
    "alias": ('{"type": TYPE, "request": &a REQUEST, "x": *a}', "is not JSON"),
    "two": ('{"type": TYPE, "request": REQUEST} {}', "is not JSON"),
    "not a number": ('{"type": TYPE, "request": REQUEST, "x": NaN}', "is not JSON"),
    "single quotes": ("{'type': TYPE, 'request': REQUEST}", "is not JSON"),
}

HARMLESS = {
    "as it is": '{"type": TYPE, "request": REQUEST}',
    "tabs": '{\n\t"type": TYPE,\n\t"request": REQUEST\n}',
    "escapes": '{"type": TYPE, "request": REQUEST, "name": "\\u202e \\ud83d\\ude00"}',
    "letters of other scripts": '{"type": TYPE, "request": REQUEST, "name": "Größe 会社"}',
    "lines of Windows": '{"type": TYPE,\r\n"request": REQUEST}',
}
