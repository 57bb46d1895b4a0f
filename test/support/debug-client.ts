import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A message of the Debug Adapter Protocol, as far as tests look at it. */
export interface DebugMessage {
  readonly type: string;
  readonly event?: string;
  readonly command?: string;
  readonly request_seq?: number;
  readonly success?: boolean;
  readonly message?: string;
  readonly body?: Record<string, unknown>;
}

/** An editor's side of a debug session, over the socket of a debug adapter. */
export class DebugClient {
  #sequence = 0;
  #received = Buffer.alloc(0);
  readonly #messages: DebugMessage[] = [];
  readonly #waiting = new Set<() => void>();

  private constructor(readonly socket: Socket) {
    socket.on('data', (bytes) => this.#take(bytes));
    socket.on('error', () => undefined); // whoever waits for a message runs into the time limit of the test
  }

  static async to(port: number): Promise<DebugClient> {
    const socket = connect(port, '127.0.0.1');
    await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    const client = new DebugClient(socket);
    onTestFinished(() => void socket.destroy());
    return client;
  }

  /** Attaches as an editor does, with breakpoints on lines of files. */
  async attach(breakpoints: Readonly<Record<string, readonly number[]>>): Promise<void> {
    await this.ask('initialize', { adapterID: 'debugpy', pathFormat: 'path', linesStartAt1: true });
    const attached = this.ask('attach', { name: 'test', justMyCode: true });
    await this.event('initialized');
    for (const [file, lines] of Object.entries(breakpoints)) {
      await this.ask('setBreakpoints', { source: { path: file }, breakpoints: lines.map((line) => ({ line })) });
    }
    await this.ask('setExceptionBreakpoints', { filters: ['uncaught'] });
    await this.ask('configurationDone', {});
    await attached;
  }

  async ask(command: string, args: object): Promise<Record<string, unknown>> {
    const seq = ++this.#sequence;
    const text = JSON.stringify({ seq, type: 'request', command, arguments: args });
    this.socket.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
    const answer = await this.#next(({ type, request_seq }) => type === 'response' && request_seq === seq);
    if (answer.success !== true) throw new Error(`${command}: ${answer.message ?? 'refused'}`);
    return answer.body ?? {};
  }

  /** The next event of a kind, whether it has come already or comes yet; each is given once. */
  event(name: string): Promise<DebugMessage> {
    return this.#next(({ type, event }) => type === 'event' && event === name);
  }

  /** Waits until a thread stands still; gives the place and the thread. */
  async stopped(): Promise<{ file: string; line: number; frame: number; frames: string[]; thread: number }> {
    const { body } = await this.event('stopped');
    const thread = Number(body?.['threadId']);
    const { stackFrames } = await this.ask('stackTrace', { threadId: thread });
    // SAFETY: the protocol's StackFrame
    const all = stackFrames as { id: number; line: number; name: string; source: { path: string } }[];
    const [top] = all;
    if (top === undefined) throw new Error('a stopped thread has no frame');
    return { file: top.source.path, line: top.line, frame: top.id, frames: all.map(({ name }) => name), thread };
  }

  async goOn({ thread }: { readonly thread: number }): Promise<void> {
    await this.ask('continue', { threadId: thread });
  }

  async evaluate(expression: string, frame: number): Promise<string> {
    return String((await this.ask('evaluate', { expression, frameId: frame, context: 'watch' }))['result']);
  }

  async #next(wanted: (message: DebugMessage) => boolean): Promise<DebugMessage> {
    for (;;) {
      const at = this.#messages.findIndex(wanted);
      const [found] = at < 0 ? [] : this.#messages.splice(at, 1);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  #take(bytes: Buffer): void {
    this.#received = Buffer.concat([this.#received, bytes]);
    for (;;) {
      const header = /^Content-Length: (\d+)\r\n\r\n/.exec(this.#received.toString('latin1', 0, 64));
      if (header === null) break;
      const start = header[0].length;
      const end = start + Number(header[1]);
      if (this.#received.length < end) break;
      // SAFETY: a debug adapter sends messages of the protocol
      this.#messages.push(JSON.parse(this.#received.toString('utf8', start, end)) as DebugMessage);
      this.#received = this.#received.subarray(end);
    }
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }
}
