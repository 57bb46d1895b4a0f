import { readFileSync } from 'node:fs';
import path from 'node:path';
import { distFolder } from '../../dist-folder';
import { useMemory } from './memory';
import { work } from './kernels';

/** How kernels are carried out: as WebAssembly, or as JavaScript from the same sources, several times slower. */
export type KernelKind = 'wasm' | 'plain';

export interface Kernels {
  /** Does the tasks of a queue until none is left. */
  work(queue: number): void;
}

let compiled: WebAssembly.Module | undefined;

/** WebAssembly, unless the environment variable EIDER_KERNELS says `plain`. */
export function kernelKind(): KernelKind {
  return process.env['EIDER_KERNELS'] === 'plain' ? 'plain' : 'wasm';
}

/** The compiled kernels, for handing to other threads; the file is read once. */
export function compiledKernels(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(readFileSync(path.join(distFolder(), 'learn.wasm')));
  return compiled;
}

/** The kernels over a memory. */
export function loadKernels(memory: WebAssembly.Memory, module: WebAssembly.Module | null): Kernels {
  if (module === null) {
    return {
      work: (queue) => {
        useMemory(memory);
        work(queue);
      },
    };
  }
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  // SAFETY: kernels.ts exports this function, and the build compiles just that file.
  return exports as unknown as Kernels;
}
