import { useEffect, useState } from "react";

/** The value once it has not changed for a while: what somebody types is asked about when they pause. Compared by its JSON. */
export function useDebounced<Value>(value: Value, milliseconds: number): Value {
  const told = JSON.stringify(value);
  const [settled, setSettled] = useState(told);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(told), milliseconds);
    return () => clearTimeout(timer);
  }, [told, milliseconds]);
  return JSON.parse(settled) as Value;
}
