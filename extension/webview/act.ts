import type { WebviewToHost } from '../../core/protocol/webview';
import { runCommand } from '../commands/run-command';
import type { CoreServices } from '../core-services';
import type { PipelineRef } from '../target';

/** What only the pages send that are of no pipeline. */
type PageMessage = Extract<WebviewToHost, { type: 'found_action' | 'choose_experiments' | 'experiments_action' }>;

/** What a user asks for in a view of one pipeline, as against what the page itself asks for. */
type Action = Exclude<WebviewToHost, PageMessage | { type: 'ready' | 'request' | 'cancel' }>;

/** Whether a message comes from a page that is of no pipeline. */
export function isOfPage(message: WebviewToHost): message is PageMessage {
  return ['found_action', 'choose_experiments', 'experiments_action'].includes(message.type);
}

/** Does what the user asks for in a view of a pipeline, of which `block` is the one that is shown or selected. */
export function act(
  message: Action,
  { project, pipeline }: PipelineRef,
  block: string | null,
  services: Pick<CoreServices, 'selection' | 'runs'>,
): void {
  const ref = { project, pipeline };
  switch (message.type) {
    case 'select_block':
      services.selection.select({ ...ref, block: message.block });
      break;
    case 'open_block':
      runCommand('eider.openBlock', { ...ref, block: message.block });
      break;
    case 'show_output':
      runCommand('eider.showOutput', { ...ref, block: message.block });
      break;
    case 'run_pipeline':
      runCommand('eider.runPipeline', ref);
      break;
    case 'run_block':
      runCommand(message.upstream ? 'eider.runBlockWithUpstream' : 'eider.runBlock', { ...ref, block: message.block });
      break;
    case 'debug_block':
      runCommand('eider.debugBlock', { ...ref, block: message.block });
      break;
    case 'cancel_run': {
      const running = services.runs.running(ref);
      if (running !== null) runCommand('eider.cancelRun', running);
      break;
    }
    case 'install_packages':
      if (block !== null) runCommand('eider.installPackages', { ...ref, block });
      break;
    case 'retry_run':
      runCommand('eider.retryRun', { ...ref, run: message.run });
      break;
    case 'new_block':
      runCommand('eider.newBlock', block === null ? ref : { ...ref, block });
      break;
    case 'open_location':
      runCommand('eider.openLocation', message);
      break;
    case 'allow_scripts':
      break; // what the output view itself looks after
    case 'show_logs':
      runCommand('eider.showLogs', block === null ? ref : { ...ref, block });
  }
}
