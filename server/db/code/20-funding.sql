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
    PERFORM ringfence.emit(_lane, 'loads.succeeded', _loaded);
  END IF;
  RETURN _after;
END $$;
