/** What came of work that may fail: a value or a message. */
export type Attempt<T> = { readonly value: T; readonly message?: undefined } | { readonly value?: undefined; readonly message: string };

/** Runs work whose failure is an outcome to be recorded, not an end. */
export async function attempt<T>(work: () => T | Promise<T>): Promise<Attempt<T>> {
  try {
    return { value: await work() };
  } catch (error) {
    return { message: (error as Error).message };
  }
}
