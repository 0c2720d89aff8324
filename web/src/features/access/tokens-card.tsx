import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { revokeToken, type Token } from "@/api/access";
import { useMay, useSession } from "@/api/session";
import { ownerName } from "@/components/words";
import { agoText, since } from "@/lib/age";
import { counted } from "@/lib/amounts";
import { fullDay } from "@/lib/calendar";
import { useClock } from "@/lib/use-clock";
import { now } from "@/lib/wall-clock";
import { ConfirmButton } from "./confirm-button";
import { NewToken } from "./new-token";

/** The keys of people and programs. An administrator makes and revokes them. */
export function TokensCard({ tokens, zone }: { tokens: Token[]; zone: string }) {
  const isAdmin = useMay("admin");
  const [isMaking, setMaking] = useState(false);
  const good = tokens.filter((each) => isGood(each));
  const ended = tokens.filter((each) => !isGood(each));
  return (
    <section className="card access-list" aria-label="Tokens">
      <div className="access-head">
        <h2>Tokens</h2>
        {isAdmin ? (
          <button type="button" className="button" onClick={() => setMaking(true)}>
            New token
          </button>
        ) : (
          <span className="quiet">administrators make and revoke them</span>
        )}
      </div>
      {good.length === 0 && <p className="access-none">There is no token that is good.</p>}
      <ul>
        {good.map((token) => (
          <TokenLine key={token.id} token={token} zone={zone} isAdmin={isAdmin} />
        ))}
      </ul>
      {ended.length > 0 && (
        <details>
          <summary>{ended.length === 1 ? "1 that is good no more" : `${ended.length} that are good no more`}</summary>
          <ul>
            {ended.map((token) => (
              <TokenLine key={token.id} token={token} zone={zone} isAdmin={false} />
            ))}
          </ul>
        </details>
      )}
      {isMaking && <NewToken onClose={() => setMaking(false)} />}
    </section>
  );
}

function isGood(token: Token): boolean {
  return token.revoked_at === null && (token.expires_at === null || Date.parse(token.expires_at) > now());
}

function TokenLine({ token, zone, isAdmin }: { token: Token; zone: string; isAdmin: boolean }) {
  const used = useClock((at) =>
    token.last_used_at ? `used ${agoText(since(token.last_used_at, at) ?? 0)}` : "never used",
  );
  const mine = useSession().session?.who?.name === token.name;
  const known = useQueryClient();
  const revoking = useMutation({
    mutationFn: () => revokeToken(token.id),
    onSettled: () => known.invalidateQueries({ queryKey: ["access"] }),
  });
  return (
    <li>
      <div>
        <b>{token.name}</b> <span className="access-role">{token.role}</span>
        {mine && <span className="quiet"> you</span>}
        <p>
          <code>{token.hint}</code> made {fullDay(token.created_at, zone)} by {ownerName(token.created_by)}, {used}
          {signedInText(token)}
          {endText(token, zone)}
        </p>
      </div>
      {isAdmin && (
        <ConfirmButton
          label="Revoke"
          title={`Revoke the token of ${token.name}?`}
          text={mine ? "It is your own: you are signed out with it." : "Whoever is signed in with it is signed out."}
          isBusy={revoking.isPending}
          problem={revoking.error}
          onConfirm={() => revoking.mutateAsync()}
        />
      )}
    </li>
  );
}

function signedInText({ sessions }: Token): string {
  return sessions > 0 ? `, signed in on ${counted(sessions, "browser")}` : "";
}

function endText({ revoked_at, expires_at }: Token, zone: string): string {
  if (revoked_at) return `, revoked ${fullDay(revoked_at, zone)}`;
  if (!expires_at) return ", never expires";
  return `, ${Date.parse(expires_at) > now() ? "expires" : "expired"} ${fullDay(expires_at, zone)}`;
}
