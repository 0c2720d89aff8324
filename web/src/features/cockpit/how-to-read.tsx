import { useQuery } from "@tanstack/react-query";
import { metricPageQuery } from "@/api/metric-page";
import { markdownWords } from "@/lib/markdown-words";

/** A single red has the room to say what it means. The text comes with the metric's page and may arrive later. */
export function HowToRead({ metricId }: { metricId: string }) {
  const page = useQuery(metricPageQuery(metricId));
  return <p className="how-to-read">{markdownWords(page.data?.definition.how_to_read ?? "")}</p>;
}
