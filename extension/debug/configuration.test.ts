import { describe, expect, it } from 'vitest';
import { attachConfiguration, OWN } from './configuration';

const attachment = {
  port: 4711,
  project: '/work/shop',
  name: 'Debug prices',
  id: 'one',
  dist: '/extensions/eider/dist',
};

describe('the configuration of a debug session', () => {
  it('attaches the Python Debugger, and leaves to its settings what is the author’s own code', () => {
    expect(attachConfiguration({ ...attachment, language: 'python' })).toEqual({
      type: 'debugpy',
      request: 'attach',
      name: 'Debug prices',
      connect: { host: '127.0.0.1', port: 4711 },
      [OWN]: 'one',
    });
  });

  it('attaches Node’s debugger to compiled blocks through their source maps, and passes over our own code', () => {
    expect(attachConfiguration({ ...attachment, language: 'typescript' })).toMatchObject({
      type: 'node',
      request: 'attach',
      port: 4711,
      outFiles: ['/work/shop/.eider/cache/blocks/**/*.mjs'],
      skipFiles: ['<node_internals>/**', '/extensions/eider/dist/**'],
    });
  });
});
