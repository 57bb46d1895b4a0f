import * as v from 'valibot';
import { mostChosen } from '../../core/protocol/experiment-view';
import { experimentsActions, foundActions, type WebviewMethod, type WebviewToHost } from '../../core/protocol/webview';

const methods = [
  'schema',
  'page',
  'cell',
  'profile',
  'histogram',
  'chart',
  'preview',
  'model',
  'importances',
  'tree',
  'tree_text',
  'log',
  'children',
  'child',
] as const satisfies WebviewMethod[];
const id = v.pipe(v.number(), v.safeInteger());
const block = v.pipe(v.string(), v.minLength(1));
const place = v.pipe(v.number(), v.safeInteger(), v.minValue(1));

const messageSchema = v.variant('type', [
  v.object({ type: v.literal('ready') }),
  v.object({ type: v.literal('request'), id, method: v.picklist(methods), params: v.unknown() }),
  v.object({ type: v.literal('cancel'), id }),
  v.object({ type: v.literal('select_block'), block, ticket: id }),
  v.object({ type: v.literal('open_block'), block }),
  v.object({ type: v.literal('show_output'), block }),
  v.object({ type: v.literal('run_pipeline') }),
  v.object({ type: v.literal('run_block'), block, upstream: v.boolean() }),
  v.object({ type: v.literal('debug_block'), block }),
  v.object({ type: v.literal('cancel_run') }),
  v.object({ type: v.literal('install_packages') }),
  v.object({ type: v.literal('retry_run'), run: v.pipe(v.string(), v.minLength(1)) }),
  v.object({ type: v.literal('new_block') }),
  v.object({ type: v.literal('open_location'), file: v.string(), line: place, column: place }),
  v.object({
    type: v.literal('allow_scripts'),
    project: v.string(),
    pipeline: block,
    chart: block,
    allowed: v.boolean(),
  }),
  v.object({ type: v.literal('show_logs') }),
  v.object({
    type: v.literal('found_action'),
    action: v.picklist(foundActions),
    project: v.string(),
    pipeline: v.string(),
  }),
  v.object({ type: v.literal('choose_experiments'), ids: v.pipe(v.array(block), v.maxLength(mostChosen)) }),
  v.object({
    type: v.literal('experiments_action'),
    action: v.picklist(experimentsActions),
    pipeline: v.string(),
    block: v.string(),
  }),
]);

/** A message that a webview sent; null when it is of an unknown or broken shape. */
export function parseWebviewMessage(message: unknown): WebviewToHost | null {
  const parsed = v.safeParse(messageSchema, message);
  return parsed.success ? parsed.output : null;
}
