/** Points right, and down when what it stands beside is open. */
export function Chevron({ open }: { open: boolean }) {
  return (
    <svg className={open ? "chevron chevron-open" : "chevron"} viewBox="0 0 16 16" aria-hidden="true">
      <path
        d="m6 3.500 4.500 4.500L6 12.500"
        fill="none"
        strokeWidth="2"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
