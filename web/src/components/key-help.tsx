import { keysOf, type Place } from "@/lib/key-table";
import { Dialog } from "./dialog";
import "./card.css";
import "./key-help.css";

/** The keys that work on this page, by what they are for. */
export function KeyHelp({ place, onClose }: { place: Place; onClose: () => void }) {
  return (
    <Dialog title="Keys" onClose={onClose} className="key-help">
      <div className="key-groups">
        {keysOf(place).map(({ title, lines }) => (
          <section key={title} aria-label={title}>
            <h3>{title}</h3>
            <dl>
              {lines.map(({ keys, does }) => (
                <div key={does}>
                  <dt>
                    {keys.map((key) => (
                      <kbd key={key}>{key}</kbd>
                    ))}
                  </dt>
                  <dd>{does}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <div className="dialog-ways">
        <button type="button" className="button button-main" onClick={onClose}>
          Close
        </button>
      </div>
    </Dialog>
  );
}
