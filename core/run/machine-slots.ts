import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAbandoned, withLockFile } from '../store/lock';
import { machineFolder } from '../store/machine-folder';
import { identifyThisProcess } from '../store/process-identity';
import type { Slots } from './slots';

/** How often a block that waits for a place looks whether there is one, in milliseconds. */
const LOOK_EVERY = 50;

/**
 * Places for work on the whole machine, over all runs of the user. Whoever wants one draws a ticket; those with the lowest
 * numbers have the places. Tickets of processes that are gone do not count.
 */
export function machineSlots(count: number): Slots {
  return {
    async run(signal, work) {
      signal.throwIfAborted();
      const folder = path.join(await machineFolder(), 'places');
      await mkdir(folder, { recursive: true });
      const ticket = await drawTicket(folder, signal);
      try {
        while ((await ticketsBefore(folder, ticket)) >= count) await sleep(LOOK_EVERY, undefined, { signal });
        return await work();
      } finally {
        await rm(path.join(folder, ticket), { force: true });
      }
    },
  };
}

/** Numbers are given by one at a time, so that nobody gets a lower one later. */
async function drawTicket(folder: string, signal: AbortSignal): Promise<string> {
  const holder = JSON.stringify(await identifyThisProcess());
  return withLockFile(path.join(folder, 'tickets.lock'), signal, async () => {
    const last = (await tickets(folder)).at(-1);
    const number = last === undefined ? 0 : numberOf(last) + 1;
    const ticket = `${String(number).padStart(DIGITS, '0')}-${randomUUID()}`;
    await writeFile(path.join(folder, ticket), holder);
    return ticket;
  });
}

async function ticketsBefore(folder: string, own: string): Promise<number> {
  let count = 0;
  for (const ticket of await tickets(folder)) {
    if (ticket === own) break;
    const file = path.join(folder, ticket);
    if (await isAbandoned(file)) await rm(file, { force: true });
    else count += 1;
  }
  return count;
}

const DIGITS = 12;
const TICKET = /^(\d+)-[\w-]+$/;

async function tickets(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => TICKET.test(name)).sort();
}

function numberOf(ticket: string): number {
  return Number(TICKET.exec(ticket)?.[1] ?? 0);
}
