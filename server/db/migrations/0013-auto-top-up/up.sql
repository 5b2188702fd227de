CREATE TABLE funding.auto_top_ups (
  lane             smallint NOT NULL,
  account_id       uuid NOT NULL,
  customer_id      uuid NOT NULL,
  currency         char(3) NOT NULL,
  amount           bigint NOT NULL CHECK (amount > 0),
  trigger_type     text NOT NULL CHECK (trigger_type IN ('threshold', 'monthly', 'weekly')),
  threshold        bigint CHECK (threshold > 0),
  day              smallint CHECK (day BETWEEN 1 AND 31),
  weekday          smallint CHECK (weekday BETWEEN 1 AND 7),
  payment_method   uuid NOT NULL,
  status           text NOT NULL CHECK (status IN ('on', 'needsYou', 'off', 'removed')),
  version          int NOT NULL,
  not_before       timestamptz NOT NULL,
  not_before_why   text NOT NULL CHECK (not_before_why IN ('notice', 'coolDown', 'declined')),
  next_date        timestamptz,
  blocked          text CHECK (blocked IN
                     ('notice', 'coolDown', 'declined', 'dailyLimit', 'balanceMaximum', 'accountFrozen')),
  declines_in_row  int NOT NULL,
  attempts         int NOT NULL,
  day_number       int NOT NULL,
  day_charges      int NOT NULL,
  day_amount       bigint NOT NULL CHECK (day_amount >= 0),
  charge           jsonb,
  last             jsonb,
  last_load        uuid,
  wake_at          timestamptz,
  updated_at       timestamptz NOT NULL,
  PRIMARY KEY (lane, account_id),
  CONSTRAINT trigger_is_whole CHECK (num_nonnulls(threshold, day, weekday) = 1 AND CASE trigger_type
    WHEN 'threshold' THEN threshold IS NOT NULL WHEN 'monthly' THEN day IS NOT NULL ELSE weekday IS NOT NULL END),
  CONSTRAINT dates_have_a_next CHECK ((trigger_type = 'threshold') = (next_date IS NULL)),
  CONSTRAINT charge_is_asked_for CHECK (charge IS NULL OR wake_at IS NOT NULL)
) WITH (fillfactor = 70);
CREATE INDEX auto_top_ups_due ON funding.auto_top_ups (lane, wake_at) WHERE wake_at IS NOT NULL;

CREATE TABLE funding.auto_top_up_notices (
  lane           smallint NOT NULL,
  id             uuid NOT NULL,
  account_id     uuid NOT NULL,
  customer_id    uuid NOT NULL,
  kind           text NOT NULL CHECK (kind IN ('announced', 'charged', 'declined', 'needsYou', 'switchedOff', 'skipped')),
  attempt        int,
  version        int NOT NULL,
  amount         bigint NOT NULL CHECK (amount > 0),
  currency       char(3) NOT NULL,
  payment_method uuid NOT NULL,
  reason         text,
  at             timestamptz NOT NULL,
  PRIMARY KEY (lane, id)
);
CREATE UNIQUE INDEX auto_top_up_told_once ON funding.auto_top_up_notices (lane, account_id, attempt) WHERE attempt IS NOT NULL;

CREATE TABLE funding.auto_top_up_offsets (
  lane smallint PRIMARY KEY,
  seq  bigint NOT NULL
);
