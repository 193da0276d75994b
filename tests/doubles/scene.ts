// A scene for tests of the picture: a tree at rest, fitted to a view or as a change of the camera has it.
import type { LensId } from '../../src-renderer/text/tree.ts'
import { fit } from '../../src-renderer/tree/camera.ts'
import type { Camera, Orientation, View } from '../../src-renderer/tree/camera.ts'
import type { Scene } from '../../src-renderer/tree/draw.ts'
import { highlightOf } from '../../src-renderer/tree/highlight.ts'
import { SlotLayout } from '../../src-renderer/tree/layout.ts'
import { paintOf, pathsBelow } from '../../src-renderer/tree/lens/paint.ts'
import { Levels } from '../../src-renderer/tree/levels.ts'
import { Places } from '../../src-renderer/tree/places.ts'
import type { ShownTree } from '../../src-renderer/tree/shown-tree.ts'
import { PALETTE } from './palette.ts'

interface SceneOptions {
  view: View
  orientation?: Orientation
  lens?: LensId
  selected?: number | null
  change?: ((camera: Camera) => Camera) | undefined
}

export function scene(shown: ShownTree, options: SceneOptions): Scene {
  const {
    view,
    orientation = 'top-down',
    lens = 'reward',
    selected = null,
    change = (camera: Camera): Camera => camera,
  } = options
  const layout = new SlotLayout()
  layout.follow(shown.tree)
  const levels = new Levels()
  levels.follow(layout, layout.leaves)
  return {
    tree: shown.tree,
    layout,
    spans: layout.leaves,
    presence: new Float32Array(layout.count).fill(1),
    levels,
    paint: paintOf(shown, lens),
    places: new Places(),
    raster: null,
    paths: pathsBelow(shown),
    camera: change(fit({ leaves: layout.leaves[0]!, depth: layout.deepest[0]!, view, orientation })),
    view,
    palette: PALETTE,
    highlight: highlightOf(shown.tree, selected),
    selected,
    hovered: null,
  }
}
