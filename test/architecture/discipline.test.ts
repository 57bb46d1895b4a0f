import { describe, expect, it } from 'vitest';
import { anyTypes, assertionsWithoutReason, silencedWithoutReason } from './discipline';
import { ownSources, parseSource } from './source-files';

const sources = ownSources();

describe('our own types', () => {
  it('are never `any`', () => {
    expect(sources.flatMap(anyTypes)).toEqual([]);
  });

  it('are asserted only with a reason', () => {
    expect(sources.flatMap(assertionsWithoutReason)).toEqual([]);
  });

  it('and rules are silenced only with a reason', () => {
    expect(sources.flatMap(silencedWithoutReason)).toEqual([]);
  });
});

describe('the checks', () => {
  const places = (check: typeof anyTypes, text: string): string[] => check(parseSource('a.ts', text));

  it('find `any` in types, not in words', () => {
    const text = `let any = 'any'; // any
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a parameter of type unknown would refuse functions
type F = (...args: any[]) => void;
type G = Record<string, any>;`;
    expect(places(anyTypes, text)).toEqual(['a.ts:4']);
  });

  it('find silencing without a reason', () => {
    const text = `// eslint-disable-next-line no-console
console.log('// eslint-disable-line');
/* eslint-disable no-console */
// eslint-disable-next-line no-console -- this is what it is for
console.log(1);
f(/* eslint-disable-line */);
// @ts-expect-error
g();`;
    expect(places(silencedWithoutReason, text)).toEqual(['a.ts:1', 'a.ts:3', 'a.ts:6', 'a.ts:7']);
  });

  it('find assertions without a reason', () => {
    const text = `const a = x as Y;
const b = [[1] as const, expect.any(String) as string, x as unknown];
// SAFETY: checked
// above.
const c = x as Y;
const d = x!;
function f() {
  // SAFETY: a
  return g({
    y: x as Y,
  });
}
const e = <Y>x;
const h = x as Y; // SAFETY: known`;
    expect(places(assertionsWithoutReason, text)).toEqual(['a.ts:1', 'a.ts:6', 'a.ts:13']);
  });
});
