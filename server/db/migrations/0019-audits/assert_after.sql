DO $$ BEGIN
  ASSERT NOT EXISTS (SELECT FROM ledger.audits), 'no night was audited before there were audits';
END $$;
