import { expect, test } from "bun:test";
import { colourAt, hexOf } from "../../../src/cli/plot/colour-map.ts";

/** Lightness of CIELAB, which is not what the colours were made with. */
function lightness([red, green, blue]: readonly number[]): number {
	const linear = (part = 0) =>
		part / 255 <= 0.04045
			? part / 255 / 12.92
			: ((part / 255 + 0.055) / 1.055) ** 2.4;
	const y =
		0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
	return y > 0.008856 ? 116 * Math.cbrt(y) - 16 : 903.3 * y;
}

test("colourAt() gets lighter all the way, in even steps", () => {
	const steps = Array.from({ length: 33 }, (_, i) =>
		lightness(colourAt(i / 32)),
	);
	const rises = steps.slice(1).map((value, i) => value - (steps[i] ?? 0));
	expect(steps[0]).toBeLessThan(15);
	expect(steps.at(-1)).toBeGreaterThan(88);
	const mean = ((steps.at(-1) ?? 0) - (steps[0] ?? 0)) / 32;
	for (const rise of rises) {
		expect(rise).toBeGreaterThan(0.5 * mean);
		expect(rise).toBeLessThan(1.6 * mean);
	}
});

test("colourAt() goes from violet over green to yellow, and stays there", () => {
	const [low, middle, high] = [0, 0.5, 1].map(colourAt);
	expect(low?.[2]).toBeGreaterThan(2 * (low?.[1] ?? 0));
	expect(middle?.[1]).toBeGreaterThan(middle?.[0] ?? 255);
	expect(high?.[0]).toBeGreaterThan(2 * (high?.[2] ?? 255));
	expect(colourAt(-3)).toEqual(colourAt(0));
	expect(colourAt(7)).toEqual(colourAt(1));
	expect(hexOf([0, 16, 255])).toBe("#0010ff");
});
