import { expect, test } from 'vitest'
import { findAttack } from './attack-signatures.ts'

test.each([
  "I'd select 'the best' -- love",
  'Happy birthday, Noah! From all of us & the dog',
  'You & me: 1 + 1 = 2',
  'my "best friend" and I <3 you',
  'my "best friend" and I like coffee',
  "Mum's union; select your favourite drink from the menu",
  'Bob; update me on the plan, or drop by the table at 5',
  'I learned JavaScript: the (good) parts',
  'Please confirm(ed) by all; call me',
  "rock 'n' roll and 2 coffees = happiness",
  'O’Brien, d\'Artagnan and O\'Neil (or "Neil")',
  'A < B and C > D',
  'tea or coffee? either/or; 50% off',
  '<3 <3 <3',
  'Order by phone 5 times, having fun',
  'see https://example.test/?a=1&b=2#menu',
  'Zoë — «merci» 🎁',
  'Select committee of the European Union',
  'Insert coin; delete nothing',
  'Case closed; when in doubt, then ask. The end',
  'sleep (you need it)',
  '{"json": "in a text"}',
  'Price: $4.50 {small} / $5.50 {large}',
])('honest text passes: %s [S7]', text => {
  expect(findAttack(text)).toBeUndefined()
})

test.each([
  "' OR '1'='1",
  "admin'--",
  "1' or 1=1#",
  '1 OR 1=1',
  "x' UNION SELECT null, version()--",
  'x UNION/**/SELECT/**/password,email/**/FROM users',
  "'; DROP TABLE payments; --",
  '1; SELECT pg_sleep(5)',
  "' and (select * from pg_catalog.pg_user)='",
  '%27%20or%201%3D1--',
  'ＵＮＩＯＮ ＳＥＬＥＣＴ null',
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '" autofocus onfocus=alert(1) x="',
  'java\tscript:alert(1)',
  'javascript&colon;alert(1)',
  '&#x3c;svg onload=alert(1)&#x3e;',
  '%3Csvg/onload=alert(1)%3E',
  '<scr\u200bipt>x</scr\u200bipt>',
  ['$', '{jndi:ldap://x}'].join(''),
])('an attack is seen: %s [S7]', text => {
  expect(findAttack(text)).toBeTypeOf('string')
})
