import type * as vscode from 'vscode';
import type { DataClient } from '../core/data/client';
import type { Errors } from './errors';
import type { FreshnessStore } from './freshness/freshness-store';
import type { Log } from './log';
import type { ProjectStore } from './projects/project-store';
import type { PythonStore } from './python/python-store';
import type { RunService } from './runs/run-service';
import type { RunStore } from './runs/run-store';
import type { SecretStore } from './secret-store';
import type { Selection } from './selection';

/** What every part of the extension works with; made once, at activation. */
export interface CoreServices {
  readonly context: vscode.ExtensionContext;
  readonly log: Log;
  readonly errors: Errors;
  readonly projects: ProjectStore;
  readonly runs: RunStore;
  readonly freshness: FreshnessStore;
  readonly runner: RunService;
  readonly pythons: PythonStore;
  readonly secrets: SecretStore;
  readonly data: DataClient;
  readonly selection: Selection;
}
