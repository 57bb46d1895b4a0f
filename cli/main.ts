import { nodeTerminal } from './node-terminal';
import { runCommandLine } from './program';

async function main(): Promise<void> {
  const code = await runCommandLine(process.argv.slice(2), nodeTerminal());
  // process.exit drops what is still on its way into a pipe, so both streams are waited for.
  await Promise.all([process.stdout, process.stderr].map((stream) => new Promise((done) => stream.write('', done))));
  process.exit(code);
}

void main();
