import { installTools } from './install';

// Installs what the end-to-end tests need, ahead of them: `node scripts/run-ts.mjs test/setup/main.ts`
const started = performance.now();
const installation = await installTools((line) => console.log(line));
if ('unavailable' in installation) {
  console.error(`Not installed: ${installation.unavailable}`);
  process.exitCode = 1;
} else {
  console.log(`Server: ${installation.tools.entry}\nBrowser: ${installation.tools.browser.executable}`);
  console.log(`Ready after ${((performance.now() - started) / 1000).toFixed(1)} s`);
}
