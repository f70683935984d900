import { mixtureOf, type Weighted } from "../../evaluation/mixture/mixture-law.ts";
import { decodeSealedForecast } from "../../formats/sealed-forecast.ts";
import { decodeSealedMixture, shareOf } from "../../formats/sealed-mixture.ts";
import type { Forecast } from "../../seismicity/forecast.ts";
import type { Region } from "../../seismicity/region.ts";

/**
 * The forecasts that a sealed mixture is made of, with their shares, the baseline's last.
 *
 * @param read gives the bytes of a sealed forecast by its digest
 * @throws InputError for a mixture or a part that is damaged
 */
export function readMixture(bytes: Uint8Array, read: (digest: string) => Uint8Array, region: Region, file?: string): readonly Weighted<Forecast>[] {
  const { challenger, baseline, ...sealed } = decodeSealedMixture(bytes, file);
  const part = (digest: string): Forecast => decodeSealedForecast(read(digest), region, digest).forecast;
  return mixtureOf(challenger.digest === null ? undefined : part(challenger.digest), part(baseline.digest), shareOf(sealed));
}
