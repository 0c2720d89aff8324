import { useLayoutEffect, useRef, useState } from "react";
import type { Stand } from "./fold";
import type { Plot } from "./plot";
import { type StandTexts, spoken } from "./summary";

interface OverlayProps {
  plot: Plot;
  stand: Stand | null;
  texts: StandTexts | null;
  /** What a dragging pointer has marked, in pixels. */
  marked: [number, number] | null;
  byKeys: boolean;
}

/** Over the curve: the day that is looked at, its words, and what is being zoomed to. */
export function Overlay({ plot, stand, texts, marked, byKeys }: OverlayProps) {
  const x = stand ? plot.x(stand.point.d) : 0;
  return (
    <>
      {stand && (
        <>
          <i className="chart-cross" style={{ left: x, top: plot.grid.top, bottom: plot.grid.bottom }} />
          <i className="chart-point" style={{ left: x, top: plot.y(stand.point.value) }} />
        </>
      )}
      {marked && (
        <i
          className="chart-marked"
          style={{
            left: Math.max(plot.left, Math.min(...marked)),
            width: Math.min(plot.right, Math.max(...marked)) - Math.max(plot.left, Math.min(...marked)),
            top: plot.grid.top,
            bottom: plot.grid.bottom,
          }}
        />
      )}
      {texts && stand && !marked && <Tip x={x} y={plot.y(stand.point.value)} texts={texts} />}
      <p className="visually-hidden" role="status">
        {byKeys && texts ? spoken(texts) : ""}
      </p>
    </>
  );
}

const AWAY = 14;

/** Beside its point, on the side that has room. */
function Tip({ x, y, texts }: { x: number; y: number; texts: StandTexts }) {
  const box = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState<{ left: number; top: number } | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: other words have another size
  useLayoutEffect(() => {
    const node = box.current;
    const around = node?.parentElement;
    if (!node || !around) return;
    const [width, height] = [node.offsetWidth, node.offsetHeight];
    const right = x + AWAY + width <= around.clientWidth;
    const left = right ? x + AWAY : Math.max(0, x - AWAY - width);
    setPlace({ left, top: Math.min(around.clientHeight - height - 4, Math.max(0, y - height - AWAY)) });
  }, [x, y, texts.head, texts.happened.length]);
  return (
    <div className="chart-tip" ref={box} style={place ?? { visibility: "hidden" }} aria-hidden="true">
      <b>{texts.head}</b>
      {texts.facts.map((fact) => (
        <span key={fact}>{fact}</span>
      ))}
      {texts.happened.map((each) => (
        <em key={each}>{each}</em>
      ))}
    </div>
  );
}
