import type { EpochMs } from "../../seismicity/time.ts";

/** What is needed of the Fetch standard; Node's own `fetch` is one. */
export type Fetch = (url: string, init: { readonly headers: Readonly<Record<string, string>>; readonly redirect: "manual"; readonly signal: AbortSignal }) => Promise<Response>;

export interface ExchangeLimits {
  /** Until the head of the answer is there: connecting, and the service's own search. */
  readonly answerMs: number;
  /** Between two parts of the body. */
  readonly idleMs: number;
  readonly totalMs: number;
  readonly bodyBytes: number;
  readonly redirects: number;
}

export const EXCHANGE_LIMITS: ExchangeLimits = { answerMs: 120_000, idleMs: 60_000, totalMs: 900_000, bodyBytes: 2 ** 29 - 24, redirects: 5 };

export interface HttpAnswer {
  readonly kind: "answer";
  /** 200; 204: no data; 304: not modified; 413: too much was asked for. */
  readonly status: number;
  readonly contentType: string;
  /** The server's clock when it answered: its `Date`, and `Age` where a cache answered. */
  readonly date: EpochMs;
  readonly etag: string | null;
  readonly lastModified: string | null;
  readonly body: Uint8Array;
}

export interface HttpFailure {
  readonly kind: "failure";
  readonly reason: string;
  readonly retry: boolean;
  readonly retryAfterMs?: number;
}

const ANSWERS = [200, 204, 304, 413];
const PASSING = [408, 425, 429, 500, 502, 503, 504];

/** One GET request with its redirects, read to its end. Whatever goes wrong is a failure with a reason; nothing is thrown. */
export async function exchange(url: string, headers: Readonly<Record<string, string>>, fetch: Fetch, limits: ExchangeLimits): Promise<HttpAnswer | HttpFailure> {
  const controller = new AbortController();
  const stopAll = setTimeout(() => controller.abort(new Error(`not whole after ${limits.totalMs / 1000} s`)), limits.totalMs);
  try {
    let address = url;
    for (let redirects = 0; ; redirects++) {
      const response = await inTime(fetch(address, { headers, redirect: "manual", signal: controller.signal }), limits.answerMs, "no answer", controller);
      const location = response.headers.get("location");
      if (![301, 302, 303, 307, 308].includes(response.status) || location === null) return await readAnswer(response, limits, controller);
      await response.body?.cancel();
      const next = URL.canParse(location, address) ? new URL(location, address) : undefined;
      if (redirects >= limits.redirects) return fatal(`more than ${limits.redirects} redirections`);
      if (next === undefined || !/^https?:$/.test(next.protocol) || (address.startsWith("https:") && next.protocol === "http:")) return fatal(`redirected to ${location}, which is not followed`);
      address = next.href;
    }
  } catch (error) {
    return { kind: "failure", reason: reasonOf(error), retry: true };
  } finally {
    clearTimeout(stopAll);
    controller.abort();
  }
}

async function readAnswer(response: Response, limits: ExchangeLimits, controller: AbortController): Promise<HttpAnswer | HttpFailure> {
  const { status, headers } = response;
  const date = serverTime(headers);
  const body = await readBody(response, limits, controller);
  if (body === undefined) return fatal(`a body of more than ${limits.bodyBytes} bytes`);
  if (!ANSWERS.includes(status)) {
    const retryAfterMs = waitOf(headers.get("retry-after"), date);
    const detail = firstLine(body);
    return { kind: "failure", reason: `HTTP ${status}${detail === "" ? "" : ` (${detail})`}`, retry: PASSING.includes(status), ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  }
  const length = headers.get("content-length");
  if (status === 200 && length !== null && headers.get("content-encoding") === null && Number(length) !== body.byteLength) {
    return { kind: "failure", reason: `truncated: ${body.byteLength} of ${length} bytes`, retry: true };
  }
  if (date === undefined) return fatal("an answer without a Date, by which revisions are recorded");
  return { kind: "answer", status, contentType: headers.get("content-type") ?? "", date, etag: headers.get("etag"), lastModified: headers.get("last-modified"), body };
}

/** Undefined when it is longer than the limit. */
async function readBody(response: Response, limits: ExchangeLimits, controller: AbortController): Promise<Uint8Array | undefined> {
  if (response.body === null) return new Uint8Array();
  const reader = response.body.getReader();
  const parts: Uint8Array[] = [];
  for (let length = 0; ; ) {
    const { done, value } = await inTime(reader.read(), limits.idleMs, "no more bytes", controller);
    if (done) return Buffer.concat(parts);
    length += value.byteLength;
    if (length > limits.bodyBytes) {
      await reader.cancel();
      return undefined;
    }
    parts.push(value);
  }
}

async function inTime<T>(work: Promise<T>, limitMs: number, what: string, controller: AbortController): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let stop: (() => void) | undefined;
  const stopped = new Promise<never>((_, reject) => {
    stop = () => reject(controller.signal.reason as Error);
    controller.signal.addEventListener("abort", stop);
    timer = setTimeout(() => controller.abort(new Error(`${what} within ${limitMs / 1000} s`)), limitMs);
  });
  try {
    return await Promise.race([work, stopped]);
  } finally {
    clearTimeout(timer);
    controller.signal.removeEventListener("abort", stop!);
    work.catch(() => undefined);
  }
}

function serverTime(headers: Headers): EpochMs | undefined {
  const date = Date.parse(headers.get("date") ?? "");
  const age = Number(headers.get("age") ?? 0);
  return Number.isNaN(date) ? undefined : date + (age > 0 && Number.isFinite(age) ? 1000 * age : 0);
}

/** `Retry-After` is a number of seconds or a date, which is by the server's own clock. */
function waitOf(text: string | null, date: EpochMs | undefined): number | undefined {
  if (text === null) return undefined;
  if (/^\s*\d+\s*$/.test(text)) return 1000 * Number(text);
  const until = Date.parse(text);
  return Number.isNaN(until) || date === undefined ? undefined : Math.max(0, until - date);
}

function fatal(reason: string): HttpFailure {
  return { kind: "failure", reason, retry: false };
}

function firstLine(body: Uint8Array): string {
  const text = new TextDecoder().decode(body.subarray(0, 2000)).replace(/<[^>]*>/g, " ").replace(/\s+/g, " ").trim();
  return text.length > 160 ? `${text.slice(0, 157)}...` : text;
}

/** Fetch reports a broken connection as a cause of "fetch failed" or "terminated". */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? ` (${(error.cause as NodeJS.ErrnoException).code ?? error.cause.message})` : "";
  return `${error.message}${cause}`;
}
