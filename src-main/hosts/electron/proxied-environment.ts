// The environment of the engine's process, in which its requests go through the proxy that the system's variables name.
// Knows those variables. Does not know who asks for what; build/launch.mjs does the same for a program without Electron.

/** Hosts of this machine, which no proxy reaches. */
const OWN = 'localhost,127.0.0.1,::1,[::1]'

type Environment = Readonly<Record<string, string | undefined>>

/** With Node's switch for HTTP_PROXY, HTTPS_PROXY and NO_PROXY, unless it is set already. */
export function proxiedEnvironment(environment: Environment): Environment {
  const excepted = [environment['no_proxy'] ?? environment['NO_PROXY'], OWN].filter(Boolean).join(',')
  return { NODE_USE_ENV_PROXY: '1', ...environment, NO_PROXY: excepted, no_proxy: excepted }
}
