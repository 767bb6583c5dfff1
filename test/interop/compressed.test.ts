/** Files that pyarrow compresses, on the shelf as pyarrow reads them again. */
import { expect, test } from "bun:test";
import { join } from "node:path";
import { testShelf } from "../client/test-shelf.ts";
import { pythonWith } from "../helpers/python.ts";
import { temporaryDirectory } from "../helpers/temporary-directory.ts";

const requirements = join(import.meta.dir, "../bench/requirements.txt");

const write = `
import sys
import numpy, pyarrow
from pyarrow import ipc
rows = 300_000
numbers = numpy.arange(rows)
random = numpy.random.default_rng(5)
texts = pyarrow.array([f"row {i % 977} of a table" for i in range(rows)])
table = pyarrow.table({
    "id": numbers,
    "noise": random.random(rows),
    "text": texts,
    "word": texts.dictionary_encode(),
    "even": pyarrow.array(numbers % 2 == 0, mask=numbers % 5 == 0),
    "pair": pyarrow.array(numbers % 100).cast(pyarrow.int8()),
    "list": pyarrow.array([list(range(i % 4)) for i in range(rows)]),
    "point": pyarrow.array([{"x": i, "name": str(i)} for i in range(rows)]),
})
options = ipc.IpcWriteOptions(compression=sys.argv[2])
with ipc.new_file(sys.argv[1], table.schema, options=options) as file:
    file.write_table(table, max_chunksize=int(sys.argv[3]))
`;

const compare = `
import sys
import pyarrow
from pyarrow import ipc
ours, theirs = (
    ipc.open_file(pyarrow.memory_map(path)).read_all() for path in sys.argv[1:]
)
ours.validate(full=True)
assert ours.schema == theirs.schema, ours.schema
assert ours.equals(theirs)
print(ours.num_rows)
`;

test.each([
	["lz4", 300_000],
	["zstd", 40_000],
])(
	"a file that is compressed by %s, in batches of %d rows",
	async (codec, rows) => {
		using directory = temporaryDirectory();
		const path = directory.file("packed.arrow");
		await run(write, path, codec, `${rows}`);
		await using own = await testShelf();
		const { key } = await own.shelf.putFile(path);
		using lease = await own.shelf.open(key);
		expect(await run(compare, lease.path, path)).toBe("300000\n");
	},
	600_000,
);

async function run(script: string, ...args: string[]): Promise<string> {
	const command = [await pythonWith(requirements), "-c", script, ...args];
	const child = Bun.spawn(command, { stdout: "pipe", stderr: "inherit" });
	const text = await new Response(child.stdout).text();
	expect(await child.exited).toBe(0);
	return text;
}
