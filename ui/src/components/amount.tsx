import { formatMoney, type Money, type MoneyFormat } from '../money.ts'
import './amount.css'
import { classNames } from './class-names.ts'

export interface AmountProps extends MoneyFormat {
  value: Money
  size?: 'text' | 'title' | 'large' | 'hero' | undefined
  /** `signed` shows amounts above zero in green; `plain` (default) in the text's colour. */
  tone?: 'plain' | 'signed' | undefined
  class?: string | undefined
}

export function Amount({ value, size = 'text', tone = 'plain', class: extra, ...format }: AmountProps) {
  const isGain = tone === 'signed' && value.amount > 0
  const name = classNames('amount', 'num', size !== 'text' && `amount--${size}`, isGain && 'amount--gain', extra)
  return <span class={name}>{formatMoney(value, format)}</span>
}
