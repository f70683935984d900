import { openSession, type Session } from "../../src/experiment/run.ts";

/** Opens a workspace at an instant for some work, and closes it whatever happens. */
export async function inSessionAt<T>(workspace: string, wallClock: number, work: (session: Session) => Promise<T> | T): Promise<T> {
  const session = openSession(workspace, wallClock);
  try {
    return await work(session);
  } finally {
    session.ledger.close();
  }
}
