import { readdir, readFile } from 'node:fs/promises';

/**
 * Bytes that a process and all that it has started hold together at this moment, what they share counted once; null when it
 * has started none, and where the system does not tell, which is everywhere but on Linux.
 */
export async function memoryOfFamily(pid: number): Promise<number | null> {
  try {
    const members = [pid];
    for (const member of members) members.push(...(await childrenOf(member)));
    if (members.length === 1) return null;
    const parts = await Promise.all(members.map(ownPart));
    return parts.reduce((sum, part) => sum + part, 0);
  } catch {
    return null; // another system, or it has ended
  }
}

async function childrenOf(pid: number): Promise<number[]> {
  const threads = await readdir(`/proc/${pid}/task`).catch((): string[] => []); // ended since
  const lists = await Promise.all(
    threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/children`, 'utf8').catch(() => '')),
  );
  return lists.flatMap((list) => list.split(' ').map(Number)).filter((child) => child > 0);
}

/** Of memory that several processes share, each has its part. */
async function ownPart(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
  return Number(/^Pss:\s+(\d+) kB$/m.exec(text)?.[1] ?? 0) * 1024;
}
