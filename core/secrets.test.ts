import { describe, expect, it } from 'vitest';
import type { Failure } from './protocol/problem';
import { createSecrets, redactFailure, soundsSecret, variableSoundsSecret } from './secrets';

describe('secrets', () => {
  it('are hidden in the words of a failure, and what programs read of it stays', () => {
    const secrets = createSecrets({ pin: '0000', code: 'block_failed', file: '/project/a.sql' });
    const failure: Failure = {
      code: 'block_failed',
      severity: 'error',
      message: 'pin 0000',
      remedy: 'not 0000',
      detail: 'at 0000',
      expected: '0000',
      actual: '10000',
      file: '/project/a.sql',
      line: 10000,
    };
    expect(redactFailure(secrets, failure)).toEqual({
      ...failure,
      message: 'pin ***',
      remedy: 'not ***',
      detail: 'at ***',
      expected: '***',
      actual: '1***',
    });
  });

  it('are hidden line by line, and as JSON writes them', () => {
    const secrets = createSecrets({ key: 'first line\nsecond "line"' });
    expect(secrets.redact('see second "line"')).toBe('see ***');
    expect(secrets.redact(JSON.stringify({ key: 'first line\nsecond "line"' }))).toBe('{"key":"***"}');
  });

  it('of a few characters are no secrets', () => {
    expect(createSecrets({ short: 'abc' }).redact('abc')).toBe('abc');
  });

  it('are told by the names of variables, of the environment and of a pipeline', () => {
    for (const name of ['DB_PASSWORD', 'GH_TOKEN', 'PGPWD', 'OPENAI_API_KEY']) expect(soundsSecret(name)).toBe(true);
    for (const name of ['PWD', 'OLDPWD', 'PATH', 'GIT_AUTHOR_NAME']) expect(soundsSecret(name)).toBe(false);
    expect(variableSoundsSecret('api_key')).toBe(true);
    expect(variableSoundsSecret('key_column')).toBe(false);
  });
});
