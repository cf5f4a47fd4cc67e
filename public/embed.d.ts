/** The types of `embed.js`: the element <callsheet-gate> and its events. `docs/embedding.md` tells what they mean. */

export type CallsheetGateState = 'checking' | 'open' | 'locked' | 'unknown';

/** A field of the contact information. */
export type CallsheetField =
  | 'alert_contacts'
  | 'technical_emergency'
  | 'technical_non_emergency'
  | 'merchant_issues'
  | 'operational_internal'
  | 'operational_public'
  | 'operational_support';

/** What `POST /api/v1/embed-sessions` has answered to the host's server. */
export interface CallsheetSession {
  token: string;
  expires_at: string;
  /** The gate at that time. Without it the element asks for it. */
  gate?: { state: 'open' | 'locked'; missing: CallsheetField[] };
}

export type CallsheetErrorCode =
  | 'session-unavailable'
  | 'unreachable'
  | 'frame-blocked'
  | 'invalid-attribute'
  | 'invalid-token'
  | 'embed-session-expired'
  | 'not-found'
  | 'forbidden'
  // Whatever else the portal calls a problem.
  | (string & {});

export interface CallsheetGateEventMap {
  'callsheet-gate': CustomEvent<{ state: 'open' | 'locked'; missing: CallsheetField[] }>;
  'callsheet-saved': CustomEvent<{ version: number }>;
  'callsheet-error': CustomEvent<{ code: CallsheetErrorCode; message: string }>;
}

export interface CallsheetGateElement extends HTMLElement {
  /** What is known of the gate. Only an answer of the portal ever says that it is open. */
  readonly state: CallsheetGateState;
  /** Brings a session from the host's server. It goes before the attribute `session-url`. */
  fetchSession: (() => Promise<CallsheetSession>) | undefined;
  /** The language as a BCP 47 tag; the page's own where it isn't given. */
  locale: string | null;
  theme: 'auto' | 'light' | 'dark' | null;
  /** Any CSS colour. It is made readable where it isn't. */
  accent: string | null;
  /** A CSS font family that visitors have. */
  font: string | null;
  /** The radius of corners, in CSS pixels. */
  radius: string | null;
  /** What happens while the gate isn't known: the page is covered, or there is only a warning. */
  mode: 'block' | 'warn' | null;
  /** Asks for the gate anew. */
  refresh(): Promise<void>;
  /** Closes the modal. The gate is what it was. */
  close(): void;
  addEventListener<K extends keyof CallsheetGateEventMap>(
    type: K,
    listener: (this: CallsheetGateElement, event: CallsheetGateEventMap[K]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
  removeEventListener<K extends keyof CallsheetGateEventMap>(
    type: K,
    listener: (this: CallsheetGateElement, event: CallsheetGateEventMap[K]) => unknown,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | EventListenerOptions,
  ): void;
}

declare global {
  interface HTMLElementTagNameMap {
    'callsheet-gate': CallsheetGateElement;
  }
  // They bubble: elements, the document and the window hear them.
  interface GlobalEventHandlersEventMap extends CallsheetGateEventMap {}
}
