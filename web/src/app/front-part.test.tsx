// @vitest-environment jsdom
import { act, cleanup, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { session, useSession } from "@/api/session";
import { closeOverlay, openOverlay, useOverlay } from "@/lib/overlay";
import { FrontPart } from "./front-part";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  cleanup();
  act(() => closeOverlay("palette"));
  vi.useRealTimers();
});

const settle = (milliseconds = 0) => act(() => vi.advanceTimersByTimeAsync(milliseconds));
const open = async () => {
  act(() => openOverlay("palette"));
  await settle();
};

function Front({ load }: { load: () => Promise<() => React.ReactNode> }) {
  const overlay = useOverlay();
  return (
    <FrontPart load={load} wanted={overlay === "palette"} onClose={() => closeOverlay("palette")}>
      {(Palette) => <Palette />}
    </FrontPart>
  );
}

test("a dialog that did not come is closed and says why; asked for again when the server answers, it opens", async () => {
  let away = true;
  const load = async () => {
    if (away) throw new Error("away");
    return () => <h2>Find anything</h2>;
  };
  render(<Front load={load} />);
  await open();
  expect(screen.getByRole("status").textContent).toMatch(/could not be opened: the server does not answer/);
  await settle(6000);
  expect(screen.queryByRole("status")).toBeNull();
  await open();
  expect(screen.queryByRole("status")).not.toBeNull();
  away = false;
  await open();
  expect(screen.getByRole("heading").textContent).toBe("Find anything");
  expect(screen.queryByRole("status")).toBeNull();
});

test("a dialog that breaks goes away alone, and opens when it is asked for again", async () => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  let breaks = true;
  const load = async () => () => {
    if (breaks) throw new Error("x is undefined");
    return <h2>Find anything</h2>;
  };
  render(
    <>
      <p>the wall</p>
      <Front load={load} />
    </>,
  );
  await open();
  expect(screen.getByText("the wall")).toBeDefined();
  expect(screen.getByRole("status").textContent).toMatch(/something in it broke/);
  breaks = false;
  await open();
  expect(screen.getByRole("heading")).toBeDefined();
});

test("an edit that waits for a name does not wait for ever when the question cannot be asked", async () => {
  const load = async (): Promise<() => null> => Promise.reject(new Error("away"));
  function Asking() {
    const { isAskingName } = useSession();
    return (
      <FrontPart load={load} wanted={isAskingName} onClose={() => session.giveName(null)}>
        {(Name) => <Name />}
      </FrontPart>
    );
  }
  render(<Asking />);
  let answer: Promise<string | null> | undefined;
  act(() => {
    answer = session.operatorName();
  });
  await settle();
  expect(await answer).toBeNull();
});
