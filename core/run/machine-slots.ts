import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { machineFolder } from '../store/machine-folder';
import { drawTicket, labelsBefore } from '../store/tickets';
import { slotsOf, type Slots } from './slots';

/** How often a block that waits for a place looks whether there is one, in milliseconds. */
const LOOK_EVERY = 50;

/** Places for work on the whole machine, over all runs of the user: the holders of the lowest tickets have them. */
export function machineSlots(count: number): Slots {
  return slotsOf(async (signal) => {
    signal.throwIfAborted();
    const folder = path.join(await machineFolder(), 'places');
    const ticket = await drawTicket(folder, '', signal);
    try {
      while ((await labelsBefore(folder, ticket)).length >= count) await sleep(LOOK_EVERY, undefined, { signal });
    } catch (error) {
      await ticket.giveBack();
      throw error;
    }
    return () => ticket.giveBack();
  });
}
