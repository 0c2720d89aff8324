import { createContext, useContext } from "react";

/** The workspace's time zone, for every tile. */
const Zone = createContext("UTC");

export const ZoneProvider = Zone.Provider;

export function useZone(): string {
  return useContext(Zone);
}
