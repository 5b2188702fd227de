-- Staff come and go: an address to invite them at, and where they stand.
ALTER TABLE identity.staff
  ADD COLUMN sealed_email bytea,
  ADD COLUMN email_hash bytea CHECK (length(email_hash) = 32),
  ADD COLUMN status text NOT NULL DEFAULT 'active' CHECK (status IN ('proposed', 'invited', 'active', 'inactive')),
  ADD COLUMN client_id uuid,
  ADD COLUMN idempotency_key text,
  ADD COLUMN fingerprint uuid,
  ADD CONSTRAINT staff_address_is_whole CHECK ((sealed_email IS NULL) = (email_hash IS NULL)),
  ADD CONSTRAINT staff_once UNIQUE (client_id, idempotency_key);
CREATE UNIQUE INDEX staff_email ON identity.staff (email_hash) WHERE status <> 'inactive';

-- As many administrators as there are seats: each sits on one of their own, so no race can add one more.
CREATE TABLE identity.administrator_seats (seat smallint PRIMARY KEY CHECK (seat BETWEEN 1 AND 20));
INSERT INTO identity.administrator_seats
  SELECT generate_series(1, greatest(3, (SELECT count(*) FROM identity.staff WHERE role = 'administrator')));
ALTER TABLE identity.staff
  ADD COLUMN administrator_seat smallint UNIQUE REFERENCES identity.administrator_seats (seat);
UPDATE identity.staff s SET administrator_seat = n.seat
  FROM (SELECT id, row_number() OVER (ORDER BY place) AS seat FROM identity.staff WHERE role = 'administrator') n WHERE n.id = s.id;
ALTER TABLE identity.staff ADD CONSTRAINT administrators_have_seats
  CHECK ((role = 'administrator' AND status IN ('invited', 'active')) = (administrator_seat IS NOT NULL));

-- Two administrators who remove each other at the same time meet at the seats: the second finds nobody left.
CREATE FUNCTION identity.keep_an_administrator() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM identity.administrator_seats ORDER BY seat FOR UPDATE;
  IF NOT EXISTS (SELECT FROM identity.staff WHERE administrator_seat IS NOT NULL AND status = 'active') THEN
    RAISE EXCEPTION 'the last administrator stays one' USING ERRCODE = 'RF002';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER keep_an_administrator AFTER UPDATE OF role, status ON identity.staff FOR EACH ROW
  WHEN (OLD.administrator_seat IS NOT NULL AND OLD.status = 'active'
        AND (NEW.administrator_seat IS NULL OR NEW.status <> 'active'))
  EXECUTE FUNCTION identity.keep_an_administrator();
CREATE TRIGGER keep_an_administrator_row AFTER DELETE ON identity.staff FOR EACH ROW
  WHEN (OLD.administrator_seat IS NOT NULL AND OLD.status = 'active')
  EXECUTE FUNCTION identity.keep_an_administrator();

-- Break-glass: administrator for an hour at most, whatever the seats say.
CREATE TABLE identity.emergencies (
  id         uuid PRIMARY KEY,
  staff_id   uuid NOT NULL REFERENCES identity.staff (id),
  reason     text NOT NULL CHECK (length(reason) BETWEEN 3 AND 200),
  granted_by text NOT NULL,
  granted_at timestamptz NOT NULL,
  ends_at    timestamptz NOT NULL,
  CHECK (ends_at > granted_at AND ends_at <= granted_at + interval '1 hour')
);
CREATE INDEX emergencies_going_on ON identity.emergencies (ends_at);

-- A code that is typed on a till, once. A newer one takes its place.
CREATE TABLE identity.enrolment_codes (
  terminal_id uuid PRIMARY KEY REFERENCES identity.terminals (id),
  code_hash   bytea NOT NULL UNIQUE CHECK (length(code_hash) = 32),
  made_by     uuid NOT NULL,
  made_at     timestamptz NOT NULL,
  expires_at  timestamptz NOT NULL CHECK (expires_at <= made_at + interval '15 minutes'),
  used_at     timestamptz
);
ALTER TABLE identity.terminals
  ADD COLUMN client_id uuid,
  ADD COLUMN idempotency_key text,
  ADD COLUMN fingerprint uuid,
  ADD CONSTRAINT terminals_once UNIQUE (client_id, idempotency_key);

-- Four eyes: asked for by one person, approved by another, done once.
CREATE SCHEMA approvals;
CREATE TABLE approvals.approvals (
  id                uuid PRIMARY KEY,
  kind              text NOT NULL CHECK (kind IN ('refund', 'adjustment', 'administrator', 'keyExport', 'bulkLoad', 'rulePack')),
  status            text NOT NULL CHECK (status IN ('waiting', 'approved', 'declined', 'withdrawn')),
  subject           text NOT NULL CHECK (subject ~ '^[a-z]{3}_[0-9a-z]{26}$'),
  store_id          uuid,
  amount            bigint CHECK (amount <> 0),
  currency          char(3),
  reason            text NOT NULL CHECK (length(reason) BETWEEN 1 AND 200),
  payload           jsonb NOT NULL,
  requested_by      uuid NOT NULL,
  requested_by_name text NOT NULL,
  requested_at      timestamptz NOT NULL,
  expires_at        timestamptz NOT NULL,
  decided_by        uuid,
  decided_by_name   text,
  decided_at        timestamptz,
  decline_reason    text,
  result            text,
  client_id         uuid NOT NULL,
  idempotency_key   text NOT NULL,
  fingerprint       uuid NOT NULL,
  UNIQUE (client_id, idempotency_key),
  CHECK (expires_at > requested_at),
  CHECK ((amount IS NULL) = (currency IS NULL)),
  CONSTRAINT decided_by_someone CHECK ((status = 'waiting') = (decided_by IS NULL) AND (decided_by IS NULL) = (decided_at IS NULL)),
  CONSTRAINT four_eyes CHECK (status <> 'approved' OR decided_by <> requested_by),
  CONSTRAINT approved_in_time CHECK (status <> 'approved' OR decided_at < expires_at),
  CONSTRAINT withdrawn_by_asker CHECK (status <> 'withdrawn' OR decided_by = requested_by)
);
CREATE INDEX approvals_waiting ON approvals.approvals (id) WHERE status = 'waiting';
CREATE INDEX approvals_of_asker ON approvals.approvals (requested_by, id);

-- The numbers of a batch are handed to whom a second person has released them to.
ALTER TABLE gift_cards.batches ADD COLUMN released_to uuid, ADD COLUMN released_at timestamptz;

GRANT USAGE ON SCHEMA approvals TO ringfence_app;
GRANT SELECT, INSERT, UPDATE ON identity.staff TO ringfence_app;
-- Taking a lock on the seats needs UPDATE; adding one does not come with it: that is the command line's, as the owner.
GRANT SELECT, UPDATE ON identity.administrator_seats TO ringfence_app;
GRANT SELECT ON identity.emergencies TO ringfence_app;
GRANT SELECT, INSERT, UPDATE ON identity.enrolment_codes TO ringfence_app;
-- What was asked for, and by whom, stays as it was asked.
GRANT SELECT, INSERT ON approvals.approvals TO ringfence_app;
GRANT UPDATE (status, decided_by, decided_by_name, decided_at, decline_reason, result) ON approvals.approvals TO ringfence_app;
