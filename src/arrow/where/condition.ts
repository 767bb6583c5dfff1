/** How a column's value is compared with what a filter says. */
export type Comparison = "=" | "!=" | "<" | "<=" | ">" | ">=";

/** A value as it stands in a filter; numbers as their text, so that none of
 * their digits is lost. */
export type Literal =
	| { readonly kind: "number"; readonly text: string }
	| { readonly kind: "text"; readonly text: string }
	| { readonly kind: "bool"; readonly text: "true" | "false" };

/** What a filter asks of one column. A null passes no comparison. */
export type Condition =
	| {
			readonly column: string;
			readonly operator: Comparison;
			/** One; with `=` any of them, with `!=` none of them. */
			readonly values: readonly Literal[];
	  }
	| { readonly column: string; readonly isNull: boolean };
