// What fences a page in, word by word: whoever loosens it changes these lines, too.
import { expect, test } from 'vitest'
import { SECURITY_HEADERS } from '../../src-main/hosts/window-files.ts'

test('the headers of every answer', () => {
  expect(SECURITY_HEADERS).toEqual({
    'content-security-policy': [
      "default-src 'self'",
      "img-src 'self' data: blob:",
      "object-src 'none'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=()',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  })
})
