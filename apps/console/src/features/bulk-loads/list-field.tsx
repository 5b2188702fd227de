import { Banner, formatCount, SelectField } from '@ringfence/ui'
import { FileUp } from 'lucide-preact'
import { useState } from 'preact/hooks'
import '../../parts/form.css'
import './bulk-loads.css'
import { guessColumns, type ListFile, listCharactersMax, readListFile } from './list-file.ts'

/** The list as it will be sent: the file, and where its columns are. */
export interface ListWishes {
  readonly file: ListFile
  readonly customer: string
  readonly amount: string
  readonly decimalMark: '.' | ','
}

interface ListFieldProps {
  list: ListWishes | undefined
  onChange: (list: ListWishes | undefined) => void
  error: string | undefined
}

/** A CSV file from the disk, or dropped here, and the meaning of its columns. */
export function ListField({ list, onChange, error }: ListFieldProps) {
  const [trouble, setTrouble] = useState<string>()

  async function take(file: File | undefined): Promise<void> {
    if (!file) return
    setTrouble(undefined)
    const text = await file.text()
    if (text.length > listCharactersMax || text.includes('\u0000')) {
      setTrouble('This is no CSV file, or a very large one. Save the sheet as CSV with at most 10,000 lines.')
      onChange(undefined)
      return
    }
    const read = readListFile(file.name, text)
    onChange({ file: read, ...guessColumns(read.header), decimalMark: read.separator === ';' ? ',' : '.' })
  }

  return (
    <div class="form">
      <div class="drop-place">
        <FileUp size={24} aria-hidden="true" />
        <p>
          {list ? (
            <>
              <strong>{list.file.name}</strong> · {formatCount(list.file.lines)}{' '}
              {list.file.lines === 1 ? 'line' : 'lines'}
            </>
          ) : (
            'Choose a CSV file, or drop it here: a line for each customer, by e-mail address or card number, and an amount.'
          )}
        </p>
        <input
          type="file"
          accept=".csv,.txt,.tsv,text/csv"
          class="drop-place__input"
          aria-label="CSV file"
          onChange={event => {
            void take(event.currentTarget.files?.[0])
            event.currentTarget.value = ''
          }}
        />
      </div>
      {(trouble ?? error) && <Banner tone="bad">{trouble ?? error}</Banner>}
      {list && <Columns list={list} onChange={onChange} />}
    </div>
  )
}

function Columns({ list, onChange }: { list: ListWishes; onChange: (list: ListWishes) => void }) {
  const names = [...new Set(list.file.header)].map(name => ({ value: name, label: name }))
  return (
    <div class="form__row">
      <SelectField
        label="Customer is in"
        size="dense"
        options={names}
        value={list.customer}
        onChange={event => onChange({ ...list, customer: event.currentTarget.value })}
      />
      <SelectField
        label="Amount is in"
        size="dense"
        options={names}
        value={list.amount}
        onChange={event => onChange({ ...list, amount: event.currentTarget.value })}
      />
      <SelectField
        label="Amounts are written"
        size="dense"
        options={[
          { value: '.', label: '12.50' },
          { value: ',', label: '12,50' },
        ]}
        value={list.decimalMark}
        onChange={event => onChange({ ...list, decimalMark: event.currentTarget.value === ',' ? ',' : '.' })}
      />
    </div>
  )
}
