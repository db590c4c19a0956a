// SPDX-License-Identifier: GPL-2.0-only
// What the subject of a mail says: `[PATCH net-next v3 1/2] title`.

/** Where a mail stands in its series. */
export interface MailSubject {
  /** True for `[PATCH …]`, `[RFC …]` and their like. */
  readonly patch: boolean;
  /** An answer or a forwarded mail. */
  readonly answer: boolean;
  /** 1 unless it says. */
  readonly version: number;
  /** Undefined if it is not numbered; 0 for a cover letter. */
  readonly number: number | undefined;
  readonly total: number | undefined;
  readonly title: string;
}

const answer = /^(?:(?:re|aw|sv|antw|fwd?|wg)(?:\[\d+\])?: *)+/i;

/** Reads a subject. Words in brackets that mean nothing here (`net-next`, `RESEND`, a list's name) are passed over. */
export function readSubject(subject: string): MailSubject {
  let rest = subject.replaceAll(/\s+/g, " ").trim();
  let answered = false;
  const tags: string[] = [];
  for (;;) {
    const reply = answer.exec(rest)?.[0];
    if (reply !== undefined) {
      answered = true;
      rest = rest.slice(reply.length);
      continue;
    }
    const [whole, inside = ""] = /^\[([^\]]*)\] */.exec(rest) ?? [];
    if (whole === undefined) break;
    tags.push(...inside.split(/[\s,]+/));
    rest = rest.slice(whole.length);
  }
  const version = tags.map((tag) => /^(?:PATCH|RFC)?v(\d{1,3})$/i.exec(tag)?.[1]).find((found) => found !== undefined);
  const place = tags.map((tag) => /^(\d{1,4})\/(\d{1,4})$/.exec(tag)).find((found) => found !== null);
  return {
    patch: tags.some((tag) => /^(?:PATCH|RFC)/i.test(tag)),
    answer: answered,
    version: Number(version ?? 1),
    number: place ? Number(place[1]) : undefined,
    total: place ? Number(place[2]) : undefined,
    title: rest.trim(),
  };
}
