// Captions of pictures: no line wider than the picture, no word lost, and room for every line.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CAPTION, captionHeight, captionLines } from '../../../src-renderer/ui/caption.ts'

const measure = (text: string, size: number): number => text.length * size * 0.5

describe('a caption', () => {
  it('keeps every word, in lines no wider than the picture where words allow it', () => {
    const text = fc.array(fc.string({ minLength: 1, maxLength: 12 })).map((words) => words.join(' '))
    fc.assert(
      fc.property(text, fc.array(text, { maxLength: 4 }), (title, lines) => {
        const broken = captionLines({ title, lines }, 200, measure)
        const words = (all: readonly string[]) => all.flatMap((line) => line.split(/\s+/).filter(Boolean))
        expect(words(broken.map((line) => line.text))).toEqual(words([title, ...lines]))
        for (const { text: line, heading } of broken) {
          const wide = measure(line, heading ? CAPTION.title : CAPTION.text) > 200
          expect(wide && words([line]).length > 1).toBe(false)
        }
      }),
    )
  })

  it('takes no room where there is none', () => {
    expect(captionHeight(0)).toBe(0)
    expect(captionHeight(3) - captionHeight(2)).toBe(CAPTION.step)
  })
})
