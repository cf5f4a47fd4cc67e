// Which hours of the week the schedules cover, on the clocks of some zone.

import { DAYS } from "./api";
import { isTimeZone, minutes } from "./rules";
import { type ScheduleRow } from "./values";

export const DAY = 24 * 60;
export const WEEK = 7 * DAY;

export interface Span {
  start: number;
  end: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Minutes that a zone's clocks are ahead of UTC now. */
export function offset(zone: string): number {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" });
    formats.set(zone, format);
  }
  const name = format.formatToParts(new Date()).find((part) => part.type === "timeZoneName")?.value ?? "";
  const [, sign, hours, rest] = /([+-])(\d+):?(\d+)?/.exec(name) ?? ["", "+", "0", "0"];
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(rest ?? 0));
}

export const ownZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone ?? "UTC";

/** Whether the schedule is complete enough to be pictured. */
export function isValid({ time_zone, languages, kind, weekly }: ScheduleRow): boolean {
  if (!isTimeZone(time_zone) || languages.length === 0 || kind === "") return false;
  if (kind === "around_the_clock") return true;
  return weekly.length > 0 && weekly.every(({ from, to }) => (minutes(from) ?? DAY) < (minutes(to) ?? 0));
}

/** The covered minutes of the week, sorted and merged. */
export function covered(schedules: ScheduleRow[], shownIn: number): Span[] {
  const spans = schedules.flatMap(({ kind, weekly, time_zone }) => {
    if (kind === "around_the_clock") return [{ start: 0, end: WEEK }];
    const shift = shownIn - offset(time_zone);
    return weekly.flatMap(({ day, from, to }) => {
      const midnight = DAYS.indexOf(day) * DAY;
      const length = minutes(to)! - minutes(from)!;
      const start = (midnight + minutes(from)! + shift + WEEK) % WEEK;
      const end = start + length;
      return end <= WEEK
        ? [{ start, end }]
        : [
            { start, end: WEEK },
            { start: 0, end: end - WEEK },
          ];
    });
  });
  const merged: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last && span.start <= last.end) last.end = Math.max(last.end, span.end);
    else merged.push({ ...span });
  }
  return merged;
}

/** The parts of a span by day. */
export function byDay({ start, end }: Span): { day: number; from: number; to: number }[] {
  return DAYS.flatMap((_, day) => {
    const from = Math.max(start, day * DAY) - day * DAY;
    const to = Math.min(end, (day + 1) * DAY) - day * DAY;
    return from < to ? [{ day, from, to }] : [];
  });
}

/** The minute of the week that it is now. */
export function minuteNow(shownIn: number): number {
  const now = new Date(Date.now() + shownIn * 60_000);
  return ((now.getUTCDay() + 6) % 7) * DAY + now.getUTCHours() * 60 + now.getUTCMinutes();
}
