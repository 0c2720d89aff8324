import { useState } from "react";
import type { Cut } from "@/api/audit";
import { Glyph } from "@/components/glyph";
import { loadPart } from "@/lib/page-part";
import { useLater } from "@/lib/use-later";

const load = () => loadPart(() => import("./verification-dialog"));

const WORDS = { verified: "verified", unverified: "not verified", changed: "changed since verified" } as const;
const NAMES = {
  verified: "Verified",
  unverified: "Not verified",
  changed: "Changed since it was verified",
} as const;

/** Whether somebody stands behind a cut. A press tells who and when; an operator puts their name to it there. */
export function VerificationPill({ cut }: { cut: Cut }) {
  const [isOpen, setOpen] = useState(false);
  const state = cut.verification_state;
  const part = useLater(load, isOpen);
  return (
    <>
      <button
        type="button"
        className={`cut-pill cut-pill-${state}`}
        aria-haspopup="dialog"
        aria-label={`${NAMES[state]}: ${cut.title}. Who stands behind it`}
        onClick={() => setOpen(true)}
      >
        <Glyph name={state === "verified" ? "check" : state === "changed" ? "changed" : "unverified"} />
        {WORDS[state]}
      </button>
      {isOpen && part && <part.VerificationDialog cut={cut} onClose={() => setOpen(false)} />}
    </>
  );
}
