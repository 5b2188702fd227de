/** The customers of Harbor & Rye: a few to sign in as, and some hundred made up from a seed. */
import { type Random, seededRandom } from './random.ts'

/** `perDay`: how likely a visit is on a weekday and on a day of the weekend. */
export const personas = {
  regular: { perDay: [0.62, 0.22], share: 18 },
  frequent: { perDay: [0.24, 0.16], share: 26 },
  weekend: { perDay: [0.02, 0.45], share: 17 },
  occasional: { perDay: [0.045, 0.07], share: 20 },
  lapsed: { perDay: [0.28, 0.2], share: 10 },
  newcomer: { perDay: [0.3, 0.25], share: 9 },
} as const
export type Persona = keyof typeof personas

export interface DemoCustomer {
  /** Decides all that is random about this customer. */
  readonly seed: number
  readonly firstName: string
  readonly lastName: string
  readonly email: string
  readonly persona: Persona
  /** Place among the stores. */
  readonly homeStore: number
  readonly joinedMs: number
  /** The day of the last visit at the latest. */
  readonly leftMs: number | undefined
  /** The drink of most days; undefined: the seed decides. */
  readonly usual: string | undefined
  /** What is usually loaded, in minor units. */
  readonly preset: number
  /** What the account should hold in the end, if that can be had by one more load. */
  readonly wanted: number | undefined
  /** For those that can be signed in as. */
  readonly about: string | undefined
}

const dayMs = 86_400_000
const customerCount = 300

export function demoCustomers(nowMs: number): DemoCustomer[] {
  const random = seededRandom(1971)
  const taken = new Set<string>()
  const made = Array.from({ length: customerCount }, (_, i) => madeUp(random, nowMs, 1000 + i, taken))
  return [...signInCustomers(nowMs), ...made]
}

function signInCustomers(nowMs: number): DemoCustomer[] {
  const ago = (days: number) => nowMs - days * dayMs
  const common = { leftMs: undefined, usual: undefined, wanted: undefined }
  const person = (seed: number, firstName: string, lastName: string) => ({
    ...common,
    seed,
    firstName,
    lastName,
    email: `${firstName}.${lastName}@example.com`.toLowerCase(),
  })
  return [
    {
      ...person(1, 'Maya', 'Lindqvist'),
      persona: 'regular',
      homeStore: 0,
      joinedMs: ago(340),
      usual: 'Flat white',
      preset: 2500,
      wanted: 2700,
      about: 'A regular at Pier 4: a flat white nearly every morning.',
    },
    {
      ...person(2, 'Tom', 'Okafor'),
      persona: 'frequent',
      homeStore: 2,
      joinedMs: ago(190),
      preset: 1000,
      wanted: 0,
      about: 'Commutes through Station; hardly anything left to spend.',
    },
    {
      ...person(3, 'Priya', 'Raman'),
      persona: 'newcomer',
      homeStore: 1,
      joinedMs: nowMs - 20 * 60_000,
      preset: 1000,
      about: 'Joined just now: no money loaded, nothing bought.',
    },
    {
      ...person(4, 'Elena', 'Marsh'),
      persona: 'weekend',
      homeStore: 1,
      joinedMs: ago(300),
      preset: 5000,
      wanted: 6000,
      about: 'Weekends in Old Town, with the family and a big balance.',
    },
    {
      ...person(5, 'Samuel', 'Whitlock'),
      persona: 'lapsed',
      homeStore: 0,
      joinedMs: ago(330),
      leftMs: ago(120),
      preset: 2500,
      about: 'Was a regular once, and has not been seen for four months.',
    },
  ]
}

function madeUp(random: Random, nowMs: number, seed: number, taken: Set<string>): DemoCustomer {
  const kinds = Object.keys(personas) as Persona[]
  const persona = kinds[random.weighted(kinds.map(kind => personas[kind].share))]!
  const joinedMs = nowMs - Math.floor(daysAgoJoined(random, persona) * dayMs)
  const [firstName, lastName] = [random.pick(firstNames), random.pick(lastNames)]
  return {
    seed,
    firstName,
    lastName,
    email: freeEmail(random, firstName, lastName, taken),
    persona,
    homeStore: random.weighted([42, 33, 25]),
    joinedMs,
    leftMs: persona === 'lapsed' ? joinedMs + random.between(60, 200) * dayMs : undefined,
    usual: undefined,
    preset: [1000, 2500, 5000][random.weighted(persona === 'regular' ? [1, 6, 4] : [4, 5, 1])]!,
    wanted: undefined,
    about: undefined,
  }
}

