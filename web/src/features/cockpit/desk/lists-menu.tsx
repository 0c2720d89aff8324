import { useState } from "react";
import type { BoardMetric } from "@/api/board";
import { Glyph } from "@/components/glyph";
import { loadPart } from "@/lib/page-part";
import { useLater } from "@/lib/use-later";
import { useWatch, type WatchList } from "@/lib/watch-store";
import { codesOf } from "./codes";
import { type Filter, NO_FILTER } from "./filter";
import { Menu } from "./menu";
import type { ChangeFilter } from "./use-filter";

interface ListsMenuProps {
  metrics: BoardMetric[];
  /** What the wall shows now: a new list may start with it. */
  shown: BoardMetric[];
  filter: Filter;
  onChange: ChangeFilter;
}

const NEW: WatchList = { name: "", metrics: [] };

const loadEditor = () => loadPart(() => import("./list-editor")).then((part) => part.ListEditor);

/** The lists of this browser: show one, make one, change one. */
export function ListsMenu({ metrics, shown, filter, onChange }: ListsMenuProps) {
  const { lists } = useWatch();
  const [edited, setEdited] = useState<WatchList | null>(null);
  const Editor = useLater(loadEditor, edited !== null);
  const show = (list: WatchList, beside: Filter, replace = false) =>
    onChange({ ...beside, watch: { name: list.name, codes: codesOf(list.metrics, metrics) } }, replace);
  const onSaved = (list: WatchList | null) => {
    const wasShown = filter.watch?.name === edited?.name;
    setEdited(null);
    // Who makes a list wants to see all of it, without the filter that it was made from; one that is on show changes with its list.
    if (list && edited === NEW) show(list, NO_FILTER);
    else if (list && wasShown) show(list, filter, true);
    if (!list && wasShown) onChange({ ...filter, watch: null }, true);
  };
  return (
    <>
      <Menu label="Lists" on={filter.watch ? 1 : 0} glyph="list">
        {(close) => (
          <div className="choices">
            {lists.map((list) => (
              <div key={list.name} className="list-line">
                <button
                  type="button"
                  aria-pressed={filter.watch?.name === list.name}
                  onClick={() => {
                    show(list, filter);
                    close();
                  }}
                >
                  <span>{list.name}</span>
                  <i>{list.metrics.length}</i>
                </button>
                <button
                  type="button"
                  aria-label={`Edit ${list.name}`}
                  title="Rename, change or delete"
                  onClick={() => {
                    close();
                    setEdited(list);
                  }}
                >
                  <Glyph name="edit" />
                </button>
              </div>
            ))}
            {lists.length === 0 && <p>A list is a wall of your own: the metrics that you choose, under a name.</p>}
            <button
              type="button"
              className="menu-main"
              onClick={() => {
                close();
                setEdited(NEW);
              }}
            >
              New list…
            </button>
          </div>
        )}
      </Menu>
      {edited && Editor && (
        <Editor
          list={edited}
          isNew={edited === NEW}
          metrics={metrics}
          suggested={shown.length < metrics.length ? shown.map((metric) => metric.metric_id) : []}
          onSaved={onSaved}
          onClose={() => setEdited(null)}
        />
      )}
    </>
  );
}
