-- The exact way: transfers one after the other, between any accounts; with lots that are opened, named or carried along.
--   _id … _reverses    the transfers, in order
--   _opens … _place    for each transfer that opens a lot: its kind, tender, rank, expiry and jurisdiction; else null.
--                      The lot's id is the transfer's.
--   _of, _lot, _part   lots that transfers name (by their position): taken from, or given back to, exactly these. Without, a debit
--                      follows the spend order, and what goes to another customer's account keeps its lots.
--   _account           the guarded accounts touched, each once
--   _own               the brand's accounts touched, each once
--   _all               true: everything or an exception (RF001); false: transfers that an account does not allow are left out
-- Returns for each transfer the balance after, of the account credited if that is guarded, else debited; null where left out.
CREATE OR REPLACE FUNCTION ledger.post(
  _lane smallint, _id uuid[], _kind smallint[], _debit uuid[], _credit uuid[], _amount bigint[], _currency text,
  _at timestamptz[], _reverses uuid[],
  _opens text[], _tender text[], _rank bigint[], _expires timestamptz[], _place text[],
  _of int[], _lot uuid[], _part bigint[], _account uuid[], _own uuid[], _all boolean
) RETURNS bigint[]
LANGUAGE plpgsql SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off SET enable_bitmapscan = off AS $$
DECLARE
  d ledger.accounts; c ledger.accounts; _l uuid[]; _p bigint[]; _r bigint[]; _line ledger.line; _ok boolean;
  _soonest timestamptz;
  _rows ledger.transfers[] := '{}'; _after bigint[] := array_fill(NULL::bigint, ARRAY[cardinality(_id)]);
BEGIN
  PERFORM ledger.expect_own(_lane, _own, _currency);
  -- Locked in id order, before anything is decided: writers never deadlock.
  PERFORM FROM ledger.accounts WHERE lane = _lane AND id = ANY (_account) ORDER BY id FOR UPDATE;
  FOR n IN 1 .. cardinality(_id) LOOP
    IF _amount[n] <= 0 OR _debit[n] = _credit[n] THEN
      RAISE EXCEPTION 'a transfer joins two accounts by an amount above zero' USING ERRCODE = '23514';
    END IF;
    d := NULL; c := NULL; _l := NULL; _p := NULL; _ok := true;
    IF cardinality(_of) > 0 THEN
      SELECT array_agg(x.lot ORDER BY x.i), array_agg(x.part ORDER BY x.i) INTO _l, _p
        FROM unnest(_of, _lot, _part) WITH ORDINALITY x(transfer, lot, part, i) WHERE x.transfer = n;
    END IF;

    IF _debit[n] = ANY (_account) THEN
      SELECT * INTO d FROM ledger.accounts WHERE lane = _lane AND id = _debit[n];
      _ok := d.currency = _currency AND d.balance - _amount[n] >= d.floor
        -- What a frozen account may not do is spend; what the brand takes back from it (9, 11, 12, 13) is another matter.
        AND (NOT d.frozen OR _kind[n] IN (9, 11, 12, 13))
        AND (_l IS NOT NULL OR d.next_expiry IS NULL OR d.next_expiry > _at[n]);
      IF _ok AND d.kind = 'stored_value' AND _l IS NULL THEN
        _line := ledger.draw(d.lots, d.parts, d.balance, _amount[n]);
        _l := _line.lots; _p := _line.parts;
      ELSIF _ok AND d.kind = 'stored_value' THEN
        FOR k IN 1 .. cardinality(_l) LOOP
          _line := ledger.arrange(d.lots, d.parts, d.ranks, d.balance, _l[k], -_p[k], 0);
          _ok := _line.lots IS NOT NULL;
          EXIT WHEN NOT _ok;
          d.lots := _line.lots; d.parts := _line.parts; d.ranks := _line.ranks; d.balance := d.balance - _p[k];
        END LOOP;
        d.balance := d.balance + _amount[n];
      END IF;
      d.balance := d.balance - _amount[n];
    END IF;

    IF _credit[n] = ANY (_account) THEN
      SELECT * INTO c FROM ledger.accounts WHERE lane = _lane AND id = _credit[n];
      _ok := _ok AND c.currency = _currency AND (c.ceiling IS NULL OR c.balance + c.held + _amount[n] <= c.ceiling);
      IF _ok AND c.kind = 'stored_value' THEN
        IF _l IS NULL THEN
          _l := ARRAY[_id[n]]; _p := ARRAY[_amount[n]]; _r := ARRAY[_rank[n]];
          INSERT INTO ledger.lots (lane, id, kind, tender, rank, expires_at, jurisdiction, opened_at, escheat_from)
          VALUES (_lane, _id[n], _opens[n], _tender[n], _rank[n], _expires[n], _place[n], _at[n], _at[n]);
          _soonest := _expires[n];
        ELSE
          SELECT array_agg(l.rank ORDER BY x.i), min(l.expires_at) INTO _r, _soonest FROM unnest(_l) WITH ORDINALITY x(id, i)
            LEFT JOIN LATERAL (SELECT rank, expires_at FROM ledger.lots WHERE lane = _lane AND id = x.id OFFSET 0) l ON true;
        END IF;
        -- At the latest then something expires; it may be earlier than the truth once a lot is spent (modules/ledger/expire-lots.ts).
        c.next_expiry := least(c.next_expiry, _soonest);
        FOR k IN 1 .. cardinality(_l) LOOP
          _line := ledger.arrange(c.lots, c.parts, c.ranks, c.balance, _l[k], _p[k], _r[k]);
          c.lots := _line.lots; c.parts := _line.parts; c.ranks := _line.ranks; c.balance := c.balance + _p[k];
        END LOOP;
      ELSIF _ok THEN
        c.balance := c.balance + _amount[n];
      END IF;
    END IF;

    IF NOT coalesce(_ok, false) AND _all THEN
      RAISE EXCEPTION 'an account does not allow this' USING ERRCODE = 'RF001';
    END IF;
    CONTINUE WHEN NOT coalesce(_ok, false);
    IF _l IS NOT NULL AND (SELECT sum(part) FROM unnest(_p) part) <> _amount[n] THEN
      RAISE EXCEPTION 'the lots do not add up to the amount' USING ERRCODE = 'RF005';
    END IF;
    IF d.id IS NOT NULL THEN PERFORM ledger.put(_lane, d); END IF;
    IF c.id IS NOT NULL THEN PERFORM ledger.put(_lane, c); END IF;
    _after[n] := coalesce(c.balance, d.balance);
    _rows := _rows || ROW(_lane, _id[n], 0, cardinality(_rows) + 1, _kind[n], _debit[n], _credit[n], _amount[n], _currency, _at[n],
                          _reverses[n], _l, _p)::ledger.transfers;
  END LOOP;
  IF cardinality(_rows) > 0 THEN
    PERFORM ledger.append(_lane, _rows);
  END IF;
  RETURN _after;
END $$;
