import type { TestProject } from 'vitest/node';
import { installTools, type Tools } from '../setup/install';
import { packageExtension } from '../setup/package-vsix';

/** What the test files get: the tools and the packaged extension, or the reason why they are skipped. */
export type EndToEnd = { readonly tools: Tools; readonly vsix: string } | { readonly unavailable: string };

declare module 'vitest' {
  interface ProvidedContext {
    endToEnd: EndToEnd;
  }
}

export async function setup(project: TestProject): Promise<void> {
  const progress = (line: string) => console.log(line);
  const installation = await installTools(progress);
  if ('unavailable' in installation) {
    console.warn(`End-to-end tests are skipped: ${installation.unavailable}.`);
    project.provide('endToEnd', installation);
    return;
  }
  project.provide('endToEnd', { tools: installation.tools, vsix: await packageExtension(progress) });
}
