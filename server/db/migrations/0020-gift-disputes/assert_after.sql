DO $$ BEGIN
  ASSERT to_regclass('gift_cards.gift_disputes_to_give_back') IS NOT NULL, 'won disputes can be found';
  ASSERT NOT EXISTS (SELECT FROM gift_cards.disputes), 'no gift was disputed before there were disputes of gifts';
END $$;
