// The door of the web host, as both of its sides know it: where the socket is, how the token is carried, how it is refused.
// Knows words. Does not know who may come in (hosts/web/door.ts), HTTP or sockets.

/** Path of the WebSocket. Its first frame is the token, and the answer to it is a frame of text. */
export const SOCKET_PATH = '/engine'

/** Name of the token in the fragment of the window's address, which browsers send to no server. */
export const TOKEN_NAME = 'token'

/** Close code for a socket without the token: another try with the same one is useless. */
export const TOKEN_REFUSED = 4401
