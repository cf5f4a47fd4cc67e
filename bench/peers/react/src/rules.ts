// What makes a value valid. Each rule answers the code of what is wrong with a text that was trimmed, or nothing.

const encoder = new TextEncoder();
const octets = (text: string) => encoder.encode(text).length;

const CONTROL = /[\p{Cc}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069\uFEFF]/u;
const ATOM = /^(?:[\w!#$%&'*+\-/=?^`{|}~]|[^\p{ASCII}\p{White_Space}\p{Default_Ignorable_Code_Point}])+$/u;
const LABEL = /^[a-z\d](?:[a-z\d-]*[a-z\d])?$/;
const NUMBER = /^(?:\d+|0x[\da-f]*)$/;

const NAME_LENGTH = 64;
const EMAIL_OCTETS = 254;
const LOCAL_OCTETS = 64;
const DOMAIN_OCTETS = 253;
const LABEL_OCTETS = 63;
const WEB_PAGE_OCTETS = 2048;

/** The A-label form of a public domain name. */
export function asciiDomain(domain: string): string | undefined {
  const lower = domain.toLowerCase();
  const ascii = /^[\p{ASCII}]*$/u.test(lower) ? lower : URL.parse(`https://${lower}`)?.hostname;
  const labels = ascii?.split(".") ?? [];
  const isPublic =
    labels.length > 1 &&
    ascii!.length <= DOMAIN_OCTETS &&
    labels.every((label) => label.length <= LABEL_OCTETS && LABEL.test(label)) &&
    !NUMBER.test(labels.at(-1)!);
  return isPublic ? ascii : undefined;
}

function splitAddress(text: string): [string, string] | undefined {
  const at = text.lastIndexOf("@");
  return at < 0 ? undefined : [text.slice(0, at), text.slice(at + 1)];
}

export function email(text: string): string | undefined {
  if (text === "") return "required";
  if (octets(text) > EMAIL_OCTETS) return `too_long:${EMAIL_OCTETS}`;
  const [local, domain] = splitAddress(text) ?? ["", ""];
  const isLocal =
    octets(local) <= LOCAL_OCTETS && local.split(".").every((atom) => ATOM.test(atom) && !CONTROL.test(atom));
  const ascii = isLocal ? asciiDomain(domain) : undefined;
  if (!ascii) return "invalid_email";
  return octets(local) + 1 + ascii.length > EMAIL_OCTETS ? `too_long:${EMAIL_OCTETS}` : undefined;
}

/** What two spellings of one address have in common. */
export function mailbox(text: string): string {
  const [local, domain] = splitAddress(text) ?? [text, ""];
  return `${local.toLowerCase()}@${asciiDomain(domain) ?? domain}`;
}

export function name(text: string): string | undefined {
  if (CONTROL.test(text)) return "invalid_name";
  return [...text].length > NAME_LENGTH ? `too_long:${NAME_LENGTH}` : undefined;
}

export function phone(text: string): string | undefined {
  if (text === "") return undefined;
  const compact = text.replace(/[\s.\-()\u2010\u2011]/g, "").replace(/^00/, "+");
  return /^\+[1-9]\d{6,14}$/.test(compact) ? undefined : "invalid_phone";
}

export function webPage(text: string): string | undefined {
  if (text === "") return undefined;
  if (octets(text) > WEB_PAGE_OCTETS) return `too_long:${WEB_PAGE_OCTETS}`;
  const [, domain, port, rest] = /^https:\/\/([^/?#:]*)(?::(\d*))?([/?#].*)?$/is.exec(text) ?? [];
  const isValid =
    domain !== undefined &&
    asciiDomain(domain) !== undefined &&
    (port === undefined || (Number(port) > 0 && Number(port) < 65_536)) &&
    !/[\s"<>\\^`{|}]/.test(rest ?? "") &&
    !CONTROL.test(rest ?? "");
  return isValid ? undefined : "invalid_url";
}

const formats = new Map<string, boolean>();

/** Whether it is the name of a time zone that this browser knows. */
export function isTimeZone(zone: string): boolean {
  let known = formats.get(zone);
  if (known === undefined) {
    try {
      known = /^[A-Z]/.test(zone) && Boolean(new Intl.DateTimeFormat("en", { timeZone: zone }));
    } catch {
      known = false;
    }
    formats.set(zone, known);
  }
  return known;
}

/** Minutes since midnight of `09:00`, `9.00` or `9`. */
export function minutes(text: string): number | undefined {
  const [, hour, minute = "00"] = /^(\d{1,2})(?:[:.](\d{2}))?$/.exec(text.trim()) ?? [];
  const total = Number(hour) * 60 + Number(minute);
  return hour !== undefined && Number(minute) < 60 && total <= 24 * 60 ? total : undefined;
}

// The list of `crates/model/src/typo.rs`: a peer has the same rules, and none of our code.
const WELL_KNOWN = [
  "gmail.com",
  "googlemail.com",
  "outlook.com",
  "hotmail.com",
  "yahoo.com",
  "icloud.com",
  "proton.me",
  "protonmail.com",
  "t-online.de",
  "freenet.de",
  "interia.pl",
  "uol.com.br",
  "terra.com.br",
  "libero.it",
  "tiscali.it",
];
const NEIGHBOURS = ["mail.com", "ymail.com", "email.com", "bol.com.br"];

function isOneSlip(left: string, right: string): boolean {
  const [short, long] = left.length <= right.length ? [left, right] : [right, left];
  let same = 0;
  while (same < short.length && short[same] === long[same]) same += 1;
  const [a, b] = [short.slice(same), long.slice(same)];
  const isSwapped = a.length > 1 && a[0] === b[1] && a[1] === b[0] && a.slice(2) === b.slice(2);
  return isSwapped || (a !== "" && a.slice(1) === b.slice(1)) || a === b.slice(1);
}

/** The address that was probably meant, when the domain is one slip away from a well-known one. */
export function suggestion(text: string): string | undefined {
  const [local, typed] = splitAddress(text.trim()) ?? [];
  const domain = typed?.toLowerCase();
  if (!local || !domain || WELL_KNOWN.includes(domain) || NEIGHBOURS.includes(domain)) return undefined;
  const meant = WELL_KNOWN.find((known) => isOneSlip(known, domain));
  return meant && `${local}@${meant}`;
}
