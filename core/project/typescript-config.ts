/**
 * The `tsconfig.json` of a project with TypeScript blocks. It teaches every editor where the types of the `eider` module
 * are (they are written to `.eider/types`), so nothing has to be installed from a registry. Nothing is compiled with it:
 * blocks are bundled when they run.
 */
export const typescriptConfig = `{
  // For editors: where the types of TypeScript blocks are. Blocks are bundled when they run, not compiled with this.
  "compilerOptions": {
    "target": "es2023",
    "lib": ["es2023"],
    "module": "preserve",
    "types": [],
    "strict": true,
    "skipLibCheck": true,
    "noEmit": true,
    "paths": {
      "eider": ["./.eider/types/eider.d.ts"],
      "eider/*": ["./.eider/types/*.d.ts"]
    }
  },
  "include": ["**/*.ts"],
  "exclude": ["node_modules", ".eider"]
}
`;
