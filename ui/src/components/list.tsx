import type { ComponentChildren } from 'preact'
import { classNames } from './class-names.ts'
import './list.css'

export interface ListProps {
  label?: string | undefined
  /** Hairlines between the rows. */
  lined?: boolean | undefined
  children?: ComponentChildren
}

export function List({ label, lined = false, children }: ListProps) {
  return (
    <ul class={classNames('list', lined && 'list--lined')} aria-label={label}>
      {children}
    </ul>
  )
}

export interface ListRowProps {
  title: ComponentChildren
  detail?: ComponentChildren
  icon?: ComponentChildren
  /** The figure or button at the right. */
  end?: ComponentChildren
  endDetail?: ComponentChildren
  /** Makes the row a button; `href` makes it a link. */
  onClick?: (() => void) | undefined
  href?: string | undefined
  tone?: 'plain' | 'warn' | 'bad' | undefined
}

export function ListRow({ title, detail, icon, end, endDetail, onClick, href, tone = 'plain' }: ListRowProps) {
  const content = (
    <>
      {icon && <span class="list__icon">{icon}</span>}
      <span class="list__text">
        <span class="list__title">{title}</span>
        {detail && <span class={classNames('list__detail', `list__detail--${tone}`)}>{detail}</span>}
      </span>
      {(end || endDetail) && (
        <span class="list__end num">
          <span class="list__figure">{end}</span>
          {endDetail && <span class="list__detail">{endDetail}</span>}
        </span>
      )}
    </>
  )
  return <li class="list__item">{wrapRow(content, onClick, href)}</li>
}

function wrapRow(content: ComponentChildren, onClick?: () => void, href?: string) {
  if (href !== undefined) {
    return (
      <a class="list__row list__row--action" href={href} onClick={onClick}>
        {content}
      </a>
    )
  }
  if (onClick) {
    return (
      <button type="button" class="list__row list__row--action" onClick={onClick}>
        {content}
      </button>
    )
  }
  return <div class="list__row">{content}</div>
}
