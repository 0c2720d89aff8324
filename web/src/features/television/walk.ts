/** Where the frame stands, in wall units right of and below its place: a round of twelve steps that never leaves the margins. */
const STEPS: readonly (readonly [number, number])[] = [
  [0, 0],
  [2, -2],
  [4, -4],
  [4, -1],
  [4, 2],
  [2, 4],
  [0, 2],
  [-2, 4],
  [-4, 2],
  [-4, -1],
  [-4, -4],
  [-2, -2],
];

const STEP_MILLISECONDS = 180_000;

/** By the clock, so that a reload finds the frame where it was. */
export function stepOf(at: number): number {
  return Math.floor(at / STEP_MILLISECONDS) % STEPS.length;
}

export function placeOf(step: number): readonly [number, number] {
  return STEPS[step] ?? [0, 0];
}
