import type { Failure } from '../../core/protocol/problem';
import { graphNodeSize, type GraphNode, type GraphSnapshot } from '../../core/protocol/webview';
import { hostileNames } from './hostile';

const base: GraphNode = {
  uuid: '',
  name: '',
  type: 'transformer',
  language: 'sql',
  color: null,
  x: 0,
  y: 0,
  ...graphNodeSize,
  status: null,
  startedAt: null,
  seconds: null,
  rows: [],
  children: null,
  failure: null,
  freshness: null,
  problems: [],
};
const failure: Failure = {
  code: 'sql_binder',
  severity: 'error',
  message: 'prepare: the table ingest has no column "trip_distanse"',
  remedy: 'Did you mean "trip_distance"?',
  file: '/proj/green-taxi/transformers/prepare.sql',
  line: 4,
  column: 10,
};

const idle: GraphSnapshot = {
  view: 'graph',
  project: '/proj/green-taxi',
  pipeline: 'data_preparation',
  title: 'data_preparation',
  trusted: true,
  runStatus: 'completed',
  selected: 'prepare',
  ticket: 0,
  problems: [],
  edges: [
    { from: 'ingest', to: 'prepare' },
    { from: 'zones', to: 'prepare' },
    { from: 'prepare', to: 'build' },
    { from: 'prepare', to: 'report' },
    { from: 'build', to: 'train' },
  ],
  nodes: [
    { ...base, uuid: 'ingest', name: 'ingest', type: 'data_loader', x: 0, y: 0, status: 'completed', seconds: 0.34 },
    { ...base, uuid: 'zones', name: 'zones', type: 'data_loader', language: 'python', x: 0, y: 104, status: 'reused' },
    { ...base, uuid: 'prepare', name: 'prepare', x: 312, y: 52, status: 'completed', seconds: 1.24 },
    { ...base, uuid: 'build', name: 'build', type: 'data_exporter', language: 'typescript', x: 624, y: 0 },
    {
      ...base,
      uuid: 'report',
      name: 'a report with a rather long name',
      type: 'custom',
      language: 'python',
      x: 624,
      y: 104,
    },
    { ...base, uuid: 'train', name: 'train', type: 'sensor', language: 'typescript', color: 'teal', x: 936, y: 0 },
  ],
};

function withNodes(changes: Readonly<Record<string, Partial<GraphNode>>>): GraphNode[] {
  return idle.nodes.map((node) => ({ ...node, ...changes[node.uuid] }));
}

const done: GraphSnapshot = {
  ...idle,
  nodes: withNodes({
    ingest: { rows: [110_128] },
    zones: { rows: [265] },
    prepare: { rows: [105_870, 54_378, 51_492] },
    build: { status: 'completed', seconds: 2.9, rows: [105_870, 54_378, 51_492] },
    report: { status: 'completed', seconds: 0.08 },
    train: { status: 'completed', seconds: 125 },
  }),
};

export const graphScenarios: Readonly<Record<string, GraphSnapshot>> = {
  done,
  running: {
    ...done,
    runStatus: 'running',
    nodes: withNodes({
      ingest: { rows: [110_128] },
      prepare: { status: 'running', startedAt: new Date(Date.now() - 7000).toISOString(), seconds: null },
      build: { status: 'pending' },
      report: { status: 'pending' },
      train: { status: 'pending' },
    }),
  },
  failed: {
    ...done,
    runStatus: 'failed',
    trusted: false,
    nodes: withNodes({
      ingest: { rows: [110_128] },
      prepare: { status: 'failed', seconds: 0.12, failure, problems: [failure] },
      build: { status: 'upstream_failed' },
      report: { status: 'cancelled', problems: [{ code: 'w', severity: 'warning', message: 'unused input' }] },
      train: { status: 'interrupted' },
    }),
  },
  stale: {
    ...done,
    nodes: withNodes({
      ingest: { rows: [110_128] },
      zones: {
        type: 'global_data_product',
        language: 'sql',
        freshness: { word: 'up to date', stale: false, lines: ['made 10:05:00'] },
      },
      prepare: {
        rows: [105_870, 54_378, 51_492],
        freshness: { word: 'out of date', stale: true, lines: ['its code has changed'] },
      },
      build: {
        status: 'completed',
        seconds: 2.9,
        rows: [99_999_999],
        freshness: { word: 'out of date', stale: true, lines: ['prepare would run first'] },
      },
      report: {
        type: 'global_data_product',
        freshness: { word: 'outdated', stale: true, lines: ['data product report has never been made'] },
      },
    }),
  },
  empty: { ...idle, nodes: [], edges: [], runStatus: null, selected: null },
  broken: {
    ...idle,
    nodes: [],
    edges: [],
    runStatus: null,
    selected: null,
    problems: [
      {
        code: 'yaml',
        severity: 'error',
        message: 'metadata.yaml: the list under "blocks" is not closed.',
        remedy: 'Add a "]" or write the list with dashes.',
        file: '/proj/green-taxi/pipelines/data_preparation/metadata.yaml',
        line: 12,
        column: 3,
      },
    ],
  },
  long: {
    ...done,
    nodes: withNodes({
      ingest: { rows: [12_345_678], seconds: 3599 },
      zones: { rows: [99_999_999], status: 'completed', seconds: 360_125 },
      prepare: { rows: [99_999_999, 54_378, 51_492], seconds: 45_296, status: 'completed' },
      build: { status: 'running', startedAt: new Date(Date.now() - 360_125_000).toISOString(), seconds: null },
      report: { status: 'failed', seconds: 360_125, problems: [failure] },
      train: { status: 'completed', rows: [1_234_567_890, 1, 2, 3], seconds: 125 },
    }),
  },
  hostile: {
    ...done,
    title: hostileNames.markup,
    nodes: withNodes({
      ingest: { name: hostileNames.markup, type: hostileNames.markup },
      zones: { name: hostileNames.turned, language: hostileNames.long },
      prepare: { name: hostileNames.rightToLeft },
      build: { name: hostileNames.controls },
      report: { name: hostileNames.long },
      train: { name: hostileNames.stacked },
    }),
  },
  large: large(1000),
};

function large(count: number): GraphSnapshot {
  const perLayer = 25;
  const nodes = Array.from({ length: count }, (_, index) => ({
    ...base,
    uuid: `block_${index}`,
    name: `block ${index}`,
    x: Math.floor(index / perLayer) * 312,
    y: (index % perLayer) * 104,
    status: 'completed' as const,
    seconds: index / 100,
    rows: [index * 1000],
  }));
  const edges = nodes.slice(perLayer).flatMap((node, index) => [
    { from: `block_${index}`, to: node.uuid },
    { from: `block_${Math.max(0, index - (index % perLayer) + ((index * 7) % perLayer))}`, to: node.uuid },
  ]);
  return { ...idle, pipeline: 'large', title: 'large', nodes, edges, selected: null };
}
