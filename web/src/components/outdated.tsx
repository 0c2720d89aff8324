/** In the top line of a page that shows what it had, because the server does not answer. */
export function Outdated() {
  return (
    <span className="outdated" role="status" title="The server could not be asked for anything newer">
      not current
    </span>
  );
}
