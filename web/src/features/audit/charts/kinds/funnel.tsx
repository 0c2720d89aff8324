import { exactText, shareText, styleOf, wholeText } from "../number-words";
import type { Funnel } from "../payloads";
import type { PictureProps, Renderer } from "../renderer";
import "../funnel.css";

export interface Passage {
  label: string;
  value: number;
  ofFirst: number | null;
  ofPrevious: number | null;
  /** Of the widest, for its bar. */
  share: number;
}

export const renderer: Renderer<Funnel> = {
  isReadable: true,
  isEmpty: ({ stages }) => stages.every(({ value }) => value === 0),
  sentence: (payload, locale) => {
    const last = passages(payload).at(-1);
    return `${payload.stages.length} stages; ${shareText(last?.ofFirst ?? null, locale)} reach the last one.`;
  },
  rows: (payload, locale) => ({
    head: [
      { text: "Stage", isNumber: false },
      { text: "How many", isNumber: true },
      { text: "Of the first", isNumber: true },
      { text: "Of the one before", isNumber: true },
    ],
    rows: passages(payload).map(({ label, value, ofFirst, ofPrevious }) => [
      label,
      exactText(value, styleOf(payload.unit, locale)),
      shareText(ofFirst, locale),
      shareText(ofPrevious, locale),
    ]),
  }),
  Picture: FunnelPicture,
};

export function passages({ stages }: Funnel): Passage[] {
  const first = stages[0]?.value ?? 0;
  const widest = Math.max(0, ...stages.map(({ value }) => value));
  return stages.map(({ label, value }, at) => {
    const before = stages[at - 1]?.value ?? null;
    return {
      label,
      value,
      ofFirst: first ? value / first : null,
      ofPrevious: before ? value / before : null,
      share: widest > 0 ? Math.max(0, value) / widest : 0,
    };
  });
}

/** The step that loses most is told loudest. */
export function steepest(all: readonly Passage[]): number {
  return all.reduce((worst, { ofPrevious }, at) => {
    const least = all[worst]?.ofPrevious ?? 1;
    return ofPrevious !== null && ofPrevious < least ? at : worst;
  }, -1);
}

function FunnelPicture({ payload, locale }: PictureProps<Funnel>) {
  const style = styleOf(payload.unit, locale);
  const all = passages(payload);
  const worst = steepest(all);
  return (
    <ol className="cut-funnel">
      {all.map(({ label, value, ofFirst, ofPrevious, share }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two stages may be called alike
        <li key={at}>
          {at > 0 && (
            <span className={at === worst ? "passage steepest" : "passage"}>
              <i aria-hidden="true">↓</i> {shareText(ofPrevious, locale)}
              <span> {at === worst ? "go on, the fewest" : "go on"}</span>
            </span>
          )}
          <span className="name" title={label}>
            {label}
          </span>
          <span className="bar" aria-hidden="true">
            <i style={{ width: `${share * 100}%` }} />
          </span>
          <b>{wholeText(value, style)}</b>
          <span className="of">
            {shareText(ofFirst, locale)}
            <span className="visually-hidden"> of the first</span>
          </span>
        </li>
      ))}
    </ol>
  );
}
