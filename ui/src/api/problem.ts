/** What went wrong, as every route says it (RFC 9457), or as the browser does. */
export class Problem extends Error {
  constructor(
    /** The HTTP status; 0 where no answer came. */
    readonly status: number,
    readonly detail: string,
    readonly hint = "",
    readonly type = "",
    /** A number to look up in the server's log. */
    readonly instance = "",
    /** What was asked, such as `GET /api/v1/labels`. */
    readonly request = "",
  ) {
    super(detail);
    this.name = "Problem";
  }

  /** The whole of it as text to paste into a message. */
  get report(): string {
    return [
      this.detail,
      this.hint,
      this.request && `${this.request}: ${this.status || "no answer"}`,
      this.type,
      this.instance,
    ]
      .filter(Boolean)
      .join("\n");
  }
}

/** The problem that an answer tells of, also where something between us and the server wrote it. */
export async function problemOf(response: Response, request = ""): Promise<Problem> {
  const said = await response.json().catch(() => null);
  if (said && typeof said.detail === "string")
    return new Problem(response.status, said.detail, said.hint, said.type, said.instance, request);
  return new Problem(
    response.status,
    `the server answered ${response.status} ${response.statusText}`.trimEnd(),
    response.status >= 500 ? "Try again; if it stays so, look into the server's log." : "",
    "",
    "",
    request,
  );
}

/** Any thrown thing as a problem. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof TypeError && /fetch|network|load failed/i.test(error.message))
    return new Problem(0, "the server cannot be reached", "Check that shotseer serve is running.");
  return new Problem(0, error instanceof Error ? error.message : String(error));
}

/** Whether something has to come first, such as videos or a Build: what to teach, not to report. */
export function isNotReady(error: unknown): boolean {
  return error instanceof Problem && error.type.endsWith(":not-ready");
}
