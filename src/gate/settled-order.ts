import { type Window, windowId } from "../seismicity/window.ts";

/** Windows up to the first that is still open: were it passed over, later evidence would change once it has been settled. */
export function decidedWindows(windows: readonly Window[], settlements: ReadonlyMap<string, unknown>): readonly Window[] {
  const open = windows.findIndex((window) => !settlements.has(windowId(window)));
  return open < 0 ? windows : windows.slice(0, open);
}
