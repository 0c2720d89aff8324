export type GlyphName =
  | "red"
  | "amber"
  | "green"
  | "stale"
  | "error"
  | "empty"
  | "held"
  | "unverified"
  | "changed"
  | "few"
  | "flag"
  | "flag-late"
  | "bell"
  | "person"
  | "quiet"
  | "flapping"
  | "old"
  | "up"
  | "down"
  | "offline"
  | "refresh"
  | "sun"
  | "moon"
  | "check"
  | "star"
  | "starred"
  | "search"
  | "close"
  | "more"
  | "edit"
  | "link"
  | "list"
  | "help";

/** Status is told by shape first: octagon, triangle, ring, clock, crossed ring, dashed box. Colour comes from CSS. */
export function Glyph({ name }: { name: GlyphName }) {
  const small = name === "up" || name === "down";
  return (
    <svg className={`glyph glyph-${name}`} viewBox={small ? "0 0 16 16" : "0 0 24 24"} aria-hidden="true">
      {SHAPES[name]}
    </svg>
  );
}

const ROUND = { strokeLinecap: "round", strokeLinejoin: "round", fill: "none" } as const;

const STAR =
  "m12 2.800 2.840 5.750 6.350.920-4.600 4.480 1.090 6.320L12 17.290l-5.680 2.980 1.090-6.320-4.600-4.480 6.350-.920z";

