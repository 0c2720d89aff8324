import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import { type Filter, filterOf, searchOf } from "./filter";

/** Every part of an address that a filter may take. */
const CLEARED = { q: undefined, area: undefined, owner: undefined, status: undefined } as const;
const CLEARED_LISTS = { starred: undefined, watch: undefined, name: undefined } as const;

/** `replace`: the Back button leads past the filter before, as while somebody types. */
export type ChangeFilter = (next: Filter, replace?: boolean) => void;

/** The filter lives in the address: it can be sent to others, and Back undoes it. */
export function useFilter(): [Filter, ChangeFilter] {
  const search = useSearch({ strict: false });
  const filter = useMemo(() => filterOf(search as Record<string, unknown>), [search]);
  const navigate = useNavigate();
  const change = useCallback<ChangeFilter>(
    (next, replace = false) => {
      const filters = { ...CLEARED, ...CLEARED_LISTS, ...searchOf(next) };
      void navigate({
        to: "/",
        search: (before) => withoutEmpty({ ...before, ...filters }),
        replace,
        resetScroll: false,
      });
    },
    [navigate],
  );
  return [filter, change];
}

function withoutEmpty<Search extends object>(search: Search): Search {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined)) as Search;
}
