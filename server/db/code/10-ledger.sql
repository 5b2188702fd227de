-- Posting: the one way that value moves. Lots lie in their account's row in the order they are spent (docs/adr/0007-lots-lie-in-line.md).

-- Takes the next number of a lane's outbox. The row lock makes numbers follow the order of commits, without gaps.
CREATE OR REPLACE FUNCTION ringfence.emit(_lane smallint, _type text, _ids uuid[]) RETURNS bigint
LANGUAGE sql AS $$
  WITH head AS (UPDATE ringfence.outbox_heads SET seq = seq + 1 WHERE lane = _lane RETURNING seq)
  INSERT INTO ringfence.outbox (lane, seq, type, ids) SELECT _lane, seq, _type, _ids FROM head RETURNING seq
$$;

-- What a transfer adds to the chain. Field order and separators are part of the format; `prove` repeats them in TypeScript.
-- Stable, as concat_ws is: else it would not be inlined, which costs more than all it does. What is null adds nothing.
CREATE OR REPLACE FUNCTION ledger.transfer_line(
  _id uuid, _kind smallint, _debit uuid, _credit uuid, _amount bigint, _currency char(3), _at timestamptz, _reverses uuid,
  _lots uuid[], _parts bigint[]
) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT concat_ws('|', _id, _kind, _debit, _credit, _amount, _currency,
                   (extract(epoch FROM _at) * 1000000)::bigint, coalesce(_reverses::text, '-'), _lots::text, _parts::text)
$$;
DROP FUNCTION IF EXISTS ledger.transfer_line(uuid, smallint, uuid, uuid, bigint, char, timestamptz, uuid);
DROP FUNCTION IF EXISTS ledger.post(smallint, uuid[], smallint[], uuid[], uuid[], bigint[], text, timestamptz[], uuid[], int[],
  uuid[], bigint[], bigint[], bigint[], uuid[], boolean);
DROP FUNCTION IF EXISTS ledger.moves(uuid[], bigint[], bigint[], bigint[]);

