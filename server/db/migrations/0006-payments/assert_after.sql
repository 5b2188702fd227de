DO $$ BEGIN
  ASSERT (SELECT indisunique FROM pg_index WHERE indexrelid = 'payments.payments_code_once'::regclass), 'a code pays once';
  ASSERT NOT EXISTS (SELECT FROM information_schema.columns WHERE table_schema IN ('payments', 'funding')
    AND data_type IN ('real', 'double precision', 'money', 'numeric')), 'no inexact money';
END $$;
