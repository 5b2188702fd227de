DO $$ BEGIN
  ASSERT has_table_privilege('ringfence_app', 'identity.sessions', 'DELETE'), 'the server deletes sign-ins that are long over';
  ASSERT (SELECT relrowsecurity FROM pg_class WHERE oid = 'identity.sessions'::regclass), 'a customer’s request still reaches own rows alone';
END $$;
