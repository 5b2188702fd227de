import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import { brand } from '../brand.ts'
import { maySee } from '../roles.ts'
import { person } from '../session.ts'
import { LiveDot } from './live-dot.tsx'
import './page.css'
import { CustomerSearch } from './customer-search.tsx'

interface PageProps {
  title: string
  /** Stands above the title: where this page belongs. */
  crumb?: ComponentChildren
  /** Filters, right of the title. */
  filters?: ComponentChildren
  children: ComponentChildren
}

/** The frame of every page: title, filters, live mark and search. */
export function Page({ title, crumb, filters, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · ${brand.value?.name}`
  }, [title])
  return (
    <div class="page">
      <header class="page__head">
        <div class="page__title">
          {crumb && <div class="page__crumb">{crumb}</div>}
          <h1>{title}</h1>
        </div>
        {filters && <div class="page__filters">{filters}</div>}
        <div class="page__end">
          <LiveDot />
          {maySee(person.value!.role, 'customers') && <CustomerSearch />}
        </div>
      </header>
      {children}
    </div>
  )
}
