const { Plan, compile, minor } = require("poscond");

import("./shop.mjs").then(async ({ asked, policy, servicePoint }) => {
  const plan = compile(policy, servicePoint);
  const { outcome, reason, de39 } = plan.evaluate({ ...asked, amount_minor: minor(50_001) });
  // Whoever imports it has the same instance as whoever requires it.
  if ((await import("poscond")).Plan !== Plan) throw new Error("there are two of the package");
  console.log(JSON.stringify({ outcome, reason, de39 }));
});
