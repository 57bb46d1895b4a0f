import { expect } from 'vitest';

/** Vitest's matchers as `unknown` instead of `any`, for expected values. */
export const anyText = (): unknown => expect.any(String);
export const anything = (): unknown => expect.anything();
export const containing = (text: string): unknown => expect.stringContaining(text);
export const matching = (pattern: RegExp): unknown => expect.stringMatching(pattern);
export const closeTo = (value: number, digits: number): unknown => expect.closeTo(value, digits);
