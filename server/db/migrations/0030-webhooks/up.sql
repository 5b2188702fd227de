-- Webhooks: events as integrators are told them, endpoints, deliveries.
CREATE SCHEMA webhooks;

CREATE TABLE webhooks.offsets (
  lane smallint PRIMARY KEY,
  seq  bigint NOT NULL
);

-- One row: who gives out numbers holds its lock until the events are there, so that no reader passes one over.
CREATE TABLE webhooks.counter (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  sequence bigint NOT NULL
);
INSERT INTO webhooks.counter (sequence) VALUES (0);

CREATE TABLE webhooks.events (
  sequence bigint PRIMARY KEY,
  id       uuid NOT NULL UNIQUE,
  type     text NOT NULL,
  at       timestamptz NOT NULL,
  data     jsonb NOT NULL,
  test     boolean NOT NULL DEFAULT false
);
CREATE INDEX events_at ON webhooks.events USING brin (at);
COMMENT ON COLUMN webhooks.events.data IS 'ids and amounts; nothing about people';
COMMENT ON COLUMN webhooks.events.test IS 'made by a test of an endpoint; in no list';

CREATE TABLE webhooks.endpoints (
  id                    uuid PRIMARY KEY,
  client_id             uuid,
  url                   text NOT NULL CHECK (length(url) <= 2000),
  event_types           text[] NOT NULL,
  description           text NOT NULL DEFAULT '',
  state                 text NOT NULL DEFAULT 'enabled' CHECK (state IN ('enabled', 'disabled', 'gone')),
  sealed_secret         bytea NOT NULL,
  sealed_previous       bytea,
  previous_until        timestamptz,
  created_at            timestamptz NOT NULL,
  rotated_at            timestamptz NOT NULL,
  last_delivered_at     timestamptz,
  CHECK ((sealed_previous IS NULL) = (previous_until IS NULL))
);
CREATE INDEX endpoints_client ON webhooks.endpoints (client_id);
COMMENT ON COLUMN webhooks.endpoints.client_id IS 'the machine client whose endpoint it is; null: the brand''s own';
COMMENT ON COLUMN webhooks.endpoints.event_types IS 'empty: all';

CREATE TABLE webhooks.deliveries (
  id              uuid PRIMARY KEY,
  endpoint_id     uuid NOT NULL REFERENCES webhooks.endpoints (id) ON DELETE CASCADE,
  sequence        bigint NOT NULL REFERENCES webhooks.events (sequence) ON DELETE CASCADE,
  state           text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'delivered', 'failed', 'withdrawn')),
  attempts        smallint NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  due_at          timestamptz NOT NULL,
  last_status     smallint,
  last_failure    text,
  last_attempt_at timestamptz,
  UNIQUE (endpoint_id, sequence)
);
CREATE INDEX deliveries_waiting ON webhooks.deliveries (endpoint_id, sequence) WHERE state = 'waiting';
CREATE INDEX deliveries_failed ON webhooks.deliveries (endpoint_id) WHERE state = 'failed';
CREATE INDEX deliveries_sequence ON webhooks.deliveries (sequence);

GRANT USAGE ON SCHEMA webhooks TO ringfence_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON webhooks.offsets, webhooks.events, webhooks.endpoints, webhooks.deliveries TO ringfence_app;
GRANT SELECT, UPDATE ON webhooks.counter TO ringfence_app;
