// What the window remembers between starts: theme, panels, the last form values. Kept in the browser's own storage.
// Knows the record and its defaults. Does not know who shows it; a broken or foreign record falls back to the defaults.
import { z } from 'zod'
import { METHOD_IDS } from '../../src-main/contract/method.ts'
import { TEXT } from '../text/english.ts'
import { LENS_IDS } from '../text/tree.ts'
import { KeptBookmarks } from './replay/bookmarks.ts'
import { SPEEDS } from './replay/speed.ts'

const KEY = 'espalier-window'

const Value = z.union([z.number(), z.string(), z.null()])

const Panel = (width: number) =>
  z.object({ open: z.boolean().default(true), width: z.number().default(width) }).prefault({})

/** The screens of the window, in the order of the top bar: those that have a name. */
export type ScreenId = keyof typeof TEXT.screens
export const SCREEN_IDS = Object.keys(TEXT.screens) as ScreenId[]

/** Narrowest and widest a side panel may be, and its width at first, in pixels. */
export const PANEL = { min: 248, max: 560, left: 312, right: 344, models: 280 } as const

/** Sizes of words to choose from, percent. */
export const TEXT_SIZES = [90, 100, 110, 120, 130] as const

const Settings = z.object({
  version: z.literal(1).default(1),
  theme: z.enum(['system', 'light', 'dark']).default('system'),
  /** Size of all words, percent of the usual one. */
  textSize: z.number().min(TEXT_SIZES[0]).max(TEXT_SIZES.at(-1)!).catch(100).default(100),
  /** Whether the end of an experiment or of a long run is told by the system while the window is not looked at. */
  notify: z.boolean().default(false),
  /** Whether a newer version of the program is looked for at each start. */
  updates: z.boolean().default(false),
  /** How pictures are saved: white with black ink, and with a caption below. */
  picture: z.object({ paper: z.boolean().default(false), caption: z.boolean().default(true) }).prefault({}),
  /** Whether the tour was taken or declined. */
  toured: z.boolean().default(false),
  screen: z.enum(SCREEN_IDS).catch('solve').default('solve'),
  /** What each screen shows, by its id; it may be gone by the next start. */
  shown: z
    .object({
      run: z.string().nullable().default(null),
      experiment: z.string().nullable().default(null),
      model: z.string().nullable().default(null),
      /** Runs that stand side by side on the Solve screen. */
      compared: z.array(z.string()).catch([]).default([]),
    })
    .prefault({}),
  left: Panel(PANEL.left),
  right: Panel(PANEL.right),
  /** The experiments' list. */
  list: Panel(PANEL.min),
  /** The models' list. */
  models: Panel(PANEL.models),
  /** Whether the outline is shown beside the picture. */
  outline: z.boolean().default(false),
  /** Whether the whole tree stands in a corner of the picture while it is larger than that. */
  minimap: z.boolean().default(true),
  /** What the colours of the picture tell. */
  lens: z.enum(LENS_IDS).catch('reward').default('reward'),
  /** Whether equal steps are shown as one; auto: where that makes a large tree much smaller. */
  merge: z.enum(['auto', 'on', 'off']).catch('auto').default('auto'),
  /** How a model's text is shown, and what it is copied as. */
  reading: z.enum(['formatted', 'written']).catch('formatted').default('formatted'),
  copyAs: z.enum(['text', 'markdown', 'latex']).catch('text').default('text'),
  /** How fast a replay plays, and the moments that have names. */
  speed: z.enum(SPEEDS).catch('fit').default('fit'),
  bookmarks: KeptBookmarks.catch({}).default({}),
  method: z.enum(METHOD_IDS).catch('rebase').default('rebase'),
  /** Form values by method and parameter key. */
  parameters: z.record(z.string(), z.record(z.string(), Value)).default({}),
  sampling: z.record(z.string(), Value).default({}),
  seed: z.number().nullable().default(1),
  policy: z.string().nullable().default(null),
  verifier: z.string().nullable().default(null),
})
export type Settings = z.infer<typeof Settings>
export type Theme = Settings['theme']
export type Reading = Settings['reading']
export type CopyForm = Settings['copyAs']

/** Reads the settings; whatever does not fit gives the defaults. */
export function readSettings(storage: Pick<Storage, 'getItem'>): Settings {
  try {
    return Settings.parse(JSON.parse(storage.getItem(KEY) ?? '{}'))
  } catch {
    return Settings.parse({})
  }
}

/** What is of one window and one moment, and no choice of a person's: what it shows, and whether this browser may notify. */
const OWN: readonly (keyof Settings)[] = ['version', 'toured', 'screen', 'shown', 'notify']

/**
 * Settings with what another window's have besides, given as JSON: what is still as it came is taken over, what was chosen here stays.
 * Bookmarks of other runs and form values of other methods are added. Of what is no settings nothing is taken.
 */
export function mergedSettings(own: Settings, text: string): Settings {
  const [untouched, other] = [readSettings({ getItem: () => null }), readSettings({ getItem: () => text })]
  const keys = (Object.keys(own) as (keyof Settings)[]).filter((key) => !OWN.includes(key))
  const isUntouched = (key: keyof Settings) => JSON.stringify(own[key]) === JSON.stringify(untouched[key])
  const taken = Object.fromEntries(keys.filter(isUntouched).map((key) => [key, other[key]]))
  return {
    ...own,
    ...taken,
    bookmarks: { ...other.bookmarks, ...own.bookmarks },
    parameters: { ...other.parameters, ...own.parameters },
  }
}

/** Writes the settings; a full or forbidden storage only means that they are not remembered. */
export function writeSettings(storage: Pick<Storage, 'setItem'>, settings: Settings): boolean {
  try {
    storage.setItem(KEY, JSON.stringify(settings))
    return true
  } catch {
    return false
  }
}
