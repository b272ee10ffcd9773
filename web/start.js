// Loads the program that has the texts in the visitor's language. For each tag: the script, and the program that it starts.
const programs = PROGRAMS;
const wished = [new URLSearchParams(location.search).get("lang"), ...(navigator.languages ?? [])];
const tags = wished.map((tag) => String(tag).split(/[-_.@]/)[0].trim().toLowerCase());
const known = Object.keys(programs);
const tag = tags.find((tag) => known.includes(tag)) ?? known[0];
const [script, program] = programs[tag];
// On its way before the script has arrived.
const fetched = fetch(program);
import(script).then((module) => module.default({ module_or_path: fetched }));
