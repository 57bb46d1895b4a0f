import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type Server } from 'node:net';

/**
 * Runs `work` while no other process of this machine runs work under the same name. Linux only.
 *
 * The lock is a listening socket in the abstract namespace: the kernel frees it with its process, however that ends, so there is
 * no stale lock to detect. Who waits holds a connection to the owner and wakes when it closes.
 */
export async function withLock<T>(
  name: string,
  work: () => Promise<T>,
  onWait: () => void = () => undefined,
): Promise<T> {
  const address = `\0eider-tests-${createHash('sha256').update(name).digest('hex').slice(0, 32)}`;
  const owner = await acquire(address, onWait);
  try {
    return await work();
  } finally {
    owner.release();
  }
}

async function acquire(address: string, onWait: () => void): Promise<{ release: () => void }> {
  for (let waited = false; ; waited = true) {
    const waiting = new Set<{ destroy: () => void }>();
    const server = createServer((socket) => {
      waiting.add(socket);
      socket.on('error', () => undefined); // a waiter that was killed
      socket.on('close', () => waiting.delete(socket));
    });
    if (await listens(server, address)) {
      return {
        release() {
          server.close();
          for (const socket of waiting) socket.destroy();
        },
      };
    }
    if (!waited) onWait();
    await released(address);
  }
}

async function listens(server: Server, address: string): Promise<boolean> {
  try {
    server.listen(address);
    await once(server, 'listening');
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') return false;
    throw error;
  }
}

/** Resolves when the owner closes the connection, or at once when it went away before there was one. */
async function released(address: string): Promise<void> {
  await new Promise<void>((resolve) => {
    const socket = connect(address);
    socket.on('error', () => undefined); // the owner was killed or had just gone: `close` follows
    socket.once('close', () => resolve());
    socket.resume();
  });
}
