import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { projectAt } from '../core/project/find-project';
import { readPipeline } from '../core/project/read-pipeline';
import type { PipelineReading, Project } from '../core/project/types';

/** Which pipeline a document holds, by its place: `<project>/pipelines/<uuid>/metadata.yaml`. */
export interface PipelinePlace {
  readonly project: Project;
  readonly uuid: string;
}

/** Null for a document that is no pipeline file, or that is not on this machine's disk. */
export function pipelinePlace(uri: string): PipelinePlace | null {
  const file = localFile(uri);
  if (file === null || path.basename(file) !== 'metadata.yaml') return null;
  const folder = path.dirname(file);
  const pipelines = path.dirname(folder);
  if (path.basename(pipelines) !== 'pipelines') return null;
  return { project: projectAt(path.dirname(pipelines)), uuid: path.basename(folder) };
}

/** Reads the pipeline of a document with its unsaved text. Null when the document is no pipeline file. */
export async function readPipelineDocument(document: TextDocument): Promise<PipelineReading | null> {
  const place = pipelinePlace(document.uri);
  if (place === null) return null;
  return readPipeline(place.project, place.uuid, { text: document.getText() });
}

function localFile(uri: string): string | null {
  if (!uri.startsWith('file:')) return null;
  try {
    return fileURLToPath(uri);
  } catch {
    return null; // a file URI of another host, or one this system has no path for
  }
}
