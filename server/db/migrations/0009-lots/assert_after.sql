DO $$ BEGIN
  ASSERT NOT EXISTS (SELECT FROM ledger.accounts a
    WHERE kind = 'stored_value' AND balance <> (SELECT coalesce(sum(part), 0) FROM unnest(parts) part)), 'lots equal balances';
  ASSERT NOT EXISTS (SELECT FROM ledger.accounts WHERE kind <> 'stored_value' AND cardinality(lots) > 0), 'only stored value lies in lots';
END $$;
