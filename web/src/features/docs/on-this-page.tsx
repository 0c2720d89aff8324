import { useEffect, useState } from "react";
import type { DocHeading } from "@/api/docs";

const LOWEST = 3;
const MOST = 60;
/** Below the bar of the pages: a heading above this line is being read. */
const READING_LINE = 120;

/** The headings of the page, with the one that is being read. */
export function OnThisPage({ headings }: { headings: readonly DocHeading[] }) {
  const isLong = headings.length > MOST;
  const shown = headings.filter(({ level }) => level > 1 && level <= (isLong ? LOWEST - 1 : LOWEST));
  const current = useCurrent(headings);
  if (shown.length < 2) return <div className="docs-here" />;
  return (
    <nav className="docs-here" aria-label="On this page">
      <b>On this page</b>
      <ul>
        {shown.map(({ anchor, text, level }) => (
          <li key={anchor} className={`docs-here-${level}`}>
            <a href={`#${anchor}`} aria-current={anchor === current ? "true" : undefined}>
              {text}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function useCurrent(headings: readonly DocHeading[]): string | undefined {
  const [current, setCurrent] = useState<string>();
  useEffect(() => {
    let frame = 0;
    const look = () => {
      frame = 0;
      const passed = headings.filter(({ anchor }) => {
        const place = document.getElementById(anchor);
        return place !== null && place.getBoundingClientRect().top < READING_LINE;
      });
      setCurrent(passed.at(-1)?.anchor);
    };
    const onScroll = () => {
      frame ||= requestAnimationFrame(look);
    };
    onScroll();
    window.addEventListener("scroll", onScroll, { passive: true });
    return () => {
      window.removeEventListener("scroll", onScroll);
      cancelAnimationFrame(frame);
    };
  }, [headings]);
  return current;
}
