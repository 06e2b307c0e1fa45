import type { DocumentCopy } from "../../engine";
import { documentNeeds } from "../../domain/policy";
import { isDate } from "../../domain/time";
import { useApp } from "../../ui/context";
import { Check, Icon, Panel, TextField } from "../../ui/controls";
import { wordOf } from "../../i18n";
import { useChange } from "./business";

/** Of a copy, what changes. */
type ChangedCopy = Partial<Omit<DocumentCopy, "valid_from" | "valid_through">> & {
  valid_from?: DocumentCopy["valid_from"] | null;
  valid_through?: DocumentCopy["valid_through"] | null;
};

export function Documents() {
  const { state, t } = useApp();
  const needs = documentNeeds(state.point);
  const copies = state.point.documents ?? [];
  const asked = needs.map((need) => need.kind);
  const others = [...new Set(copies.map((copy) => copy.kind))].filter((kind) => !asked.includes(kind));
  return (
    <Panel title={t.documents.title}>
      <p class="note">{t.documents.note}</p>
      {[...asked, ...others].map((kind) => (
        <DocumentCard key={kind} kind={kind} isBlocking={needs.find((need) => need.kind === kind)?.isBlocking ?? false} />
      ))}
    </Panel>
  );
}

function DocumentCard({ kind, isBlocking }: { kind: string; isBlocking: boolean }) {
  const { state, t } = useApp();
  const change = useChange();
  const copies = (state.point.documents ?? []).map((copy, at) => ({ copy, at })).filter(({ copy }) => copy.kind === kind);
  const name = wordOf(t.words.document, kind);
  // A date that is null is taken away, one that is left out stays.
  const put = (at: number, { valid_from, valid_through, ...part }: ChangedCopy): void =>
    change((point) => ({
      ...point,
      documents: (point.documents ?? []).map((old, index) => {
        if (index !== at) return old;
        // A changed copy has to be looked at again.
        const { valid_from: oldFrom, valid_through: oldThrough, ...rest } = { ...old, ...part, status: "pending" as const };
        const from = valid_from === undefined ? oldFrom : valid_from;
        const through = valid_through === undefined ? oldThrough : valid_through;
        return { ...rest, ...(from ? { valid_from: from } : {}), ...(through ? { valid_through: through } : {}) };
      }),
    }));
  const date = (text: string): string | null => (isDate(text) ? null : t.documents.wrongDate(text));
  return (
    <section class="card" aria-label={name}>
      <header>
        <h3>{name}</h3>
        <span class="badge">{isBlocking ? t.documents.required : t.documents.wanted}</span>
      </header>
      {copies.length === 0 && <p class="meta">{t.documents.none}</p>}
      {copies.map(({ copy, at }) => (
        <div key={at} class="copy">
          <p class={`state ${copy.status}`}>
            <Icon name={copy.status === "approved" ? "tick" : copy.status === "pending" ? "clock" : "cross"} />
            {wordOf(t.words.documentState, copy.status)}
          </p>
          <div class="grid three">
            <TextField
              label={t.documents.from}
              type="date"
              value={copy.valid_from ?? ""}
              validate={date}
              onValue={(valid_from) => put(at, { valid_from: valid_from || null })}
            />
            {copy.valid_through !== "long_term" && (
              <TextField
                label={t.documents.through}
                type="date"
                value={copy.valid_through ?? ""}
                validate={date}
                onValue={(valid_through) => put(at, { valid_through: valid_through || null })}
              />
            )}
            <Check
              label={t.documents.longTerm}
              checked={copy.valid_through === "long_term"}
              onValue={(isLong) => put(at, { valid_through: isLong ? "long_term" : null })}
            />
          </div>
        </div>
      ))}
      <button
        type="button"
        class="plain"
        aria-label={t.documents.handInNamed(name)}
        onClick={() =>
          change((point) => ({
            ...point,
            documents: [...(point.documents ?? []), { kind, status: "pending", valid_through: "long_term" }],
          }))
        }
      >
        <Icon name="up" /> {copies.length === 0 ? t.documents.handIn : t.documents.handInAnother}
      </button>
    </section>
  );
}
