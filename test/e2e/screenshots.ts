import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { installTools } from '../setup/install';
import { packageExtension } from '../setup/package-vsix';
import { root } from '../setup/root';
import { scenes } from './scenes';
import { openSession } from './session';
import { themes, type ThemeName } from './settings';

// Takes the pictures of docs/images in every theme: `npm run screenshots`, or with names of scenes only those.
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !scenes.some((scene) => scene.name === name));
if (unknown.length > 0) {
  console.error(`There is no scene ${unknown.join(', ')}; there are ${scenes.map((scene) => scene.name).join(', ')}.`);
  process.exit(2);
}

const progress = (line: string) => console.log(line);
const installation = await installTools(progress);
if ('unavailable' in installation) {
  console.error(`No screenshots: ${installation.unavailable}.`);
  process.exitCode = 1;
} else {
  const vsix = await packageExtension(progress);
  const images = path.join(root, 'docs', 'images');
  await mkdir(images, { recursive: true });
  for (const theme of ['dark', 'light', 'high-contrast'] satisfies ThemeName[]) {
    progress(themes[theme]);
    const session = await openSession(installation.tools, vsix, theme);
    try {
      // a scene builds on those before it, so all are played even when one is wanted
      for (const scene of scenes) {
        try {
          await scene.play(session);
        } catch (error) {
          const file = path.join(root, 'test-results', `scene-${scene.name}-${theme}.png`);
          await session.browser.page.screenshot({ path: file });
          throw new Error(`The scene ${scene.name} failed, see ${file}\n${await session.server.logs()}`, {
            cause: error,
          });
        }
        if (wanted.length > 0 && !wanted.includes(scene.name)) continue;
        await session.browser.page.mouse.move(640, 14); // no tooltip in the picture
        await session.browser.page.locator('.workbench-hover').first().waitFor({ state: 'hidden' });
        const file = path.join(images, `${scene.name}-${theme}.png`);
        await session.browser.page.screenshot({ path: file });
        progress(`  ${path.relative(root, file)}`);
      }
    } finally {
      await session.close();
    }
  }
}
