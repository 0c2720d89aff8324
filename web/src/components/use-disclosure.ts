import { useId, useState } from "react";

interface Disclosure {
  open: boolean;
  /** For the button that opens and closes. */
  button: { "aria-expanded": boolean; "aria-controls": string | undefined; onClick: () => void };
  /** For what is shown. */
  panelId: string;
}

/** Something that opens below its row; `first` says whether it begins open. */
export function useDisclosure(first: boolean): Disclosure {
  const [open, setOpen] = useState(first);
  const panelId = useId();
  const button = {
    "aria-expanded": open,
    "aria-controls": open ? panelId : undefined,
    onClick: () => setOpen((was) => !was),
  };
  return { open, button, panelId };
}
