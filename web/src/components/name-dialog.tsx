import { type FormEvent, useState } from "react";
import { session } from "@/api/session";
import { Dialog } from "./dialog";
import "./card.css";

const LONGEST_NAME = 100;

/** Where nobody signs in: the name that changes are logged under. Asked once, and kept in this browser. */
export function NameDialog() {
  const [name, setName] = useState(session.read().name);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim()) session.giveName(name);
  };
  return (
    <Dialog title="Who are you?" onClose={() => session.giveName(null)}>
      <p>Changes are logged with the name of the person who made them. It is kept in this browser.</p>
      <form onSubmit={submit} className="dialog-form">
        <label className="field">
          <span>Your name or email</span>
          <input
            autoFocus
            required
            value={name}
            maxLength={LONGEST_NAME}
            autoComplete="name"
            onChange={(event) => setName(event.target.value)}
          />
        </label>
        <div className="dialog-ways">
          <button type="button" className="button" onClick={() => session.giveName(null)}>
            Cancel
          </button>
          <button type="submit" className="button button-main" disabled={!name.trim()}>
            Use this name
          </button>
        </div>
      </form>
    </Dialog>
  );
}
