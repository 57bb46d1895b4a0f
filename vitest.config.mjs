import { defineConfig } from 'vitest/config';

const elsewhere = ['**/node_modules/**', '**/dist/**', '**/.cache/**', 'samples/**'];
const integration = ['**/*.integration.test.ts', 'test/architecture/**/*.test.ts'];
const endToEnd = ['test/e2e/**/*.e2e.test.ts'];

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['**/*.test.{ts,tsx,mjs}'],
          exclude: [...elsewhere, ...integration, ...endToEnd],
        },
      },
      {
        extends: true,
        // real DuckDB, real processes: generous, because a machine may be slow
        test: {
          name: 'integration',
          include: integration,
          exclude: elsewhere,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        // one window at a time: two would fight for the machine
        test: {
          name: 'e2e',
          include: endToEnd,
          exclude: elsewhere,
          globalSetup: 'test/e2e/global-setup.ts',
          fileParallelism: false,
          testTimeout: 90_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
