import { EiderError } from '../errors';
import type { ChartDrawing } from '../protocol/charts';

/** Bytes of a picture or of HTML that are shown. */
export const mostRenderBytes = 5 * 1024 * 1024;

/**
 * What a chart's function with `@render` returned. Whether it is a picture, and of which kind, is told by its bytes: what the
 * decorator says may be wrong. Throws `chart_too_large`, or `chart_not_rendered` for what is neither a picture nor HTML.
 */
export function renderDrawing(type: string, text: string, chart: string): ChartDrawing {
  const trimmed = text.trim();
  const picture = pictureOf(trimmed);
  if (picture !== null) {
    refuseLarge(picture.bytes, chart);
    return { kind: 'image', source: `data:${picture.type};base64,${picture.base64}` };
  }
  const isMarkup = trimmed.startsWith('<');
  if (isMarkup || type.toLowerCase() === 'html') {
    refuseLarge(Buffer.byteLength(text), chart);
    return { kind: 'html', html: text };
  }
  throw new EiderError({
    code: 'chart_not_rendered',
    message: `What the function with @render of chart ${chart} returned is neither a picture nor HTML.`,
    remedy: 'Return the bytes of a PNG, JPEG, GIF, WebP or SVG picture as base64, or use render_type="html".',
  });
}

interface Picture {
  readonly type: string;
  readonly base64: string;
  readonly bytes: number;
}

function pictureOf(text: string): Picture | null {
  if (/^(?:<\?xml[^>]*>\s*)?(?:<!--[^]*?-->\s*|<!DOCTYPE[^>]*>\s*)*<svg[\s>]/i.test(text)) {
    return { type: 'image/svg+xml', base64: Buffer.from(text).toString('base64'), bytes: Buffer.byteLength(text) };
  }
  const base64 = text.replace(/^data:[^,]{0,100},/, '').replaceAll(/\s+/g, '');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return null;
  const head = Buffer.from(base64.slice(0, 4096), 'base64');
  const type = pictureType(head);
  return type === null ? null : { type, base64, bytes: Math.floor((base64.length * 3) / 4) };
}

function pictureType(head: Buffer): string | null {
  const starts = (...bytes: number[]) => bytes.every((byte, at) => head[at] === byte);
  if (starts(0x89, 0x50, 0x4e, 0x47)) return 'image/png';
  if (starts(0xff, 0xd8, 0xff)) return 'image/jpeg';
  const letters = head.toString('latin1');
  if (letters.startsWith('GIF8')) return 'image/gif';
  if (letters.startsWith('RIFF') && letters.slice(8, 12) === 'WEBP') return 'image/webp';
  return /^\uFEFF?\s*(?:<\?xml|<svg)/.test(head.toString('utf8')) && letters.includes('<svg') ? 'image/svg+xml' : null;
}

function refuseLarge(bytes: number, chart: string): void {
  if (bytes <= mostRenderBytes) return;
  throw new EiderError({
    code: 'chart_too_large',
    message: `What chart ${chart} draws has ${(bytes / 1e6).toFixed(1)} MB; at most 5 MB are shown.`,
    remedy: 'Draw it smaller, or with fewer points.',
  });
}
