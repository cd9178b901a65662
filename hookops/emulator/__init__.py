"""An emulator of Okta's inline hook API, for tests and demonstrations.

In this room: the API as it is documented and recorded, over a store that is its own.
Not in this room: anything of the client. The two share no code, so that they can disagree.
Importing this package loads nothing; `hookops.emulator.app` needs Flask, and
`hookops.emulator.http.server` waitress.
"""
