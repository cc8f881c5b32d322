import createClient from "openapi-fetch";
import { annotatorName } from "../parts/preferences";
import { asProblem, problemOf } from "./problem";
import { noteReach } from "./reach";
import type { components, paths } from "./schema";

export const ANNOTATOR = "Shotseer-Annotator";

/** The messages of the API by name: `Schema["Video"]`. */
export type Schema = components["schemas"];

/**
 * The API, with types from its own description:
 * `await got(api.GET("/api/v1/videos", { params: { query: { q } } }))`.
 *
 * Requests carry the annotator's name; every failure is thrown as a `Problem`.
 */
export const api = createClient<paths>({
  fetch: noted,
});

api.use({
  onRequest({ request }) {
    const name = annotatorName();
    if (name && !request.headers.has(ANNOTATOR))
      request.headers.set(ANNOTATOR, encodeURIComponent(name));
    return request;
  },
  async onResponse({ request, response }) {
    if (response.ok) return;
    throw await problemOf(response, `${request.method} ${new URL(request.url).pathname}`);
  },
  onError({ error }) {
    // Requests that were called off are not problems.
    return error instanceof DOMException ? error : asProblem(error);
  },
});

/** Fetch, and note whether the server is there. */
export async function noted(request: Request | string): Promise<Response> {
  try {
    // Looked up when used, so that tests may serve the requests.
    const answer = await globalThis.fetch(request);
    noteReach(true);
    return answer;
  } catch (error) {
    // What was called off says nothing of the server.
    if (error instanceof TypeError) noteReach(false);
    throw error;
  }
}

/** The data of an answer. Failures were thrown before. */
export async function got<T>(answer: Promise<{ data?: T }>): Promise<T> {
  return (await answer).data as T;
}

/** A file as the whole body of a request: `api.POST("/api/v1/pictures", asBody(file))`. */
export function asBody(file: Blob) {
  const headers = { "Content-Type": file.type || "application/octet-stream" };
  return { body: file as never, bodySerializer: () => file, headers };
}

/** The address of a picture or clip of a shot. */
export const posterOf = (shot: string) => `/api/v1/shots/${encodeURIComponent(shot)}/poster`;
export const previewOf = (shot: string) => `/api/v1/shots/${encodeURIComponent(shot)}/preview`;
