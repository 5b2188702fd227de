-- Takes payments: the code's single use, the transfer, the payment with its idempotency key, and the event, together or not at all.
-- Payments are in order; `_guarded` and what follows are as in ledger.take, which moves the money.
-- Returns the balance before, for each of _account; null where nothing was paid (short of funds, frozen, unknown, or a lot has expired).
-- Errors: 23505 a key or a code was used before; RF003 a code is bound to another till.
DROP FUNCTION IF EXISTS payments.take;
CREATE FUNCTION payments.take(
  _lane smallint, _currency text,
  _id uuid[], _account_id uuid[], _sales uuid[], _amount bigint[], _tax bigint[], _tip bigint[], _items jsonb[],
  _customer_name text[], _store_id uuid[], _terminal_id uuid[], _staff_id uuid[], _device_id uuid[], _step bigint[],
  _client_id uuid[], _key text[], _fingerprint uuid[], _at timestamptz[],
  _guarded int[], _running bigint[], _account uuid[], _sum bigint[], _own uuid[]
) RETURNS bigint[] LANGUAGE plpgsql SET enable_seqscan = off SET enable_bitmapscan = off AS $$
DECLARE
  _before bigint[];
  _paid uuid[];
BEGIN
  _before := ledger.take(_lane, 2::smallint, _id, _account_id, _sales, _amount, _currency, _at, _guarded, _running, _account, _sum, _own);
  -- Only now that the accounts are taken: a tip may have used a code up a moment ago.
  -- OFFSET 0 keeps the look-up by key, code by code, from becoming a join.
  IF EXISTS (SELECT FROM unnest(_device_id, _step, _terminal_id) c(device_id, step, terminal_id)
              WHERE EXISTS (SELECT FROM payments.presented_codes p
                             WHERE p.lane = _lane AND p.device_id = c.device_id AND p.step = c.step
                               AND p.terminal_id <> c.terminal_id OFFSET 0)) THEN
    RAISE EXCEPTION 'a code is bound to another till' USING ERRCODE = 'RF003';
  END IF;
  WITH paid AS (
    INSERT INTO payments.payments (lane, id, account_id, customer_name, store_id, terminal_id, staff_id, device_id, step,
                                   client_id, idempotency_key, fingerprint, amount, tax, tip, currency, items, at)
    SELECT _lane, p.id, p.account_id, p.customer_name, p.store_id, p.terminal_id, p.staff_id, p.device_id, p.step,
           p.client_id, p.key, p.fingerprint, p.amount, p.tax, p.tip, _currency, p.items, p.at
      FROM unnest(_id, _account_id, _customer_name, _store_id, _terminal_id, _staff_id, _device_id, _step, _client_id, _key,
                  _fingerprint, _amount, _tax, _tip, _items, _at, _guarded)
           p(id, account_id, customer_name, store_id, terminal_id, staff_id, device_id, step, client_id, key,
             fingerprint, amount, tax, tip, items, at, guarded)
     WHERE _before[p.guarded] IS NOT NULL
    RETURNING id)
  SELECT array_agg(id) INTO _paid FROM paid;
  IF _paid IS NOT NULL THEN
    PERFORM ringfence.emit(_lane, 'payments.taken', _paid);
  END IF;
  RETURN _before;
END $$;
