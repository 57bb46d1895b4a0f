import { blockTypes } from '../core/project/types';
import { blockFolder } from '../core/project/uuid';

const blockFolders = [...new Set(blockTypes.map(blockFolder))];

/**
 * What the client should tell us about when it changes on disk: pipelines, and block files coming and going, also by the
 * renaming of a whole folder. Not `**`: a run writes thousands of files that are none of our business.
 */
export const watchedGlobs: readonly string[] = [
  '**/metadata.yaml',
  '**/settings.yaml',
  '**/pipelines/**',
  `**/{${blockFolders.join(',')}}`,
  `**/{${blockFolders.join(',')}}/**`,
];
