import type * as vscode from 'vscode';

const NAMES = 'eider.secretNames';
const keyOf = (name: string) => `eider.secret.${name}`;

/** The secrets of blocks, in VS Code's own secret storage. It cannot be listed, so the names alone are kept beside it. */
export class SecretStore {
  readonly #context: vscode.ExtensionContext;

  constructor(context: vscode.ExtensionContext) {
    this.#context = context;
  }

  names(): readonly string[] {
    const names: unknown = this.#context.globalState.get(NAMES);
    return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [];
  }

  async set(name: string, value: string): Promise<void> {
    await this.#context.secrets.store(keyOf(name), value);
    await this.#context.globalState.update(NAMES, [...new Set([...this.names(), name])].sort());
  }

  async delete(name: string): Promise<void> {
    await this.#context.secrets.delete(keyOf(name));
    await this.#context.globalState.update(
      NAMES,
      this.names().filter((other) => other !== name),
    );
  }

  /** All of them by name, for a run. */
  async all(): Promise<Record<string, string>> {
    const found: Record<string, string> = {};
    for (const name of this.names()) {
      const value = await this.#context.secrets.get(keyOf(name));
      if (value !== undefined) found[name] = value;
    }
    return found;
  }
}
