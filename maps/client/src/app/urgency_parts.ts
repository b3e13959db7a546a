/** What makes up an urgency: 10 × condition + 10 × threat + years since the last documented visit, as in geo/questions/urgency.py. */
import { _, number } from "../messages.ts";
import type { SiteRow } from "../source.ts";
import { GRADE_POINTS, MOST_YEARS } from "../urgency.ts";

const DAYS_OF_HALF = 5 * 365;

export interface UrgencyParts {
  readonly condition: number;
  readonly threat: number;
  readonly years: number;
}

/** Take an urgency apart; `today` is the day from which the years are counted, in days since 1970-01-01. */
export function urgencyParts({ urgency, grade, visited }: Pick<SiteRow, "urgency" | "grade" | "visited">, today: number): UrgencyParts {
  const condition = 10 * (GRADE_POINTS[grade + 1] ?? 0);
  const rest = urgency - condition;
  // ten points are a threat, or ten years
  const long = visited === null || today - visited > DAYS_OF_HALF;
  const threat = rest > MOST_YEARS || (rest === MOST_YEARS && !long) ? 10 : 0;
  return { condition, threat, years: rest - threat };
}

export function urgencyWords(row: Pick<SiteRow, "urgency" | "grade" | "visited">, today: number): string {
  const { condition, threat, years } = urgencyParts(row, today);
  return _("{urgency} = {condition} for the condition + {threat} for threats + {years} for years since the last documented visit", {
    urgency: number(row.urgency), condition: number(condition), threat: number(threat), years: number(years),
  });
}

/** How it is counted, for everyone to check. */
export function urgencyHelp(): string {
  return _(
    "Urgency, 0 to 60, orders a list and says nothing of worth or safety. Condition: very bad 40, poor 30, destroyed, could not tell or nobody said 20, fair 10, good 0. A statement of threat: 10. One for each year since the last documented visit, at most 10; 10 where none is on record.",
  );
}
