// Links Foundry's binaries for this platform into .tools; run from the root of the repository.
// npm's own launchers are no use to make: they lose the exit code of a failing `forge test`.

import fs from "node:fs";
import path from "node:path";

const platform = `${process.platform}-${process.arch === "x64" ? "amd64" : process.arch}`;

fs.mkdirSync(".tools", { recursive: true });
for (const tool of ["anvil", "cast", "forge"]) {
  const binary = path.join("node_modules", "@foundry-rs", `${tool}-${platform}`, "bin", tool);
  if (!fs.existsSync(binary)) {
    console.error(`npm has installed no ${tool} for ${platform}: ${binary} is missing.`);
    process.exit(1);
  }
  const link = path.join(".tools", tool);
  fs.rmSync(link, { force: true });
  fs.symlinkSync(path.join("..", binary), link);
}
