import { type ReactNode, useRef } from "react";
import { Glyph } from "@/components/glyph";
import { useFocusAfter } from "@/lib/use-focus-after";

interface OwnerPlaceProps {
  /** On a page of its own it is a card; within an editor a part of it. */
  heading: "h2" | "h3";
  look?: string;
  isOwned: boolean;
  mayEdit: boolean;
  editing: boolean;
  onOpen: () => void;
  children: ReactNode;
}

/** A section about an owner, with the button that opens its editor; focus comes back to it. */
export function OwnerPlace(props: OwnerPlaceProps) {
  const { heading: Heading, look, isOwned, mayEdit, editing, onOpen, children } = props;
  const section = useRef<HTMLElement>(null);
  useFocusAfter(editing, () => section.current?.querySelector("button"));
  const change = isOwned ? "Change the owner" : "Name an owner";
  return (
    <section className={look} aria-label="Owner" ref={section}>
      <div className="card-head">
        <Heading>Owner</Heading>
        {mayEdit && !editing && (
          <button type="button" className="icon-button" aria-label={change} title={change} onClick={onOpen}>
            <Glyph name="edit" />
          </button>
        )}
      </div>
      {children}
    </section>
  );
}
