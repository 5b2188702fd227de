import { useId, useRef } from 'preact/hooks'
import { classNames } from './class-names.ts'
import './tabs.css'

export interface Choice<Id extends string = string> {
  id: Id
  label: string
  count?: number | undefined
}

export interface ChoiceProps<Id extends string = string> {
  /** What is chosen, for those who don't see it. */
  label: string
  items: Choice<Id>[]
  value: Id
  onChange: (id: Id) => void
  size?: 'phone' | 'till' | 'dense' | undefined
}

export interface TabsProps<Id extends string = string> extends ChoiceProps<Id> {
  /** `pill` as on the till, `line` as in the console. */
  variant?: 'pill' | 'line' | undefined
  /** The id of the element the tabs fill. */
  panelId?: string | undefined
}

/** Tabs: arrow keys move, one tab stop in all. */
export function Tabs<Id extends string>(props: TabsProps<Id>) {
  const { label, items, value, onChange, size = 'phone', variant = 'pill', panelId } = props
  const list = useRef<HTMLDivElement>(null)

  function onKeyDown(event: KeyboardEvent): void {
    const at = items.findIndex(item => item.id === value)
    const targets: Record<string, number> = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: items.length - 1 }
    const target = targets[event.key]
    if (target === undefined) return
    event.preventDefault()
    const next = (target + items.length) % items.length
    const item = items[next]
    if (item) onChange(item.id)
    list.current?.querySelectorAll('button')[next]?.focus()
  }

  return (
    <div
      ref={list}
      class={classNames('tabs', `tabs--${variant}`, `tabs--${size}`)}
      role="tablist"
      aria-label={label}
      onKeyDown={onKeyDown}
    >
      {items.map(item => (
        <button
          key={item.id}
          type="button"
          role="tab"
          class="tabs__tab"
          aria-selected={item.id === value}
          aria-controls={panelId}
          tabIndex={item.id === value ? 0 : -1}
          onClick={() => onChange(item.id)}
        >
          {item.label}
          {item.count !== undefined && <span class="tabs__count num">{item.count}</span>}
        </button>
      ))}
    </div>
  )
}

/** One of a few, side by side: radio buttons in one bar. */
export function Segmented<Id extends string>({ label, items, value, onChange, size = 'phone' }: ChoiceProps<Id>) {
  const group = useId()
  return (
    <fieldset class={classNames('segmented', `segmented--${size}`)}>
      <legend class="visually-hidden">{label}</legend>
      {items.map(item => (
        <label key={item.id} class="segmented__choice">
          <input
            class="visually-hidden"
            type="radio"
            name={group}
            value={item.id}
            checked={item.id === value}
            onChange={() => onChange(item.id)}
          />
          {item.label}
        </label>
      ))}
    </fieldset>
  )
}
