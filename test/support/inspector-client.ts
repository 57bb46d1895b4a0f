import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import type { Socket } from 'node:net';
import { onTestFinished } from 'vitest';

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
}

/** A debugger's side of Node's inspector, as far as tests need it: one socket, and through it the worker threads. */
export class InspectorClient {
  #id = 0;
  #received = Buffer.alloc(0);
  readonly #messages: Message[] = [];
  readonly #waiting = new Set<() => void>();

  private constructor(private readonly socket: Socket) {
    socket.on('data', (bytes) => this.#take(bytes));
    socket.on('error', () => undefined); // whoever waits for a message runs into the time limit of the test
  }

  static async to(port: number): Promise<InspectorClient> {
    const listed = await fetch(`http://127.0.0.1:${port}/json/list`);
    // SAFETY: Node's inspector lists its targets so
    const [target] = (await listed.json()) as { webSocketDebuggerUrl: string }[];
    const { pathname } = new URL(target?.webSocketDebuggerUrl ?? '');
    const headers = {
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
    };
    const socket = await new Promise<Socket>((resolve, reject) => {
      const upgrade = request({ host: '127.0.0.1', port, path: pathname, headers });
      upgrade.once('upgrade', (_response, upgraded) => resolve(upgraded)).once('error', reject);
      upgrade.end();
    });
    onTestFinished(() => void socket.destroy());
    return new InspectorClient(socket);
  }

  close(): void {
    this.socket.destroy();
  }

  /** Asks the main thread. */
  async ask(method: string, params: object = {}): Promise<Record<string, unknown>> {
    const id = ++this.#id;
    this.#send(JSON.stringify({ id, method, params }));
    return answered(method, await this.#next((message) => message.id === id));
  }

  /** Asks a worker thread. */
  async askWorker(session: string, method: string, params: object = {}): Promise<Record<string, unknown>> {
    const id = ++this.#id;
    const message = JSON.stringify({ id, method, params });
    await this.ask('NodeWorker.sendMessageToWorker', { sessionId: session, message });
    return answered(method, await this.#fromWorker(session, (answer) => answer.id === id));
  }

  /** The next event of the main thread, whether it has come already or comes yet; each is given once. */
  async event(method: string): Promise<Record<string, unknown>> {
    return (await this.#next((message) => message.method === method)).params ?? {};
  }

  async workerEvent(session: string, method: string): Promise<Record<string, unknown>> {
    return (await this.#fromWorker(session, (message) => message.method === method)).params ?? {};
  }

  async #fromWorker(session: string, wanted: (message: Message) => boolean): Promise<Message> {
    const inner = ({ method, params }: Message) =>
      method === 'NodeWorker.receivedMessageFromWorker' && params?.['sessionId'] === session
        ? parse(String(params['message']))
        : null;
    const found = await this.#next((message) => {
      const own = inner(message);
      return own !== null && wanted(own);
    });
    return inner(found) ?? {};
  }

  async #next(wanted: (message: Message) => boolean): Promise<Message> {
    for (;;) {
      const at = this.#messages.findIndex(wanted);
      const [found] = at < 0 ? [] : this.#messages.splice(at, 1);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  /** One masked text frame (RFC 6455), with a mask of zeros. */
  #send(text: string): void {
    const payload = Buffer.from(text);
    const head = payload.length < 126 ? Buffer.from([0x81, 0x80 | payload.length]) : Buffer.alloc(4);
    if (payload.length >= 126) {
      head.set([0x81, 0x80 | 126]);
      head.writeUInt16BE(payload.length, 2);
    }
    this.socket.write(Buffer.concat([head, Buffer.alloc(4), payload]));
  }

  /** Frames of a server are not masked, and Node's are never split. */
  #take(bytes: Buffer): void {
    this.#received = Buffer.concat([this.#received, bytes]);
    while (this.#received.length >= 2) {
      const short = (this.#received[1] ?? 0) & 0x7f;
      const start = short === 126 ? 4 : short === 127 ? 10 : 2;
      if (this.#received.length < start) break;
      const length =
        short === 126
          ? this.#received.readUInt16BE(2)
          : short === 127
            ? Number(this.#received.readBigUInt64BE(2))
            : short;
      if (this.#received.length < start + length) break;
      this.#messages.push(parse(this.#received.toString('utf8', start, start + length)));
      this.#received = this.#received.subarray(start + length);
    }
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }
}

function parse(text: string): Message {
  // SAFETY: the inspector sends messages of its protocol
  return JSON.parse(text) as Message;
}

function answered(method: string, { result, error }: Message): Record<string, unknown> {
  if (error !== undefined) throw new Error(`${method}: ${error.message}`);
  return result ?? {};
}
