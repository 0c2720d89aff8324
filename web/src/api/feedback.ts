import { queryOptions } from "@tanstack/react-query";
import { answerOf, client } from "./client";
import { retry } from "./http";
import { PAGE_VERSION } from "./page-version";
import type { components } from "./schema.gen";

export type FeedbackList = components["schemas"]["FeedbackList"];
export type Feedback = components["schemas"]["FeedbackShape"];

/** As many characters as the server takes. */
export const LONGEST_MESSAGE = 4000;
const LONGEST_PAGE = 500;

/** Keep a message about the page that is open. `told_by` is empty when nobody said who they are. */
export function tellFeedback(message: string, page: string, told_by: string) {
  const body = { message, page: page.slice(0, LONGEST_PAGE), page_version: PAGE_VERSION, told_by };
  return answerOf(client.POST("/api/feedback", { body }));
}

/** Open messages first, the newest first. */
export function feedbackQuery() {
  return queryOptions({
    queryKey: ["feedback"],
    queryFn: (): Promise<FeedbackList> => answerOf(client.GET("/api/feedback")),
    retry,
    refetchInterval: 60_000,
  });
}

export function setFeedbackDone(feedback_id: number, done: boolean, changed_by: string) {
  const params = { path: { feedback_id } };
  return answerOf(client.PATCH("/api/feedback/{feedback_id}", { params, body: { done, changed_by } }));
}
