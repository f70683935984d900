/**
 * Pure work that can run anywhere. Its module exports it under the name `task`, so that a worker can load it by `url`;
 * context, inputs and outputs are plain data (structured clones). Work that waits for something `Answer`s with a promise.
 */
export interface Task<Context, Input, Output, Answer = Output> {
  /** `import.meta.url` of the module. */
  readonly url: string;
  /** Builds once per worker what all inputs share. */
  prepare(context: Context): (input: Input) => Answer;
}

/** Where work runs. The outputs depend on neither the engine nor the number of its workers. */
export interface Engine {
  /**
   * Applies a task to every input. Inputs are taken from the iterable as workers become free, so that they need not all be in
   * memory; outputs arrive in the order of the inputs, one at a time.
   *
   * @throws what the task threw for the first input that failed; no output after it is delivered
   */
  map<Context, Input, Output>(task: Task<Context, Input, Output, Output | Promise<Output>>, context: Context, inputs: Iterable<Input>, deliver: (output: Output, index: number) => void): Promise<void>;
}
