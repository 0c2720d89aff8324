/** The product's mark and whose wall this is. */
export function Mark({ company }: { company: string }) {
  return (
    <div className="mark">
      <MarkGlyph />
      <div>
        <b>Heartbeat</b>
        <span title={company}>{company}</span>
      </div>
    </div>
  );
}

export function MarkGlyph() {
  return (
    <svg className="mark-glyph" viewBox="0 0 48 48" aria-hidden="true">
      <rect width="48" height="48" rx="11" />
      <path d="M5 25h10l4.500-12 7 22 5-14 3 4H43" strokeLinecap="round" strokeLinejoin="round" fill="none" />
    </svg>
  );
}
