// What a thread or process loads while it runs, through however many files; imports of types load nothing.
// Knows which entries may load ONNX Runtime, and what runs without the window's machinery. Does not know who may import whom: that
// is .dependency-cruiser.cjs.
import rooms from './.dependency-cruiser.cjs'

export default {
  forbidden: [
    {
      name: 'onnx-runtime-in-its-entries-alone',
      comment:
        'ONNX Runtime blocks its thread and may crash its process, so two entries alone load it: the session worker and the process ' +
        'of a device’s test. Named here is what only they load.',
      severity: 'error',
      from: {
        path: '^src-',
        pathNot: [
          '^src-main/inference/session/session-worker\\.ts$',
          '^src-main/inference/session/served-session\\.ts$',
          '^src-main/inference/trial/device-probe-entry\\.ts$',
          '^src-main/inference/(native|graph|sampling|decoding)/',
        ],
      },
      to: { path: '(^|/)node_modules/(onnxruntime-node|koffi)/', reachable: true },
    },
    {
      name: 'picture-without-a-window',
      comment: 'What the command line draws with is data and text: it runs from source, without Svelte and browser.',
      severity: 'error',
      from: { path: '^src-renderer/plot/accuracy-picture\\.ts$' },
      to: { path: '\\.svelte$|\\.svelte\\.ts$|node_modules/svelte/', reachable: true },
    },
  ],
  options: { ...rooms.options, tsPreCompilationDeps: false },
}
