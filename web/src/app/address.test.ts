import { expect, test } from "vitest";
import { viewOf } from "@/features/catalog/view";
import { readFilterSearch } from "@/features/cockpit/desk/filter";
import { televisionSearch } from "@/lib/television";
import { parseSearch, stringifySearch } from "./address";

test.each(["2024", "1e3", "007", "null", "true", "[a]", '"q"', "red,stale"])(
  "the part %s of an address is a text, which is written as it was read",
  (text) => {
    const address = `?pages=${encodeURIComponent(text).replaceAll("%2C", ",")}`;
    const { pages } = televisionSearch(parseSearch(address));
    expect(pages).toBe(text);
    expect(parseSearch(stringifySearch({ pages }))).toEqual(parseSearch(address));
  },
);

test("an area, an owner, a list and a search that look like numbers keep them", () => {
  const search = parseSearch("?area=2024&owner=1e3&watch=404,12&name=7&q=365");
  expect(readFilterSearch(search)).toEqual({ area: "2024", owner: "1e3", watch: "404,12", name: "7", q: "365" });
  expect(viewOf(search)).toMatchObject({ areas: ["2024"], owners: ["1e3"], text: "365" });
  expect(stringifySearch({ area: "2024", status: "red,stale" })).toBe("?area=2024&status=red,stale");
});
