import type { FunctionComponent } from "preact";
import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import { policy, type Language, type Reader } from "./engine";
import { DICTIONARIES } from "./i18n";
import { load, save, type AppState } from "./state/app";
import { AppContext } from "./ui/context";
import { Choice } from "./ui/controls";
import { Apply } from "./views/apply";
import { ShopBar } from "./views/exchange";
import { Simulate } from "./views/simulate";
import { Why } from "./views/why";

const VIEWS = { apply: Apply, simulate: Simulate, why: Why } satisfies Record<string, FunctionComponent>;
type ViewName = keyof typeof VIEWS;
const NAMES: readonly ViewName[] = ["apply", "simulate", "why"];

function useView(): ViewName {
  const read = (): ViewName => NAMES.find((name) => location.hash === `#${name}`) ?? "apply";
  const [view, setView] = useState(read);
  useEffect(() => {
    const onHash = (): void => setView(read());
    addEventListener("hashchange", onHash);
    return () => removeEventListener("hashchange", onHash);
  }, []);
  return view;
}

const LANGUAGES: readonly (readonly [Language, string])[] = [
  ["zh-CN", "中文"],
  ["en", "EN"],
];

export function App() {
  const [state, setState] = useState<AppState>(load);
  const t = DICTIONARIES[state.language];
  const view = useView();
  const main = useRef<HTMLElement>(null);
  const isFirst = useRef(true);
  useEffect(() => save(state), [state]);
  useEffect(() => {
    document.documentElement.lang = state.language;
    document.title = `${t.views[view]} · ${t.title}`;
  }, [state.language, view]);
  useEffect(() => {
    // Whoever reads by ear or keyboard starts at the top of another view.
    if (!isFirst.current) main.current?.focus();
    isFirst.current = false;
  }, [view]);
  const update = useCallback((change: (state: AppState) => AppState) => setState(change), []);
  const app = useMemo(() => ({ state, t, update }), [state, t, update]);
  const View = VIEWS[view];
  const readers: readonly Reader[] = ["merchant", "cardholder", "engineer"];
  return (
    <AppContext.Provider value={app}>
      <a
        class="skip"
        href="#main"
        onClick={(event) => {
          event.preventDefault();
          main.current?.focus();
        }}
      >
        {t.skip}
      </a>
      <header class="top">
        <div class="brand">
          <svg viewBox="0 0 32 32" width="30" height="30" aria-hidden="true">
            <rect width="32" height="32" rx="8" class="brand-back" />
            <path d="M16 5.5c-4.4 0-7.8 3.4-7.8 7.6 0 5.6 7.8 13.4 7.8 13.4s7.8-7.8 7.8-13.4c0-4.2-3.4-7.6-7.8-7.6Z" class="brand-pin" />
            <path d="m12.3 13.3 2.7 2.7 4.9-5.2" class="brand-tick" />
          </svg>
          <span>{t.title}</span>
        </div>
        <nav aria-label={t.navigation}>
          {NAMES.map((name) => (
            <a key={name} href={`#${name}`} aria-current={name === view ? "page" : undefined}>
              {t.views[name]}
            </a>
          ))}
        </nav>
        <div class="settings">
          <div class="reader">
            <label for="reader">{t.reader}</label>
            <select id="reader" value={state.reader} onChange={(event) => {
              const reader = readers.find((each) => each === event.currentTarget.value);
              if (reader) update((before) => ({ ...before, reader }));
            }}>
              {readers.map((reader) => (
                <option key={reader} value={reader} selected={reader === state.reader}>
                  {t.words.reader[reader]}
                </option>
              ))}
            </select>
          </div>
          <Choice
            compact
            label={t.language}
            value={state.language}
            options={LANGUAGES}
            onValue={(language) => update((before) => ({ ...before, language }))}
          />
        </div>
      </header>
      <ShopBar />
      <main id="main" ref={main} tabIndex={-1}>
        <View key={state.language} />
      </main>
      <footer>
        <p>{t.footer.privacy}</p>
        <p>{t.footer.rules(policy.id, policy.version)}</p>
      </footer>
    </AppContext.Provider>
  );
}
