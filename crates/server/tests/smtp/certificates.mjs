// A certificate for this machine, by an authority that is made for it: clients have to be told to trust that one.

import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];

/** Makes both in the directory; answers what a server needs, and the file that its clients need. */
export function makeCertificate(directory) {
  const file = (name) => join(directory, name);
  const openssl = (...parameters) =>
    execFileSync("openssl", parameters, { cwd: directory, stdio: "pipe" });
  const authority = [
    "-keyout",
    "authority.key",
    "-out",
    "authority.pem",
    "-subj",
    "/CN=Test authority",
  ];
  openssl("req", "-x509", ...KEY, ...authority, "-days", "2");
  openssl(
    "req",
    ...KEY,
    "-keyout",
    "server.key",
    "-out",
    "server.csr",
    "-subj",
    "/CN=localhost",
  );
  writeFileSync(
    file("server.ext"),
    "subjectAltName=DNS:localhost,IP:127.0.0.1\nbasicConstraints=CA:FALSE\n",
  );
  const signer = [
    "-CA",
    "authority.pem",
    "-CAkey",
    "authority.key",
    "-set_serial",
    "2",
    "-extfile",
    "server.ext",
  ];
  openssl(
    "x509",
    "-req",
    "-in",
    "server.csr",
    "-out",
    "server.pem",
    "-days",
    "2",
    ...signer,
  );
  const certificate = {
    key: readFileSync(file("server.key"), "utf8"),
    cert: readFileSync(file("server.pem"), "utf8"),
  };
  return { certificate, authority: file("authority.pem") };
}
