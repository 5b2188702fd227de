-- Proofs that were shown: nonces of signatures (RFC 9421) and identifiers of DPoP proofs (RFC 9449). Each is good once, in all processes.
-- A row is a hash and a time, says nothing of anybody, and is dropped two minutes later.
CREATE TABLE ringfence.proofs (
  id         uuid PRIMARY KEY, -- the first 16 bytes of SHA-256 over the key's thumbprint and the nonce
  expires_at timestamptz NOT NULL
);
CREATE INDEX proofs_over ON ringfence.proofs USING brin (expires_at) WITH (pages_per_range = 16, autosummarize = on);

-- It turns over completely every two minutes: freed room is used again soon instead of growing the table.
ALTER TABLE ringfence.proofs SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000,
                                  autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 1000000);

GRANT SELECT, INSERT, DELETE ON ringfence.proofs TO ringfence_app;
