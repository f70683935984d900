import { namedStream } from "../../numerics/random/named-stream.ts";
import { InputError } from "../../seismicity/input-error.ts";
import type { EpochMs } from "../../seismicity/time.ts";
import { exchange, type ExchangeLimits, type Fetch, type HttpAnswer } from "./http-exchange.ts";

/** The world outside: network and time. */
export interface Outside {
  readonly fetch: Fetch;
  now(): EpochMs;
  sleep(ms: number): Promise<void>;
}

export interface PoliteRequests {
  /**
   * Asks until `read` can make something of the answer. An InputError of `read` means that the answer is damaged, and it is asked again.
   *
   * @throws InputError when the service refuses, or after the last attempt: never an empty answer in place of a failed one.
   */
  ask<T>(url: string, headers: Readonly<Record<string, string>>, read: (answer: HttpAnswer) => T): Promise<T>;
  /** Requests sent, repeated ones and all. */
  readonly sent: number;
}

/** In all: about a minute of waiting for a service that is down. */
const ATTEMPTS = 6;
const FIRST_WAIT_MS = 2000;
const LONGEST_WAIT_MS = 60_000;
/** A service that asks for more patience than this is left alone until the next run. */
const MOST_PATIENCE_MS = 15 * 60_000;

/** Requests to one service, one after the other: no closer than `intervalMs`, repeated after doubling waits with seeded jitter. */
export function politeRequests(outside: Outside, limits: ExchangeLimits, intervalMs: number): PoliteRequests {
  let sent = 0;
  let lastStart = -Infinity;
  const waitForTurn = async (): Promise<void> => {
    const wait = lastStart + intervalMs - outside.now();
    // A local clock that was set back must not stop the work.
    if (wait > 0) await outside.sleep(Math.min(wait, intervalMs));
    lastStart = outside.now();
    sent++;
  };
  return {
    get sent() {
      return sent;
    },
    async ask(url, headers, read) {
      for (let attempt = 1; ; attempt++) {
        await waitForTurn();
        const outcome = await exchange(url, { "user-agent": "quakegate", "cache-control": "no-cache", ...headers }, outside.fetch, limits);
        const failure = outcome.kind === "failure" ? outcome : undefined;
        let reason = failure?.reason ?? "";
        if (outcome.kind === "answer") {
          try {
            return read(outcome);
          } catch (error) {
            if (!(error instanceof InputError)) throw error;
            reason = error.message;
          }
        }
        const wait = Math.max(failure?.retryAfterMs ?? 0, backOff(url, attempt));
        if (failure?.retry === false || attempt === ATTEMPTS || wait > MOST_PATIENCE_MS) {
          throw new InputError(`the event service failed: ${reason}`, { field: url, value: `${attempt} ${attempt === 1 ? "attempt" : "attempts"}`, expected: "an answer; nothing was imported, and what was fetched is kept for the next run" });
        }
        await outside.sleep(wait);
      }
    },
  };
}

/** Half of it fixed and half by chance, so that many clients do not come back at once. */
function backOff(url: string, attempt: number): number {
  const full = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempt - 1));
  return full * (0.5 + 0.5 * namedStream("fdsn-retry", url, attempt).nextDouble());
}
