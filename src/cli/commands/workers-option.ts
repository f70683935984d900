import { Option } from "commander";
import { availableParallelism } from "node:os";
import { positiveInteger } from "../arguments.ts";

/** `--workers`: threads that score forecasts. The number changes no digit of any result. */
export function workersOption(): Option {
  return new Option("--workers <n>", "threads; the number changes no result").argParser(positiveInteger("--workers")).default(availableParallelism(), "one a core");
}
