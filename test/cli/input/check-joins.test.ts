import { describe, expect, test } from "bun:test";
import { checkJoins } from "../../../src/cli/input/check-joins.ts";

const from = "select * from t";

describe("checkJoins()", () => {
	test.each([
		[`${from} left join u on t.a = u.a and t.b > u.b`, "LEFT JOIN", ">"],
		[`${from} Left  Outer\nJoin u ON t.a<u.a`, "LEFT OUTER JOIN", "<"],
		[`${from} right join u on t.a <> u.a where 1 = 1`, "RIGHT JOIN", "<>"],
		[`${from} full join u on t.a != u.a`, "FULL JOIN", "!="],
		[`${from} left anti join u on t.a >= u.a`, "LEFT ANTI JOIN", ">="],
		[`${from} semi join u on t.a <= u.a`, "SEMI JOIN", "<="],
		[
			`${from} left join u on t.a = u.a left join v on abs(v.b) > 2`,
			"LEFT JOIN",
			">",
		],
		[
			`${from} left join (select * from u) w on (t.a = w.a and (w.b > 1))`,
			"LEFT JOIN",
			">",
		],
		[
			`${from} where a in (select a from u left join v on u.b < v.b) or a = 1`,
			"LEFT JOIN",
			"<",
		],
	])("refuses %j", (query, join, sign) => {
		expect(() => checkJoins(query)).toThrow(
			`${join} compares by ${sign} behind ON`,
		);
	});

	test.each([
		[`${from} left join u on t.a = u.a and u.b == 2`],
		[`${from} left join u using (a) where t.a > 1`],
		[`${from} left join u on t.a = u.a where t.b > 1`],
		[`${from} left join u on t.a = u.a join v on t.a > v.a`],
		[`${from} left join u on t.a = u.a, v where v.b > 1`],
		[`${from} left join (select * from u where b > 1) u on t.a = u.a`],
		[`select (select 1 from t left join u on t.a = u.a) > 2`],
		[`${from} join u on t.a > u.a`],
		[`${from} left join u on t.a = u.a and t.b = '>'`],
		[`${from} left join u on t."a>b" = u.a -- left join v on a > b`],
		[`${from} left join u on t.a = u.a group by t.a having count(*) > 1`],
		["select left(name, 2) > 'a' from t"],
		["select 'left join u on a > b' from t"],
	])("lets %j pass", (query) => {
		expect(() => checkJoins(query)).not.toThrow();
	});
});
