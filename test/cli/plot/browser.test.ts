/**
 * Pictures as a browser shows them, in whatever font it has: skipped, with this
 * word, where there is no Chromium.
 */
import { expect, test } from "bun:test";
import { encodeSvg } from "../../../src/cli/plot/encode-svg.ts";
import {
	heatmapScene,
	planHeatmap,
} from "../../../src/cli/plot/heatmap-scene.ts";
import { histogram } from "../../../src/cli/plot/histogram.ts";
import { histogramScene } from "../../../src/cli/plot/histogram-scene.ts";
import { randomFrom } from "../../helpers/points.ts";
import { temporaryDirectory } from "../../helpers/temporary-directory.ts";

const browser = ["chromium", "chromium-browser", "google-chrome"]
	.map((name) => Bun.which(name))
	.find((path) => path !== null);

/** What the page found of each picture, as JSON in place of its content. */
const look = `
const found = [...document.querySelectorAll("svg")].map((svg) => {
	const frame = svg.getBoundingClientRect();
	const labels = [...svg.querySelectorAll("text")].map((text) => {
		const { left, top, right, bottom } = text.getBoundingClientRect();
		return { text: text.textContent, left: left - frame.left,
			top: top - frame.top, right: right - frame.left,
			bottom: bottom - frame.top };
	});
	return { width: frame.width, height: frame.height, labels };
});
document.documentElement.innerHTML = "<pre>" + JSON.stringify(found) + "</pre>";
`;

interface Label {
	readonly text: string;
	readonly left: number;
	readonly top: number;
	readonly right: number;
	readonly bottom: number;
}

test.skipIf(browser === undefined)(
	"a browser shows all labels of a picture, none over another (needs chromium)",
	async () => {
		using directory = temporaryDirectory();
		const page = directory.file("page.html");
		const svgs = [...histograms(), ...heatmaps()].map(encodeSvg);
		await Bun.write(
			page,
			`<!doctype html><meta charset="utf-8"><body>${svgs.join("\n")}<script>${look}</script>`,
		);
		const command = [
			browser ?? "",
			"--headless",
			"--no-sandbox",
			"--disable-gpu",
			`--user-data-dir=${directory.file("profile")}`,
			"--dump-dom",
			`file://${page}`,
		];
		const child = Bun.spawn(command, { stdout: "pipe", stderr: "ignore" });
		const html = await child.stdout.text();
		const json = /<pre>(.*)<\/pre>/s.exec(html)?.[1] ?? "";
		const pictures = JSON.parse(
			json
				.replaceAll("&gt;", ">")
				.replaceAll("&lt;", "<")
				.replaceAll("&amp;", "&"),
		);
		expect(pictures).toHaveLength(svgs.length);
		for (const { width, height, labels } of pictures) {
			expect(labels.length).toBeGreaterThan(8);
			for (const label of labels as Label[]) {
				const { text, left, top, right, bottom } = label;
				const inside =
					left >= 0 && top >= 0 && right <= width && bottom <= height;
				expect([text, inside]).toEqual([text, true]);
			}
			expect(overlaps(labels)).toEqual([]);
		}
	},
);

/** Pairs of labels of which one lies on the other by more than a pixel. */
function overlaps(labels: readonly Label[]): string[][] {
	return labels.flatMap((a, i) =>
		labels
			.slice(i + 1)
			.filter(
				(b) =>
					Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 &&
					// Letters fill less than their line.
					Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 6,
			)
			.map((b) => [a.text, b.text]),
	);
}

function histograms() {
	const random = randomFrom(3);
	const caption = {
		title: "Distance to the 10 nearest neighbours",
		subtitle: "points.arrow: 1,000,000 neighbours of 100,000 rows, mean 0.0223",
		axis: "distance (metres)",
	};
	const kinds = [
		() => 40_000 * random(),
		() => Math.exp(12 * random()),
		() => 1e-7 * random(),
		() => 3,
		() => 0,
		() => -random(),
	];
	return kinds.flatMap((kind) => {
		const counted = histogram(Float32Array.from({ length: 30_000 }, kind), 48);
		if (counted === null) throw new Error("nothing found");
		return [histogramScene(counted, caption, 1200, 750)];
	});
}

function heatmaps() {
	const caption = {
		title: "A day in the city, and another one in the same city. ".repeat(5),
		subtitle: "300,000 rows, cells of 0.00226 × 0.00149",
		x: "longitude",
		y: "latitude",
		value: null,
	};
	const boundses = [
		{ x: [-122.52, -122.35], y: [37.7, 37.83] },
		{ x: [0, 1e9], y: [-1e-9, 1e-9] },
		{ x: [-180, 180], y: [-85, 85] },
	] as const;
	return boundses.flatMap((bounds) =>
		[1, 700, 5_000_000].flatMap((most) =>
			[null, 1.3].map((aspect) => {
				const plan = planHeatmap(1200, 900, bounds, caption, aspect, true);
				const counts = Float64Array.from({ length: 64 }, (_, i) =>
					i === 0 ? most : 1,
				);
				const seconds = { build: 0, search: 0 };
				const map = { bounds, columns: 8, rows: 8, counts, means: null };
				const rest = {
					rowCount: 64,
					filtered: null,
					outside: 0,
					invalid: 0,
					seconds,
				};
				return heatmapScene(plan, { ...map, ...rest }, caption);
			}),
		),
	);
}
