import path from 'node:path';
import { distFolder } from '../../dist-folder';
import { isFile } from '../files';

/** Whether Eider's stand-in for `mage_ai` has a module, given by its dotted name. */
export async function standInHas(module: string): Promise<boolean> {
  const place = path.join(distFolder(), 'python', ...module.split('.'));
  return (await isFile(`${place}.py`)) || isFile(path.join(place, '__init__.py'));
}
