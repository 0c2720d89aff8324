import { type FormEvent, useState } from "react";
import type { BoardMetric } from "@/api/board";
import { Dialog } from "@/components/dialog";
import {
  changeWatch,
  dropList,
  findList,
  LONGEST_NAME,
  putList,
  tidyName,
  useWatch,
  type WatchList,
} from "@/lib/watch-store";
import { matches, NO_FILTER, NO_STARS } from "./filter";
import "@/components/card.css";
import "./list-editor.css";

interface ListEditorProps {
  list: WatchList;
  isNew: boolean;
  metrics: BoardMetric[];
  /** Ids that a new list starts with: what the wall shows. */
  suggested: string[];
  /** Null when it was deleted. */
  onSaved: (list: WatchList | null) => void;
  onClose: () => void;
}

/** A list: its name, and what is in it. */
export function ListEditor({ list, isNew, metrics, suggested, onSaved, onClose }: ListEditorProps) {
  const { lists, starred } = useWatch();
  const [name, setName] = useState(list.name);
  const [chosen, setChosen] = useState(() => new Set(isNew ? suggested : list.metrics));
  const [text, setText] = useState("");
  const [sure, setSure] = useState(false);
  const own = isNew ? undefined : findList(lists, list.name);
  const taken = findList(lists, name);
  const problem = problemOf(name, chosen.size, taken !== undefined && taken !== own);
  // Kept although no metric on the board has these ids: they may come back.
  const absent = [...chosen].filter((id) => !metrics.some((metric) => metric.metric_id === id));
  const found = metrics.filter((metric) => matches(metric, { ...NO_FILTER, text }, NO_STARS));

  const choose = (ids: string[], on: boolean) =>
    setChosen((before) => {
      const next = new Set(before);
      for (const id of ids) {
        if (on) next.add(id);
        else next.delete(id);
      }
      return next;
    });
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (problem) return;
    const known = metrics.map((metric) => metric.metric_id).filter((id) => chosen.has(id));
    const made = { name: tidyName(name), metrics: [...known, ...absent] };
    changeWatch((watch) => putList(watch, made, isNew ? made.name : list.name));
    onSaved(made);
  };
  const remove = () => {
    if (!sure) return setSure(true);
    changeWatch((watch) => dropList(watch, list.name));
    onSaved(null);
  };
  return (
    <Dialog title={isNew ? "New list" : `List ${list.name}`} onClose={onClose} className="list-editor">
      <form onSubmit={save}>
        <label className="field">
          <span>Name</span>
          <input value={name} onChange={(event) => setName(event.target.value)} maxLength={LONGEST_NAME} autoFocus />
        </label>
        <div className="list-search">
          <div className="field">
            <input
              type="search"
              value={text}
              onChange={(event) => setText(event.target.value)}
              placeholder={`Find among ${metrics.length} metrics`}
              aria-label="Find a metric"
            />
          </div>
          <button
            type="button"
            className="button"
            onClick={() =>
              choose(
                found.map((each) => each.metric_id),
                true,
              )
            }
          >
            Add {text ? `these ${found.length}` : "all"}
          </button>
          {starred.length > 0 && (
            <button type="button" className="button" onClick={() => choose(starred, true)}>
              Add starred
            </button>
          )}
        </div>
        <ul className="list-metrics" aria-label="Metrics">
          {found.map((metric) => (
            <li key={metric.metric_id}>
              <label>
                <input
                  type="checkbox"
                  checked={chosen.has(metric.metric_id)}
                  onChange={(event) => choose([metric.metric_id], event.target.checked)}
                />
                <b>{metric.code}</b>
                <span>{metric.name}</span>
                <i>{metric.area}</i>
              </label>
            </li>
          ))}
          {found.length === 0 && <li className="quiet">No metric is called so.</li>}
        </ul>
        <p role="status">{problem ?? countText(chosen.size, absent.length)}</p>
        <div className="dialog-ways">
          {!isNew && (
            <button type="button" className="button list-delete" onClick={remove} onBlur={() => setSure(false)}>
              {sure ? "Really delete it" : "Delete"}
            </button>
          )}
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className="button button-main" disabled={problem !== null}>
            Keep
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function problemOf(name: string, count: number, taken: boolean): string | null {
  if (tidyName(name) === "") return "Give the list a name.";
  if (taken) return "Another list has this name.";
  return count === 0 ? "Choose at least one metric." : null;
}

function countText(count: number, absent: number): string {
  const text = `${count} metric${count === 1 ? "" : "s"} in this list`;
  return absent > 0 ? `${text}, ${absent} of them not on the board now` : text;
}
