import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Somebody outside of a window, who would answer whoever asks. */
export interface Outside {
  readonly address: string;
  /** How often somebody has connected so far, whether or not something was asked for. */
  connections: () => number;
  close: () => Promise<void>;
}

/** Starts it on this machine: what reaches it would reach any other. */
export async function openOutside(): Promise<Outside> {
  let connections = 0;
  const server = createServer((_request, response) => {
    response.setHeader('Access-Control-Allow-Origin', '*');
    response.setHeader('Content-Type', 'text/html');
    response.end('<p>This is outside.</p>');
  });
  server.on('connection', () => connections++);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  // SAFETY: a server that listens on a port has an address with one
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}`,
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
