/** How Odoo 19 writes its own XML and JavaScript. */
import { fileURLToPath } from "node:url";

export default {
    plugins: [fileURLToPath(import.meta.resolve("@prettier/plugin-xml"))],
    printWidth: 120,
    tabWidth: 4,
    // "ignore" would put blanks before commas in translated text: <b>this</b>, that
    xmlWhitespaceSensitivity: "preserve",
    xmlSelfClosingSpace: true,
    overrides: [{ files: "*.js", options: { printWidth: 100 } }],
};
