/** What is looked for in the field of one column. */
export interface SoughtValue {
	/** From 0. */
	readonly column: number;
	/** Without quotes. */
	readonly text: string;
}

/** A record that is not as it should be. */
export interface BadRecord {
	/** Of its first line, from 1. */
	readonly line: number;
	readonly fields: number;
	readonly isBlank: boolean;
	/** The file ends inside of its quotes. */
	readonly isOpen: boolean;
	/** It has the sought value; else it has another number of fields. */
	readonly hasValue: boolean;
}

const [lineFeed, carriageReturn, quote] = [10, 13, 34];

/**
 * Reads a CSV file for its structure alone, piece by piece, some 300 MB a
 * second: finds the first record that has another number of fields than the
 * header, or a sought value. Blank lines at the end are no records.
 */
export class CsvScanner {
	readonly #delimiter: number;
	readonly #fieldCount: number;
	readonly #sought: SoughtValue | undefined;
	#line = 1;
	#firstLine = 1;
	#fields = 1;
	#recordBytes = 0;
	#inQuotes = false;
	#isFieldStart = true;
	#lastWasQuote = false;
	/** The bytes of the field in the sought column, as far as read. */
	#field: number[] = [];
	#found = false;
	#blank: BadRecord | null = null;
	/** Records that are not blank. */
	records = 0;

	constructor(delimiter: string, fieldCount: number, sought?: SoughtValue) {
		this.#delimiter = delimiter.charCodeAt(0);
		this.#fieldCount = fieldCount;
		this.#sought = sought;
	}

	/** Takes the next piece. @returns the first bad record, once it is met */
	add(bytes: Uint8Array): BadRecord | null {
		for (let i = 0; i < bytes.length; i++) {
			const byte = bytes[i] as number;
			if (byte === quote && this.#takeQuote()) continue;
			this.#lastWasQuote = false;
			if (byte === lineFeed) {
				this.#line += 1;
				if (!this.#inQuotes) {
					const bad = this.#endRecord();
					if (bad !== null) return bad;
					continue;
				}
			} else if (byte === this.#delimiter && !this.#inQuotes) {
				this.#endField();
				this.#fields += 1;
				this.#recordBytes += 1;
				this.#isFieldStart = true;
				continue;
			}
			this.#isFieldStart = false;
			if (byte !== carriageReturn) this.#recordBytes += 1;
			this.#keep(byte);
		}
		return null;
	}

	/** A quote opens a field at its start, closes it, and twice inside stands
	 * for itself. @returns whether it was one of these */
	#takeQuote(): boolean {
		if (!this.#inQuotes && !this.#isFieldStart && !this.#lastWasQuote) {
			return false;
		}
		if (this.#lastWasQuote) this.#keep(quote);
		this.#lastWasQuote = this.#inQuotes;
		this.#inQuotes = !this.#inQuotes;
		this.#isFieldStart = false;
		this.#recordBytes += 1;
		return true;
	}

	/** After the last piece. */
	end(): BadRecord | null {
		return this.#recordBytes === 0 ? null : this.#endRecord();
	}

	#keep(byte: number): void {
		if (this.#sought?.column === this.#fields - 1) this.#field.push(byte);
	}

	#endField(): void {
		if (this.#sought?.column !== this.#fields - 1) return;
		const text = Buffer.from(this.#field).toString();
		this.#found ||= text.replace(/\r$/, "") === this.#sought.text;
		this.#field = [];
	}

	#endRecord(): BadRecord | null {
		this.#endField();
		const record: BadRecord = {
			line: this.#firstLine,
			fields: this.#fields,
			isBlank: this.#recordBytes === 0,
			isOpen: this.#inQuotes,
			hasValue: this.#found,
		};
		this.#firstLine = this.#line;
		this.#fields = 1;
		this.#isFieldStart = true;
		this.#recordBytes = 0;
		this.#found = false;
		if (record.isBlank && this.#fieldCount > 1) {
			// Only what follows tells whether the file ends here.
			this.#blank ??= record;
			return null;
		}
		if (this.#blank !== null) return this.#blank;
		this.records += 1;
		const isBad = record.fields !== this.#fieldCount;
		return isBad || record.hasValue || record.isOpen ? record : null;
	}
}
