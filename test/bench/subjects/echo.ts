/** The least that a JSON server over a Unix socket can do: parses each line
 * and sends it back. argv: the socket's path. */
const [path = ""] = process.argv.slice(2);
const decoder = new TextDecoder();

Bun.listen<{ rest: string }>({
	unix: path,
	socket: {
		open(socket) {
			socket.data = { rest: "" };
		},
		data(socket, chunk) {
			const lines = (socket.data.rest + decoder.decode(chunk)).split("\n");
			socket.data.rest = lines.pop() ?? "";
			for (const line of lines) {
				socket.write(`${JSON.stringify(JSON.parse(line))}\n`);
			}
		},
	},
});
console.log("listening");
