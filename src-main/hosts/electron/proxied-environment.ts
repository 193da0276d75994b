// The environment of the engine's process, in which its requests go through the proxy that the environment's variables name, or the
// system's settings.
// Knows those variables, and how Chromium tells the system's settings. Does not know who asks for what; build/launch.mjs does the same
// for a program without Electron.

/** Hosts of this machine, which no proxy reaches. */
const OWN = 'localhost,127.0.0.1,::1,[::1]'
const NAMED = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY']

type Environment = Readonly<Record<string, string | undefined>>

/**
 * With Node's switch for HTTP_PROXY, HTTPS_PROXY and NO_PROXY, unless it is set already. `system` is the system's proxy as Chromium tells
 * it for a public address, such as `PROXY 10.0.0.1:3128; DIRECT`; it counts where no variable names one.
 */
export function proxiedEnvironment(environment: Environment, system = 'DIRECT'): Environment {
  const excepted = [environment['no_proxy'] ?? environment['NO_PROXY'], OWN].filter(Boolean).join(',')
  const address = NAMED.some((name) => environment[name]) ? null : proxyOf(system)
  return {
    NODE_USE_ENV_PROXY: '1',
    ...environment,
    ...(address !== null && { HTTP_PROXY: address, HTTPS_PROXY: address }),
    NO_PROXY: excepted,
    no_proxy: excepted,
  }
}

/** The first way that is named, as an address; null where it is none, or one (SOCKS) that Node has no means for. */
function proxyOf(system: string): string | null {
  const [, kind, host] = /^\s*(PROXY|HTTPS)\s+([\w.[\]:-]+)/i.exec(system) ?? []
  return kind === undefined || host === undefined
    ? null
    : `${kind.toUpperCase() === 'HTTPS' ? 'https' : 'http'}://${host}`
}
