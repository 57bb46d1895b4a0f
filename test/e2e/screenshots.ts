import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { installTools, type Tools } from '../setup/install';
import { packageExtension } from '../setup/package-vsix';
import { root } from '../setup/root';
import { pythonWithPackages } from '../support/python';
import { mageProject } from './mage-project';
import { mageScenes, type Scene, scenes, trainingScenes } from './scenes';
import { openSession, type SessionOptions } from './session';
import { themes, type ThemeName } from './settings';
import { trainingProject } from './training-project';

// Takes the pictures of docs/images in every theme: `npm run screenshots`, or with names of scenes only those.
const wanted = process.argv.slice(2);
const names = [...scenes, ...mageScenes, ...trainingScenes].map(({ name }) => name);
const unknown = wanted.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  console.error(`There is no scene ${unknown.join(', ')}; there are ${names.join(', ')}.`);
  process.exit(2);
}

const images = path.join(root, 'docs', 'images');

/** Scenes of one sample, in one window. */
interface Album {
  readonly options: SessionOptions;
  readonly scenes: readonly Scene[];
}

const progress = (line: string) => console.log(line);
const installation = await installTools(progress);
if ('unavailable' in installation) {
  console.error(`No screenshots: ${installation.unavailable}.`);
  process.exitCode = 1;
} else {
  const vsix = await packageExtension(progress);

  await mkdir(images, { recursive: true });
  const python = await pythonWithPackages();
  if ('unavailable' in python) progress(`Without the sample in Mage's format: ${python.unavailable}`);
  const albums: Album[] = [
    { options: {}, scenes },
    { options: trainingProject, scenes: trainingScenes },
    ...('unavailable' in python ? [] : [{ options: mageProject(python.command), scenes: mageScenes }]),
  ].filter((album) => wanted.length === 0 || album.scenes.some(({ name }) => wanted.includes(name)));
  for (const theme of ['dark', 'light', 'high-contrast'] satisfies ThemeName[]) {
    progress(themes[theme]);
    for (const album of albums) await takePictures(installation.tools, vsix, theme, album);
  }
}

/** Plays the scenes of an album in one window, and takes the picture of each that is wanted. */
async function takePictures(tools: Tools, vsix: string, theme: ThemeName, album: Album): Promise<void> {
  const session = await openSession(tools, vsix, theme, album.options);
  try {
    // a scene builds on those before it, so all are played even when one is wanted
    for (const scene of album.scenes) {
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
