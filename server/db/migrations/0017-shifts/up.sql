CREATE SCHEMA shifts;

CREATE TABLE shifts.shifts (
  id                uuid PRIMARY KEY,
  store_id          uuid NOT NULL,
  terminal_id       uuid NOT NULL,
  currency          char(3) NOT NULL,
  cash_float        bigint NOT NULL CHECK (cash_float >= 0),
  opened_by         uuid NOT NULL,
  opened_at         timestamptz NOT NULL,
  open_key          text NOT NULL,
  open_fingerprint  uuid NOT NULL,
  closed_by         uuid,
  closed_at         timestamptz,
  close_key         text,
  close_fingerprint uuid,
  counted           bigint CHECK (counted >= 0),
  expected          bigint,
  report            jsonb,
  takings           uuid[],
  UNIQUE (terminal_id, open_key),
  CHECK (closed_at >= opened_at),
  CONSTRAINT closed_whole CHECK (num_nulls(closed_by, closed_at, close_key, close_fingerprint, counted, expected, report, takings) IN (0, 8))
);
COMMENT ON COLUMN shifts.shifts.report IS 'The Z report, as it was shown at the close';
COMMENT ON COLUMN shifts.shifts.takings IS 'Ids of all that the report has counted';
CREATE UNIQUE INDEX shifts_one_open ON shifts.shifts (terminal_id) WHERE closed_at IS NULL;
CREATE INDEX shifts_terminal ON shifts.shifts (terminal_id, opened_at);

CREATE TABLE shifts.cash_movements (
  id              uuid PRIMARY KEY,
  shift_id        uuid NOT NULL REFERENCES shifts.shifts (id),
  kind            text NOT NULL CHECK (kind IN ('payIn', 'payOut', 'bankDrop')),
  amount          bigint NOT NULL CHECK (amount > 0),
  reason          text NOT NULL,
  staff_id        uuid NOT NULL,
  terminal_id     uuid NOT NULL,
  idempotency_key text NOT NULL,
  fingerprint     uuid NOT NULL,
  at              timestamptz NOT NULL,
  UNIQUE (terminal_id, idempotency_key)
);
CREATE INDEX cash_movements_shift ON shifts.cash_movements (shift_id);

CREATE FUNCTION shifts.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a closed shift stays as it was';
END $$;
CREATE TRIGGER shifts_closed_for_good BEFORE UPDATE OR DELETE ON shifts.shifts
  FOR EACH ROW WHEN (OLD.closed_at IS NOT NULL) EXECUTE FUNCTION shifts.refuse_change();
CREATE TRIGGER cash_movements_for_good BEFORE UPDATE OR DELETE ON shifts.cash_movements
  FOR EACH ROW EXECUTE FUNCTION shifts.refuse_change();
