import type { Board } from "@/api/board";
import { Glyph, type GlyphName } from "@/components/glyph";
import { dayName } from "@/lib/calendar";
import { useClock } from "@/lib/use-clock";
import { pulseText, useSigns } from "./header-pulse";
import { countsLook } from "./header-room";
import { headline, tally } from "./headline";
import { useFrame } from "./use-frame";

interface CountProps {
  glyph: GlyphName;
  count: number;
  word: string;
  quiet: boolean;
}

interface CountsProps {
  board: Board;
  page?: string;
  redElsewhere?: number;
  /** A filter hides the rest. */
  partial?: boolean;
}

/** The headline and the numbers behind it, as large as the other texts of the header leave room for. */
export function Counts({ board, page, redElsewhere = 0, partial = false }: CountsProps) {
  const counts = countsOf(board);
  const { title, sub } = headline(tally(board.counts), partial);
  const elsewhere = redElsewhere > 0 ? `${redElsewhere} red elsewhere` : null;
  const signs = useSigns();
  const { unit } = useFrame();
  const look = useClock((at) =>
    countsLook(
      {
        company: board.workspace,
        page,
        title,
        sub: [sub, elsewhere].filter(Boolean).join(" · ") || null,
        // "19 red" is the headline then.
        counts: sub ? counts.filter((each) => each.word !== "red") : counts,
        pulse: pulseText(board, signs, at),
        beating: signs.job !== null && !signs.waiting,
        day: dayName(at, board.timezone),
      },
      unit,
    ),
  );
  return (
    <>
      <h1 className={sub ? "headline headline-two" : "headline"}>
        {title}
        {sub && <small>{sub}</small>}
        {elsewhere && <small className="elsewhere">{elsewhere}</small>}
      </h1>
      <ul className={`counts counts-${look}`} aria-label="Counts by status">
        {counts.map((each) => (
          <Count key={each.word} {...each} />
        ))}
      </ul>
    </>
  );
}

function countsOf(board: Board): CountProps[] {
  const { red, amber, stale, normal } = tally(board.counts);
  const { unverified } = board.counts;
  return [
    { glyph: "red", count: red, word: "red", quiet: false },
    { glyph: "amber", count: amber, word: "amber", quiet: false },
    { glyph: "stale", count: stale, word: "stale", quiet: false },
    { glyph: "green", count: normal, word: "normal", quiet: true },
    ...(unverified > 0 ? [{ glyph: "unverified" as const, count: unverified, word: "unverified", quiet: true }] : []),
  ];
}

function Count({ glyph, count, word, quiet }: CountProps) {
  const looks = [
    "count",
    quiet || count === 0 ? "count-quiet" : "",
    quiet ? "count-known" : "",
    count === 0 ? "count-none" : "",
  ];
  return (
    <li className={looks.filter(Boolean).join(" ")} data-count={word} title={word}>
      <Glyph name={glyph} />
      <b>{count}</b>
      <span>{word}</span>
    </li>
  );
}
