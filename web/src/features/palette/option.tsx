import { memo, type ReactNode } from "react";
import type { BoardMetric } from "@/api/board";
import { Glyph, type GlyphName } from "@/components/glyph";
import { Icon } from "@/components/icon";
import { isLastGood } from "@/components/words";
import type { Choice } from "./entries";

const GLYPHS: Record<BoardMetric["class"], GlyphName> = { red: "red", amber: "amber", stale: "stale", normal: "green" };
const WORDS: Record<BoardMetric["class"], string> = { red: "red", amber: "amber", stale: "stale", normal: "normal" };

interface OptionProps {
  id: string;
  choice: Choice;
  isActive: boolean;
  isRecent: boolean;
  onPoint: () => void;
  onChoose: () => void;
}

/** One line of what was found. The keyboard stays in the field; the pointer may choose too. */
export const Option = memo(function Option({ id, choice, isActive, isRecent, onPoint, onChoose }: OptionProps) {
  return (
    <div
      id={id}
      role="option"
      aria-selected={isActive}
      tabIndex={-1}
      className="palette-option"
      onMouseMove={isActive ? undefined : onPoint}
      onMouseDown={(event) => event.preventDefault()}
      onClick={onChoose}
      onKeyDown={undefined}
    >
      {choice.kind === "metric" ? <MetricLine metric={choice.metric} /> : <PlainLine choice={choice} />}
      {isRecent && <span className="palette-recent">recent</span>}
    </div>
  );
});

function MetricLine({ metric }: { metric: BoardMetric }) {
  return (
    <>
      <Glyph name={GLYPHS[metric.class]} />
      <span className="visually-hidden">{WORDS[metric.class]}</span>
      <b className="palette-code">{metric.code}</b>
      <span className="palette-title">{metric.name}</span>
      <span className="palette-area">{metric.area}</span>
      <span className={isLastGood(metric) ? "palette-value palette-old" : "palette-value"}>
        {metric.value === null ? "no data yet" : metric.display.text}
      </span>
    </>
  );
}

function PlainLine({ choice }: { choice: Choice }): ReactNode {
  return (
    <>
      <Icon name={choice.kind === "action" ? "act" : "page"} />
      <span className="palette-title">{choice.title}</span>
      <span className="palette-area">{placeOf(choice)}</span>
    </>
  );
}

function placeOf(choice: Choice): string {
  if (choice.kind !== "cut") return choice.kind;
  return choice.cutId === null ? "page" : "cut";
}
