// GCJ-02 and BD-09 of WGS-84 points, by gcoord. Run by geo.py.
//
//   npm install gcoord@1.0.7 && node gcoord.mjs path/to/node_modules < points.json > shifted.json
//
// In: [[lon, lat], …] in degrees. Out: [[gcj lon, gcj lat, bd lon, bd lat], …] in degrees.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";

const require = createRequire(resolve(process.argv[2], "here.js"));
const gcoord = require("gcoord");

const points = JSON.parse(readFileSync(0, "utf8"));
const shifted = points.map((wgs) => {
  const gcj = gcoord.transform(wgs, gcoord.WGS84, gcoord.GCJ02);
  const bd = gcoord.transform(gcj, gcoord.GCJ02, gcoord.BD09);
  return [...gcj, ...bd];
});
console.log(JSON.stringify(shifted));
