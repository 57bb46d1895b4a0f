import { createPythonPool, type PythonPool } from '../blocks/python/python-pool';
import { distFolder } from '../dist-folder';
import { createLimit } from '../limit';
import type { Project } from '../project/types';
import type { ChartCode } from '../protocol/charts';

/** The Python processes that execute the code of charts, kept from chart to chart, so that packages are loaded once. */
export interface ChartPythons {
  /** Lends the processes of a project; a few charts at a time, the others wait for their turn. */
  use<T>(project: Project, code: ChartCode, work: (python: PythonPool) => Promise<T>): Promise<T>;
  /** Ends all processes, those in the middle of a chart too. */
  close(): Promise<void>;
}

/** Each process holds the tables that it draws: more at a time would be quicker, but need the memory for them. */
const atOnce = 2;

export function createChartPythons(): ChartPythons {
  const pools = new Map<string, { readonly key: string; readonly python: PythonPool }>();
  const limit = createLimit(atOnce);

  async function poolOf(project: Project, { python: chosen, chosenBy, revision = 0 }: ChartCode): Promise<PythonPool> {
    const key = JSON.stringify([chosen, revision]);
    const known = pools.get(project.root);
    if (known?.key === key) return known.python;
    const python = createPythonPool(distFolder(), project, chosen, chosenBy);
    pools.set(project.root, { key, python });
    await known?.python.close(); // another interpreter may have been chosen
    return python;
  }

  return {
    use: (project, code, work) =>
      limit(async () => {
        const python = await poolOf(project, code);
        try {
          return await work(python);
        } catch (error) {
          // a pool looks for its interpreter once: whatever was missing may be there the next time
          if (pools.get(project.root)?.python === python && !python.hasStarted()) pools.delete(project.root);
          throw error;
        }
      }),
    async close() {
      const open = [...pools.values()];
      pools.clear();
      await Promise.all(open.map(({ python }) => python.close()));
    },
  };
}
