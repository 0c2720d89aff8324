export type IconName =
  | "search"
  | "speech"
  | "person"
  | "menu"
  | "copy"
  | "screen"
  | "key"
  | "more"
  | "out"
  | "page"
  | "act";

/** Signs on buttons of the pages at a desk. What they mean is said beside them, or in the button's name. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true" {...STROKE}>
      {SHAPES[name]}
    </svg>
  );
}

const STROKE = {
  fill: "none",
  stroke: "currentColor",
  strokeWidth: 2,
  strokeLinecap: "round",
  strokeLinejoin: "round",
} as const;

const SHAPES: Record<IconName, React.ReactNode> = {
  search: (
    <>
      <circle cx="10.5" cy="10.5" r="6.5" />
      <path d="m15.500 15.500 5 5" />
    </>
  ),
  speech: <path d="M4 5h16v11.500h-8.500L7 20.500v-4H4z" />,
  person: (
    <>
      <circle cx="12" cy="8.500" r="4" />
      <path d="M4.500 20.500c1-4 4-5.500 7.500-5.500s6.500 1.500 7.500 5.500" />
    </>
  ),
  menu: <path d="M4 7h16M4 12h16M4 17h16" />,
  copy: <path d="M9 9h11v11H9zM5.500 15H4V4h11v1.500" />,
  screen: <path d="M3 5h18v12H3zM9 20.500h6" />,
  key: (
    <>
      <circle cx="8" cy="15.500" r="4" />
      <path d="m11 12.500 8.500-8.500M16 7.500l3 3" />
    </>
  ),
  more: <path d="m6 9.500 6 6 6-6" />,
  act: <path d="M13 3 5 13.500h5.500L11 21l8-10.500h-5.500z" />,
  out: <path d="M14 4h6v16h-6M4 12h11m-4-4 4 4-4 4" />,
  page: <path d="M6 3.500h8l4.500 4.500v12.500H6zM14 3.500V8h4.500" />,
};
