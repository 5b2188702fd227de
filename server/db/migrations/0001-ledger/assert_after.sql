DO $$ BEGIN
  ASSERT (SELECT count(*) = 1 FROM ledger.heads WHERE lane = 0 AND number = 0 AND length(hash) = 32), 'lane 0 has a head';
  ASSERT NOT EXISTS (SELECT FROM information_schema.columns WHERE table_schema = 'ledger'
    AND data_type IN ('real', 'double precision', 'money', 'numeric')), 'no inexact money';
  ASSERT (SELECT bool_and(c.lane_first) FROM (
    SELECT (SELECT attname FROM pg_attribute a WHERE a.attrelid = i.indrelid AND a.attnum = i.indkey[0]) = 'lane' AS lane_first
    FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid JOIN pg_namespace n ON n.oid = t.relnamespace
    WHERE n.nspname = 'ledger' AND i.indisunique) c), 'lane is first in every unique key';
END $$;
