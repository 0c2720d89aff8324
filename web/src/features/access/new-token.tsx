import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { createToken, type MadeToken } from "@/api/access";
import type { AccessRole } from "@/api/session";
import { Dialog } from "@/components/dialog";
import { Icon } from "@/components/icon";
import { ProblemNote } from "@/components/problem-note";
import { copyText } from "@/lib/copy-text";

const ROLES: { role: AccessRole; text: string }[] = [
  { role: "viewer", text: "Viewer: looks at everything" },
  { role: "operator", text: "Operator: also edits metrics, asks for beats, lets screens in" },
  { role: "admin", text: "Administrator: also makes and revokes tokens" },
];
const DAYS = [30, 90, 365];

/** Make a token. Its secret is shown once, in the same dialog. */
export function NewToken({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState("");
  const [role, setRole] = useState<AccessRole>("operator");
  const [days, setDays] = useState("90");
  const known = useQueryClient();
  const making = useMutation({
    mutationFn: () => createToken(name.trim(), role, days ? Number(days) : null),
    onSuccess: () => known.invalidateQueries({ queryKey: ["access"] }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    making.mutate();
  };
  if (making.data) return <Made token={making.data} onClose={onClose} />;
  return (
    <Dialog title="New token" onClose={onClose}>
      <form className="dialog-form" onSubmit={submit}>
        <label className="field">
          <span>For whom: a person or a program</span>
          <input autoFocus required value={name} maxLength={100} onChange={(event) => setName(event.target.value)} />
          <small>Edits are logged under this name.</small>
        </label>
        <label className="field">
          <span>Role</span>
          <select value={role} onChange={(event) => setRole(event.target.value as AccessRole)}>
            {ROLES.map((each) => (
              <option key={each.role} value={each.role}>
                {each.text}
              </option>
            ))}
          </select>
        </label>
        <label className="field">
          <span>Good for</span>
          <select value={days} onChange={(event) => setDays(event.target.value)}>
            {DAYS.map((each) => (
              <option key={each} value={each}>
                {each} days
              </option>
            ))}
            <option value="">ever, until it is revoked</option>
          </select>
        </label>
        {making.error && <ProblemNote problem={making.error} />}
        <div className="dialog-ways">
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className="button button-main" disabled={!name.trim() || making.isPending}>
            Make the token
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function Made({ token, onClose }: { token: MadeToken; onClose: () => void }) {
  const [copied, setCopied] = useState<boolean | null>(null);
  const copy = async () => setCopied(await copyText(token.secret));
  return (
    <Dialog title={`The token of ${token.name}`} onClose={onClose}>
      <p>
        <b>It is shown this once.</b> Copy it now, and hand it over on a safe way; nobody can read it again.
      </p>
      <code className="access-secret">{token.secret}</code>
      {copied === false && (
        <p className="note" role="alert">
          This browser does not let a page copy. Click the token, which selects all of it, and copy it with Ctrl and C.
        </p>
      )}
      <div className="dialog-ways">
        <button type="button" className="button" onClick={() => void copy()}>
          <Icon name="copy" />
          {copied ? "Copied" : "Copy"}
        </button>
        <button type="button" className="button button-main" onClick={onClose}>
          I have it
        </button>
      </div>
    </Dialog>
  );
}
