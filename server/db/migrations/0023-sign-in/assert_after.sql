DO $$ BEGIN
  ASSERT to_regclass('identity.staff_invitations_open') IS NOT NULL, 'a person has one open invitation at most';
  BEGIN
    INSERT INTO identity.sign_in_proofs VALUES ('test', gen_random_uuid(), 'staff', 'code', now(), now());
    RAISE EXCEPTION 'an e-mail code made somebody staff';
  EXCEPTION WHEN check_violation THEN NULL;
  END;
END $$;
