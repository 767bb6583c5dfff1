import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { limits } from "../../src/config.ts";
import { LimitError, ProtocolError } from "../../src/errors.ts";
import { encodeLine, LineDecoder } from "../../src/protocol/lines.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);

describe("encodeLine()", () => {
	test("ends the JSON of a message with a line feed", () => {
		const line = new TextDecoder().decode(encodeLine({ id: 1, text: "a\nb" }));
		expect(line).toBe('{"id":1,"text":"a\\nb"}\n');
	});

	test("makes null of numbers that are not finite", () => {
		const line = new TextDecoder().decode(
			encodeLine({ a: Number.NaN, b: -1 / 0 }),
		);
		expect(line).toBe('{"a":null,"b":null}\n');
	});

	test("takes a line of exactly the limit, and refuses one byte more", () => {
		const frame = encodeLine({ x: "" }).byteLength;
		const fits = "y".repeat(limits.messageBytes - frame);
		expect(encodeLine({ x: fits }).byteLength).toBe(limits.messageBytes);
		expect(() => encodeLine({ x: `${fits}y` })).toThrow(LimitError);
	});
});

describe("LineDecoder", () => {
	test("gives back what encodeLine() took, whatever the chunks", () => {
		const message = fc.dictionary(fc.string(), fc.jsonValue());
		fc.assert(
			fc.property(
				fc.array(message, { maxLength: 8 }),
				fc.array(fc.nat(300), { maxLength: 20 }),
				(messages, cuts) => {
					const bytes = Buffer.concat(messages.map(encodeLine));
					const ends = [...cuts, bytes.byteLength].sort((a, b) => a - b);
					const decoder = new LineDecoder();
					let from = 0;
					const decoded = ends.flatMap((end) => {
						const chunk = bytes.subarray(from, Math.max(from, end));
						from = Math.max(from, Math.min(end, bytes.byteLength));
						return [...decoder.push(chunk)];
					});
					expect(decoded).toEqual(JSON.parse(JSON.stringify(messages)));
				},
			),
			{ seed: 1, numRuns: 300 },
		);
	});

	test("keeps its own copy of a chunk", () => {
		const decoder = new LineDecoder();
		const chunk = bytesOf('{"a":');
		expect([...decoder.push(chunk)]).toEqual([]);
		chunk.fill(0);
		expect([...decoder.push(bytesOf("1}\n"))]).toEqual([{ a: 1 }]);
	});

	test.each([
		["no JSON", bytesOf("{nonsense}\n")],
		["an empty line", bytesOf("\n")],
		["a number in hexadecimal", bytesOf("0x10\n")],
		["bytes that are not UTF-8", new Uint8Array([0x22, 0xff, 0x22, 0x0a])],
		["a byte order mark", new Uint8Array([0xef, 0xbb, 0xbf, 0x31, 0x0a])],
	])("throws ProtocolError for %s, and goes on behind it", (_, line) => {
		const decoder = new LineDecoder();
		const chunk = Buffer.concat([bytesOf("1\n"), line, bytesOf("2\n3\n")]);
		const messages = decoder.push(chunk);
		expect(messages.next().value).toBe(1);
		expect(() => messages.next()).toThrow(ProtocolError);
		expect([...decoder.push(new Uint8Array(0))]).toEqual([2, 3]);
	});

	test("takes a line of exactly the limit", () => {
		const text = "y".repeat(limits.messageBytes - 3);
		const decoder = new LineDecoder();
		expect([...decoder.push(bytesOf(`"${text}"\n`))]).toEqual([text]);
	});

	test.each([
		["with its end", `"${"y".repeat(limits.messageBytes - 2)}"\n`],
		["without an end", "y".repeat(limits.messageBytes)],
	])("refuses a line over the limit %s", (_, text) => {
		const decoder = new LineDecoder();
		expect(() => [...decoder.push(bytesOf(text))]).toThrow(
			expect.objectContaining({ code: "message_too_large" }),
		);
	});
});
