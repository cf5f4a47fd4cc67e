// Shows times in the visitor's own zone and manner. Without it they are those of the support's zone.
const language = document.documentElement.lang;
// Whoever reads English in Britain has other clocks than whoever does in America.
const manner = navigator.languages.find((tag) => tag.startsWith(language)) ?? language;
const formats = {
  day: new Intl.DateTimeFormat(manner, { weekday: "long" }),
  "day-time": new Intl.DateTimeFormat(manner, { weekday: "long", hour: "numeric", minute: "2-digit" }),
  // By its parts alone, some languages would write 6:30 beside 03:00.
  time: new Intl.DateTimeFormat(manner, { timeStyle: "short" }),
};
// In another zone a span may end on another day than the one it begins on. Midnight still belongs to the day before it.
const isOfOneDay = (from, until) =>
  from.toDateString() === new Date(until - 1).toDateString() && formats.time.format(from) !== formats.time.format(until);
for (const element of document.querySelectorAll("time")) {
  const instant = new Date(element.dateTime);
  let { shows } = element.dataset;
  if (shows === "end") {
    shows = isOfOneDay(new Date(element.previousElementSibling.dateTime), instant) ? "time" : "day-time";
  }
  element.textContent = formats[shows].format(instant);
}
// Days are those of the visitor's clocks now, and each is named once.
let named;
for (const day of document.querySelectorAll(".days li > time")) {
  const date = new Date(day.dateTime).toDateString();
  day.classList.toggle("visually-hidden", date === named);
  named = date;
}
const zone = document.getElementById("zone");
if (zone) {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  zone.textContent = zone.dataset.text.replace("{zone}", own.replaceAll("_", " "));
}
