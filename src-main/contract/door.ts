// The door of the web host, as both of its sides know it: where the socket is, what its first frames say, how one is refused.
// Knows words. Does not know who may come in (hosts/web/door.ts), HTTP or sockets.
import { DATASET_BYTES } from './dataset.ts'

/** Path of the WebSocket. Its first frame is a greeting, and the answer to it is a welcome; both are text. */
export const SOCKET_PATH = '/engine'

/** Name of the token in the fragment of the window's address, which browsers send to no server. */
export const TOKEN_NAME = 'token'

/** Close code for a socket without the token: another try with the same one is useless. */
export const TOKEN_REFUSED = 4401
/** Close code after too many wrong tokens: another try is useless for a while. */
export const TRIES_REFUSED = 4429
/** Close codes for what is no message, or too long a one: the conversation cannot go on. */
export const NOT_A_MESSAGE = 1003
export const TOO_LONG = 1009

/** Bytes that a greeting may have. */
export const GREETING_BYTES = 1024
/** Bytes that a message of the window may have; the largest is a file of problems. */
export const MESSAGE_BYTES = DATASET_BYTES + 65_536

/** Milliseconds between two signs of life of the host. A window that hears nothing for some of them opens another socket. */
export const HEARTBEAT = 15_000

/** The token, and the conversation that is to go on, with how many of the host's messages were taken. */
export interface Greeting {
  token: string
  conversation: { id: string; seen: number } | null
}

/** The conversation that goes on, or a new one, with how many of the window's messages were taken. */
export interface Welcome {
  id: string
  seen: number
}

export function greetingText({ token, conversation }: Greeting): string {
  return conversation ? `${token} ${conversation.id} ${conversation.seen}` : token
}

/** What cannot be read of it is a new conversation. */
export function readGreeting(text: string): Greeting {
  const [token = '', id, seen] = text.split(' ')
  const whole = id !== undefined && seen !== undefined && /^\d{1,15}$/.test(seen)
  return { token, conversation: whole ? { id, seen: Number(seen) } : null }
}

export function welcomeText({ id, seen }: Welcome): string {
  return `${id} ${seen}`
}

export function readWelcome(text: string): Welcome {
  const [id = '', seen] = text.split(' ')
  return { id, seen: Number(seen) }
}

/** The token out of what a person enters: the token, or the whole address that has it. */
export function tokenIn(text: string): string {
  return new RegExp(`[#&]${TOKEN_NAME}=([^&\\s]*)`).exec(text)?.[1] ?? text.trim()
}
