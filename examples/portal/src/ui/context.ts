import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { AppState } from "../state/app";
import type { Dictionary } from "../i18n/en";

export interface App {
  state: AppState;
  t: Dictionary;
  update: (change: (state: AppState) => AppState) => void;
}

export const AppContext = createContext<App | null>(null);

export function useApp(): App {
  const app = useContext(AppContext);
  if (!app) throw new Error("no app around this component");
  return app;
}
