import { useState } from "react";
import { useFormContext, useWatch } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { DAYS } from "../api";
import { type FormValues, type ScheduleRow } from "../values";
import { byDay, covered, DAY, isValid, minuteNow, offset, ownZone, WEEK } from "../week";
import { weekday } from "./Hours";

const SCALE = [0, 3, 6, 9, 12, 15, 18, 21, 24];

const percent = (part: number, whole: number) => `${((part / whole) * 100).toFixed(2)}%`;
const two = (number: number) => String(number).padStart(2, "0");
const clock = (minutes: number) => `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
const colour = (index: number) => `week-${(index % 4) + 1}`;
const words = (zone: string) => zone.replaceAll("_", " ");

/** Covered and uncovered hours at a glance, on the clocks of a chosen zone and on the reader's own. */
export function WeekPicture() {
  const { control } = useFormContext<FormValues>();
  const schedules = useWatch({ control, name: "operational_support" }).filter(isValid);
  return schedules.length > 0 && <Picture schedules={schedules} />;
}

function Picture({ schedules }: { schedules: ScheduleRow[] }) {
  const { t, i18n } = useTranslation();
  const [wished, setWished] = useState("");
  const zones = [...new Set(schedules.map((schedule) => schedule.time_zone))];
  const zone = zones.includes(wished) ? wished : zones[0]!;
  const shownIn = offset(zone);
  const all = covered(schedules, shownIn);
  const hours = Math.floor(all.reduce((sum, span) => sum + span.end - span.start, 0) / 60);
  const caption = t("week.per_week", { hours });
  const now = minuteNow(shownIn);
  const today = Math.floor(now / DAY);
  const own = ownZone();
  const isElsewhere = own !== zone && offset(own) !== shownIn;
  return (
    <figure className="week">
      <figcaption>
        <span>{caption}</span>
        {zones.length < 2 ? (
          <span className="soft">{zone}</span>
        ) : (
          <span className="switch">
            <label htmlFor="week-zone">{t("week.shown_in")}</label>
            <select id="week-zone" value={zone} onChange={(event) => setWished(event.target.value)}>
              {zones.map((zone) => (
                <option key={zone}>{zone}</option>
              ))}
            </select>
          </span>
        )}
      </figcaption>
      <div className="week-chart" role="img" aria-label={caption}>
        <span className="week-zone" />
        <Scale ahead={0} />
        <ol className="week-days">
          {DAYS.map((day, index) => (
            <li key={day} aria-current={index === today ? "date" : undefined}>
              {weekday(i18n.language, index, "short")}
            </li>
          ))}
        </ol>
        <svg className="week-plot" aria-hidden="true">
          {schedules.map((schedule, index) =>
            covered([schedule], shownIn)
              .flatMap(byDay)
              .map(({ day, from, to }) => (
                <rect
                  key={`${index} ${day} ${from}`}
                  className={colour(index)}
                  x={percent(from, DAY)}
                  y={percent(day, 7)}
                  width={percent(to - from, DAY)}
                  height={percent(1, 7)}
                />
              )),
          )}
          {[1, 2, 3].map((quarter) => (
            <line key={quarter} className="tick" x1={percent(quarter, 4)} x2={percent(quarter, 4)} y1="0" y2="100%" />
          ))}
          {[1, 2, 3, 4, 5, 6].map((day) => (
            <line key={day} className="rule" x1="0" x2="100%" y1={percent(day, 7)} y2={percent(day, 7)} />
          ))}
          <rect className="now" x={percent(now % DAY, DAY)} y={percent(today, 7)} width="2" height={percent(1, 7)} />
          <circle className="now-dot" cx={percent(now % DAY, DAY)} cy={percent(today, 7)} r="4" />
        </svg>
        {isElsewhere && (
          <>
            <span className="week-zone" title={t("week.zone_own", { zone: own })}>
              {t("word.you")}
            </span>
            <Scale ahead={offset(own) - shownIn} />
          </>
        )}
      </div>
      <ul className="week-legend">
        {schedules.map((schedule, index) => (
          <li key={index}>
            <svg className={colour(index)} aria-hidden="true">
              <rect width="100%" height="100%" />
            </svg>{" "}
            {words(schedule.time_zone)}
          </li>
        ))}
        <li>
          <svg className="gap" aria-hidden="true" /> {t("week.uncovered")}
        </li>
      </ul>
      <details>
        <summary>{t("week.as_table")}</summary>
        <ul>
          {DAYS.map((day, index) => {
            const parts = all.flatMap(byDay).filter((part) => part.day === index);
            const intervals = parts.map(({ from, to }) => `${clock(from)}–${clock(to)}`).join(", ");
            const name = weekday(i18n.language, index, "long");
            return (
              <li key={day}>{t(intervals ? "week.day_covered" : "week.day_uncovered", { day: name, intervals })}</li>
            );
          })}
        </ul>
      </details>
    </figure>
  );
}

/** The hours along the picture, on clocks that are `ahead` minutes of those that it is drawn for. */
function Scale({ ahead }: { ahead: number }) {
  return (
    <svg className="week-scale" aria-hidden="true">
      {SCALE.map((hour) => {
        const minutes = (hour * 60 + ahead + WEEK) % DAY;
        const isEnd = ahead === 0 && hour === 24;
        const label = minutes % 60 === 0 ? two(minutes / 60) : clock(minutes);
        return (
          <text key={hour} x={percent(hour, 24)} y="75%">
            {isEnd ? "24" : label}
          </text>
        );
      })}
    </svg>
  );
}