/** The programme was launched a year ago: a third joined in its first weeks, the others since. */
function daysAgoJoined(random: Random, persona: Persona): number {
  if (persona === 'newcomer') return 2 + random.next() * 58
  if (persona === 'lapsed') return 250 + random.next() * 110
  return random.chance(0.35) ? 340 + random.next() * 24 : 60 + random.next() * 290
}

function freeEmail(random: Random, first: string, last: string, taken: Set<string>): string {
  const plain = (name: string) =>
    name
      .normalize('NFD')
      .replace(/[^A-Za-z]/g, '')
      .toLowerCase()
  const name = random.chance(0.6) ? `${plain(first)}.${plain(last)}` : `${plain(first)[0]}${plain(last)}`
  const domain = random.pick(['example.com', 'example.org', 'example.net', 'mail.example'])
  let email = `${name}@${domain}`
  for (let number = 2; taken.has(email); number++) email = `${name}${number}@${domain}`
  taken.add(email)
  return email
}

const firstNames =
  `Aaron Abigail Adaeze Adrian Ahmed Aiko Alejandra Alice Amelia Amir Ana Andre Anika Anthony Arjun Astrid Beatriz
 Benjamin Bianca Caleb Camila Carlos Carmen Cecilia Charlotte Chen Claire Connor Cora Dalia Damian Daphne David Deepa Diego Dmitri
 Ebony Eduardo Eleanor Elias Elif Emeka Emma Erik Esther Ethan Fatima Felix Fiona Francesca Gabriel Georgia Gianna Hana Harper Hassan
 Hazel Hugo Ibrahim Imani Ines Isaac Isabel Jack Jada James Jasmine Javier Jin Joanna Jordan Josephine Julian Kai Kareem Karen Kenji
 Kofi Laila Lamar Laura Leah Leon Lena Liam Linh Logan Lucas Luna Mabel Magnus Malik Margot Maria Mateo Matilda Mei Miguel Mina Mohan
 Naomi Nathan Nia Nicolás Nikhil Noah Noor Olive Oliver Omar Oscar Paige Paolo Patrick Pearl Quentin Rachel Rafael Rania Renata Rhys
 Rohan Ruby Ruth Sadie Salma Santiago Sasha Selma Silas Simone Sofia Soren Stella Sunita Tamara Tariq Teresa Theo Thuy Tobias Uma
 Valentina Victor Violet Wanda Wesley Willa Xavier Yara Yusuf Zara Zoe`.split(/\s+/)

const lastNames =
  `Abbott Adeyemi Aguilar Andersen Arnold Banerjee Barnes Becker Bennett Bianchi Blackwood Bowen Brennan Bui Burke
 Caldwell Campos Carver Chang Chaudhry Choi Clarke Cohen Cruz Dalton Das Delacroix Diaz Donovan Dubois Eriksen Espinoza Evans Farrell
 Fischer Fletcher Flores Foster Fraser Gallagher Garcia Gibson Goldberg Gomez Grant Greene Gupta Haddad Hansen Harding Hayes Herrera
 Hoang Holloway Hughes Hussain Ibarra Ivanov Jackson Jansen Jimenez Johnson Kapoor Kaufman Keller Khan Kim Kowalski Kumar Larsen Lee
 Lopez Lowe MacLeod Mahmoud Marino Mbeki McCarthy Mehta Mendoza Meyer Mitchell Moreau Morgan Murphy Nakamura Nash Nguyen Nielsen Nunez
 Obi Odell Olsen Ortiz Osman Owens Park Patel Pereira Petrov Phillips Pratt Price Ramirez Rao Reyes Richter Rivera Romero Rossi Russo
 Salazar Sanchez Santos Sato Schneider Sharma Silva Singh Sokolov Sorensen Stone Suzuki Sweeney Tan Thompson Torres Tran Underwood
 Vargas Vasquez Vega Walker Wallace Wang Weiss Whitaker Wong Wright Yamamoto Yang Young Zhang Ziegler`.split(/\s+/)
