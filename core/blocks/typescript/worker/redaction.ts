import type { Failure } from '../../../protocol/problem';
import { createSecrets, readSecret, redactFailure } from '../../../secrets';

/** The secrets that this thread's block has read: what it prints or throws leaves the thread without them. */
let secrets = createSecrets();

/** How the block reads its secrets, of those that were handed to its run or of the environment. */
export function secretsOf(values: Readonly<Record<string, string>>): (name: string) => string {
  secrets = createSecrets(values);
  return (name) => readSecret(secrets, name);
}

export function withoutSecrets(failure: Failure): Failure {
  return redactFailure(secrets, failure);
}

/** A text without the secrets that the block has read by now. */
export function redactText(text: string): string {
  return secrets.redact(text);
}

/** Has everything that is printed from now on redacted. */
export function redactPrinting(): void {
  for (const stream of [process.stdout, process.stderr]) {
    const write = stream.write.bind(stream);
    stream.write = (chunk: unknown, ...rest: unknown[]) => {
      const shown = typeof chunk === 'string' ? secrets.redact(chunk) : chunk;
      // SAFETY: the very arguments that write was called with, text for text
      return write(...([shown, ...rest] as Parameters<typeof write>));
    };
  }
}
