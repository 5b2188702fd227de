ALTER TABLE gift_cards.gifts DROP CONSTRAINT gifts_status_check;
ALTER TABLE gift_cards.gifts ADD CONSTRAINT gifts_status_check
  CHECK (status IN ('pending', 'failed', 'open', 'cancelled', 'refunded', 'disputed'));

-- Disputes of the card charges that paid for gifts. `id` is also that of the transfer which books the loss, where there is one.
CREATE TABLE gift_cards.disputes (
  id            uuid PRIMARY KEY,
  provider      text NOT NULL,
  reference     text NOT NULL,
  gift_id       uuid NOT NULL REFERENCES gift_cards.gifts (id),
  amount        bigint NOT NULL CHECK (amount > 0),
  reason        text NOT NULL,
  status        text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'won', 'lost')),
  taken_back    bigint NOT NULL CHECK (taken_back >= 0),
  loss          bigint NOT NULL CHECK (loss >= 0),
  opened_at     timestamptz NOT NULL,
  closed_at     timestamptz,
  given_back_at timestamptz,
  UNIQUE (provider, reference),
  CHECK (taken_back + loss = amount),
  CHECK ((status = 'open') = (closed_at IS NULL)),
  CHECK (given_back_at IS NULL OR status = 'won')
);
CREATE INDEX gift_disputes_gift ON gift_cards.disputes (gift_id);
CREATE INDEX gift_disputes_to_give_back ON gift_cards.disputes (id) WHERE status = 'won' AND given_back_at IS NULL;

-- Whose account it took how much from; `id` is that of the transfer.
CREATE TABLE gift_cards.dispute_parts (
  id         uuid PRIMARY KEY,
  dispute_id uuid NOT NULL REFERENCES gift_cards.disputes (id),
  account_id uuid NOT NULL,
  amount     bigint NOT NULL CHECK (amount > 0)
);
CREATE INDEX gift_dispute_parts_dispute ON gift_cards.dispute_parts (dispute_id);
