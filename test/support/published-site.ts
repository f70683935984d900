import { join } from "node:path";
import { publishReports } from "../../src/experiment/stages/report.ts";
import type { Verification } from "../../src/experiment/verify/verification.ts";
import { verifySite } from "../../src/experiment/verify/verify-site.ts";
import { inSessionAt } from "./session.ts";

/** Publishes the pages of a workspace at an instant, and verifies them. */
export async function publishAndVerify(workspace: string, now: number): Promise<Verification> {
  await inSessionAt(workspace, now, (session) => publishReports(session, undefined, () => {}));
  return verifySite(join(workspace, "reports"));
}
