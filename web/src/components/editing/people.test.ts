import { expect, test } from "vitest";
import { personName, readOwner, whoMayOwn } from "./people";

const PEOPLE = [
  { email: "katrin.meyer@aurora.example", name: "Katrin Meyer" },
  { email: "k.meyer@aurora.example", name: "Katrin Meyer" },
  { email: "olena@aurora.example", name: "Олена Коваленко" },
  { email: "ops@aurora.example", name: null },
];

test("a person is called by the name that the workspace gives", () => {
  expect(personName("Olena@aurora.example", PEOPLE)).toBe("Олена Коваленко");
  expect(personName("ops@aurora.example", PEOPLE)).toBe("ops");
  expect(personName("new.face@aurora.example", PEOPLE)).toBe("new.face");
});

test("owners of other metrics can be chosen too, each once", () => {
  const owners = ["zed@aurora.example", null, "OPS@aurora.example", "zed@aurora.example"];
  expect(whoMayOwn(PEOPLE, owners).slice(4)).toEqual([{ email: "zed@aurora.example", name: null }]);
});

test("an owner is typed as an address or as a known name", () => {
  expect(readOwner(" olena@aurora.example ", PEOPLE)).toEqual({ owner: "olena@aurora.example", problem: null });
  expect(readOwner("олена коваленко", PEOPLE).owner).toBe("olena@aurora.example");
  expect(readOwner("", PEOPLE)).toEqual({ owner: null, problem: null });
  expect(readOwner("Katrin Meyer", PEOPLE).problem).toMatch(/name of 2 people/);
  expect(readOwner("nobody", PEOPLE).problem).toMatch(/email address/);
});
