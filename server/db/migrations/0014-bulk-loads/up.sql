ALTER TABLE funding.loads DROP CONSTRAINT loads_tender_check;
ALTER TABLE funding.loads ADD CONSTRAINT loads_tender_check
  CHECK (tender IN ('card', 'cash', 'import', 'bulk', 'promotion'));

CREATE TABLE funding.bulk_loads (
  id              uuid PRIMARY KEY,
  name            text NOT NULL,
  kind            text NOT NULL CHECK (kind IN ('employer', 'promotion')),
  currency        char(3) NOT NULL,
  expires_at      timestamptz,
  status          text NOT NULL CHECK (status IN ('preview', 'posting', 'done', 'cancelled', 'undoing', 'undone')),
  created_by      uuid NOT NULL,
  created_by_name text NOT NULL,
  created_at      timestamptz NOT NULL,
  decided_by      uuid,
  decided_by_name text,
  decided_at      timestamptz,
  client_id       uuid NOT NULL,
  idempotency_key text NOT NULL,
  fingerprint     uuid NOT NULL,
  UNIQUE (client_id, idempotency_key),
  CONSTRAINT promotions_expire CHECK ((kind = 'promotion') = (expires_at IS NOT NULL)),
  CONSTRAINT decided_by_someone CHECK ((status = 'preview') = (decided_by IS NULL)),
  CONSTRAINT second_person CHECK (status IN ('preview', 'cancelled') OR decided_by <> created_by)
);
CREATE INDEX bulk_loads_at_work ON funding.bulk_loads (id) WHERE status IN ('posting', 'undoing');

CREATE TABLE funding.bulk_lines (
  bulk_id     uuid NOT NULL REFERENCES funding.bulk_loads (id),
  line        int NOT NULL CHECK (line > 0),
  given       text NOT NULL,
  customer_id uuid,
  account_id  uuid,
  amount      bigint CHECK (amount > 0),
  status      text NOT NULL CHECK (status IN ('ready', 'problem', 'loaded', 'refused', 'undone')),
  problem     text,
  load_id     uuid,
  taken_back  bigint NOT NULL DEFAULT 0 CHECK (taken_back BETWEEN 0 AND amount),
  PRIMARY KEY (bulk_id, line),
  CONSTRAINT ready_is_whole CHECK (status = 'problem' OR num_nulls(customer_id, account_id, amount) = 0),
  CONSTRAINT loaded_has_load CHECK ((status IN ('loaded', 'undone')) = (load_id IS NOT NULL)),
  CONSTRAINT taken_back_when_undone CHECK (taken_back = 0 OR status = 'undone'),
  CONSTRAINT problem_says_why CHECK (problem IS NOT NULL OR status IN ('ready', 'loaded', 'undone'))
);
CREATE INDEX bulk_lines_ready ON funding.bulk_lines (bulk_id, line) WHERE status = 'ready';