-- Adds transfers to a lane's books and to its chain: the head is locked last and shortly; its hash covers all before it.
CREATE OR REPLACE FUNCTION ledger.append(_lane smallint, _rows ledger.transfers[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  _number bigint; _previous bytea; _hash bytea;
BEGIN
  SELECT h.number + 1, h.hash INTO STRICT _number, _previous FROM ledger.heads h WHERE h.lane = _lane FOR UPDATE;
  WITH posted AS (
    INSERT INTO ledger.transfers (lane, id, batch, position, kind, debit_account, credit_account, amount, currency, at, reverses,
                                  lots, parts)
    SELECT _lane, r.id, _number, r.position, r.kind, r.debit_account, r.credit_account, r.amount, r.currency, r.at, r.reverses,
           r.lots, r.parts
      FROM unnest(_rows) r
    RETURNING position,
      ledger.transfer_line(id, kind, debit_account, credit_account, amount, currency, at, reverses, lots, parts) AS line)
  SELECT sha256(_previous || convert_to(string_agg(line, E'\n' ORDER BY position), 'UTF8')) INTO _hash FROM posted;
  INSERT INTO ledger.batches (lane, number, transfers, previous, hash) VALUES (_lane, _number, cardinality(_rows), _previous, _hash);
  UPDATE ledger.heads SET number = _number, hash = _hash WHERE lane = _lane;
END $$;

-- The brand's own accounts must exist, be unguarded and hold this currency.
CREATE OR REPLACE FUNCTION ledger.expect_own(_lane smallint, _own uuid[], _currency text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT count(*) FROM ledger.accounts
       WHERE lane = _lane AND id = ANY (_own) AND balance IS NULL AND currency = _currency) <> cardinality(_own) THEN
    RAISE EXCEPTION 'unknown account of the brand' USING ERRCODE = 'RF002';
  END IF;
END $$;

DO $$ BEGIN
  -- Lots with what each has or gives, in order.
  IF to_regtype('ledger.line') IS NULL THEN CREATE TYPE ledger.line AS (lots uuid[], parts bigint[], ranks bigint[]); END IF;
  IF to_regtype('ledger.taken') IS NULL THEN CREATE TYPE ledger.taken AS (before bigint, lots uuid[], parts bigint[]); END IF;
END $$;

-- What a debit takes from a line of lots that has been drawn down to `_balance`.
CREATE OR REPLACE FUNCTION ledger.draw(_lots uuid[], _parts bigint[], _balance bigint, _amount bigint) RETURNS ledger.line
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  _skip bigint := -_balance; _left bigint := _amount; _share bigint; _part bigint;
  _l uuid[] := '{}'; _p bigint[] := '{}';
BEGIN
  FOREACH _part IN ARRAY _parts LOOP _skip := _skip + _part; END LOOP;
  FOR n IN 1 .. cardinality(_parts) LOOP
    EXIT WHEN _left = 0;
    IF _skip >= _parts[n] THEN
      _skip := _skip - _parts[n];
      CONTINUE;
    END IF;
    _share := least(_parts[n] - _skip, _left);
    _l := _l || _lots[n];
    _p := _p || _share;
    _left := _left - _share;
    _skip := 0;
  END LOOP;
  RETURN ROW(_l, _p, NULL)::ledger.line;
END $$;

-- The moves of accounts, one a row, in the order given. ROWS 1 makes the planner look each of them up by its key: about a
-- new table, not analyzed yet, it knows too little, and would compare each of them with every account there is.
CREATE OR REPLACE FUNCTION ledger.sums(_account uuid[], _sum bigint[])
RETURNS TABLE (i bigint, id uuid, sum bigint) LANGUAGE sql VOLATILE ROWS 1 AS $$
  SELECT s.i, s.id, s.sum FROM unnest(_account, _sum) WITH ORDINALITY s(id, sum, i)
$$;

-- The fast path: many debits of customers' accounts in favour of the brand's, set-wise.
--   _id … _at    the transfers, in order: all of one kind, from _debit to _credit
--   _guarded     for each transfer the position of its account in _account
--   _running     for each transfer the sum that its account has paid with it
--   _account     the customers' accounts, each once, sorted by id (so that writers never deadlock)
--   _sum         what each of them pays in all
--   _own         the brand's accounts on the other side, each once
-- Returns the balance before, for each of _account; null where nothing was posted (short, frozen, unknown, or a lot has expired).
CREATE OR REPLACE FUNCTION ledger.take(
  _lane smallint, _kind smallint, _id uuid[], _debit uuid[], _credit uuid[], _amount bigint[], _currency text, _at timestamptz[],
  _guarded int[], _running bigint[], _account uuid[], _sum bigint[], _own uuid[]
) RETURNS bigint[]
LANGUAGE plpgsql SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off
  SET enable_bitmapscan = off SET enable_material = off AS $$
DECLARE
  _found ledger.taken[]; _taken ledger.taken[]; _places int[]; _applied int; _before bigint[]; _rows ledger.transfers[];
  _latest timestamptz := (SELECT max(x) FROM unnest(_at) x);
BEGIN
  PERFORM ledger.expect_own(_lane, _own, _currency);
  -- One conditional update an account. A concurrent writer's new balance is seen and checked again.
  WITH moved AS (
    UPDATE ledger.accounts a SET balance = a.balance - s.sum
      FROM ledger.sums(_account, _sum) s
     WHERE a.lane = _lane AND a.id = s.id AND a.currency = _currency AND a.kind = 'stored_value'
       AND a.balance - s.sum >= a.floor AND NOT a.frozen
       AND (a.next_expiry IS NULL OR a.next_expiry > _latest)
    RETURNING s.i, a.balance + s.sum AS before, a.lots, a.parts)
  SELECT array_agg(ROW(before, lots, parts)::ledger.taken ORDER BY i), array_agg(i::int ORDER BY i),
         array_agg(before ORDER BY i)
    INTO _found, _places, _before FROM moved;
  _applied := coalesce(cardinality(_places), 0);
  IF _applied = cardinality(_account) THEN
    _taken := _found;
  ELSE
    _taken := array_fill(NULL::ledger.taken, ARRAY[cardinality(_account)]);
    _before := array_fill(NULL::bigint, ARRAY[cardinality(_account)]);
    FOR n IN 1 .. _applied LOOP
      _taken[_places[n]] := _found[n];
      _before[_places[n]] := (_found[n]).before;
    END LOOP;
  END IF;
  IF _applied = 0 THEN
    RETURN _before;
  END IF;

  SELECT array_agg(ROW(_lane, t.id, 0, t.position, _kind, t.debit, t.credit, t.amount, _currency, t.at, NULL,
                       (t.drawn).lots, (t.drawn).parts)::ledger.transfers ORDER BY t.position)
    INTO _rows
    FROM (SELECT u.*, CASE WHEN cardinality((u.line).lots) = 1 THEN ROW((u.line).lots, ARRAY[u.amount], NULL)::ledger.line
                           ELSE ledger.draw((u.line).lots, (u.line).parts, (u.line).before - u.running + u.amount, u.amount)
                           END AS drawn
            FROM (SELECT x.*, _taken[x.guarded] AS line
                    FROM unnest(_id, _debit, _credit, _amount, _at, _guarded, _running)
                         WITH ORDINALITY x(id, debit, credit, amount, at, guarded, running, position)
                   WHERE _applied = cardinality(_account) OR _before[x.guarded] IS NOT NULL OFFSET 0) u OFFSET 0) t;
  PERFORM ledger.append(_lane, _rows);
  RETURN _before;
END $$;

-- A line with a lot's value added (or, where `_part` is negative, taken out), arranged anew: what was drawn is gone from it.
-- Null when the lot does not have that much.
CREATE OR REPLACE FUNCTION ledger.arrange(
  _lots uuid[], _parts bigint[], _ranks bigint[], _balance bigint, _lot uuid, _part bigint, _rank bigint
) RETURNS ledger.line LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  _skip bigint := -_balance; _had bigint; _left bigint; _placed boolean := false;
  _l uuid[] := '{}'; _p bigint[] := '{}'; _r bigint[] := '{}';
BEGIN
  FOREACH _had IN ARRAY _parts LOOP _skip := _skip + _had; END LOOP;
  FOR n IN 1 .. cardinality(_parts) LOOP
    _left := _parts[n] - least(_skip, _parts[n]);
    _skip := _skip - (_parts[n] - _left);
    IF _lots[n] = _lot THEN
      _left := _left + _part;
      _placed := true;
    ELSIF NOT _placed AND _part > 0 AND (_ranks[n], _lots[n]) > (_rank, _lot) THEN
      _l := _l || _lot; _p := _p || _part; _r := _r || _rank;
      _placed := true;
    END IF;
    IF _left < 0 THEN RETURN NULL; END IF;
    IF _left > 0 THEN
      _l := _l || _lots[n]; _p := _p || _left; _r := _r || _ranks[n];
    END IF;
  END LOOP;
  IF NOT _placed AND _part < 0 THEN RETURN NULL; END IF;
  IF NOT _placed THEN
    _l := _l || _lot; _p := _p || _part; _r := _r || _rank;
  END IF;
  RETURN ROW(_l, _p, _r)::ledger.line;
END $$;

-- Writes what became of an account's balance and line.
CREATE OR REPLACE FUNCTION ledger.put(_lane smallint, _account ledger.accounts) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  UPDATE ledger.accounts
     SET balance = _account.balance, lots = _account.lots, parts = _account.parts, ranks = _account.ranks,
         next_expiry = _account.next_expiry
   WHERE lane = _lane AND id = _account.id;
END $$;
