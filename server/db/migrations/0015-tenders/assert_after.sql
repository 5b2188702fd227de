DO $$ BEGIN
  ASSERT NOT EXISTS (SELECT FROM payments.payments WHERE state <> 'captured'), 'payments of before were all captured';
  ASSERT NOT EXISTS (SELECT FROM information_schema.columns WHERE table_schema = 'payments'
    AND data_type IN ('real', 'double precision', 'money', 'numeric')), 'no inexact money';
  ASSERT (SELECT count(*) = 1 FROM pg_constraint WHERE conrelid = 'payments.payments'::regclass
    AND contype = 'c' AND pg_get_constraintdef(oid) LIKE '%refunded%'), 'one rule says how much may go back';
  ASSERT EXISTS (SELECT FROM pg_constraint WHERE conrelid = 'payments.payments'::regclass
    AND pg_get_constraintdef(oid) LIKE '%(tax + tip)%'), 'tax and tip stay parts of the amount';
  ASSERT (SELECT count(*) = 2 FROM pg_constraint WHERE conrelid = 'payments.deeds'::regclass AND contype = 'u'),
    'a key does one thing, and each thing is done to a payment once';
END $$;
