import path from 'node:path';
import type { Block } from '../../core/project/types';

/** What a user should know before a block goes: who reads its output, and who shares its file. */
export function deletionText(entry: Block, users: readonly string[], sharedWith: readonly string[]): string {
  const lines: string[] = [];
  if (users.length === 0) lines.push('Nothing else in the pipeline uses it.');
  else lines.push(`Used by ${users.join(', ')}, which will lose it as an input.`);
  if (entry.file !== null && entry.fileExists) {
    const name = path.basename(entry.file);
    if (sharedWith.length > 0) lines.push(`Its file ${name} stays: ${sharedWith.join(', ')} uses it too.`);
    else lines.push(`No other block uses its file ${name}.`);
  }
  return lines.join('\n');
}
