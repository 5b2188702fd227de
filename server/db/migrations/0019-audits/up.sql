CREATE TABLE ledger.audits (
  lane   smallint NOT NULL DEFAULT 0 CHECK (lane = 0),
  night  date NOT NULL,
  at     timestamptz NOT NULL,
  ok     boolean NOT NULL,
  report jsonb NOT NULL,
  PRIMARY KEY (lane, night)
);
COMMENT ON TABLE ledger.audits IS 'The nightly self-audit: what the proof found, once a night (UTC), of all lanes';
