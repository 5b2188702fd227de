-- The only ways into the audit trail. They run as their owner: the server's role may do nothing else there.

-- Appends events in the order given and answers with the number of the last one. An event whose id is there already is passed over, so that
-- a caller who lost the answer may simply call again.
CREATE OR REPLACE FUNCTION audit.append(_events jsonb) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
-- By index, always: a plan made while the table was small would read all of it, at each append.
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  _last bigint;
  _count bigint;
BEGIN
  SELECT last_seq INTO STRICT _last FROM audit.head FOR UPDATE;
  INSERT INTO audit.events (seq, id, at, actor_kind, actor_id, role, terminal_id, client_id, session_id, operation, target_kind, target_id,
                            outcome, status, error_code, request_id, digest_of, before, after, figures)
  SELECT _last + row_number() OVER (ORDER BY e.place), e.id, e.at, e.actor_kind, e.actor_id, e.role, e.terminal_id, e.client_id, e.session_id,
         e.operation, e.target_kind, e.target_id, e.outcome, e.status, e.error_code, e.request_id, e.digest_of,
         decode(e.before, 'hex'), decode(e.after, 'hex'), coalesce(e.figures, '{}')
    FROM ROWS FROM (jsonb_to_recordset(_events) AS (
           id uuid, at timestamptz, actor_kind text, actor_id text, role text, terminal_id text, client_id text, session_id text, operation text,
           target_kind text, target_id text, outcome text, status smallint, error_code text, request_id uuid, digest_of text,
           before text, after text, figures jsonb)) WITH ORDINALITY AS e (
           id, at, actor_kind, actor_id, role, terminal_id, client_id, session_id, operation, target_kind, target_id, outcome, status, error_code,
           request_id, digest_of, before, after, figures, place)
   WHERE NOT EXISTS (SELECT FROM audit.events known WHERE known.id = e.id);
  GET DIAGNOSTICS _count = ROW_COUNT;
  UPDATE audit.head SET last_seq = _last + _count;
  RETURN _last + _count;
END $$;

-- Adds the next seal. False when another process was first; an error when it does not continue the chain.
CREATE OR REPLACE FUNCTION audit.seal(
  _batch bigint, _last_seq bigint, _previous bytea, _row_hashes bytea, _hash bytea, _sealed_at timestamptz, _key_id text, _signed text
) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  _before audit.batches;
BEGIN
  SELECT * INTO _before FROM audit.batches ORDER BY batch DESC LIMIT 1;
  IF coalesce(_before.batch, 0) >= _batch THEN RETURN false; END IF;
  IF coalesce(_before.batch, 0) + 1 <> _batch OR coalesce(_before.hash, decode(repeat('00', 32), 'hex')) <> _previous THEN
    RAISE EXCEPTION 'seal % does not continue the chain', _batch;
  END IF;
  IF _last_seq > (SELECT last_seq FROM audit.head) THEN RAISE EXCEPTION 'seal % covers events that are not there', _batch; END IF;
  INSERT INTO audit.batches (batch, first_seq, last_seq, previous, row_hashes, hash, sealed_at, key_id, signed)
  VALUES (_batch, coalesce(_before.last_seq, 0) + 1, _last_seq, _previous, _row_hashes, _hash, _sealed_at, _key_id, _signed)
  ON CONFLICT DO NOTHING;
  RETURN FOUND;
END $$;

REVOKE ALL ON FUNCTION audit.append(jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION audit.seal(bigint, bigint, bytea, bytea, bytea, timestamptz, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit.append(jsonb) TO ringfence_app;
GRANT EXECUTE ON FUNCTION audit.seal(bigint, bigint, bytea, bytea, bytea, timestamptz, text, text) TO ringfence_app;
