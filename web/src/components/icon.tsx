export type IconName = "search" | "speech" | "person" | "menu" | "copy" | "page" | "act";

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
  act: <path d="M13 3 5 13.500h5.500L11 21l8-10.500h-5.500z" />,
  page: <path d="M6 3.500h8l4.500 4.500v12.500H6zM14 3.500V8h4.500" />,
};
