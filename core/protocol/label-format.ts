/**
 * How labels of a chart are written. In Mage it is the body of a JavaScript function of `value`, or for times a pattern of
 * moment.js. Bodies are never executed: those of the usual shapes are understood, all others are left aside.
 */
export type LabelFormat =
  | { readonly kind: 'pieces'; readonly pieces: readonly LabelPiece[] }
  | { readonly kind: 'time'; readonly pattern: string };

export type LabelPiece =
  | { readonly text: string }
  | {
      readonly of: 'value' | 'index';
      /** The value is multiplied by it first; 1 for values that need not be numbers. */
      readonly factor: number;
      /** Digits behind the point, or how else it is written. */
      readonly as: number | 'plain' | 'grouped' | 'rounded';
    };

/** A body such as `return value.toFixed(2) + ' %'`, or a template with `value` in it; null when it has another shape. */
export function parseLabelFormat(body: string): LabelFormat | null {
  const expression = body
    .trim()
    .replace(/^return\b\s*/, '')
    .replace(/;$/, '')
    .trim();
  const pieces: LabelPiece[] = [];
  for (const part of summands(expression)) {
    const found = parsePart(part.trim());
    if (found === null) return null;
    pieces.push(...found);
  }
  return pieces.some((piece) => 'of' in piece) ? { kind: 'pieces', pieces } : null;
}

/** The parts of a sum, as they are written; a `+` within quotes or parentheses does not part them. */
function summands(expression: string): string[] {
  return expression.match(/(?:'[^']*'|"[^"]*"|`[^`]*`|\([^()]*\)|[^+'"`()])+/g) ?? [];
}

function parsePart(part: string): LabelPiece[] | null {
  const quoted = /^(?:'([^'\\]*)'|"([^"\\]*)")$/.exec(part);
  if (quoted !== null) return [{ text: quoted[1] ?? quoted[2] ?? '' }];
  const template = /^`([^`\\]*)`$/.exec(part);
  if (template === null) {
    const slot = parseSlot(part);
    return slot === null ? null : [slot];
  }
  const pieces: LabelPiece[] = [];
  // every second piece stood within ${ }
  for (const [index, piece] of (template[1] ?? '').split(/\$\{([^}]*)\}/).entries()) {
    const slot = index % 2 === 0 ? { text: piece } : parseSlot(piece.trim());
    if (slot === null) return null;
    pieces.push(slot);
  }
  return pieces;
}

const SLOT =
  /^(?:(value|index)|(?:Number|parseFloat|String)\(value\)|\(?\s*value\s*([*/])\s*(\d+(?:\.\d+)?)\s*\)?|(Math\.round)\(value\))(?:\.(toFixed)\((\d{0,2})\)|\.(toLocaleString)\(\)|\.toString\(\))?$/;

function parseSlot(text: string): LabelPiece | null {
  const match = SLOT.exec(text);
  if (match === null) return null;
  const [, name, operator, number, rounded, fixed, digits, grouped] = match;
  const factor = operator === undefined ? 1 : operator === '*' ? Number(number) : 1 / Number(number);
  if (!Number.isFinite(factor)) return null;
  const as =
    fixed !== undefined
      ? Math.min(20, Number(digits))
      : grouped !== undefined
        ? 'grouped'
        : rounded !== undefined
          ? 'rounded'
          : 'plain';
  return { of: name === 'index' ? 'index' : 'value', factor, as };
}

/** A label in the given format; `value` is text for labels that are no numbers, epoch seconds for times. */
export function formatLabel(format: LabelFormat, value: string | number, index: number): string {
  if (format.kind === 'time') return typeof value === 'number' ? formatTime(format.pattern, value) : value;
  return format.pieces
    .map((piece) => {
      if ('text' in piece) return piece.text;
      const given = piece.of === 'index' ? index : value;
      const number = Number(given);
      if ((piece.as === 'plain' && piece.factor === 1) || String(given).trim() === '' || Number.isNaN(number)) {
        return String(given);
      }
      const scaled = number * piece.factor;
      if (piece.as === 'plain') return String(scaled);
      if (piece.as === 'rounded') return String(Math.round(scaled));
      return piece.as === 'grouped' ? scaled.toLocaleString('en-US') : scaled.toFixed(piece.as);
    })
    .join('');
}

const MONTHS = 'January February March April May June July August September October November December'.split(' ');
const DAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');
const TOKEN = /\[([^\]]*)\]|YYYY|YY|MMMM|MMM|MM|M|DD|D|dddd|ddd|HH|H|hh|h|mm|m|ss|s|A|a/g;

/** A time in a pattern of moment.js, in UTC. */
function formatTime(pattern: string, epochSeconds: number): string {
  const time = new Date(epochSeconds * 1000);
  if (Number.isNaN(time.getTime())) return String(epochSeconds);
  const two = (value: number) => String(value).padStart(2, '0');
  const month = MONTHS[time.getUTCMonth()] ?? '';
  const day = DAYS[time.getUTCDay()] ?? '';
  const hour = time.getUTCHours();
  const half = hour < 12 ? 'AM' : 'PM';
  const year = String(time.getUTCFullYear());
  const written: Readonly<Record<string, string>> = {
    YYYY: year,
    YY: year.slice(-2),
    MMMM: month,
    MMM: month.slice(0, 3),
    MM: two(time.getUTCMonth() + 1),
    M: String(time.getUTCMonth() + 1),
    DD: two(time.getUTCDate()),
    D: String(time.getUTCDate()),
    dddd: day,
    ddd: day.slice(0, 3),
    HH: two(hour),
    H: String(hour),
    hh: two(hour % 12 || 12),
    h: String(hour % 12 || 12),
    mm: two(time.getUTCMinutes()),
    m: String(time.getUTCMinutes()),
    ss: two(time.getUTCSeconds()),
    s: String(time.getUTCSeconds()),
    A: half,
    a: half.toLowerCase(),
  };
  return pattern.replaceAll(TOKEN, (token, literal: string | undefined) => literal ?? written[token] ?? token);
}
