import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openDoor } from './door';

/** A server that answers everything with its name. */
async function answering(name: string): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => socket.write(`${name} got ${String(bytes)}`));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  // SAFETY: a server that listens on a port has an address
  return (server.address() as AddressInfo).port;
}

async function visit(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  return socket;
}

const answer = async (socket: Socket) => String((await once(socket, 'data'))[0]);

describe('a door', () => {
  it('leads to what is behind it at the moment, by the same port', async () => {
    const door = await openDoor();
    door.leadTo(await answering('first'));
    const one = await visit(door.port);
    one.write('hello');
    expect(await answer(one)).toBe('first got hello');
    door.leadTo(await answering('second'));
    const two = await visit(door.port);
    two.write('hello');
    expect(await answer(two)).toBe('second got hello');
    one.write('still here');
    expect(await answer(one)).toBe('first got still here');
    door.close();
  });

  it('lets a visitor wait until something is behind it, with what he has said', async () => {
    const door = await openDoor();
    const early = await visit(door.port);
    early.write('hello');
    door.leadTo(await answering('late'));
    expect(await answer(early)).toBe('late got hello');
    door.close();
  });

  it('turns away whoever waits when it is closed', async () => {
    const door = await openDoor();
    const early = await visit(door.port);
    const turnedAway = once(early, 'close');
    door.close();
    await turnedAway;
  });
});
