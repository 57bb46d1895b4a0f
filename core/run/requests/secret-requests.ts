import path from 'node:path';
import * as v from 'valibot';
import { answering, type BlockRequests } from '../../blocks/requests';
import type { Secrets } from '../../secrets';
import { readIoProfile } from '../io-config';

const profileSchema = v.object({ path: v.nullable(v.string()), profile: v.string() });
const hideSchema = v.object({ values: v.array(v.string()) });

/** What a block needs that reads credentials. */
export function secretRequests(secrets: Secrets): BlockRequests {
  return {
    io_profile: answering(profileSchema, ({ path: file, profile }, from) =>
      readIoProfile(path.resolve(from.project.root, file ?? 'io_config.yaml'), profile, secrets),
    ),
    /** Values that the block has read as secrets from where the run does not see them. */
    hide: answering(hideSchema, ({ values }) => {
      for (const value of values) secrets.learn(value);
      return Promise.resolve(null);
    }),
  };
}
