CREATE SCHEMA payments;

CREATE TABLE payments.payments (
  lane            smallint NOT NULL,
  id              uuid NOT NULL,
  account_id      uuid NOT NULL,
  customer_name   text,
  store_id        uuid NOT NULL,
  terminal_id     uuid,
  staff_id        uuid,
  device_id       uuid,
  step            bigint,
  client_id       uuid NOT NULL,
  idempotency_key text NOT NULL,
  fingerprint     uuid NOT NULL,
  amount          bigint NOT NULL CHECK (amount > 0),
  tax             bigint NOT NULL CHECK (tax >= 0),
  tip             bigint NOT NULL CHECK (tip >= 0),
  refunded        bigint NOT NULL DEFAULT 0 CHECK (refunded BETWEEN 0 AND amount),
  currency        char(3) NOT NULL,
  items           jsonb NOT NULL,
  at              timestamptz NOT NULL,
  PRIMARY KEY (lane, id),
  UNIQUE (lane, client_id, idempotency_key),
  CHECK (tax + tip <= amount),
  CHECK ((device_id IS NULL) = (step IS NULL))
);
CREATE UNIQUE INDEX payments_code_once ON payments.payments (lane, device_id, step) WHERE device_id IS NOT NULL;

CREATE TABLE payments.refunds (
  lane            smallint NOT NULL,
  id              uuid NOT NULL,
  payment_id      uuid NOT NULL,
  amount          bigint NOT NULL CHECK (amount > 0),
  currency        char(3) NOT NULL,
  lines           jsonb,
  reason          text NOT NULL,
  terminal_id     uuid,
  staff_id        uuid NOT NULL,
  client_id       uuid NOT NULL,
  idempotency_key text NOT NULL,
  fingerprint     uuid NOT NULL,
  at              timestamptz NOT NULL,
  PRIMARY KEY (lane, id),
  UNIQUE (lane, client_id, idempotency_key)
);
CREATE INDEX refunds_payment ON payments.refunds (lane, payment_id);

CREATE TABLE payments.presented_codes (
  lane        smallint NOT NULL,
  device_id   uuid NOT NULL,
  step        bigint NOT NULL,
  terminal_id uuid NOT NULL,
  PRIMARY KEY (lane, device_id, step)
);

CREATE TABLE payments.visits (
  lane            smallint NOT NULL,
  client_id       uuid NOT NULL,
  idempotency_key text NOT NULL,
  account_id      uuid NOT NULL,
  store_id        uuid NOT NULL,
  items           jsonb NOT NULL,
  at              timestamptz NOT NULL,
  PRIMARY KEY (lane, client_id, idempotency_key)
);
