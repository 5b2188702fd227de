-- What became of a payment after it was authorized; refunds have their own column. `amount` of a hold is what was held, then captured.
ALTER TABLE payments.payments
  ADD COLUMN state           text NOT NULL DEFAULT 'captured' CHECK (state IN ('authorized', 'captured', 'voided', 'expired')),
  ADD COLUMN held            bigint CHECK (held >= amount),
  ADD COLUMN hold_expires_at timestamptz,
  ADD COLUMN tipped          bigint NOT NULL DEFAULT 0 CHECK (tipped >= 0),
  ADD CHECK ((held IS NULL) = (hold_expires_at IS NULL)),
  ADD CHECK (state IN ('captured', 'voided') OR held IS NOT NULL),
  DROP CONSTRAINT payments_check,
  ADD CONSTRAINT refunded_within_rest CHECK (refunded BETWEEN 0 AND amount + tipped);
CREATE INDEX payments_on_hold ON payments.payments (hold_expires_at) WHERE state = 'authorized';
COMMENT ON COLUMN payments.payments.held IS 'What was held at first; null for a payment that never was a hold';
COMMENT ON COLUMN payments.payments.tipped IS 'Tip given after the payment, on top of amount';

-- What paid, for all payments but the plain ones (one account, captured at once: the payment row says it all).
CREATE TABLE payments.tenders (
  lane        smallint NOT NULL,
  id          uuid NOT NULL,
  payment_id  uuid NOT NULL,
  position    smallint NOT NULL,
  type        text NOT NULL CHECK (type IN ('storedValue', 'giftCard', 'cash', 'card')),
  account_id  uuid,
  last_digits text,
  amount      bigint NOT NULL CHECK (amount > 0),
  tip         boolean NOT NULL DEFAULT false,
  PRIMARY KEY (lane, id),
  UNIQUE (lane, payment_id, position),
  CHECK ((account_id IS NULL) = (type IN ('cash', 'card')))
);
COMMENT ON COLUMN payments.tenders.id IS 'The transfer that moved it';

-- What was done to a payment after it was taken: each of these at most once.
CREATE TABLE payments.deeds (
  lane            smallint NOT NULL,
  id              uuid NOT NULL,
  payment_id      uuid NOT NULL,
  type            text NOT NULL CHECK (type IN ('capture', 'void', 'tip')),
  amount          bigint NOT NULL CHECK (amount > 0),
  reason          text,
  terminal_id     uuid,
  staff_id        uuid,
  client_id       uuid NOT NULL,
  idempotency_key text NOT NULL,
  fingerprint     uuid NOT NULL,
  at              timestamptz NOT NULL,
  PRIMARY KEY (lane, id),
  UNIQUE (lane, client_id, idempotency_key),
  UNIQUE (lane, payment_id, type)
);

ALTER TABLE payments.refunds ADD COLUMN void boolean NOT NULL DEFAULT false;

-- What a refund gave back to which tender and to which of its lots.
CREATE TABLE payments.refund_parts (
  lane       smallint NOT NULL,
  id         uuid NOT NULL,
  refund_id  uuid NOT NULL,
  payment_id uuid NOT NULL,
  tender_id  uuid NOT NULL,
  type       text NOT NULL CHECK (type IN ('storedValue', 'giftCard', 'cash', 'card')),
  account_id uuid,
  amount     bigint NOT NULL CHECK (amount > 0),
  lots       uuid[] NOT NULL,
  parts      bigint[] NOT NULL,
  PRIMARY KEY (lane, id),
  CHECK (cardinality(lots) = cardinality(parts)),
  CHECK ((account_id IS NULL) = (type IN ('cash', 'card')))
);
CREATE INDEX refund_parts_payment ON payments.refund_parts (lane, payment_id);
COMMENT ON COLUMN payments.refund_parts.lots IS 'The lots that the tender took it from; empty for cash, card and value from before lots';
