// Shows times in the visitor's own zone and manner. Without it they are those of the support's zone.
const language = document.documentElement.lang;
const formats = {
  day: new Intl.DateTimeFormat(language, { weekday: "long", hour: "numeric", minute: "2-digit" }),
  // By its parts alone, some languages would write 6:30 beside 03:00.
  time: new Intl.DateTimeFormat(language, { timeStyle: "short" }),
};
const dayOf = (instant) => instant.toDateString();
for (const element of document.querySelectorAll("time")) {
  const instant = new Date(element.dateTime);
  const before = element.previousElementSibling;
  // In another zone a span may end on another day than the one it begins on.
  const isOfSameDay = before?.localName === "time" && dayOf(new Date(before.dateTime)) === dayOf(instant);
  element.textContent = formats[isOfSameDay ? "time" : "day"].format(instant);
}
const zone = document.getElementById("zone");
if (zone) {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  zone.textContent = zone.dataset.text.replace("{zone}", own.replaceAll("_", " "));
}
