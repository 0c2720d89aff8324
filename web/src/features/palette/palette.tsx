import { useQuery } from "@tanstack/react-query";
import { type NavigateOptions, useNavigate } from "@tanstack/react-router";
import { type KeyboardEvent, useId, useMemo, useRef, useState } from "react";
import { auditPagesQuery } from "@/api/audit";
import { ApiProblem } from "@/api/http";
import { useSession } from "@/api/session";
import { useLive } from "@/api/use-live";
import { Dialog } from "@/components/dialog";
import { Icon } from "@/components/icon";
import { type Choice, choicesOf } from "./entries";
import { Option } from "./option";
import { rank } from "./rank";
import { noteRecent, readRecent } from "./recent";
import "./palette.css";

const STEP = { ArrowDown: 1, ArrowUp: -1 } as const;

/** Find a metric, a page or something to do by a few letters. Searches the board on show; only the names of cuts are asked for, once. */
export function Palette({ onClose }: { onClose: () => void }) {
  const board = useLive((state) => state.board);
  const who = useSession();
  const navigate = useNavigate();
  const [query, setQuery] = useState("");
  const [active, setActive] = useState(0);
  const [problem, setProblem] = useState<string | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  const recent = useMemo(readRecent, []);
  const audit = useQuery(auditPagesQuery()).data?.pages;
  const choices = useMemo(() => choicesOf(board, who, audit), [board, who, audit]);
  const found = useMemo(() => rank(choices, query, recent) as Choice[], [choices, query, recent]);
  const at = Math.min(active, found.length - 1);

  const choose = async (choice: Choice | undefined) => {
    if (!choice) return;
    noteRecent(choice.id);
    if (choice.kind !== "action") {
      onClose();
      return navigate(wayTo(choice));
    }
    try {
      setProblem(null);
      await choice.act();
      onClose();
    } catch (error) {
      setProblem(error instanceof ApiProblem ? error.message : "The server did not answer.");
    }
  };
  const show = (index: number) => {
    setActive(index);
    list.current?.children[index]?.scrollIntoView({ block: "nearest" });
  };
  const onKey = (event: KeyboardEvent) => {
    const step = STEP[event.key as keyof typeof STEP];
    if (step && found.length > 0) show((at + step + found.length) % found.length);
    else if (event.key === "Home" && query === "") show(0);
    else if (event.key === "End" && query === "") show(found.length - 1);
    else if (event.key === "Enter" && !event.nativeEvent.isComposing) void choose(found[at]);
    else return;
    event.preventDefault();
  };

  return (
    <Dialog title="Find a metric, a page or something to do" onClose={onClose} className="palette">
      <div className="palette-field">
        <Icon name="search" />
        <input
          role="combobox"
          aria-label="Find a metric, a page or something to do"
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-activedescendant={found.length > 0 ? `${id}-${at}` : undefined}
          aria-autocomplete="list"
          placeholder="Metric, page or action"
          autoComplete="off"
          spellCheck={false}
          autoFocus
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            show(0);
          }}
          onKeyDown={onKey}
        />
        <kbd>esc</kbd>
      </div>
      <div ref={list} id={`${id}-list`} role="listbox" aria-label="What was found" className="palette-list">
        {found.map((choice, index) => (
          <Option
            key={choice.id}
            id={`${id}-${index}`}
            choice={choice}
            isActive={index === at}
            isRecent={query === "" && recent.includes(choice.id)}
            onPoint={() => setActive(index)}
            onChoose={() => void choose(choice)}
          />
        ))}
      </div>
      {found.length === 0 && <Nothing query={query} hasBoard={board !== null} />}
      {problem && <p className="problem">{problem}</p>}
      <p className="visually-hidden" role="status">
        {found.length === 1 ? "1 match" : `${found.length} matches`}
      </p>
    </Dialog>
  );
}

function wayTo(choice: Exclude<Choice, { kind: "action" }>): NavigateOptions {
  switch (choice.kind) {
    case "metric":
      return { to: "/metrics/$metricId", params: { metricId: choice.metric.metric_id } };
    case "cut":
      return { to: "/audit/$page", params: { page: choice.page }, hash: choice.cutId ? `cut-${choice.cutId}` : "" };
    default:
      return { to: choice.to };
  }
}

function Nothing({ query, hasBoard }: { query: string; hasBoard: boolean }) {
  return (
    <p className="palette-nothing">
      Nothing is called <b>{query.trim()}</b>.{" "}
      {hasBoard
        ? "Try a code, a part of a name, an area or an owner."
        : "The board has not come yet, so no metric can be found."}
    </p>
  );
}
