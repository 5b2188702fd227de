-- Posting: the one way that value moves.

-- Takes the next number of a lane's outbox. The row lock makes numbers follow the order of commits, without gaps.
CREATE OR REPLACE FUNCTION ringfence.emit(_lane smallint, _type text, _ids uuid[]) RETURNS bigint
LANGUAGE sql AS $$
  WITH head AS (UPDATE ringfence.outbox_heads SET seq = seq + 1 WHERE lane = _lane RETURNING seq)
  INSERT INTO ringfence.outbox (lane, seq, type, ids) SELECT _lane, seq, _type, _ids FROM head RETURNING seq
$$;

-- What a transfer adds to the chain. Field order and separators are part of the format; `prove` repeats them in TypeScript.
-- Stable, as concat_ws is: else it would not be inlined, which costs more than all it does.
CREATE OR REPLACE FUNCTION ledger.transfer_line(
  _id uuid, _kind smallint, _debit uuid, _credit uuid, _amount bigint, _currency char(3), _at timestamptz, _reverses uuid
) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT concat_ws('|', _id, _kind, _debit, _credit, _amount, _currency,
                   (extract(epoch FROM _at) * 1000000)::bigint, coalesce(_reverses::text, '-'))
$$;

-- The accounts of a posting, one a row, in the order given. ROWS 1 makes the planner look each of them up by its key: about a
-- new table, not analyzed yet, it knows too little, and would compare each of them with every account there is.
CREATE OR REPLACE FUNCTION ledger.moves(_account uuid[], _delta bigint[], _low bigint[], _high bigint[])
RETURNS TABLE (i bigint, id uuid, delta bigint, low bigint, high bigint) LANGUAGE sql VOLATILE ROWS 1 AS $$
  SELECT m.i, m.id, m.delta, m.low, m.high
    FROM unnest(_account, _delta, _low, _high) WITH ORDINALITY m(id, delta, low, high, i)
$$;

-- Posts transfers set-wise in one lane.
--   _id … _reverses   the transfers, in order
--   _guarded          for each transfer the position in _account of the customer's account that it moves
--   _account          the customers' accounts touched, each once, sorted by id (so that writers never deadlock)
--   _delta            what all its transfers together add to the account
--   _low, _high       the lowest and highest sum on the way, so that no step passes floor or ceiling
--   _own              the brand's accounts on the other side, each once
--   _all              true: everything or an exception (RF001); false: what an account does not allow is left out
-- Returns the balance before, for each of _account; null where nothing was posted.
CREATE OR REPLACE FUNCTION ledger.post(
  _lane smallint, _id uuid[], _kind smallint[], _debit uuid[], _credit uuid[], _amount bigint[], _currency text,
  _at timestamptz[], _reverses uuid[], _guarded int[],
  _account uuid[], _delta bigint[], _low bigint[], _high bigint[], _own uuid[], _all boolean
) RETURNS bigint[]
LANGUAGE plpgsql SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off
  SET enable_bitmapscan = off SET enable_material = off AS $$
DECLARE
  _before bigint[]; _found bigint[]; _places int[]; _applied int; _number bigint; _previous bytea; _hash bytea; _count int;
BEGIN
  -- The brand's own accounts must exist, be unguarded and hold this currency.
  IF (SELECT count(*) FROM ledger.accounts
       WHERE lane = _lane AND id = ANY (_own) AND balance IS NULL AND currency = _currency) <> cardinality(_own) THEN
    RAISE EXCEPTION 'unknown account of the brand' USING ERRCODE = 'RF002';
  END IF;

  -- 1. Guard: one conditional update an account. A concurrent writer's new balance is seen and checked again.
  WITH moved AS (
    UPDATE ledger.accounts a SET balance = a.balance + d.delta
      FROM ledger.moves(_account, _delta, _low, _high) d
     WHERE a.lane = _lane AND a.id = d.id AND a.currency = _currency
       AND a.balance + d.low >= a.floor
       AND (a.ceiling IS NULL OR d.high <= 0 OR a.balance + d.high <= a.ceiling)
       AND NOT (a.frozen AND a.id = ANY (_debit))
    RETURNING d.i, a.balance - d.delta AS before)
  SELECT array_agg(before ORDER BY i), array_agg(i::int ORDER BY i) INTO _found, _places FROM moved;
  _applied := coalesce(cardinality(_places), 0);
  IF _applied = cardinality(_account) THEN
    _before := _found;
  ELSE
    _before := array_fill(NULL::bigint, ARRAY[cardinality(_account)]);
    FOR n IN 1 .. _applied LOOP _before[_places[n]] := _found[n]; END LOOP;
  END IF;
  IF _applied < cardinality(_account) AND _all THEN
    RAISE EXCEPTION 'an account does not allow this' USING ERRCODE = 'RF001';
  END IF;
  IF _applied = 0 AND cardinality(_account) > 0 THEN
    RETURN _before;
  END IF;

  -- 2. The chain: the head is locked last and shortly; its hash covers all before it.
  SELECT h.number + 1, h.hash INTO STRICT _number, _previous FROM ledger.heads h WHERE h.lane = _lane FOR UPDATE;
  WITH posted AS (
    INSERT INTO ledger.transfers (lane, id, batch, position, kind, debit_account, credit_account, amount, currency, at, reverses)
    SELECT _lane, t.id, _number, t.position, t.kind, t.debit, t.credit, t.amount, _currency, t.at, t.reverses
      FROM unnest(_id, _kind, _debit, _credit, _amount, _at, _reverses, _guarded)
           WITH ORDINALITY t(id, kind, debit, credit, amount, at, reverses, guarded, position)
     WHERE _applied = cardinality(_account) OR _before[t.guarded] IS NOT NULL
    RETURNING position, ledger.transfer_line(id, kind, debit_account, credit_account, amount, currency, at, reverses) AS line)
  SELECT sha256(_previous || convert_to(string_agg(line, E'\n' ORDER BY position), 'UTF8')), count(*)
    INTO _hash, _count FROM posted;
  INSERT INTO ledger.batches (lane, number, transfers, previous, hash) VALUES (_lane, _number, _count, _previous, _hash);
  UPDATE ledger.heads SET number = _number, hash = _hash WHERE lane = _lane;
  RETURN _before;
END $$;
