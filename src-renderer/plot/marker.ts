// The shapes of a plot's points: one path each, of about equal area.
// Knows geometry. Does not know which method has which shape (series-style.ts).

export const MARKERS = [
  'circle',
  'square',
  'triangle',
  'diamond',
  'star',
  'cross',
  'fallen',
  'pentagon',
  'plus',
  'hexagon',
] as const
export type Marker = (typeof MARKERS)[number]

/** The path of a marker around the origin; `radius` is that of the circle of the same weight. */
export function markerPath(marker: Marker, radius: number): string {
  const r = radius
  switch (marker) {
    case 'circle':
      return `M ${n(-r)} 0 a ${n(r)} ${n(r)} 0 1 0 ${n(2 * r)} 0 a ${n(r)} ${n(r)} 0 1 0 ${n(-2 * r)} 0 Z`
    case 'square':
      return polygon(4, r * 1.25, Math.PI / 4)
    case 'triangle':
      return polygon(3, r * 1.4, 0)
    case 'fallen':
      return polygon(3, r * 1.4, Math.PI)
    case 'diamond':
      return polygon(4, r * 1.3, 0)
    case 'pentagon':
      return polygon(5, r * 1.15, 0)
    case 'hexagon':
      return polygon(6, r * 1.1, 0)
    case 'star':
      return polygon(10, r * 1.55, 0, 0.48)
    case 'plus':
      return arms(r * 1.25, r * 0.42, 0)
    case 'cross':
      return arms(r * 1.3, r * 0.42, Math.PI / 4)
  }
}

/** A regular polygon with its first corner up, turned by `turn`; every second corner at `waist` of the radius, for a star. */
function polygon(corners: number, radius: number, turn: number, waist = 1): string {
  const points = Array.from({ length: corners }, (_, corner) => {
    const angle = (2 * Math.PI * corner) / corners + turn
    const reach = corner % 2 === 1 ? radius * waist : radius
    return `${n(reach * Math.sin(angle))} ${n(-reach * Math.cos(angle))}`
  })
  return `M ${points.join(' L ')} Z`
}

/** A cross with arms of this length and half this width. */
function arms(length: number, half: number, turn: number): string {
  const corners = [
    [-half, -length],
    [half, -length],
    [half, -half],
    [length, -half],
    [length, half],
    [half, half],
    [half, length],
    [-half, length],
    [-half, half],
    [-length, half],
    [-length, -half],
    [-half, -half],
  ] as const
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)]
  return `M ${corners.map(([x, y]) => `${n(x * cos - y * sin)} ${n(x * sin + y * cos)}`).join(' L ')} Z`
}

function n(value: number): string {
  return String(Math.round(value * 100) / 100 || 0)
}
