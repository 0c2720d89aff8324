/** Seconds in each stretch of the time as small bars, the tallest one as high as there is room. Decoration: the numbers stand beside it. */
export function Stretches({ seconds }: { seconds: number[] }) {
  const most = Math.max(...seconds, 0.000_001);
  const width = 100 / seconds.length;
  return (
    <svg className="stretches" viewBox="0 0 100 24" preserveAspectRatio="none" aria-hidden="true">
      {seconds.map((each, place) => {
        const height = each > 0 ? Math.max(1.5, (each / most) * 24) : 0;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a stretch is its place
          <rect key={place} x={place * width} y={24 - height} width={width * 0.72} height={height} />
        );
      })}
    </svg>
  );
}
