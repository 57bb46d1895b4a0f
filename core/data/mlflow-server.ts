import * as v from 'valibot';
import { EiderError } from '../errors';

/** How to show who one is: by a token, or by a name and a password. */
export interface MlflowAccess {
  readonly token?: string | undefined;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
}

interface ServerRequest {
  readonly method?: 'POST' | 'PUT';
  readonly body?: string | Uint8Array<ArrayBuffer>;
  readonly headers: Readonly<Record<string, string>>;
}

/** Milliseconds that an answer may take. */
const PATIENCE = 60_000;
const refusalSchema = v.object({ error_code: v.optional(v.string(), ''), message: v.optional(v.string(), '') });

/** A tracking server of MLflow's, asked over its REST API (https://mlflow.org/docs/latest/rest-api.html). */
export class MlflowServer {
  /** Address without a name and a password. */
  readonly address: string;
  readonly #headers: Readonly<Record<string, string>>;

  /** Throws `mlflow_address` for anything but an address of HTTP. */
  constructor(address: string, access: MlflowAccess = {}) {
    const url = URL.canParse(address) ? new URL(address) : null;
    if (url === null || !/^https?:$/.test(url.protocol)) {
      throw new EiderError({
        code: 'mlflow_address',
        message: `${url === null ? 'What was given' : url.protocol} is no address of an MLflow tracking server.`,
        remedy: 'Give one such as http://localhost:5000.',
      });
    }
    const { username = decodeURIComponent(url.username), password = decodeURIComponent(url.password), token } = access;
    this.#headers = authorization(token, username, password);
    this.address = `${url.origin}${url.pathname}`.replace(/\/+$/, '');
  }

  /** The answer to a request, parsed; null when what was asked for does not exist. */
  async ask<Schema extends v.GenericSchema>(
    schema: Schema,
    endpoint: string,
    { query, body, signal }: { query?: Record<string, string>; body?: unknown; signal?: AbortSignal | undefined },
  ): Promise<v.InferOutput<Schema> | null> {
    const parameters = query === undefined ? '' : `?${new URLSearchParams(query).toString()}`;
    const response = await this.#send(`/api/2.0/mlflow/${endpoint}${parameters}`, signal, {
      ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
      headers: { 'content-type': 'application/json' },
    });
    const text = await response.text();
    if (!response.ok) {
      const { error_code: code, message } = refusalOf(text);
      if (code === 'RESOURCE_DOES_NOT_EXIST') return null;
      throw this.#refused(endpoint, response.status, message === '' ? text.slice(0, 300) : message);
    }
    const parsed = v.safeParse(schema, parseJson(text));
    if (parsed.success) return parsed.output;
    throw new EiderError({
      code: 'mlflow_refused',
      message: `${this.address} answered ${endpoint} with something that is not MLflow's.`,
      remedy: 'See that the address is that of a tracking server, without what follows in a browser.',
    });
  }

  /** Stores bytes under a path of the artifact store that the server keeps. */
  async putArtifact(path: string, bytes: Uint8Array<ArrayBuffer>, signal?: AbortSignal): Promise<void> {
    const encoded = path.split('/').map(encodeURIComponent).join('/');
    const response = await this.#send(`/api/2.0/mlflow-artifacts/artifacts/${encoded}`, signal, {
      method: 'PUT',
      body: bytes,
      headers: { 'content-type': 'application/octet-stream' },
    });
    if (!response.ok) throw this.#refused('the model', response.status, (await response.text()).slice(0, 300));
  }

  async #send(path: string, signal: AbortSignal | undefined, request: ServerRequest): Promise<Response> {
    const patience = AbortSignal.timeout(PATIENCE);
    try {
      return await fetch(`${this.address}${path}`, {
        ...request,
        headers: { ...request.headers, ...this.#headers },
        redirect: 'error', // what proves who one is goes nowhere else
        signal: signal === undefined ? patience : AbortSignal.any([signal, patience]),
      });
    } catch (cause) {
      signal?.throwIfAborted();
      throw new EiderError(
        {
          code: 'mlflow_unreachable',
          message: `${this.address} does not answer: ${reasonOf(cause)}.`,
          remedy: 'See that the tracking server runs: mlflow server --port 5000.',
        },
        { cause },
      );
    }
  }

  #refused(what: string, status: number, reason: string): EiderError {
    const unknown = status === 401 || status === 403;
    return new EiderError({
      code: 'mlflow_refused',
      message: `${this.address} refused ${what} (HTTP ${status}): ${reason.trim()}`,
      remedy: unknown
        ? 'Set MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, in the environment.'
        : 'What was exported before is there; export again when this is put right.',
    });
  }
}

function authorization(token: string | undefined, username: string, password: string): Record<string, string> {
  if (token !== undefined && token !== '') return { authorization: `Bearer ${token}` };
  if (username === '') return {};
  return { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` };
}

function refusalOf(text: string): v.InferOutput<typeof refusalSchema> {
  const parsed = v.safeParse(refusalSchema, parseJson(text));
  return parsed.success ? parsed.output : { error_code: '', message: '' };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** What lies behind `fetch failed`. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error && error.cause.message !== '' ? error.cause.message : error.message;
}
