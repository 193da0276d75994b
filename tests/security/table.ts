// Every weakening that the tests must notice.
// Knows the topics. Does not know how one is tried (weaken.ts).
import { DOORS } from './rows/doors.ts'
import { MESSAGES } from './rows/messages.ts'
import { NAVIGATION } from './rows/navigation.ts'
import { PACKAGES } from './rows/packages.ts'
import { PAGES } from './rows/pages.ts'
import { REPORTS } from './rows/reports.ts'
import { SERVERS } from './rows/servers.ts'
import { WINDOW } from './rows/window.ts'
import type { Weakening } from './weakening.ts'

export const WEAKENINGS: readonly Weakening[] = [
  ...[...WINDOW, ...NAVIGATION, ...MESSAGES, ...PAGES],
  ...[...DOORS, ...SERVERS, ...REPORTS, ...PACKAGES],
]
