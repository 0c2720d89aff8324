import type { BoardMetric } from "@/api/board";
import { useLive } from "@/api/use-live";
import { safeLocale, signOfMoney } from "@/lib/number-text";
import type { ValueUnit } from "@/lib/typed-digits";

/** How values of a metric are typed and written in this workspace. */
export function useValueUnit({ unit, display }: BoardMetric): ValueUnit {
  const locale = useLive((state) => state.board?.locale) ?? "en";
  const { prefix, suffix } = signOfMoney(unit, display);
  return { unit, locale, prefix: prefix.trim() || suffix || signOf(unit, locale) };
}

/** The sign of money whose value is not known yet; the server writes it as soon as there is one. */
function signOf(unit: string, locale: string): string {
  if (!/^[A-Z]{3}$/.test(unit)) return "";
  try {
    const style = { style: "currency", currency: unit, currencyDisplay: "narrowSymbol" } as const;
    const parts = new Intl.NumberFormat(safeLocale(locale), style).formatToParts(1);
    return parts.find((part) => part.type === "currency")?.value ?? unit;
  } catch {
    return unit;
  }
}
