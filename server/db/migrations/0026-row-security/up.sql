-- Behind the WHERE of every statement that a customer's request makes: rows of others are not there. The setting is made for one transaction
-- by platform/database.ts; tills, staff and the server's own work run without it and see all that their role may.
CREATE FUNCTION ringfence.customer() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS
  $$ SELECT nullif(current_setting('ringfence.customer', true), '')::uuid $$;

-- What policies ask about other tables, without their policies: two that asked each other would never end.
CREATE FUNCTION wallet.own_accounts() RETURNS SETOF uuid LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
  $$ SELECT id FROM wallet.accounts WHERE customer_id = ringfence.customer() $$;
CREATE FUNCTION gift_cards.own_accounts() RETURNS SETOF uuid LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
  $$ SELECT account_id FROM gift_cards.cards WHERE customer_id = ringfence.customer() $$;
CREATE FUNCTION gift_cards.bought_accounts() RETURNS SETOF uuid LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
  $$ SELECT account_id FROM gift_cards.gifts WHERE buyer_id = ringfence.customer() $$;
CREATE FUNCTION gift_cards.own_cards() RETURNS SETOF uuid LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
  $$ SELECT id FROM gift_cards.cards WHERE customer_id = ringfence.customer() OR account_id IN (SELECT gift_cards.bought_accounts()) $$;

CREATE FUNCTION payments.is_own(_payment uuid) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
  $$ SELECT EXISTS (SELECT FROM ledger.heads h JOIN payments.payments p ON p.lane = h.lane AND p.id = _payment) $$;

-- Row security evaluates what might leak a value after itself, so an index on an expression would not be used any more.
ALTER TABLE wallet.customers ADD COLUMN email_key text GENERATED ALWAYS AS (lower(email)) STORED;
DROP INDEX wallet.customers_email;
DROP INDEX wallet.customers_name; -- nothing has used it: a search looks for parts of names
CREATE UNIQUE INDEX customers_email ON wallet.customers (email_key);
COMMENT ON COLUMN wallet.customers.email_key IS 'By which an address is found, however it is written';

-- The sub-selects run once a statement, and the first is all that runs for who is no customer.
CREATE PROCEDURE ringfence.secure_rows(_table regclass, _own text) LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', _table);
  EXECUTE format('CREATE POLICY own_rows ON %s TO ringfence_app USING ((SELECT ringfence.customer()) IS NULL OR %s)', _table, _own);
END $$;

CALL ringfence.secure_rows('wallet.customers', 'id = (SELECT ringfence.customer())');
CALL ringfence.secure_rows('wallet.accounts', 'customer_id = (SELECT ringfence.customer())');
CALL ringfence.secure_rows('wallet.cards', 'account_id = ANY (ARRAY(SELECT wallet.own_accounts()))');
CALL ringfence.secure_rows('wallet.devices', 'account_id = ANY (ARRAY(SELECT wallet.own_accounts()))');

CALL ringfence.secure_rows('gift_cards.cards',
  'customer_id = (SELECT ringfence.customer()) OR account_id = ANY (ARRAY(SELECT gift_cards.bought_accounts()))');
CALL ringfence.secure_rows('gift_cards.gifts',
  'buyer_id = (SELECT ringfence.customer()) OR account_id = ANY (ARRAY(SELECT gift_cards.own_accounts()))');
CALL ringfence.secure_rows('gift_cards.codes', 'card_id = ANY (ARRAY(SELECT gift_cards.own_cards()))');
CALL ringfence.secure_rows('gift_cards.activations', 'card_id = ANY (ARRAY(SELECT gift_cards.own_cards()))');
CALL ringfence.secure_rows('gift_cards.consolidations', 'account_id = ANY (ARRAY(SELECT wallet.own_accounts()))');
CALL ringfence.secure_rows('gift_cards.consolidated_cards',
  'EXISTS (SELECT FROM gift_cards.consolidations c WHERE c.id = consolidation_id)');
CALL ringfence.secure_rows('gift_cards.gift_refunds', 'EXISTS (SELECT FROM gift_cards.gifts g WHERE g.id = gift_id)');

CALL ringfence.secure_rows('funding.loads', 'account_id = ANY (ARRAY(SELECT wallet.own_accounts()))');
CALL ringfence.secure_rows('funding.load_refunds',
  'EXISTS (SELECT FROM funding.loads l WHERE l.lane = load_refunds.lane AND l.id = load_id)');
CALL ringfence.secure_rows('funding.debts', 'account_id = ANY (ARRAY(SELECT wallet.own_accounts()))');
CALL ringfence.secure_rows('funding.disputes', 'account_id = ANY (ARRAY(SELECT wallet.own_accounts()))');
CALL ringfence.secure_rows('funding.payment_methods', 'customer_id = (SELECT ringfence.customer())');
CALL ringfence.secure_rows('funding.psp_customers', 'customer_id = (SELECT ringfence.customer())');
CALL ringfence.secure_rows('funding.card_tries', 'customer_id = (SELECT ringfence.customer())');
CALL ringfence.secure_rows('funding.auto_top_ups', 'customer_id = (SELECT ringfence.customer())');
CALL ringfence.secure_rows('funding.auto_top_up_notices', 'account_id = ANY (ARRAY(SELECT wallet.own_accounts()))');
CALL ringfence.secure_rows('funding.bulk_lines', 'false');

CALL ringfence.secure_rows('payments.payments',
  'account_id = ANY (ARRAY(SELECT wallet.own_accounts())) OR account_id = ANY (ARRAY(SELECT gift_cards.own_accounts()))');
CALL ringfence.secure_rows('payments.visits', 'account_id = ANY (ARRAY(SELECT wallet.own_accounts()))');
CALL ringfence.secure_rows('payments.refunds',
  'EXISTS (SELECT FROM payments.payments p WHERE p.lane = refunds.lane AND p.id = payment_id)');
CALL ringfence.secure_rows('payments.refund_parts',
  'EXISTS (SELECT FROM payments.payments p WHERE p.lane = refund_parts.lane AND p.id = payment_id)');
CALL ringfence.secure_rows('payments.tenders',
  'EXISTS (SELECT FROM payments.payments p WHERE p.lane = tenders.lane AND p.id = payment_id)');
CALL ringfence.secure_rows('payments.deeds',
  'EXISTS (SELECT FROM payments.payments p WHERE p.lane = deeds.lane AND p.id = payment_id)');
CALL ringfence.secure_rows('payments.offline_payments', 'false');

CALL ringfence.secure_rows('notifications.mail_preferences', 'customer_id = (SELECT ringfence.customer())');
CALL ringfence.secure_rows('notifications.receipts', 'payments.is_own(payment_id)');

CALL ringfence.secure_rows('identity.sessions', 'person_id = (SELECT ringfence.customer())');
CALL ringfence.secure_rows('identity.passkeys', 'person_id = (SELECT ringfence.customer())');

DROP PROCEDURE ringfence.secure_rows;
