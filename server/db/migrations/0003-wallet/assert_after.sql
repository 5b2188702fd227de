DO $$ BEGIN
  ASSERT to_regclass('wallet.devices') IS NOT NULL, 'devices exist';
END $$;
