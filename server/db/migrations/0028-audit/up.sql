CREATE SCHEMA audit;
COMMENT ON SCHEMA audit IS 'Who did what to what; append only, sealed in signed batches';

CREATE TABLE audit.head (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  last_seq bigint NOT NULL DEFAULT 0 CHECK (last_seq >= 0)
);
COMMENT ON TABLE audit.head IS 'The number of the last event. Its lock puts appends in a row, so that numbers have no gaps';
INSERT INTO audit.head DEFAULT VALUES;

CREATE TABLE audit.events (
  seq         bigint PRIMARY KEY,
  id          uuid NOT NULL UNIQUE,
  at          timestamptz(3) NOT NULL,
  actor_kind  text NOT NULL CHECK (actor_kind IN ('customer', 'staff', 'client', 'system')),
  actor_id    text CHECK (actor_id ~ '^[A-Za-z0-9._:-]{1,80}$'),
  role        text CHECK (role ~ '^[A-Za-z]{1,40}$'),
  terminal_id text CHECK (terminal_id ~ '^trm_[0-9a-z]{26}$'),
  client_id   text CHECK (client_id ~ '^[A-Za-z0-9._:-]{1,80}$'),
  session_id  text CHECK (length(session_id) <= 200),
  operation   text NOT NULL CHECK (operation ~ '^[A-Za-z][A-Za-z0-9.-]{0,63}$'),
  target_kind text CHECK (target_kind ~ '^[A-Za-z][A-Za-z0-9.-]{0,63}$'),
  target_id   text CHECK (target_id ~ '^[A-Za-z0-9._:-]{1,80}$'),
  outcome     text NOT NULL CHECK (outcome IN ('done', 'refused', 'failed')),
  status      smallint CHECK (status BETWEEN 100 AND 599),
  error_code  text CHECK (error_code ~ '^[a-z_]{1,60}$'),
  request_id  uuid,
  digest_of   text CHECK (digest_of IN ('thing', 'exchange')),
  before      bytea CHECK (octet_length(before) = 32),
  after       bytea CHECK (octet_length(after) = 32),
  figures     jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(figures) = 'object' AND NOT figures @? '$.* ? (@.type() != "number")'),
  CHECK ((actor_kind = 'system') = (actor_id IS NULL)),
  CHECK ((target_kind IS NULL) = (target_id IS NULL)),
  CHECK (digest_of IS NOT NULL OR (before IS NULL AND after IS NULL))
);
COMMENT ON TABLE audit.events IS 'One deed each. Ids, names of operations and digests only: no personal data, no secret';
CREATE INDEX events_by_actor ON audit.events (actor_id, seq);
CREATE INDEX events_by_target ON audit.events (target_id, seq) WHERE target_id IS NOT NULL;
CREATE INDEX events_by_operation ON audit.events (operation, seq);
CREATE INDEX events_by_time ON audit.events USING brin (at) WITH (pages_per_range = 16, autosummarize = on);

CREATE TABLE audit.keys (
  id         text PRIMARY KEY CHECK (id ~ '^[A-Za-z0-9_-]{43}$'),
  public_key jsonb NOT NULL,
  sealed     bytea NOT NULL,
  created_at timestamptz(3) NOT NULL
);
COMMENT ON TABLE audit.keys IS 'Keys that sign heads: id is the thumbprint (RFC 7638); the private half is sealed under the master key';

CREATE TABLE audit.batches (
  batch     bigint PRIMARY KEY CHECK (batch > 0),
  first_seq bigint NOT NULL UNIQUE,
  last_seq  bigint NOT NULL UNIQUE,
  previous  bytea NOT NULL CHECK (octet_length(previous) = 32),
  row_hashes bytea NOT NULL,
  hash      bytea NOT NULL CHECK (octet_length(hash) = 32),
  sealed_at timestamptz(3) NOT NULL,
  key_id    text NOT NULL REFERENCES audit.keys,
  signed    text NOT NULL,
  CHECK (first_seq <= last_seq),
  CHECK (octet_length(row_hashes) = 32 * (last_seq - first_seq + 1))
);
COMMENT ON TABLE audit.batches IS 'Seals: the hash of each event in order, chained to the batch before, and the signed head';

CREATE TABLE audit.verifications (
  at     timestamptz(3) PRIMARY KEY,
  ok     boolean NOT NULL,
  report jsonb NOT NULL
);
COMMENT ON TABLE audit.verifications IS 'What verifying the whole trail found, each time';

-- The server appends through functions alone (db/code/05-audit.sql); of the tables it may read, and add keys and reports.
GRANT USAGE ON SCHEMA audit TO ringfence_app;
GRANT SELECT ON audit.head, audit.events, audit.batches TO ringfence_app;
GRANT SELECT, INSERT ON audit.keys, audit.verifications TO ringfence_app;
