import * as v from 'valibot';
import * as vscode from 'vscode';
import { OWN } from './configuration';

const eventSchema = v.object({ type: v.literal('event'), event: v.picklist(['terminated', 'exited']) });
const leaveSchema = v.object({
  type: v.literal('request'),
  command: v.picklist(['disconnect', 'terminate', 'restart']),
  arguments: v.optional(v.nullable(v.object({ restart: v.optional(v.unknown()) }))),
});

/**
 * Follows the debug session whose configuration has this id, which may start several times. `onLeave` is called when the user
 * ends it, or starts it anew, and not when what it debugs has ended by itself.
 */
export class OwnSession implements vscode.Disposable {
  #session: vscode.DebugSession | null = null;
  readonly #subscriptions: vscode.Disposable;

  constructor(id: string, onLeave: (restart: boolean) => void) {
    const isOurs = ({ configuration, parentSession }: vscode.DebugSession) =>
      parentSession === undefined && configuration[OWN] === id;
    this.#subscriptions = vscode.Disposable.from(
      vscode.debug.onDidStartDebugSession((session) => {
        if (isOurs(session)) this.#session = session;
      }),
      vscode.debug.onDidTerminateDebugSession((session) => {
        if (isOurs(session)) this.#session = null;
      }),
      vscode.debug.registerDebugAdapterTrackerFactory('*', {
        createDebugAdapterTracker(session) {
          if (!isOurs(session)) return undefined;
          let over = false; // the debugger says so first; then the editor says goodbye too
          return {
            onDidSendMessage(message: unknown) {
              if (v.is(eventSchema, message)) over = true;
            },
            onWillReceiveMessage(message: unknown) {
              const leave = v.safeParse(leaveSchema, message);
              if (over || !leave.success) return;
              over = leave.output.command !== 'restart';
              onLeave(leave.output.command === 'restart' || leave.output.arguments?.restart === true);
            },
          };
        },
      }),
    );
  }

  get isOpen(): boolean {
    return this.#session !== null;
  }

  async stop(): Promise<void> {
    if (this.#session !== null) await vscode.debug.stopDebugging(this.#session);
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }
}
