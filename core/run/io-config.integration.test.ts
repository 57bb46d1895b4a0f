import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempFolder, writeFiles } from '../../test/support/temp-project';
import { createSecrets } from '../secrets';
import { readIoProfile } from './io-config';

const text = `
default: &default
  POSTGRES_HOST: db.example
  POSTGRES_PORT: 5432
same: *default
prod:
  <<: *default
  POSTGRES_HOST: prod.example
  MONGODB_CONNECTION_STRING: mongodb://ada:lovelace@prod
  GOOGLE_SERVICE_ACC_KEY: { type: service_account, private_key: -----BEGIN----- }
`;

async function profile(name: string) {
  const root = await tempFolder();
  await writeFiles(root, { 'io_config.yaml': text });
  const secrets = createSecrets();
  return { secrets, values: await readIoProfile(path.join(root, 'io_config.yaml'), name, secrets) };
}

describe('a profile of io_config.yaml', () => {
  it('may be another one, or take one over and change it', async () => {
    const host = { POSTGRES_HOST: 'db.example', POSTGRES_PORT: 5432 };
    expect((await profile('same')).values).toEqual(host);
    expect((await profile('prod')).values).toMatchObject({ ...host, POSTGRES_HOST: 'prod.example' });
  });

  it('teaches what is secret in it, in maps inside it too, and leaves the rest readable', async () => {
    const { secrets } = await profile('prod');
    expect(secrets.redact('mongodb://ada:lovelace@prod -----BEGIN----- service_account db.example')).toBe(
      '*** *** service_account db.example',
    );
  });
});
