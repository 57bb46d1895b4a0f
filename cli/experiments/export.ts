import type { Command } from 'commander';
import type { Exported } from '../../core/data/mlflow-export';
import { listExperiments, readExperiments } from '../../core/store/experiments';
import type { CommandContext, CommonFlags } from '../context';
import { withCommonOptions } from '../options';
import { openProject } from '../project';
import { styleFor } from '../text/ansi';
import { plural } from '../text/format';
import { usageError } from '../usage';
import { findExperiments } from './find';

interface ExportFlags extends CommonFlags {
  readonly mlflow?: string;
  readonly pipeline?: string;
}

export function addExportCommand(experiments: Command, { terminal }: CommandContext): void {
  withCommonOptions(experiments.command('export').argument('[ids...]', 'ids of experiments (default: all)'))
    .description('export to an MLflow tracking server; exporting again writes what has changed')
    .option('--mlflow <url>', 'address of the server (default: MLFLOW_TRACKING_URI)')
    .option('--pipeline <uuid>', 'only of this pipeline')
    .action(async (ids: readonly string[], flags: ExportFlags) => {
      const { root } = await openProject(flags.project, terminal.cwd);
      const address = flags.mlflow ?? process.env['MLFLOW_TRACKING_URI'] ?? '';
      if (address === '') {
        throw usageError('There is no server to export to.', 'Give --mlflow http://localhost:5000, for example.');
      }
      const states =
        ids.length > 0
          ? await findExperiments(root, ids)
          : await readExperiments(root, await listExperiments(root, flags.pipeline));
      // loaded only here: nothing else of the command line talks to a network
      const { MlflowServer } = await import('../../core/data/mlflow-server');
      const { exportToMlflow } = await import('../../core/data/mlflow-export');
      const {
        MLFLOW_TRACKING_TOKEN: token,
        MLFLOW_TRACKING_USERNAME: username,
        MLFLOW_TRACKING_PASSWORD: password,
      } = process.env;
      const server = new MlflowServer(address, { token, username, password });
      const stop = new AbortController();
      const interrupt = terminal.onInterrupt(() => stop.abort());
      const done: Exported[] = [];
      const style = styleFor(terminal.color);
      try {
        await exportToMlflow(
          server,
          root,
          states,
          (exported) => {
            done.push(exported);
            if (flags.json === true) return;
            const { id, run, action, withoutModel } = exported;
            const note = withoutModel === null ? '' : `\n  ${style.warn(`without its model: ${withoutModel}`)}`;
            terminal.out(
              `${id}  ${action === 'unchanged' ? style.dim(action) : style.good(action)}  run ${run}${note}\n`,
            );
          },
          stop.signal,
        );
      } finally {
        interrupt.dispose();
      }
      const summary = `${plural(done.length, 'experiment')} in ${server.address}`;
      terminal.out(
        flags.json === true ? `${JSON.stringify({ server: server.address, exported: done })}\n` : `${summary}\n`,
      );
    });
}
