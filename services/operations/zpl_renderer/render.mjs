// Draws labels: each line of the input is {"zpl", "width", "height", "dots"} (mm, mm, dots per mm), each line of the output a PNG in base64.
import { createInterface } from "node:readline";
import { ready } from "zpl-renderer-js";

const { api } = await ready;
for await (const line of createInterface({ input: process.stdin })) {
  const { zpl, width, height, dots } = JSON.parse(line);
  let drawn = "";
  try {
    drawn = await api.zplToBase64Async(zpl, width, height, dots);
  } catch (fault) {
    drawn = `! ${String(fault).replace(/\s+/g, " ")}`;
  }
  process.stdout.write(`${drawn}\n`);
}
process.stdout.end(() => process.exit(0));
