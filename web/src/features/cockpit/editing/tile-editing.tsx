import { type ComponentType, useEffect, useState } from "react";
import type { BoardMetric } from "@/api/board";
import { loadPart } from "@/lib/page-part";
import { findTile } from "../find-tile";
import { type Asked, whatIsAsked } from "./what-is-asked";

interface EditorProps {
  metric: BoardMetric;
  asked: Asked;
  onClose: () => void;
}

/** Opens the editor of a tile: by a click on its owner or its limit, by E, or by the menu key. What it takes is loaded only then. */
export function TileEditing({ metrics }: { metrics: BoardMetric[] }) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const [Editor, setEditor] = useState<ComponentType<EditorProps> | null>(null);
  const [isMissing, setMissing] = useState(false);
  useEffect(() => {
    const open = (event: MouseEvent | KeyboardEvent) => {
      const wanted = whatIsAsked(event);
      if (!wanted) return;
      // The tile is a link, and what is edited is a part of it.
      event.preventDefault();
      event.stopPropagation();
      setAsked(wanted);
      setMissing(false);
      loadPart(() => import("./tile-editor"))
        .then((part) => setEditor(() => part.TileEditor))
        .catch(() => setMissing(true));
    };
    document.addEventListener("click", open, true);
    document.addEventListener("keydown", open);
    return () => {
      document.removeEventListener("click", open, true);
      document.removeEventListener("keydown", open);
    };
  }, []);
  useEffect(() => {
    if (!isMissing) return;
    const timer = setTimeout(() => setMissing(false), 6000);
    return () => clearTimeout(timer);
  }, [isMissing]);
  const metric = metrics.find((each) => each.code === asked?.code);
  // Gone from the wall with its tile: it does not come back over whatever somebody does by then. A draft of it is kept.
  if (asked && !metric) setAsked(null);
  const close = () => {
    setAsked(null);
    // The tile may have been drawn anew, in another band, by what was edited.
    const tile = asked && findTile(asked.code);
    requestAnimationFrame(() => tile?.focus({ preventScroll: true }));
  };
  return (
    <>
      {metric && asked && Editor && <Editor key={asked.code} metric={metric} asked={asked} onClose={close} />}
      <p className="editing-missing" role="status">
        {isMissing && "The editor did not load: the server does not answer."}
      </p>
    </>
  );
}
