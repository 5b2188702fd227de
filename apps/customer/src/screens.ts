/** The screens beside home and the pay code, each in a part of its own. */
import { lazyScreen } from './lazy-screen.tsx'

export const ActivityScreen = lazyScreen(() =>
  import('./features/activity/activity-screen.tsx').then(part => part.ActivityScreen),
)
export const ReceiptScreen = lazyScreen(() =>
  import('./features/activity/receipt-screen.tsx').then(part => part.ReceiptScreen),
)
export const LoadScreen = lazyScreen(() => import('./features/load/load-screen.tsx').then(part => part.LoadScreen))
export const MethodsScreen = lazyScreen(() =>
  import('./features/methods/methods-screen.tsx').then(part => part.MethodsScreen),
)
export const AutoTopUpScreen = lazyScreen(() =>
  import('./features/auto-top-up/auto-top-up-screen.tsx').then(part => part.AutoTopUpScreen),
)
export const CardsScreen = lazyScreen(() => import('./features/cards/cards-screen.tsx').then(part => part.CardsScreen))
export const AddCardScreen = lazyScreen(() =>
  import('./features/cards/add-card-screen.tsx').then(part => part.AddCardScreen),
)
export const GiftCardScreen = lazyScreen(() =>
  import('./features/cards/gift-card-screen.tsx').then(part => part.GiftCardScreen),
)
export const ConsolidateScreen = lazyScreen(() =>
  import('./features/cards/consolidate-screen.tsx').then(part => part.ConsolidateScreen),
)
export const GiftsScreen = lazyScreen(() => import('./features/gifts/gifts-screen.tsx').then(part => part.GiftsScreen))
export const GiftScreen = lazyScreen(() => import('./features/gifts/gift-screen.tsx').then(part => part.GiftScreen))
export const SendGiftScreen = lazyScreen(() =>
  import('./features/gifts/send-gift-screen.tsx').then(part => part.SendGiftScreen),
)
export const ClaimScreen = lazyScreen(() => import('./features/gifts/claim-screen.tsx').then(part => part.ClaimScreen))
export const ScanScreen = lazyScreen(() => import('./features/scan/scan-screen.tsx').then(part => part.ScanScreen))
export const StoresScreen = lazyScreen(() =>
  import('./features/stores/stores-screen.tsx').then(part => part.StoresScreen),
)
export const YouScreen = lazyScreen(() => import('./features/you/you-screen.tsx').then(part => part.YouScreen))
