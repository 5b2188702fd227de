DO $$ BEGIN
  ASSERT NOT EXISTS (SELECT FROM identity.staff WHERE placed_by <> '{}'), 'of those who were here before nobody knows who placed them';
END $$;
