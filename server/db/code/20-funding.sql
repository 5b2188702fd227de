-- Loads that are final at once (cash at the till, import): the load and its transfer are written together.
-- Loads are in order; `_rank` is the place of each load's lot in the spend order (modules/ledger/rules.ts).
-- Returns for each load the balance after; null where nothing was loaded.
DROP FUNCTION IF EXISTS funding.take;
CREATE FUNCTION funding.take(
  _lane smallint, _currency text,
  _id uuid[], _account_id uuid[], _source uuid[], _amount bigint[], _tender text[], _store_id uuid[], _terminal_id uuid[],
  _staff_id uuid[], _client_id uuid[], _key text[], _fingerprint uuid[], _at timestamptz[], _rank bigint[]
) RETURNS bigint[] LANGUAGE plpgsql AS $$
DECLARE
  _count int := cardinality(_id);
  _after bigint[];
  _loaded uuid[];
BEGIN
  _after := ledger.post(_lane, _id, array_fill(1::smallint, ARRAY[_count]), _source, _account_id, _amount, _currency, _at,
    array_fill(NULL::uuid, ARRAY[_count]), array_fill('paid'::text, ARRAY[_count]), _tender, _rank,
    array_fill(NULL::timestamptz, ARRAY[_count]), array_fill(NULL::text, ARRAY[_count]),
    '{}', '{}', '{}', ARRAY(SELECT DISTINCT unnest(_account_id)), ARRAY(SELECT DISTINCT unnest(_source)), false);
  WITH loaded AS (
    INSERT INTO funding.loads (lane, id, account_id, amount, currency, tender, status, store_id, terminal_id, staff_id,
                               client_id, idempotency_key, fingerprint, at)
    SELECT _lane, l.id, l.account_id, l.amount, _currency, l.tender, 'succeeded', l.store_id, l.terminal_id, l.staff_id,
           l.client_id, l.key, l.fingerprint, l.at
      FROM unnest(_id, _account_id, _amount, _tender, _store_id, _terminal_id, _staff_id, _client_id, _key, _fingerprint, _at,
                  _after) l(id, account_id, amount, tender, store_id, terminal_id, staff_id, client_id, key, fingerprint, at,
                  after)
     WHERE l.after IS NOT NULL
    RETURNING id)
  SELECT array_agg(id) INTO _loaded FROM loaded;
  IF _loaded IS NOT NULL THEN
    PERFORM funding.recover(_lane, _loaded);
    PERFORM ringfence.emit(_lane, 'loads.succeeded', _loaded);
  END IF;
  RETURN _after;
END $$;

-- Pays what accounts owe back out of loads just booked: from each load's own lot, in the load's transaction. Call it with the accounts
-- locked by the posting of the loads, before the outbox is told: a dispute either sees the load's value, or leaves a debt seen here.
CREATE OR REPLACE FUNCTION funding.recover(_lane smallint, _load uuid[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  _l funding.loads; _d funding.debts; _part bigint;
BEGIN
  IF NOT EXISTS (SELECT FROM funding.debts WHERE lane = _lane AND owed > 0) THEN
    RETURN;
  END IF;
  FOR _l IN
    SELECT l.* FROM funding.loads l JOIN funding.debts d ON d.lane = l.lane AND d.account_id = l.account_id
     WHERE l.lane = _lane AND l.id = ANY (_load) AND d.owed > 0 ORDER BY l.id
  LOOP
    SELECT * INTO _d FROM funding.debts WHERE lane = _lane AND account_id = _l.account_id FOR UPDATE;
    _part := least(_d.owed, _l.amount);
    CONTINUE WHEN _part = 0;
    PERFORM ledger.post(_lane, ARRAY[funding.recovery_id(_l.id)], ARRAY[11::smallint], ARRAY[_l.account_id], ARRAY[_d.debt_account_id],
      ARRAY[_part], _l.currency, ARRAY[_l.at], ARRAY[NULL::uuid], ARRAY[NULL::text], ARRAY[NULL::text], ARRAY[NULL::bigint],
      ARRAY[NULL::timestamptz], ARRAY[NULL::text], ARRAY[1], ARRAY[_l.id], ARRAY[_part],
      ARRAY[_l.account_id, _d.debt_account_id], '{}', true);
    UPDATE funding.debts SET owed = owed - _part WHERE lane = _lane AND account_id = _l.account_id;
    UPDATE funding.loads SET recovered = _part WHERE lane = _lane AND id = _l.id;
  END LOOP;
END $$;

-- The transfer that pays a debt back out of a load: named after the load, and in its place in time.
CREATE OR REPLACE FUNCTION funding.recovery_id(_load uuid) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
  SELECT (left(_load::text, 19) || 'b' || substr(h, 1, 3) || '-' || substr(h, 4, 12))::uuid FROM md5('recovery ' || _load::text) h
$$;
