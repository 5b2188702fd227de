DO $$ BEGIN
  ASSERT to_regclass('ringfence.mails_due') IS NOT NULL, 'mails that are due can be found';
  ASSERT to_regclass('gift_cards.gifts_pending') IS NOT NULL, 'gifts whose payment is open can be found';
  ASSERT to_regclass('gift_cards.gifts_refund_due') IS NOT NULL, 'charges that must go back can be found';
END $$;
