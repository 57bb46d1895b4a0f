import { randomUUID } from 'node:crypto';
import path from 'node:path';
import * as vscode from 'vscode';
import type { DebugRequest } from '../../core/protocol/runner';
import { startRun } from '../commands/start-run';
import { runEnd } from '../runs/run-end';
import type { Services } from '../services';
import type { BlockRef, RunRef } from '../target';
import { attachConfiguration } from './configuration';
import { openDoor, type Door } from './door';
import { OwnSession } from './session';

/**
 * Runs a block alone under a debugger, and returns when the run's log exists. The debugger's session and the run end
 * together: stopping one cancels the other, and starting the session anew runs the block anew. `argument` is what the
 * command was called with.
 */
export async function debugRun(
  services: Services,
  block: BlockRef,
  debug: DebugRequest,
  argument: unknown,
): Promise<RunRef> {
  const debugging = new BlockDebugging(services, block, debug, argument, await openDoor());
  return debugging.start();
}

class BlockDebugging {
  readonly #id = randomUUID();
  readonly #session: OwnSession;
  /** Ends the run that is debugged; null while there is none. */
  #giveUp: (() => void) | null = null;
  /** The session starts anew, and connects by itself. */
  #again = false;
  #reconnecting = false;

  constructor(
    private readonly services: Services,
    private readonly block: BlockRef,
    private readonly debug: DebugRequest,
    private readonly argument: unknown,
    private readonly door: Door,
  ) {
    this.#session = new OwnSession(this.#id, (restart) => this.#leave(restart));
  }

  async start(): Promise<RunRef> {
    try {
      const ref = await this.#begin();
      void this.#follow(ref);
      return ref;
    } catch (error) {
      await this.#close();
      throw error;
    }
  }

  /** Until a run ends and none follows it. */
  async #follow(first: RunRef): Promise<void> {
    try {
      for (let ref = first; ;) {
        await runEnd(this.services.runs, ref);
        this.door.leadTo(null);
        if (!this.#again) break;
        this.#again = false;
        ref = await this.#begin();
      }
    } catch (error) {
      this.services.errors.showError(error, 'debug_failed');
    } finally {
      await this.#close();
    }
  }

  #begin(): Promise<RunRef> {
    const change = { selection: { block: this.block.block, mode: 'only' }, debug: this.debug } as const;
    return startRun(this.services, this.block, change, this.argument, (port, giveUp) => {
      this.#giveUp = giveUp;
      this.door.leadTo(port);
      if (!this.#session.isOpen && !this.#reconnecting) void this.#attach(giveUp);
      this.#reconnecting = false;
    });
  }

  async #attach(giveUp: () => void): Promise<void> {
    const { project, block } = this.block;
    const configuration = attachConfiguration({
      language: this.debug.language,
      port: this.door.port,
      project,
      name: `Debug ${block}`,
      id: this.#id,
      dist: path.join(this.services.context.extensionPath, 'dist'),
    });
    try {
      const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(project));
      if (!(await vscode.debug.startDebugging(folder, configuration, { suppressSaveBeforeStart: true }))) giveUp();
    } catch (error) {
      giveUp();
      this.services.errors.showError(error, 'debugger_failed');
    }
  }

  #leave(restart: boolean): void {
    this.#again = this.#reconnecting = restart;
    this.door.leadTo(null);
    this.#giveUp?.();
    this.#giveUp = null;
  }

  async #close(): Promise<void> {
    this.door.close();
    await this.#session.stop();
    this.#session.dispose();
  }
}
