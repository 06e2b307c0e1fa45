// Form controls that carry their label, hint and error the same way everywhere.
import type { ComponentChildren } from "preact";
import { useEffect, useId, useState } from "preact/hooks";

export function Field(props: {
  label: string;
  hint?: string | undefined;
  error?: string | null | undefined;
  children: (ids: { id: string; describedBy: string | undefined; invalid: boolean }) => ComponentChildren;
}) {
  const id = useId();
  const described = [props.hint && `${id}-hint`, props.error && `${id}-error`].filter(Boolean).join(" ");
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      {props.children({ id, describedBy: described || undefined, invalid: Boolean(props.error) })}
      {props.hint && (
        <p class="hint" id={`${id}-hint`}>
          {props.hint}
        </p>
      )}
      {props.error && (
        <p class="error" id={`${id}-error`}>
          <Icon name="cross" /> {props.error}
        </p>
      )}
    </div>
  );
}

/**
 * A text that takes effect while it is right. What is wrong stays in the field with its reason, and nowhere else.
 */
export function TextField(props: {
  label: string;
  value: string;
  hint?: string | undefined;
  type?: "text" | "date" | "tel" | undefined;
  inputMode?: "numeric" | "decimal" | "text" | undefined;
  autoComplete?: string | undefined;
  validate?: ((text: string) => string | null) | undefined;
  onValue: (text: string) => void;
}) {
  const [text, setText] = useState(props.value);
  const [committed, setCommitted] = useState(props.value);
  useEffect(() => {
    // Changed from elsewhere: what was being typed is given up.
    if (props.value !== committed) {
      setText(props.value);
      setCommitted(props.value);
    }
  }, [props.value, committed]);
  const error = text === "" ? null : (props.validate?.(text) ?? null);
  return (
    <Field label={props.label} hint={props.hint} error={error}>
      {({ id, describedBy, invalid }) => (
        <input
          id={id}
          type={props.type ?? "text"}
          inputMode={props.inputMode}
          autocomplete={props.autoComplete ?? "off"}
          spellcheck={false}
          value={text}
          aria-describedby={describedBy}
          aria-invalid={invalid}
          onInput={(event) => {
            const next = event.currentTarget.value;
            setText(next);
            if (next === "" || !props.validate?.(next)) {
              setCommitted(next);
              props.onValue(next);
            }
          }}
        />
      )}
    </Field>
  );
}

export function Select<T extends string>(props: {
  label: string;
  value: T;
  options: readonly (readonly [T, string])[];
  hint?: string | undefined;
  error?: string | null | undefined;
  onValue: (value: T) => void;
}) {
  return (
    <Field label={props.label} hint={props.hint} error={props.error}>
      {({ id, describedBy, invalid }) => (
        <select
          id={id}
          value={props.value}
          aria-describedby={describedBy}
          aria-invalid={invalid}
          onChange={(event) => {
            const chosen = props.options.find(([value]) => value === event.currentTarget.value);
            if (chosen) props.onValue(chosen[0]);
          }}
        >
          {props.options.map(([value, label]) => (
            <option key={value} value={value} selected={value === props.value}>
              {label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

/** A handful of choices that are seen at once. */
export function Choice<T extends string>(props: {
  label: string;
  value: T;
  options: readonly (readonly [T, string])[];
  onValue: (value: T) => void;
  compact?: boolean;
}) {
  const name = useId();
  return (
    <fieldset class={props.compact ? "choice compact" : "choice"}>
      <legend>{props.label}</legend>
      <div class="segments">
        {props.options.map(([value, label]) => (
          <label key={value} class="segment">
            <input
              type="radio"
              name={name}
              value={value}
              checked={value === props.value}
              onChange={() => props.onValue(value)}
            />
            <span>{label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

export function NumberField(props: {
  label: string;
  value: number;
  min: number;
  max: number;
  unit?: string | undefined;
  hint?: string | undefined;
  /** Digits behind the point: 2 for money in minor units. */
  decimals?: number;
  wrong: (min: string, max: string) => string;
  onValue: (value: number) => void;
}) {
  const scale = 10 ** (props.decimals ?? 0);
  const shown = (value: number): string => (value / scale).toFixed(props.decimals ?? 0);
  const parsed = (text: string): number | null => {
    const pattern = props.decimals ? /^\d{1,13}([.]\d{1,2})?$/ : /^\d{1,13}$/;
    if (!pattern.test(text.trim())) return null;
    const value = Math.round(Number(text) * scale);
    return value >= props.min && value <= props.max ? value : null;
  };
  const [text, setText] = useState(shown(props.value));
  useEffect(() => {
    if (parsed(text) !== props.value) setText(shown(props.value));
  }, [props.value]);
  const error = parsed(text) === null ? props.wrong(shown(props.min), shown(props.max)) : null;
  return (
    <Field label={props.label} hint={props.hint} error={error}>
      {({ id, describedBy, invalid }) => (
        <span class={props.unit ? "with-unit" : undefined}>
          <input
            id={id}
            inputMode={props.decimals ? "decimal" : "numeric"}
            autocomplete="off"
            value={text}
            aria-describedby={describedBy}
            aria-invalid={invalid}
            onInput={(event) => {
              setText(event.currentTarget.value);
              const value = parsed(event.currentTarget.value);
              if (value !== null) props.onValue(value);
            }}
          />
          {props.unit && <span class="unit">{props.unit}</span>}
        </span>
      )}
    </Field>
  );
}

export function Check(props: { label: string; checked: boolean; onValue: (checked: boolean) => void }) {
  return (
    <label class="check">
      <input type="checkbox" checked={props.checked} onChange={(event) => props.onValue(event.currentTarget.checked)} />
      <span>{props.label}</span>
    </label>
  );
}

const ICONS = {
  tick: "M5 12.5l4.5 4.5L19 7.5",
  cross: "M6.5 6.5l11 11M17.5 6.5l-11 11",
  dots: "M6 12h.01M12 12h.01M18 12h.01",
  clock: "M12 7v5l3.5 2M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17z",
  arrow: "M5 12h14M13 6l6 6-6 6",
  question: "M9 9a3 3 0 1 1 4.5 2.6c-.9.5-1.5 1.2-1.5 2.2M12 17.5h.01",
  down: "M12 4v11M7 10.5l5 5 5-5M5 20h14",
  up: "M12 16V5M7 9.5l5-5 5 5M5 20h14",
  note: "M12 8v5M12 16.5h.01M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17z",
} as const;

export function Icon({ name }: { name: keyof typeof ICONS }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" width="18" height="18" aria-hidden="true" focusable="false">
      <path d={ICONS[name]} />
    </svg>
  );
}

export function Panel(props: { title: string; level?: 2 | 3; class?: string; children: ComponentChildren }) {
  const id = useId();
  const Heading = props.level === 3 ? "h3" : "h2";
  return (
    <section class={`panel ${props.class ?? ""}`} aria-labelledby={id}>
      <Heading id={id}>{props.title}</Heading>
      {props.children}
    </section>
  );
}
