DO $$ BEGIN
  ASSERT EXISTS (SELECT FROM pg_constraint WHERE conrelid = 'payments.offline_payments'::regclass AND contype = 'u'),
    'a payment of a chain is received once';
  ASSERT NOT EXISTS (SELECT FROM information_schema.columns WHERE table_schema = 'payments'
    AND data_type IN ('real', 'double precision', 'money', 'numeric')), 'no inexact money';
END $$;
