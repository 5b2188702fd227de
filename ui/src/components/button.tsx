import type { ButtonHTMLAttributes, ComponentChildren } from 'preact'
import './button.css'
import { classNames } from './class-names.ts'

export interface ButtonProps
  extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'size' | 'class' | 'icon' | 'loading'> {
  /** `primary` is ink: one a screen. */
  variant?: 'primary' | 'secondary' | 'quiet' | 'danger' | undefined
  /** `phone` is 48 px high, `till` 64 px, `dense` 36 px for the console's tables. */
  size?: 'phone' | 'till' | 'dense' | undefined
  loading?: boolean | undefined
  /** Fills the width. */
  wide?: boolean | undefined
  icon?: ComponentChildren
  children?: ComponentChildren
  class?: string | undefined
}

export function Button({
  variant = 'secondary',
  size = 'phone',
  loading = false,
  wide = false,
  icon,
  children,
  class: extra,
  disabled,
  ...rest
}: ButtonProps) {
  const name = classNames('button', `button--${variant}`, `button--${size}`, wide && 'button--wide', extra)
  return (
    <button type="button" {...rest} class={name} disabled={disabled || loading} aria-busy={loading}>
      {loading ? <span class="button__ring" aria-hidden="true" /> : icon}
      {children}
    </button>
  )
}

export interface IconButtonProps extends Omit<ButtonProps, 'icon' | 'wide' | 'children' | 'variant'> {
  /** What it does, for those who don't see the icon. */
  label: string
  /** `raised` stands on paper, `plain` in a row, `glass` on the brand colour. */
  variant?: 'raised' | 'plain' | 'glass' | undefined
  /** A dot that says something is new. */
  dot?: boolean | undefined
  children: ComponentChildren
}

export function IconButton({
  label,
  variant = 'plain',
  size = 'phone',
  dot = false,
  loading = false,
  children,
  class: extra,
  disabled,
  ...rest
}: IconButtonProps) {
  const name = classNames('icon-button', `icon-button--${variant}`, `icon-button--${size}`, extra)
  return (
    <button
      type="button"
      title={label}
      {...rest}
      class={name}
      disabled={disabled || loading}
      aria-label={label}
      aria-busy={loading}
    >
      {loading ? <span class="button__ring" aria-hidden="true" /> : children}
      {dot && <span class="icon-button__dot" aria-hidden="true" />}
    </button>
  )
}
