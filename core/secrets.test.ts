import { describe, expect, it } from 'vitest';
import { createSecrets, redactDeep } from './secrets';

describe('secrets', () => {
  it('are hidden in every text of a value, and nothing else of it is changed', () => {
    const secrets = createSecrets({ pin: '0000', flag: 'true', word: 'message' });
    const event = {
      message: 'pin 0000',
      seconds: 1.00001,
      line: 10000,
      ok: true,
      inner: ['0000', { message: 'true' }],
      none: null,
    };
    expect(redactDeep(secrets, event)).toEqual({ ...event, message: 'pin ***', inner: ['***', { message: '***' }] });
  });

  it('are hidden line by line, and as JSON writes them', () => {
    const secrets = createSecrets({ key: 'first line\nsecond "line"' });
    expect(secrets.redact('see second "line"')).toBe('see ***');
    expect(secrets.redact(JSON.stringify({ key: 'first line\nsecond "line"' }))).toBe('{"key":"***"}');
  });

  it('of a few characters are no secrets', () => {
    expect(createSecrets({ short: 'abc' }).redact('abc')).toBe('abc');
  });
});
