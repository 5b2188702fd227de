CREATE TABLE payments.offline_terminals (
  terminal_id uuid PRIMARY KEY
);
COMMENT ON TABLE payments.offline_terminals IS 'Locked while payments of a till are received, so that its limits hold over all its keys';

CREATE TABLE payments.offline_rules (
  terminal_id    uuid NOT NULL REFERENCES payments.offline_terminals (terminal_id),
  number         int NOT NULL,
  enabled        boolean NOT NULL,
  per_account    bigint NOT NULL CHECK (per_account > 0),
  terminal_sum   bigint NOT NULL CHECK (terminal_sum > 0),
  terminal_count int NOT NULL CHECK (terminal_count > 0),
  window_hours   int NOT NULL CHECK (window_hours > 0),
  set_by         uuid NOT NULL,
  from_at        timestamptz NOT NULL,
  PRIMARY KEY (terminal_id, number)
);

CREATE TABLE payments.offline_chains (
  key_id        text PRIMARY KEY,
  terminal_id   uuid NOT NULL,
  sequence      bigint NOT NULL DEFAULT 0,
  head          text NOT NULL,
  last_taken_at timestamptz,
  gap_accepted  boolean NOT NULL DEFAULT false
);
COMMENT ON COLUMN payments.offline_chains.gap_accepted IS 'The manager has given up what is missing: the next payment may leave numbers out';

CREATE TABLE payments.offline_payments (
  id          uuid PRIMARY KEY,
  key_id      text NOT NULL REFERENCES payments.offline_chains (key_id),
  sequence    bigint NOT NULL,
  hash        text NOT NULL,
  terminal_id uuid NOT NULL,
  store_id    uuid NOT NULL,
  staff_id    uuid NOT NULL,
  alias       text NOT NULL,
  amount      bigint NOT NULL CHECK (amount > 0),
  currency    char(3) NOT NULL,
  items       jsonb NOT NULL,
  taken_at    timestamptz NOT NULL,
  received_at timestamptz NOT NULL,
  status      text NOT NULL CHECK (status IN ('received', 'taken', 'declined')),
  reason      text,
  payment_id  uuid,
  resolution  text CHECK (resolution IN ('writtenOff', 'paidOtherwise')),
  resolved_by uuid,
  resolved_at timestamptz,
  note        text,
  UNIQUE (key_id, sequence),
  CHECK ((status = 'taken') = (payment_id IS NOT NULL)),
  CHECK ((status = 'declined') = (reason IS NOT NULL)),
  CHECK (num_nulls(resolution, resolved_by, resolved_at) IN (0, 3)),
  CHECK (resolution IS NULL OR status = 'declined')
);
CREATE INDEX offline_payments_terminal ON payments.offline_payments (terminal_id, taken_at);
CREATE INDEX offline_payments_declined ON payments.offline_payments (id) WHERE status = 'declined';
CREATE UNIQUE INDEX offline_payments_paid_once ON payments.offline_payments (payment_id) WHERE payment_id IS NOT NULL;

CREATE TABLE payments.offline_flags (
  id          uuid PRIMARY KEY,
  terminal_id uuid NOT NULL,
  store_id    uuid NOT NULL,
  key_id      text NOT NULL,
  sequence    bigint NOT NULL,
  hash        text NOT NULL,
  kind        text NOT NULL,
  amount      bigint NOT NULL,
  currency    char(3) NOT NULL,
  at          timestamptz NOT NULL,
  UNIQUE (terminal_id, key_id, sequence, hash, kind)
);

-- What a till took in a stretch of time: a few blocks, for times grow with the rows.
CREATE INDEX payments_at ON payments.payments USING brin (at);
CREATE INDEX refunds_at ON payments.refunds USING brin (at);
CREATE INDEX deeds_at ON payments.deeds USING brin (at);
CREATE INDEX loads_at ON funding.loads USING brin (at);
