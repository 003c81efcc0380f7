// Links the chain tools that npm has installed into .tools; run from the root of the repository.
// npm's own launchers of Foundry are no use to make: they lose the exit code of a failing `forge test`.

import fs from "node:fs";
import path from "node:path";

const platform = `${process.platform}-${process.arch === "x64" ? "amd64" : process.arch}`;
const foundry = ["anvil", "cast", "forge"].map((tool) => [
  tool,
  path.join("node_modules", "@foundry-rs", `${tool}-${platform}`, "bin", tool),
]);
const tools = [...foundry, ["ganache", path.join("node_modules", "ganache", "dist", "node", "cli.js")]];

fs.mkdirSync(".tools", { recursive: true });
for (const [tool, program] of tools) {
  if (!fs.existsSync(program)) {
    console.error(`npm has installed no ${tool} for ${platform}: ${program} is missing.`);
    process.exit(1);
  }
  const link = path.join(".tools", tool);
  fs.rmSync(link, { force: true });
  fs.symlinkSync(path.join("..", program), link);
}