const SHAPES: Record<GlyphName, React.ReactNode> = {
  red: (
    <>
      <path className="fill" d="M8 1.5h8L22.500 8v8L16 22.500H8L1.500 16V8z" />
      <path className="mark" d="M12 6.200v7.200" strokeWidth="3" {...ROUND} />
      <circle className="mark-dot" cx="12" cy="17.800" r="1.900" />
    </>
  ),
  amber: (
    <>
      <path className="fill edge" d="M12 2.400 22.800 21.300H1.200z" strokeWidth="2" strokeLinejoin="round" />
      <path className="mark" d="M12 9.200v5.400" strokeWidth="2.600" {...ROUND} />
      <circle className="mark-dot" cx="12" cy="18.200" r="1.500" />
    </>
  ),
  green: <circle className="line" cx="12" cy="12" r="8.200" fill="none" strokeWidth="3.400" />,
  stale: (
    <>
      <circle className="line" cx="12" cy="12" r="9.400" fill="none" strokeWidth="2.600" />
      <path className="line" d="M12 6.700V12l3.700 2.500" strokeWidth="2.600" {...ROUND} />
    </>
  ),
  error: (
    <>
      <circle className="line" cx="12" cy="12" r="9.400" fill="none" strokeWidth="2.600" />
      <path className="line" d="m8.600 8.600 6.800 6.800m0-6.800-6.800 6.800" strokeWidth="2.600" {...ROUND} />
    </>
  ),
  empty: (
    <>
      <circle className="line" cx="12" cy="12" r="9.400" fill="none" strokeWidth="2.600" strokeDasharray="4.400 3" />
      <path className="line" d="M8.500 12h7" strokeWidth="2.600" {...ROUND} />
    </>
  ),
  held: (
    <>
      <circle className="line" cx="12" cy="12" r="9.400" fill="none" strokeWidth="2.600" />
      <path className="line" d="M9.600 8.600v6.800m4.800-6.800v6.800" strokeWidth="2.600" {...ROUND} />
    </>
  ),
  unverified: (
    <rect
      className="line"
      x="2"
      y="4"
      width="20"
      height="16"
      rx="5"
      fill="none"
      strokeWidth="2.200"
      strokeDasharray="4 2.600"
    />
  ),
  changed: (
    <>
      <rect
        className="line"
        x="2"
        y="4"
        width="20"
        height="16"
        rx="5"
        fill="none"
        strokeWidth="2.200"
        strokeDasharray="4 2.600"
      />
      <path className="line" d="m8.500 15.500 7-7" strokeWidth="3" {...ROUND} />
    </>
  ),
  few: (
    <>
      <circle className="fill" cx="4.500" cy="14" r="2.500" />
      <circle className="fill" cx="12" cy="14" r="2.500" />
      <circle className="line" cx="19.500" cy="14" r="1.900" fill="none" strokeWidth="1.300" />
    </>
  ),
  "flag-late": (
    <path className="line" d="M5.200 21V3.600h13.100l-3.300 4.600 3.300 4.600H5.200" strokeWidth="2.400" {...ROUND} />
  ),
  bell: (
    <>
      <path
        className="fill"
        d="M12 2.200a1.700 1.700 0 0 1 1.700 1.900c2.600.8 4.300 3.100 4.300 6v4.700l2.300 3H3.700l2.300-3v-4.700c0-2.900 1.700-5.200 4.300-6A1.700 1.700 0 0 1 12 2.200z"
      />
      <path className="fill" d="M9.200 19.300h5.600a2.800 2.800 0 0 1-5.600 0z" />
    </>
  ),
  person: (
    <>
      <circle className="fill" cx="12" cy="7.400" r="4.700" />
      <path className="fill" d="M2.800 21.500a9.200 8 0 0 1 18.400 0z" />
    </>
  ),
  quiet: (
    <path
      className="line"
      d="M7 17V11a5 5 0 0 1 7.700-4.200M17 10.500V17H5m4.500 3.500h5M4 3.500l16 17"
      strokeWidth="2.400"
      {...ROUND}
    />
  ),
  flapping: <path className="line" d="m2.500 16 4.800-8 4.700 8 4.700-8 4.800 8" strokeWidth="2.600" {...ROUND} />,
  old: (
    <>
      <circle className="fill" cx="12" cy="12" r="10.700" />
      <path className="mark" d="M12 6v6l4 2.700" strokeWidth="2.600" {...ROUND} />
    </>
  ),
  flag: <path className="fill" d="M4 2.500h2.400V4h13.100l-3.600 4.700 3.600 4.800H6.400v8H4z" />,
  up: <path className="fill" d="M8 2.400 14.300 13H1.700z" />,
  down: <path className="fill" d="M8 13.600 1.700 3h12.600z" />,
  offline: (
    <>
      <circle className="line" cx="12" cy="12" r="7.600" fill="none" strokeWidth="3.600" />
      <path className="line" d="M4 20 20 4" strokeWidth="3.600" {...ROUND} />
    </>
  ),
  refresh: (
    <path className="line" d="M20 11.500A8 8 0 1 0 18 17.600M20.300 5v6.500h-6.500" strokeWidth="2.200" {...ROUND} />
  ),
  sun: (
    <>
      <circle className="line" cx="12" cy="12" r="4.300" fill="none" strokeWidth="2.200" />
      <path
        className="line"
        d="M12 2.500v2.200m0 14.600v2.200M2.500 12h2.200m14.600 0h2.200M5.300 5.300l1.500 1.500m10.400 10.400 1.500 1.500m0-13.400-1.500 1.500M6.800 17.200l-1.500 1.500"
        strokeWidth="2.200"
        {...ROUND}
      />
    </>
  ),
  moon: (
    <path
      className="line"
      d="M20 14.300A8.500 8.500 0 0 1 9.700 4a8.500 8.500 0 1 0 10.300 10.300z"
      strokeWidth="2.200"
      {...ROUND}
    />
  ),
  star: <path className="line" d={STAR} strokeWidth="2" {...ROUND} />,
  starred: <path className="fill edge" d={STAR} strokeWidth="2" strokeLinejoin="round" />,
  search: (
    <>
      <circle className="line" cx="10.500" cy="10.500" r="6.800" fill="none" strokeWidth="2.400" />
      <path className="line" d="m15.600 15.600 5.400 5.400" strokeWidth="2.600" {...ROUND} />
    </>
  ),
  close: <path className="line" d="m6 6 12 12M18 6 6 18" strokeWidth="2.400" {...ROUND} />,
  more: <path className="line" d="m6 9 6 6 6-6" strokeWidth="2.400" {...ROUND} />,
  edit: (
    <path className="line" d="M4.500 19.500 6 14.700 16.200 4.500l3.300 3.300L9.300 18z" strokeWidth="2" {...ROUND} />
  ),
  link: (
    <path
      className="line"
      d="M10 14a4.200 4.200 0 0 0 6 0l3-3a4.200 4.200 0 0 0-6-6l-1.200 1.200M14 10a4.200 4.200 0 0 0-6 0l-3 3a4.200 4.200 0 0 0 6 6l1.200-1.200"
      strokeWidth="2.200"
      {...ROUND}
    />
  ),
  list: <path className="line" d="M4 6.500h16M4 12h16M4 17.500h10" strokeWidth="2.400" {...ROUND} />,
  help: (
    <>
      <path
        className="line"
        d="M8 8.600a4 4 0 1 1 5.900 3.500c-1.300.700-1.900 1.500-1.900 2.900"
        strokeWidth="2.400"
        {...ROUND}
      />
      <circle className="fill" cx="12" cy="19.300" r="1.700" />
    </>
  ),
  check: <path className="line" d="m5 12.800 4.800 4.700L19 7" strokeWidth="3" {...ROUND} />,
};
