DO $$ BEGIN
  ASSERT NOT EXISTS (SELECT FROM funding.loads WHERE tender = 'card' AND status = 'pending' AND provider IS NULL), 'pending charges can be found';
  ASSERT to_regclass('sandbox_psp.charges') IS NULL, 'the sandbox keeps one kind of record';
END $$;
