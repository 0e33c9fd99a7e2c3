/**
 * One request to the service with its error shape read: `{"error": {"code", "message", "field"?}}`.
 * Knows nothing about conversations or retries.
 */

export class ApiError extends Error {
  constructor(
    /** HTTP status; 0 when no answer came at all. */
    readonly status: number,
    readonly code: string,
    message: string,
    /** Seconds the service asked to wait. */
    readonly retryAfter = 0,
  ) {
    super(message);
  }

  /** The same request would be refused again. */
  get final(): boolean {
    return this.status >= 400 && this.status < 500 && ![408, 425, 429].includes(this.status);
  }
}

export interface Ask {
  method?: string;
  headers?: Record<string, string>;
  json?: unknown;
  form?: FormData;
  credentials?: RequestCredentials;
  keepalive?: boolean;
  timeout?: number;
}

/** Sends and gives back the answer; throws ApiError for everything that is not 2xx. */
export async function ask(url: string, options: Ask = {}, doFetch: typeof fetch = fetch): Promise<Response> {
  const headers: Record<string, string> = { Accept: 'application/json', ...options.headers };
  let body: BodyInit | undefined = options.form;
  if (options.json !== undefined) {
    headers['Content-Type'] = 'application/json';
    body = JSON.stringify(options.json);
  }
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), options.timeout ?? 20_000);
  let response: Response;
  try {
    response = await doFetch(url, {
      method: options.method ?? 'GET',
      headers,
      body,
      credentials: options.credentials ?? 'omit',
      keepalive: options.keepalive,
      cache: 'no-store',
      signal: abort.signal,
    });
  } catch {
    throw new ApiError(0, 'no_connection', 'no answer');
  } finally {
    clearTimeout(timer);
  }
  if (!response.ok) throw await refusal(response);
  return response;
}

/** The JSON of an answer; null for 204. */
export async function askJson<T>(url: string, options: Ask = {}, doFetch: typeof fetch = fetch): Promise<T> {
  const response = await ask(url, options, doFetch);
  return (response.status === 204 ? null : await response.json()) as T;
}

async function refusal(response: Response): Promise<ApiError> {
  let code = `http_${response.status}`;
  let message = response.statusText;
  try {
    const body = (await response.json()) as { error?: { code?: string; message?: string } };
    code = body.error?.code ?? code;
    message = body.error?.message ?? message;
  } catch {
    // An error page of a proxy is not JSON; the status says enough.
  }
  return new ApiError(response.status, code, message, Number(response.headers.get('retry-after')) || 0);
}
