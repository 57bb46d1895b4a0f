import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { isMissing } from '../fs-errors';
import { writeFileAtomically } from '../project/files';
import { runProcessSchema } from '../protocol/run-events';
import { isAbandoned, withLockFile } from './lock';
import { identifyThisProcess } from './process-identity';

/** A place in a queue that processes share: a numbered file in a folder. */
export interface Ticket {
  readonly name: string;
  /** Says something else of its holder. */
  relabel(label: string): Promise<void>;
  giveBack(): Promise<void>;
}

/**
 * Draws the next ticket of a queue, with a label for the others to read. Numbers are given by one at a time, so nobody gets a
 * lower one later. Rejects with the signal's reason when aborted before.
 */
export async function drawTicket(folder: string, label: string, signal: AbortSignal): Promise<Ticket> {
  await mkdir(folder, { recursive: true });
  const holder = await identifyThisProcess();
  // whole or not at all: a ticket that is half written would not count
  const write = (name: string, text: string) =>
    writeFileAtomically(path.join(folder, name), JSON.stringify({ ...holder, label: text }));
  const name = await whileNobodyDraws(folder, signal, async () => {
    const last = (await namesIn(folder)).at(-1);
    const number = last === undefined ? 0 : numberOf(last) + 1;
    const own = `${String(number).padStart(DIGITS, '0')}-${randomUUID()}`;
    await write(own, label);
    return own;
  });
  return {
    name,
    relabel: (text) => write(name, text),
    giveBack: () => rm(path.join(folder, name), { force: true }),
  };
}

/** Does something while nobody else draws a ticket of the queue, or does the same. */
export function whileNobodyDraws<Result>(
  folder: string,
  signal: AbortSignal,
  work: () => Promise<Result>,
): Promise<Result> {
  return withLockFile(path.join(folder, LOCK), signal, work);
}

/** The labels of the tickets before one, the first first. Tickets of processes that are gone do not count. */
export async function labelsBefore(folder: string, { name: own }: Ticket): Promise<string[]> {
  const labels: string[] = [];
  for (const name of await namesIn(folder)) {
    if (name === own) break;
    const file = path.join(folder, name);
    if (await isAbandoned(file)) await rm(file, { force: true });
    else labels.push(...(await labelIn(file)));
  }
  return labels;
}

const ticketSchema = v.object({ ...runProcessSchema.entries, label: v.string() });

/** The label, or none of a ticket that has just been given back. */
async function labelIn(file: string): Promise<string[]> {
  try {
    return [v.parse(ticketSchema, JSON.parse(await readFile(file, 'utf8'))).label];
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

const LOCK = 'tickets.lock';
const DIGITS = 12;
const TICKET = /^(\d+)-[\w-]+$/;

async function namesIn(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => TICKET.test(name)).sort();
}

function numberOf(name: string): number {
  return Number(TICKET.exec(name)?.[1] ?? 0);
}
