/** Explains the small curves where there is room. */
export function Legend() {
  return (
    <div className="legend" aria-hidden="true">
      <svg viewBox="0 0 150 58" aria-hidden="true">
        <path className="legend-band" d="M0 19q37-9 75-1t55-1v25q-38 8-70 1T0 44z" />
        <path className="legend-line" d="m0 33 17-6 18 8 19-7 18 9 18-12 17 6 15-9" />
        <circle className="legend-dot" cx="122" cy="22" r="4" />
        <path className="tick-amber" d="M140 10h9" />
        <path className="tick-red" d="M140 3h9" />
      </svg>
      <div>
        <span>band: typical range</span>
        <span>ticks: amber, red limit</span>
        <span>dashes: not verified</span>
      </div>
    </div>
  );
}
