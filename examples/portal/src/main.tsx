import { render } from "preact";
import { App } from "./app";
import { start } from "./engine";
import "./style.css";

const root = document.getElementById("app");
if (root) {
  start().then(
    () => render(<App />, root),
    (error: unknown) => {
      // Without the engine nothing can be decided, so nothing is shown that looks as if it could.
      root.textContent = `WebAssembly · ${error instanceof Error ? error.message : String(error)}`;
      root.setAttribute("role", "alert");
    },
  );
}
