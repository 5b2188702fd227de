import { IconButton } from '@ringfence/ui'
import { LogOut, Menu, X } from 'lucide-preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { Link, useLocation } from 'wouter-preact'
import { brand } from '../brand.ts'
import { type Page, pageGroups, pagesFor, roleNames } from '../roles.ts'
import { person, signOut } from '../session.ts'
import './navigation.css'

/** Wide screens: always there. */
export function Sidebar() {
  return (
    <aside class="sidebar">
      <p class="sidebar__brand display">{brand.value?.name}</p>
      <PageLinks />
      <PersonCard />
    </aside>
  )
}

/** Narrow screens: a bar with the brand, and the pages in a drawer. */
export function NavigationBar() {
  const [isOpen, setOpen] = useState(false)
  const [path] = useLocation()
  useEffect(() => setOpen(false), [path])
  return (
    <header class="nav-bar">
      <IconButton label="Menu" onClick={() => setOpen(true)} aria-expanded={isOpen}>
        <Menu size={22} />
      </IconButton>
      <p class="nav-bar__brand display">{brand.value?.name}</p>
      {isOpen && <Drawer onClose={() => setOpen(false)} />}
    </header>
  )
}

function Drawer({ onClose }: { onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const shown = dialog.current
    shown?.showModal()
    return () => shown?.close()
  }, [])
  return (
    <dialog
      ref={dialog}
      class="drawer"
      aria-label="Navigation"
      onClose={onClose}
      onMouseDown={event => {
        if (event.target === event.currentTarget) onClose()
      }}
    >
      <div class="sidebar sidebar--drawer">
        <div class="drawer__head">
          <p class="sidebar__brand display">{brand.value?.name}</p>
          <IconButton label="Close" onClick={onClose}>
            <X size={22} />
          </IconButton>
        </div>
        <PageLinks onClick={onClose} />
        <PersonCard />
      </div>
    </dialog>
  )
}

function PageLinks({ onClick }: { onClick?: () => void }) {
  const [path] = useLocation()
  const pages = pagesFor(person.value!.role)
  const groups = [undefined, ...pageGroups]
  return (
    <nav class="sidebar__nav" aria-label="Pages">
      {groups.map(group => {
        const links = pages.filter(page => page.group === group)
        if (links.length === 0) return null
        return (
          <div key={group ?? ''}>
            {group && <p class="sidebar__group">{group}</p>}
            <ul>
              {links.map(page => (
                <li key={page.id}>
                  <Link
                    href={page.path}
                    class="sidebar__link"
                    aria-current={isAt(path, page) ? 'page' : undefined}
                    {...(onClick ? { onClick } : {})}
                  >
                    {page.label}
                  </Link>
                </li>
              ))}
            </ul>
          </div>
        )
      })}
    </nav>
  )
}

function isAt(path: string, page: Page): boolean {
  return page.path === '/' ? path === '/' : path === page.path || path.startsWith(`${page.path}/`)
}

function PersonCard() {
  const { name, role } = person.value!
  return (
    <div class="sidebar__person">
      <div>
        <p class="sidebar__name">{name}</p>
        <p class="sidebar__role">{roleNames[role]}</p>
      </div>
      <IconButton label="Sign out" size="dense" onClick={() => void signOut()}>
        <LogOut size={18} />
      </IconButton>
    </div>
  )
}
