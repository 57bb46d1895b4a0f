/** Words as one line for a shell: those of PowerShell's where it is Windows', where a quoted program needs the call operator. */
export function commandLine(words: readonly string[], platform: NodeJS.Platform): string {
  const isPlain = (word: string) => /^[\w@%+=:,./\\-]+$/.test(word);
  if (platform === 'win32') {
    const quoted = words.map((word) => (isPlain(word) ? word : `'${word.replaceAll("'", "''")}'`));
    return quoted[0]?.startsWith("'") === true ? `& ${quoted.join(' ')}` : quoted.join(' ');
  }
  return words.map((word) => (isPlain(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`)).join(' ');
}
