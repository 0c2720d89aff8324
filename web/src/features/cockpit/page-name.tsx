import { MarkGlyph } from "@/components/mark";
import { usePaused } from "./pausing";
import type { PageSign } from "./use-rotation";

/** In the place of the product's name: which part of the wall is on show, which come next, and whether they stand still. */
export function PageName({ company, sign }: { company: string; sign: PageSign }) {
  const paused = usePaused();
  return (
    <div className="mark page-name">
      <MarkGlyph />
      <div>
        <b title={pageTitle(sign)}>{pageTitle(sign)}</b>
        <span>{sign.pages > 1 ? <Turns sign={sign} paused={paused} /> : (unknownText(sign) ?? company)}</span>
      </div>
    </div>
  );
}

/** A folder's name as a title. */
export function pageTitle({ area, interrupted }: PageSign): string {
  if (area === null) return interrupted ? "New red" : "All areas";
  const words = area.replaceAll("_", " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A name in the address that no metric has: said quietly, for nobody at the wall can do anything about it. */
export function unknownText({ unknown }: PageSign): string | null {
  return unknown.length > 0 ? `no area ${unknown.join(", ")}` : null;
}

function Turns({ sign, paused }: { sign: PageSign; paused: boolean }) {
  const missing = unknownText(sign);
  return (
    <>
      <span className="turns" role="img" aria-label={`Page ${sign.place + 1} of ${sign.pages}`}>
        {Array.from({ length: sign.pages }, (_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a mark is its place
          <i key={index} className={index === sign.place ? "on" : ""} />
        ))}
      </span>
      {paused && <PausedSign />}
      {!paused && missing && <span className="turns-missing">{missing}</span>}
    </>
  );
}

export function PausedSign() {
  return (
    <span className="paused" role="status">
      paused
    </span>
  );
}
