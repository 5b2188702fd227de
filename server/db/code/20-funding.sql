-- Loads that are final at once (cash at the till, import): the load and its transfer are written together.
-- Loads are in order; `_guarded` and what follows are as in ledger.post, which moves the money.
-- Returns the balance before, for each of _account; null where nothing was loaded.
CREATE OR REPLACE FUNCTION funding.take(
  _lane smallint, _currency text,
  _id uuid[], _account_id uuid[], _source uuid[], _amount bigint[], _tender text[], _store_id uuid[], _terminal_id uuid[],
  _staff_id uuid[], _client_id uuid[], _key text[], _fingerprint uuid[], _at timestamptz[],
  _guarded int[], _account uuid[], _delta bigint[], _low bigint[], _high bigint[], _own uuid[]
) RETURNS bigint[] LANGUAGE plpgsql AS $$
DECLARE
  _before bigint[];
  _loaded uuid[];
BEGIN
  _before := ledger.post(_lane, _id, array_fill(1::smallint, ARRAY[cardinality(_id)]), _source, _account_id, _amount, _currency,
    _at, array_fill(NULL::uuid, ARRAY[cardinality(_id)]), _guarded, _account, _delta, _low, _high, _own, false);
  WITH loaded AS (
    INSERT INTO funding.loads (lane, id, account_id, amount, currency, tender, status, store_id, terminal_id, staff_id,
                               client_id, idempotency_key, fingerprint, at)
    SELECT _lane, l.id, l.account_id, l.amount, _currency, l.tender, 'succeeded', l.store_id, l.terminal_id, l.staff_id,
           l.client_id, l.key, l.fingerprint, l.at
      FROM unnest(_id, _account_id, _amount, _tender, _store_id, _terminal_id, _staff_id, _client_id, _key, _fingerprint, _at,
                  _guarded) l(id, account_id, amount, tender, store_id, terminal_id, staff_id, client_id, key, fingerprint, at,
                  guarded)
     WHERE _before[l.guarded] IS NOT NULL
    RETURNING id)
  SELECT array_agg(id) INTO _loaded FROM loaded;
  IF _loaded IS NOT NULL THEN
    PERFORM ringfence.emit(_lane, 'loads.succeeded', _loaded);
  END IF;
  RETURN _before;
END $$;
