CREATE TABLE ledger.audits (
  night  date PRIMARY KEY,
  at     timestamptz NOT NULL,
  ok     boolean NOT NULL,
  report jsonb NOT NULL
);
COMMENT ON TABLE ledger.audits IS 'The nightly self-audit: what the proof found, once a night (UTC)';
