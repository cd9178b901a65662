"""The statements of the ledger store in PostgreSQL. No text from outside is put into one."""

TABLE = """
CREATE TABLE IF NOT EXISTS hookops_ledger (
    organization text PRIMARY KEY, serial bigint NOT NULL, document text, writer text, owner text)
"""
# Two sessions that make the same table at once would fail in the catalog.
ALONE = "SELECT pg_advisory_xact_lock(hashtextextended('hookops table', 0))"

# A document that is known is not sent again: an apply reads before each of its writes.
READ = """
SELECT document IS NOT NULL, CASE WHEN serial = %(known)s THEN NULL ELSE document END
FROM hookops_ledger WHERE organization = %(organization)s
"""
# Not by the text alone: two runs may write the same.
STORED = """
SELECT document = %(text)s FROM hookops_ledger
WHERE organization = %(organization)s AND writer = %(writer)s
"""

_KEY = "hashtextextended('hookops ' || %(organization)s, 0)"
_LOCK = f"""
locktype = 'advisory' AND granted AND objsubid = 1
AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
AND ((classid::bigint << 32) | objid::bigint) = {_KEY}
"""  # noqa: S608
# In the statement that writes: a lock that was lost just before would let two applies go on.
HELD = f"AND EXISTS (SELECT FROM pg_locks WHERE pid = %(holder)s AND {_LOCK})"

UPDATE = """
UPDATE hookops_ledger SET serial = %(serial)s, document = %(text)s, writer = %(writer)s
WHERE organization = %(organization)s AND serial = %(before)s AND document IS NOT NULL
"""
INSERT = """
UPDATE hookops_ledger SET serial = %(serial)s, document = %(text)s, writer = %(writer)s
WHERE organization = %(organization)s AND document IS NULL
"""
REMOVE = """
UPDATE hookops_ledger SET serial = 0, document = NULL, writer = %(writer)s
WHERE organization = %(organization)s AND serial = %(before)s AND document IS NOT NULL
"""
ROW = """
INSERT INTO hookops_ledger (organization, serial) VALUES (%(organization)s, 0)
ON CONFLICT (organization) DO NOTHING
"""

LOCK = f"SELECT pg_try_advisory_xact_lock({_KEY}), pg_backend_pid()"
# A person may think about a plan for an hour, and a machine that loses its power sends no goodbye:
# the server asks after 30 seconds of silence whether the run is still there.
PATIENT = """
SELECT set_config(name, value, true) FROM (VALUES
    ('idle_in_transaction_session_timeout', '0'), ('transaction_timeout', '0'),
    ('tcp_keepalives_idle', '30'), ('tcp_keepalives_interval', '10'), ('tcp_keepalives_count', '3')
) AS wanted (name, value) WHERE name IN (SELECT name FROM pg_settings)
"""
END = f"SELECT pg_terminate_backend(pid, 5000) FROM pg_locks WHERE {_LOCK}"  # noqa: S608

SET_OWNER = "UPDATE hookops_ledger SET owner = %(owner)s WHERE organization = %(organization)s"
OWNER = "SELECT owner FROM hookops_ledger WHERE organization = %(organization)s"
