import { useQuery } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { type DocHit, docSearchQuery } from "@/api/docs";
import { Icon } from "@/components/icon";
import { isCovered, isTyping } from "@/lib/typing";
import { useDebounced } from "@/lib/use-debounced";
import { addressOf } from "./tree";

const PAUSE_MILLISECONDS = 120;
const STEP = { ArrowDown: 1, ArrowUp: -1 } as const;

/** Finds a place in all of the docs by some words of it. */
export function Search() {
  const [words, setWords] = useState("");
  const [at, setAt] = useState(0);
  const [isOpen, setOpen] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  const router = useRouter();
  const settled = useDebounced(words, PAUSE_MILLISECONDS);
  const { data, isFetching } = useQuery(docSearchQuery(settled));
  const hits = words.trim() ? (data?.hits ?? []) : [];
  const isShown = isOpen && words.trim() !== "";
  useSlash(field);

  const go = (hit: DocHit | undefined) => {
    if (!hit) return;
    setOpen(false);
    field.current?.blur();
    router.history.push(addressOf(hit.path, hit.anchor));
  };
  const onKey = (event: KeyboardEvent) => {
    const step = STEP[event.key as keyof typeof STEP];
    if (step && hits.length > 0) {
      event.preventDefault();
      const next = (at + step + hits.length) % hits.length;
      setAt(next);
      list.current?.children[next]?.scrollIntoView({ block: "nearest" });
    } else if (event.key === "Enter") go(hits[at]);
    else if (event.key === "Escape") {
      setOpen(false);
      field.current?.blur();
    }
  };
  return (
    <search className="docs-search">
      <Icon name="search" />
      <input
        ref={field}
        type="search"
        role="combobox"
        aria-label="Search the docs"
        aria-expanded={isShown}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={isShown && hits.length > 0 ? `${id}-${at}` : undefined}
        placeholder="Search the docs"
        autoComplete="off"
        value={words}
        onChange={(event) => {
          setWords(event.target.value);
          setAt(0);
          setOpen(true);
        }}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={onKey}
      />
      <kbd>/</kbd>
      <div className={isShown ? "docs-hits" : "docs-hits docs-hits-closed"}>
        <div id={`${id}-list`} role="listbox" aria-label="What was found" ref={list}>
          {isShown &&
            hits.map((hit, place) => (
              <Hit key={hit.path} id={`${id}-${place}`} hit={hit} isActive={place === at} onChoose={() => go(hit)} />
            ))}
        </div>
        {isShown && hits.length === 0 && (
          <p className="quiet">{isFetching || settled !== words ? "Searching …" : "Nothing has these words."}</p>
        )}
      </div>
    </search>
  );
}

interface HitProps {
  id: string;
  hit: DocHit;
  isActive: boolean;
  onChoose: () => void;
}

/** The keyboard stays in the field; the pointer may choose too. */
function Hit({ id, hit, isActive, onChoose }: HitProps) {
  return (
    <div
      id={id}
      role="option"
      aria-selected={isActive}
      tabIndex={-1}
      className="docs-hit"
      onMouseDown={(event) => event.preventDefault()}
      onClick={onChoose}
      onKeyDown={undefined}
    >
      <b>{hit.heading && hit.heading !== hit.title ? `${hit.title} › ${hit.heading}` : hit.title}</b>
      <span className="docs-hit-trail">{hit.trail.join(" › ")}</span>
      <span className="docs-hit-text">
        {hit.excerpt.map(({ text, is_hit }, part) =>
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one excerpt never move
          is_hit ? <mark key={part}>{text}</mark> : text,
        )}
      </span>
    </div>
  );
}

/** Here `/` searches the docs, before it would find any page. */
function useSlash(field: { current: HTMLInputElement | null }): void {
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
      if (isTyping(event.target) || isCovered()) return;
      event.preventDefault();
      field.current?.focus();
      field.current?.select();
    };
    window.addEventListener("keydown", onKey, { capture: true });
    return () => window.removeEventListener("keydown", onKey, { capture: true });
  }, [field]);
}
