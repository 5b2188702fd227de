import type { ComponentChildren, InputHTMLAttributes, SelectHTMLAttributes, TextareaHTMLAttributes } from 'preact'
import { useId } from 'preact/hooks'
import { classNames } from './class-names.ts'
import './field.css'

export interface FieldLabels {
  label: string
  hint?: ComponentChildren
  /** Says what is wrong and what to do. */
  error?: ComponentChildren
  size?: 'phone' | 'till' | 'dense' | undefined
}

interface Wiring {
  id: string
  'aria-describedby': string | undefined
  'aria-invalid': boolean
}

interface FieldShellProps extends FieldLabels {
  children: (wiring: Wiring) => ComponentChildren
}

/** Label, hint and error around any control, which takes the wiring as attributes. */
export function FieldShell({ label, hint, error, size = 'phone', children }: FieldShellProps) {
  const id = useId()
  const note = error || hint
  return (
    <div class={classNames('field', `field--${size}`, Boolean(error) && 'field--bad')}>
      <label class="field__label" for={id}>
        {label}
      </label>
      {children({ id, 'aria-describedby': note ? `${id}-note` : undefined, 'aria-invalid': Boolean(error) })}
      <p class="field__note" id={`${id}-note`} aria-live="polite">
        {note}
      </p>
    </div>
  )
}

export interface FieldProps extends FieldLabels, Omit<InputHTMLAttributes<HTMLInputElement>, 'size' | 'label'> {}

export function Field({ label, hint, error, size, ...input }: FieldProps) {
  return (
    <FieldShell {...{ label, hint, error, size }}>
      {wiring => <input {...input} {...wiring} class="field__control" />}
    </FieldShell>
  )
}

export interface SelectFieldProps extends FieldLabels, Omit<SelectHTMLAttributes<HTMLSelectElement>, 'size' | 'label'> {
  options: { value: string; label: string }[]
}

export function SelectField({ label, hint, error, size, options, value, ...select }: SelectFieldProps) {
  return (
    <FieldShell {...{ label, hint, error, size }}>
      {wiring => (
        <select {...select} {...wiring} value={value} class="field__control">
          {options.map(option => (
            <option key={option.value} value={option.value} selected={option.value === value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </FieldShell>
  )
}

export interface TextFieldProps
  extends FieldLabels,
    Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, 'size' | 'label'> {}

/** Several lines of text. */
export function TextField({ label, hint, error, size, rows = 3, ...area }: TextFieldProps) {
  return (
    <FieldShell {...{ label, hint, error, size }}>
      {wiring => <textarea {...area} {...wiring} rows={rows} class="field__control field__control--lines" />}
    </FieldShell>
  )
}
