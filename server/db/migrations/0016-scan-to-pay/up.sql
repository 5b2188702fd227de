-- Seals the codes that phones scan. One key a deployment, itself sealed with the master key.
CREATE TABLE payments.scan_keys (
  id     smallint PRIMARY KEY,
  secret bytea NOT NULL
);

-- What a scanned code asks for: once (of a till, an invoice) or again and again (of a table, a machine).
CREATE TABLE payments.requests (
  id              uuid PRIMARY KEY,
  kind            text NOT NULL CHECK (kind IN ('till', 'table', 'machine', 'invoice')),
  state           text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'paid', 'cancelled')),
  store_id        uuid NOT NULL,
  terminal_id     uuid,
  staff_id        uuid NOT NULL,
  label           text NOT NULL,
  amount          bigint CHECK (amount > 0),
  currency        char(3) NOT NULL,
  items           jsonb NOT NULL,
  created_at      timestamptz NOT NULL,
  expires_at      timestamptz,
  client_id       uuid NOT NULL,
  idempotency_key text NOT NULL,
  fingerprint     uuid NOT NULL,
  UNIQUE (client_id, idempotency_key),
  CHECK ((kind = 'till') = (terminal_id IS NOT NULL)),
  CHECK ((kind = 'till') = (expires_at IS NOT NULL)),
  CHECK (kind NOT IN ('till', 'invoice') OR amount IS NOT NULL),
  CHECK (state <> 'paid' OR kind IN ('till', 'invoice'))
);
CREATE INDEX requests_printed ON payments.requests (store_id, id) WHERE kind <> 'till';

CREATE TABLE payments.request_payments (
  lane       smallint NOT NULL,
  payment_id uuid NOT NULL,
  request_id uuid NOT NULL,
  once       boolean NOT NULL,
  PRIMARY KEY (lane, payment_id)
);
CREATE UNIQUE INDEX request_paid_once ON payments.request_payments (lane, request_id) WHERE once;
