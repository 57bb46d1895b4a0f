import { connect, createServer, type Socket } from 'node:net';

/**
 * A port of 127.0.0.1 that stays while what stands behind it changes: a debugger that starts anew connects to where it was
 * before, and the block by then runs in another process. Who connects while nothing is behind it waits.
 */
export interface Door {
  readonly port: number;
  /** Where it leads from now on; null for nowhere yet. */
  leadTo(port: number | null): void;
  /** Turns away whoever waits; what is connected stays. */
  close(): void;
}

export async function openDoor(): Promise<Door> {
  const waiting = new Set<Socket>();
  let target: number | null = null;
  const server = createServer({ pauseOnConnect: true }, (socket) => {
    socket.on('error', () => socket.destroy());
    if (target === null) {
      waiting.add(socket);
      socket.once('close', () => waiting.delete(socket));
    } else {
      join(socket, target);
    }
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  server.unref();
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    leadTo(port) {
      target = port;
      if (port === null) return;
      for (const socket of waiting) join(socket, port);
      waiting.clear();
    },
    close() {
      for (const socket of waiting) socket.destroy();
      waiting.clear();
      server.close();
    },
  };
}

function join(socket: Socket, port: number): void {
  const other = connect(port, '127.0.0.1');
  other.on('error', () => socket.destroy());
  for (const [from, to] of [
    [socket, other],
    [other, socket],
  ] as const) {
    from.pipe(to);
    from.once('close', () => to.destroy());
  }
  socket.resume();
}
