import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { defaultDataFolder, defaultModelsFolder } from '../../src-main/engine/folders.ts'

describe('the data folder', () => {
  it.each([
    ['linux', {}, '/home/ada', '/home/ada/.local/share/espalier'],
    ['linux', { XDG_DATA_HOME: '/data' }, '/home/ada', '/data/espalier'],
    ['darwin', { XDG_DATA_HOME: '/data' }, '/Users/ada', '/Users/ada/Library/Application Support/Espalier'],
    ['win32', { APPDATA: 'C:\\Users\\ada\\Roaming' }, 'C:\\Users\\ada', 'C:\\Users\\ada\\Roaming\\Espalier'],
    ['win32', {}, 'C:\\Users\\ada', 'C:\\Users\\ada\\AppData\\Roaming\\Espalier'],
    ['darwin', { ESPALIER_DATA: '/elsewhere' }, '/Users/ada', resolve('/elsewhere')],
  ] as const)('on %s with %j', (platform, environment, home, folder) => {
    expect(defaultDataFolder({ platform, environment, home })).toBe(folder)
  })
})

describe('the models folder', () => {
  it('lies in the program unless the environment names another', () => {
    expect(defaultModelsFolder('/app', {})).toBe('/app/models')
    expect(defaultModelsFolder('/app', { ESPALIER_MODELS: '/mine' })).toBe(resolve('/mine'))
  })
})
