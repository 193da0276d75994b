// The speed of a download, as it is shown.
import { expect, it } from 'vitest'
import { createSpeed } from '../../../src-main/engine/hub/speed.ts'

it('is that of the last seconds, and not known before there is one', () => {
  const speed = createSpeed()
  expect(speed.perSecond(0)).toBeNull()
  for (let now = 0; now <= 900; now += 10) speed.count(now, now * 100)
  expect(speed.perSecond(900)).toBeNull()
  for (let now = 910; now <= 20_000; now += 10) speed.count(now, now * 100)
  expect(speed.perSecond(20_000)).toBeCloseTo(100_000, -2)
  const then = 20_000 * 100
  for (let now = 20_010; now <= 40_000; now += 10) speed.count(now, then + (now - 20_000) * 5)
  expect(speed.perSecond(40_000)).toBeCloseTo(5000, -2)
})

it('falls while nothing comes', () => {
  const speed = createSpeed()
  for (let now = 0; now <= 2000; now += 100) speed.count(now, now * 1000)
  expect(speed.perSecond(20_000)).toBeLessThan(speed.perSecond(2000)! / 5)
})

it('begins anew with a file that does', () => {
  const speed = createSpeed()
  for (let now = 0; now <= 2000; now += 100) speed.count(now, now)
  speed.count(2100, 0)
  speed.count(4100, 2000)
  expect(speed.perSecond(4100)).toBeCloseTo(1000)
})
