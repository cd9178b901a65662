"""An emulator of Okta's inline hook API, for tests and demonstrations.

The API as it is documented and recorded, over a store that is its own. It shares no code with the
client, so that the two can disagree. Importing this package loads nothing; `hookops.emulator.app`
needs Flask, and `hookops.emulator.http.server` waitress.
"""
