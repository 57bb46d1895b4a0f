import type { Variables } from '../eider';

/** Variables that remember which of them were looked at. `names` is null when they were looked at all together. */
export function readingVariables(variables: Variables): {
  variables: Variables;
  names: () => readonly string[] | null;
} {
  const read = new Set<string>();
  let all = false;
  const note = (key: string | symbol) => {
    if (typeof key === 'string') read.add(key);
  };
  return {
    variables: new Proxy(variables, {
      get(target, key) {
        note(key);
        const value: unknown = Reflect.get(target, key);
        return value;
      },
      has(target, key) {
        note(key);
        return Reflect.has(target, key);
      },
      getOwnPropertyDescriptor(target, key) {
        note(key);
        return Reflect.getOwnPropertyDescriptor(target, key);
      },
      ownKeys(target) {
        all = true;
        return Reflect.ownKeys(target);
      },
    }),
    names: () => (all ? null : [...read]),
  };
}
