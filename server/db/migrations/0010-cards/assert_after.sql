DO $$ BEGIN
  ASSERT (SELECT count(*) FROM wallet.cards c LEFT JOIN wallet.card_designs d ON d.id = c.design WHERE d.id IS NULL) = 0,
    'every card has a design of the gallery';
  ASSERT to_regclass('gift_cards.cards_live') IS NOT NULL, 'one live card an account';
  ASSERT to_regclass('gift_cards.activations_standing') IS NOT NULL, 'a card is activated once';
END $$;
