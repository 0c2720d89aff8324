import { counted } from "@/lib/amounts";
import type { Line } from "./arrange";
import type { RowPlace } from "./row-place";

interface AreaRowProps {
  line: Extract<Line, { kind: "area" }>;
  width: number;
  place: RowPlace;
  style: React.CSSProperties;
}

/** The heading of an area. */
export function AreaRow({ line, width, place, style }: AreaRowProps) {
  return (
    <tr {...place} className="catalog-area" style={style}>
      <th colSpan={width} scope="rowgroup">
        {line.area || "no area"}{" "}
        <span className="quiet">
          {counted(line.count, "metric")}
          {line.red > 0 && `, ${line.red} red`}
        </span>
      </th>
    </tr>
  );
}
