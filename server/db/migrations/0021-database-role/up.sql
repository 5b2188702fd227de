-- The role that the server works as. It belongs to the whole cluster: databases beside this one may make it at the same instant.
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'ringfence_app') THEN
    CREATE ROLE ringfence_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
  END IF;
EXCEPTION
  WHEN duplicate_object OR unique_violation THEN NULL;
  WHEN insufficient_privilege THEN
    RAISE EXCEPTION 'the role ringfence_app is missing, and % may not create it', current_user
      USING HINT = 'Let an administrator of the database run: CREATE ROLE ringfence_app LOGIN PASSWORD ''…''; '
                   'then set RINGFENCE_APP_DATABASE_URL to that login and start again.';
END $$;

-- No default privileges: a table that nobody has decided on stays closed (server/test/security/database-role.test.ts lists the decisions).
GRANT USAGE ON SCHEMA ringfence, ledger, identity, wallet, funding, sandbox_psp, catalogue, payments, insights, gift_cards, notifications, shifts
  TO ringfence_app;

-- What is written once and stays.
GRANT SELECT, INSERT ON
  ledger.transfers, ledger.batches, ledger.lots, ledger.audits, ringfence.outbox,
  payments.refunds, payments.refund_parts, payments.deeds, payments.visits, payments.request_payments, payments.offline_flags,
  payments.offline_rules, payments.scan_keys,
  shifts.cash_movements, gift_cards.imports, gift_cards.consolidations, gift_cards.consolidated_cards, gift_cards.dispute_parts,
  gift_cards.gift_refunds, notifications.receipts, funding.auto_top_up_notices, insights.customer_days,
  wallet.customers, wallet.accounts, catalogue.stores, catalogue.items,
  identity.staff, identity.sandbox_customers, identity.signing_keys
  TO ringfence_app;

-- Money: only the columns that change with it.
GRANT SELECT, INSERT, UPDATE (balance, lots, parts, ranks, next_expiry, held, frozen) ON ledger.accounts TO ringfence_app;
GRANT SELECT, INSERT, UPDATE (state, captured, closed_at) ON ledger.holds TO ringfence_app;
GRANT SELECT, INSERT, UPDATE (state, amount, tax, tip, tipped, refunded) ON payments.payments TO ringfence_app;
GRANT SELECT, INSERT, UPDATE (id, amount) ON payments.tenders TO ringfence_app;
GRANT SELECT, INSERT, UPDATE (status, decline_reason, decline_kind, psp_reference, psp_fee, refunded, recovered) ON funding.loads TO ringfence_app;
GRANT SELECT, INSERT, UPDATE (owed) ON funding.debts TO ringfence_app;
-- One row a lane, made by whoever makes the lane.
GRANT SELECT, UPDATE (number, hash) ON ledger.heads TO ringfence_app;
GRANT SELECT, UPDATE (seq) ON ringfence.outbox_heads TO ringfence_app;

-- What changes with the business.
GRANT SELECT, INSERT, UPDATE ON
  payments.requests, payments.presented_codes, payments.offline_terminals, payments.offline_chains,
  payments.offline_payments,
  shifts.shifts,
  gift_cards.batches, gift_cards.cards, gift_cards.activations, gift_cards.gifts, gift_cards.disputes,
  notifications.mail_preferences, notifications.offsets,
  funding.load_refunds, funding.disputes, funding.payouts, funding.payout_items, funding.payment_methods,
  funding.psp_customers, funding.bulk_loads, funding.bulk_lines, funding.auto_top_ups, funding.auto_top_up_offsets,
  insights.offsets, insights.hours, insights.load_hours,
  wallet.cards, wallet.devices, wallet.card_designs,
  identity.terminals, identity.terminal_keys,
  sandbox_psp.records,
  ringfence.settings, ringfence.mails
  TO ringfence_app;

-- What is forgotten after a while.
GRANT SELECT, INSERT, UPDATE, DELETE ON ringfence.tries, ringfence.sandbox_mails, funding.card_tries, funding.psp_events, gift_cards.codes
  TO ringfence_app;

-- Read, to tell the version.
GRANT SELECT ON ringfence.migrations, ringfence.code TO ringfence_app;
