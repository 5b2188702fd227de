import type { Account, AutoTopUp, Brand } from '@ringfence/contract'
import { Skeleton, useQuery } from '@ringfence/ui'
import { useEffect } from 'preact/hooks'
import { brand } from '../../brand.ts'
import { liveVersion, onLive } from '../../live.ts'
import { Failure } from '../../parts/failure.tsx'
import { goBack } from '../../parts/go-back.ts'
import { useLookEvery } from '../../parts/use-look-every.ts'
import { api } from '../../session.ts'
import { PageHead } from '../../shell/frame.tsx'
import { autoTopUp, holder } from '../../wallet.ts'
import './auto-top-up.css'
import { RuleForm } from './rule-form.tsx'
import { RuleState } from './rule-state.tsx'

export function AutoTopUpScreen() {
  const [account, rules] = [holder.value?.account, brand.value]
  return (
    <div class="narrow stack">
      <PageHead
        title="Auto top-up"
        detail="Your balance loads by itself, from a card of yours."
        onBack={() => goBack('/load')}
      />
      {account && rules ? <Rule key={account.id} account={account} rules={rules} /> : <Skeleton lines={8} />}
    </div>
  )
}

/** What changes by itself, such as a charge under way, is looked at again this often. */
const lookEveryMs = 3_000

function Rule({ account, rules }: { account: Account; rules: Brand }) {
  const query = useQuery(`auto top-up ${account.id}`, signal =>
    api.getMyAutoTopUp({ params: { id: account.id }, signal }),
  )
  const hasNone = query.failure?.code === 'not_found'
  const rule = hasNone ? null : query.data
  useEffect(() => {
    if (rule !== undefined) autoTopUp.value = rule
  }, [rule])
  useEffect(() => {
    if (liveVersion.value > 0) query.reload()
  }, [liveVersion.value])
  // What it does is seen here and needs no message.
  useEffect(() => onLive(event => event.type === 'autoTopUp.told' || event.type.startsWith('load.')), [])
  const mayChange = rule?.status === 'waiting' || rule?.status === 'charging' || rule?.status === 'on'
  useLookEvery(mayChange ? lookEveryMs : undefined, query.reload)

  if (rule === undefined && query.failure) {
    return <Failure failure={query.failure} onRetry={query.reload} retrying={query.loading} what="Your auto top-up" />
  }
  if (rule === undefined) return <Skeleton lines={8} />
  return (
    <>
      {rule && <RuleState rule={rule} />}
      <RuleForm key={formKey(rule)} {...{ account, rules, rule }} onSaved={query.reload} />
    </>
  )
}

/** The form starts anew when the rule was changed, not each time its state is read. */
function formKey(rule: AutoTopUp | null): string {
  return rule ? JSON.stringify([rule.amount, rule.trigger, rule.paymentMethodId]) : 'none'
}
