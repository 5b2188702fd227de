/** What Harbor & Rye sells. Amounts are minor units before tax. */
export interface MenuEntry {
  readonly category: string
  readonly name: string
  readonly amount: number
  readonly options: { name: string; amount: number }[]
  /** Groceries to take home are not taxed. */
  readonly taxed: boolean
  /** How often it is chosen in the morning, at midday and in the afternoon, against the others. */
  readonly appeal: readonly [morning: number, midday: number, afternoon: number]
}

const milk = [
  { name: 'oat milk', amount: 60 },
  { name: 'extra shot', amount: 80 },
  { name: 'decaf', amount: 0 },
]
const egg = [{ name: 'poached egg', amount: 150 }]
const warm = [{ name: 'warmed', amount: 0 }]

type Line = [name: string, amount: number, appeal: MenuEntry['appeal'], options?: MenuEntry['options'], taxed?: boolean]
const categories: Record<string, Line[]> = {
  Coffee: [
    ['Flat white', 420, [20, 12, 10], milk],
    ['Cappuccino', 420, [15, 8, 8], milk],
    ['Long black', 360, [10, 7, 5]],
    ['Filter, batch', 300, [18, 8, 5]],
    ['Iced latte', 490, [5, 10, 14], milk],
    ['Espresso', 280, [5, 6, 5]],
    ['Cortado', 380, [6, 5, 5], milk],
    ['Mocha', 470, [3, 3, 5], milk],
  ],
  Tea: [
    ['Chai', 450, [4, 4, 8], milk],
    ['Earl Grey', 320, [3, 3, 5]],
    ['Sencha', 340, [2, 3, 4]],
    ['Iced hibiscus', 390, [1, 5, 6]],
  ],
  Bakery: [
    ['Rye cookie', 315, [4, 8, 14]],
    ['Cardamom bun', 390, [12, 6, 8], warm],
    ['Butter croissant', 350, [14, 5, 4], warm],
    ['Almond croissant', 440, [7, 3, 3], warm],
    ['Banana bread', 380, [4, 4, 8], warm],
    ['Seeded rye loaf', 750, [1, 1, 3], [], false],
  ],
  Kitchen: [
    ['Sourdough toast', 550, [6, 3, 1], egg],
    ['Granola bowl', 780, [5, 2, 1]],
    ['Egg and chive roll', 690, [6, 8, 2]],
    ['Soup of the day', 720, [0, 10, 3]],
  ],
  Shop: [
    ['Beans 250 g', 1400, [1, 1, 2], [], false],
    ['Keep cup', 1900, [0.3, 0.3, 0.5]],
    ['Tea tin', 1250, [0.2, 0.2, 0.4], [], false],
  ],
}

export const menu: readonly MenuEntry[] = Object.entries(categories).flatMap(([category, lines]) =>
  lines.map(([name, amount, appeal, options = [], taxed = true]) => ({
    category,
    name,
    amount,
    options,
    taxed,
    appeal,
  })),
)

/** Drinks open a basket; the rest goes with them. */
export const drinks = menu.filter(({ category }) => category === 'Coffee' || category === 'Tea')
export const sides = menu.filter(({ category }) => category !== 'Coffee' && category !== 'Tea')
