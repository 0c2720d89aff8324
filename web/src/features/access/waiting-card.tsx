import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { approveScreen, refuseScreen, type Waiting } from "@/api/access";
import { ProblemNote } from "@/components/problem-note";
import { whenText } from "@/lib/calendar";
import { useClock } from "@/lib/use-clock";

/** Let a screen in: by the code that it shows. Those that ask at this moment stand below. */
export function WaitingCard({ waiting, zone }: { waiting: Waiting[]; zone: string }) {
  const [code, setCode] = useState("");
  const [name, setName] = useState("");
  const known = useQueryClient();
  const again = () => known.invalidateQueries({ queryKey: ["access"] });
  const approving = useMutation({
    mutationFn: () => approveScreen(code.trim(), name.trim()),
    onSuccess: () => {
      setCode("");
      setName("");
      return again();
    },
  });
  const refusing = useMutation({ mutationFn: refuseScreen, onSettled: again });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    approving.mutate();
  };
  return (
    <section className="card pad" aria-label="Let a screen in">
      <h2>Let a screen in</h2>
      <p className="note">
        Open <code>{window.location.host}/pair</code> on it, and enter the code that it shows. It may look at
        everything, and edit nothing.
      </p>
      <form className="access-form" onSubmit={submit}>
        <label className="field">
          <span>Code on the screen</span>
          <input
            className="access-code"
            required
            value={code}
            maxLength={20}
            placeholder="K7Q-X42"
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            onChange={(event) => setCode(event.target.value.toUpperCase())}
          />
        </label>
        <label className="field">
          <span>What it is called</span>
          <input
            required
            value={name}
            maxLength={100}
            placeholder="Entrance hall"
            autoComplete="off"
            onChange={(event) => setName(event.target.value)}
          />
        </label>
        <button
          type="submit"
          className="button button-main"
          disabled={!code.trim() || !name.trim() || approving.isPending}
        >
          Let in
        </button>
      </form>
      {approving.error && <ProblemNote problem={approving.error} />}
      {approving.isSuccess && <p role="status">{approving.data.name} is let in. Its wall appears within seconds.</p>}
      {refusing.error && <ProblemNote problem={refusing.error} />}
      {waiting.length > 0 && (
        <ul className="access-waiting" aria-label="Screens that wait">
          {waiting.map((each) => (
            <WaitingLine
              key={each.code}
              waiting={each}
              zone={zone}
              onTake={() => setCode(each.code)}
              onRefuse={() => refusing.mutate(each.code)}
            />
          ))}
        </ul>
      )}
    </section>
  );
}

interface WaitingLineProps {
  waiting: Waiting;
  zone: string;
  onTake: () => void;
  onRefuse: () => void;
}

function WaitingLine({ waiting, zone, onTake, onRefuse }: WaitingLineProps) {
  const asked = useClock((at) => whenText(waiting.asked_at, at, zone));
  return (
    <li>
      <b className="access-code">{waiting.code}</b>
      <span>
        asks since {asked}, from {waiting.address}
      </span>
      <button type="button" className="button" onClick={onTake} aria-label={`Take the code ${waiting.code}`}>
        This one
      </button>
      <button type="button" className="button" onClick={onRefuse} aria-label={`Refuse ${waiting.code}`}>
        Refuse
      </button>
    </li>
  );
}
