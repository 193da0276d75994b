// Nobody has added a server.
export const NO_CONNECTIONS = {
  find: () => null,
  infos: () => [],
  open: () => Promise.reject(new Error('There is no server.')),
}
