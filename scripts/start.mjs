// What `npm start` does when everything is built: makes all that samples/green-taxi makes, and says what came of it.
//
//     node scripts/start.mjs [project]     (default: samples/green-taxi; a copy of it will do as well)
import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const project = process.argv[2] ?? path.join('samples', 'green-taxi');
const cli = path.join('dist', 'cli.js');

/** Runs the command line to its end and gives what it printed, unless that goes to the terminal. Ends this program when it fails. */
async function eider(args, output = 'inherit') {
  const child = spawn(process.execPath, [cli, ...args, '--project', project], {
    cwd: root,
    stdio: ['ignore', output, 'inherit'],
  });
  let printed = '';
  child.stdout?.setEncoding('utf8').on('data', (text) => (printed += text));
  const [code, signal] = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (...ended) => resolve(ended));
  });
  if (code !== 0) process.exit(signal === null ? code : 130);
  return printed;
}

/** What a block of a pipeline said in the pipeline's newest run, line by line. */
async function said(pipeline, block) {
  const { runs } = JSON.parse(await eider(['runs', pipeline, '--limit', '1', '--json'], 'pipe'));
  const log = await eider(['logs', runs[0].run, '--block', block], 'pipe');
  return log.split('\n').flatMap((line) => /(?:INFO|WARN) (.*)/.exec(line)?.[1] ?? []);
}

const steps = [
  // a run of data_preparation that others find: they read what it gives, and do not make it again
  ['products', 'training_set', '--make'],
  ['products', 'xgboost', '--make'],
  ['run', 'sklearn_training'],
  ['run', 'predict'],
];
for (const step of steps) {
  console.log(`\n> eider ${step.join(' ')}\n`);
  await eider(step);
}

console.log('\nWhat came of it');
for (const [pipeline, block] of [
  ['data_preparation', 'build'],
  ['xgboost_training', 'evaluation'],
  ['sklearn_training', 'comparison'],
  ['predict', 'inference'],
]) {
  console.log(`\n${pipeline}/${block}`);
  for (const line of await said(pipeline, block)) console.log(`  ${line}`);
}
console.log(`
Look at more of it:
  node dist/cli.js show xgboost_training/evaluation --output importance --project ${project}
  node dist/cli.js experiments list --project ${project}
  node dist/cli.js chart xgboost_training errors --project ${project}
  node dist/cli.js run predict --project ${project} --var PULocationID=82 --var DOLocationID=49 --var trip_distance=3.4`);
