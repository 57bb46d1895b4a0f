import type { BlockType } from '../../core/project/types';
import type { BlockFreshness } from '../../core/protocol/freshness';
import type { BlockStatus } from '../../core/protocol/run-state';
import type { NodeFreshness } from '../../core/protocol/webview';
import { whenText } from '../text';

/** The states of the newest run that leave room for freshness; every other one says what is to be done first. */
const quietStates: ReadonlySet<BlockStatus | null> = new Set([null, 'completed', 'reused']);

/**
 * What to say of a block's freshness beside the state that its newest run left it in; null for nothing. A block that is up
 * to date has no word, as most are; a data product always has one.
 */
export function freshnessWords(
  type: BlockType,
  status: BlockStatus | null,
  freshness: BlockFreshness | undefined,
  now: Date,
): NodeFreshness | null {
  if (freshness === undefined || !quietStates.has(status)) return null;
  const { madeAt, stale, reasons } = freshness;
  if (type === 'global_data_product') {
    const reason = reasons.length > 0 || madeAt === null ? reasons : [`made ${whenText(madeAt, now)}`];
    return { word: stale ? 'outdated' : 'up to date', stale, lines: reason.map((text) => localTimes(text, now)) };
  }
  if (madeAt === null) return null;
  if (!stale) return { word: '', stale, lines: [`up to date, made ${whenText(madeAt, now)}`] };
  return { word: 'out of date', stale, lines: reasons.map((text) => localTimes(text, now)) };
}

/** A text with its instants as this machine's clock shows them. */
export function localTimes(text: string, now: Date): string {
  return text.replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, (iso) => whenText(iso, now));
}
