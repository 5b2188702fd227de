CREATE SCHEMA insights;

CREATE TABLE insights.offsets (
  lane smallint PRIMARY KEY,
  seq  bigint NOT NULL
);

CREATE TABLE insights.hours (
  store_id      uuid NOT NULL,
  hour          timestamptz NOT NULL,
  sales_amount  bigint NOT NULL DEFAULT 0,
  sales_count   bigint NOT NULL DEFAULT 0,
  refund_amount bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (store_id, hour)
);

CREATE TABLE insights.load_hours (
  store_id    uuid NOT NULL,
  hour        timestamptz NOT NULL,
  amount      bigint NOT NULL DEFAULT 0,
  count       bigint NOT NULL DEFAULT 0,
  card_amount bigint NOT NULL DEFAULT 0,
  card_count  bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (store_id, hour)
);
COMMENT ON COLUMN insights.load_hours.store_id IS 'all zeros: not at a store';

CREATE TABLE insights.customer_days (
  day        date NOT NULL,
  account_id uuid NOT NULL,
  PRIMARY KEY (day, account_id)
);
