// Loaded before a host: its disk takes ESPALIER_DISK_WAIT milliseconds for each transaction and each flush, and the thread waits.
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { DatabaseSync } from 'node:sqlite'

const wait = Number(process.env.ESPALIER_DISK_WAIT)
const pause = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, wait)

const { exec } = DatabaseSync.prototype
DatabaseSync.prototype.exec = function (sql) {
  if (/^COMMIT/.test(sql)) pause()
  return exec.call(this, sql)
}
const { fsyncSync, fdatasync } = fs
fs.fsyncSync = (file) => (pause(), fsyncSync(file))
fs.fdatasync = (file, done) => setTimeout(() => fdatasync(file, done), wait)
syncBuiltinESMExports()
