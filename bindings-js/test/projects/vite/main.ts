import { compile, init, minor } from "poscond";
import { asked, policy, servicePoint } from "./shop.mjs";

await init();
const plan = compile(policy, servicePoint);
const { outcome, reason, de39 } = plan.evaluate({ ...asked, amount_minor: minor(50_001) });
document.title = JSON.stringify({ outcome, reason, de39 });
