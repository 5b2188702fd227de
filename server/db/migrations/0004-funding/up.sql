CREATE SCHEMA funding;

CREATE TABLE funding.loads (
  lane            smallint NOT NULL,
  id              uuid NOT NULL,
  account_id      uuid NOT NULL,
  amount          bigint NOT NULL CHECK (amount > 0),
  currency        char(3) NOT NULL,
  tender          text NOT NULL CHECK (tender IN ('card', 'cash', 'import')),
  status          text NOT NULL CHECK (status IN ('pending', 'succeeded', 'failed')),
  decline_reason  text,
  payment_method  text,
  store_id        uuid,
  terminal_id     uuid,
  staff_id        uuid,
  client_id       uuid NOT NULL,
  idempotency_key text NOT NULL,
  fingerprint     uuid NOT NULL,
  at              timestamptz NOT NULL,
  PRIMARY KEY (lane, id),
  UNIQUE (lane, client_id, idempotency_key)
);
CREATE INDEX loads_pending ON funding.loads (lane, at) WHERE status = 'pending';

CREATE SCHEMA sandbox_psp;
CREATE TABLE sandbox_psp.charges (
  key            text PRIMARY KEY,
  amount         bigint NOT NULL,
  currency       char(3) NOT NULL,
  payment_method text NOT NULL,
  status         text NOT NULL CHECK (status IN ('succeeded', 'declined')),
  reason         text,
  refunded       boolean NOT NULL DEFAULT false,
  created_at     timestamptz NOT NULL DEFAULT now()
);
