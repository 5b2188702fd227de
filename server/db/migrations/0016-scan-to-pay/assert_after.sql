DO $$ BEGIN
  ASSERT (SELECT indisunique FROM pg_index WHERE indexrelid = 'payments.request_paid_once'::regclass), 'what asks once is paid once';
END $$;
