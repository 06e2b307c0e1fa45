// Service points in and out of the page: files in the form that backend and terminal tools take.
import { useRef, useState } from "preact/hooks";
import { compile, exportPlan, problemsOf, type Problem, type ServicePoint } from "../engine";
import { EXAMPLES } from "../state/examples";
import { dropAllFiles } from "../state/files";
import { emptyPoint, freshState, loaded } from "../state/app";
import { placeOfJsonError } from "../domain/slip";
import { useApp } from "../ui/context";
import { Icon } from "../ui/controls";
import { langOf } from "../i18n";

function download(name: string, content: BlobPart, type: string): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken the address by then.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

export function ExportButtons() {
  const { state, t, update } = useApp();
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const issued = (): void => update((before) => ({ ...before, issuedRevision: Math.max(before.issuedRevision, before.point.revision) }));
  return (
    <>
      <div class="row">
        <button
          type="button"
          class="plain"
          onClick={() => {
            download(`${state.point.id}.json`, `${JSON.stringify(state.point, null, 2)}\n`, "application/json");
            issued();
          }}
        >
          <Icon name="down" /> {t.exchange.exportPoint}
        </button>
        <button
          type="button"
          class="plain"
          onClick={() => {
            try {
              download(`${state.point.id}.plan`, exportPlan(state.point), "application/octet-stream");
              setProblems([]);
              issued();
            } catch (error) {
              setProblems(problemsOf(error));
            }
          }}
        >
          <Icon name="down" /> {t.exchange.exportPlan}
        </button>
      </div>
      <ProblemList title={t.exchange.notCompiled} problems={problems} />
    </>
  );
}

export function ProblemList(props: { title: string; problems: readonly Problem[]; id?: string }) {
  const { t } = useApp();
  if (props.problems.length === 0) return null;
  return (
    <div class="callout bad" role="alert" id={props.id}>
      <h3>{props.title}</h3>
      <ul>
        {props.problems.map((problem, at) => (
          <li key={at}>
            {problem.path && (
              <>
                {t.exchange.at} <code>{problem.path}</code>:{" "}
              </>
            )}
            <span lang="en">{problem.message}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

export function ShopBar() {
  const { state, t, update } = useApp();
  const file = useRef<HTMLInputElement>(null);
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const [said, setSaid] = useState("");
  const { point } = state;

  const take = async (chosen: File | undefined): Promise<void> => {
    if (!chosen) return;
    const text = await chosen.text();
    if (file.current) file.current.value = "";
    let form: unknown;
    try {
      form = JSON.parse(text);
    } catch (error) {
      const place = placeOfJsonError(text, error);
      setProblems([{ path: place ? t.why.lineColumn(place.line, place.column) : "", message: t.why.notJson }]);
      return;
    }
    try {
      // Whether it is a service point is for the engine to say, with the path of what is not.
      const imported = form as ServicePoint;
      compile(imported);
      update((before) => loaded(before, imported));
      setProblems([]);
      setSaid(t.exchange.imported(imported.name ?? imported.id, imported.revision));
    } catch (error) {
      setProblems(problemsOf(error));
    }
  };

  return (
    <section class="shop-bar" aria-label={t.exchange.bar}>
      <div class="shop">
        <span class="shop-name" lang={langOf(point.name ?? "")}>
          {point.name ?? t.exchange.unnamed}
        </span>
        <span class="meta">
          {point.id} · {t.exchange.revision(point.revision)}
        </span>
      </div>
      <label class="shop-pick">
        <span class="visually-hidden">{t.exchange.load}</span>
        <select
          value=""
          onChange={(event) => {
            const id = event.currentTarget.value;
            event.currentTarget.value = "";
            const example = EXAMPLES.find((each) => each.id === id);
            if (!example && id !== "new") return;
            setProblems([]);
            update((before) => (example ? loaded(before, example) : { ...loaded(before, emptyPoint()), issuedRevision: 0, step: 0 }));
          }}
        >
          <option value="">{t.exchange.load}</option>
          <option value="new">{t.exchange.fresh}</option>
          {EXAMPLES.map((example) => (
            <option key={example.id} value={example.id} lang={langOf(example.name ?? "")}>
              {t.exchange.examples[example.id] ?? example.id}
            </option>
          ))}
        </select>
      </label>
      <input
        ref={file}
        id="import-file"
        class="visually-hidden"
        type="file"
        accept="application/json,.json"
        aria-label={t.exchange.importPoint}
        aria-describedby={problems.length ? "import-problems" : undefined}
        onChange={(event) => void take(event.currentTarget.files?.[0])}
      />
      <label for="import-file" class="button plain">
        <Icon name="up" /> {t.exchange.importPoint}
      </label>
      <button
        type="button"
        class="link"
        onClick={() => {
          if (!confirm(t.exchange.eraseAsk)) return;
          void dropAllFiles();
          const fresh = freshState();
          update((before) => ({ ...fresh, language: before.language }));
        }}
      >
        {t.exchange.erase}
      </button>
      <p class="visually-hidden" role="status">
        {said}
      </p>
      <ProblemList id="import-problems" title={t.exchange.notImported} problems={problems} />
    </section>
  );
}
