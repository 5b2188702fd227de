import { describe, expect, it } from 'vitest'
import { type KeypadKey, pressKey } from './keypad.ts'

const press = (...keys: KeypadKey[]) => keys.reduce(pressKey, 0)

describe('the keypad', () => {
  it('shifts digits in from the right', () => {
    expect(press('1', '2', '5', '0')).toBe(1250)
    expect(press('9', '8', '7', '6', '5', '4', '3')).toBe(9_876_543)
  })

  it('has a key for two noughts', () => {
    expect(press('2', '5', '00')).toBe(2500)
    expect(press('00')).toBe(0)
  })

  it('takes the last digit back', () => {
    expect(press('1', '2', '5', 'back')).toBe(12)
    expect(press('back')).toBe(0)
  })

  it('ignores a digit too many', () => {
    expect(press('9', '9', '9', '9', '9', '9', '9', '9', '1')).toBe(99_999_999)
    expect(press('9', '9', '9', '9', '9', '9', '9', '00')).toBe(9_999_999)
  })
})
