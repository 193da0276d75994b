// What the window offers to the program around it: the commands for its menu, and whether it is light or dark.
// Knows the shape, and limits for what a page may ask of the system. Does not know which commands there are.
import { z } from 'zod'

const MenuEntry = z.object({
  /** Of the command. */
  id: z.string().min(1).max(60),
  label: z.string().min(1).max(120),
  /** As in the table of commands; null where it is the window's alone, because a field may want the key. */
  shortcut: z.string().max(40).nullable(),
  enabled: z.boolean(),
})
export type MenuEntry = z.infer<typeof MenuEntry>

/** The menus of the program that have commands of the window, in groups with a line between them. */
export const MENU_NAMES = ['file', 'run', 'view', 'help'] as const
export type MenuName = (typeof MENU_NAMES)[number]

export const WindowOffer = z.object({
  theme: z.enum(['system', 'light', 'dark']),
  menus: z.record(z.enum(MENU_NAMES), z.array(z.array(MenuEntry).max(40)).max(12)),
})
export type WindowOffer = z.infer<typeof WindowOffer>
