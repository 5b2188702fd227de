import { Amount, Banner, Button, formatMoney, Sheet } from '@ringfence/ui'
import { Banknote, CreditCard, Keyboard, ScanLine } from 'lucide-preact'
import { useState } from 'preact/hooks'
import { clearForNext } from '../sell/basket-state.ts'
import { Keypad } from '../sell/keypad.tsx'
import { endSplit, payRest, type Split, split } from './split.ts'
import type { Rest } from './split-rules.ts'
import { codeEntry } from './take-code.ts'
import { TenderRows } from './tender-rows.tsx'
import './split-sheet.css'

/** Asks for the rest when what was presented does not cover the basket. The scanner goes on listening. */
export function SplitSheet() {
  const open = split.value
  return (
    <Sheet open={open !== undefined} onClose={endSplit} title="More is needed" closeLabel="Give up, nothing is charged">
      {open && (open.rest ? <AwaitCode open={open} rest={open.rest} /> : <RestOf open={open} />)}
    </Sheet>
  )
}

const pay = async (open: Split, rest: Rest) => {
  if (await payRest(open, rest)) clearForNext()
}

function RestOf({ open }: { open: Split }) {
  const [isParting, setParting] = useState(false)
  const { remaining, tenders, customerName, sale } = open
  const { currency } = sale
  const money = formatMoney({ amount: remaining, currency })
  if (isParting) return <PartInCash open={open} onBack={() => setParting(false)} />
  return (
    <div class="split">
      <TenderRows label="Presented so far" tenders={tenders} currency={currency} customerName={customerName} />
      <p class="split__rest">
        <span>Still to pay</span>
        <Amount class="total" value={{ amount: remaining, currency }} />
      </p>
      <p class="split__scan" role="status">
        <ScanLine size={28} aria-hidden="true" />
        Scan another gift card or a pay code, or take the rest here. Nothing is charged until all of it is covered.
      </p>
      <div class="split__ways">
        <Button size="till" icon={<Banknote size={22} />} onClick={() => void pay(open, { cash: remaining, card: 0 })}>
          Cash {money}
        </Button>
        <Button
          size="till"
          icon={<CreditCard size={22} />}
          onClick={() => void pay(open, { cash: 0, card: remaining })}
        >
          Card {money}
        </Button>
        <Button size="till" variant="quiet" onClick={() => setParting(true)}>
          Part cash, part card
        </Button>
        <Button
          size="till"
          variant="quiet"
          icon={<Keyboard size={22} />}
          onClick={() => {
            codeEntry.value = 'typing'
          }}
        >
          Type a code
        </Button>
      </div>
    </div>
  )
}

function PartInCash({ open, onBack }: { open: Split; onBack: () => void }) {
  const [cash, setCash] = useState(0)
  const { remaining, sale } = open
  const money = (amount: number) => formatMoney({ amount, currency: sale.currency })
  const isPart = cash > 0 && cash < remaining
  return (
    <div class="split">
      <Keypad label="Cash" value={cash} currency={sale.currency} onChange={setCash} />
      <p class="split__scan" role="status">
        {isPart ? `${money(remaining - cash)} by card.` : `Key in the cash: less than ${money(remaining)}.`}
      </p>
      <div class="split__ways">
        <Button size="till" onClick={onBack}>
          Back
        </Button>
        <Button
          size="till"
          variant="primary"
          disabled={!isPart}
          onClick={() => void pay(open, { cash, card: remaining - cash })}
        >
          {isPart ? `Cash ${money(cash)}, card ${money(remaining - cash)}` : 'Charge'}
        </Button>
      </div>
    </div>
  )
}

/** The pay code has run out while the rest was counted: the next one finishes the payment by itself. */
function AwaitCode({ open, rest }: { open: Split; rest: Rest }) {
  const { currency } = open.sale
  return (
    <div class="split">
      <Banner tone="warn" title="The pay code has run out.">
        Ask for the new one and scan it: then the payment is finished as you chose. Nothing is charged yet.
      </Banner>
      <TenderRows
        label="Rest as chosen"
        currency={currency}
        tenders={[
          ...(rest.cash > 0 ? [{ type: 'cash' as const, amount: rest.cash }] : []),
          ...(rest.card > 0 ? [{ type: 'card' as const, amount: rest.card }] : []),
        ]}
      />
      <div class="split__ways">
        <Button
          size="till"
          icon={<Keyboard size={22} />}
          onClick={() => {
            codeEntry.value = 'typing'
          }}
        >
          Type the code
        </Button>
        <Button size="till" onClick={endSplit}>
          Give up, nothing is charged
        </Button>
      </div>
    </div>
  )
}
