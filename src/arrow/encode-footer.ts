import { Block } from "apache-arrow/fb/block";
import { Footer } from "apache-arrow/fb/footer";
import { MetadataVersion } from "apache-arrow/fb/metadata-version";
import { Builder } from "flatbuffers";

/** Where a batch lies in the file. */
export interface BatchBlock {
	/** The number of the dictionary that it is; null: of rows. */
	readonly dictionary: number | null;
	readonly offset: number;
	/** Prefix and padding included, bytes. */
	readonly metadataLength: number;
	readonly bodyLength: number;
}

/** The footer: the schema and every batch's place, in the file's order. */
export function encodeFooter(
	encodeSchema: (builder: Builder) => number,
	blocks: readonly BatchBlock[],
): Uint8Array {
	const builder = new Builder(1024 + 24 * blocks.length);
	const schema = encodeSchema(builder);
	const recordBatches = encodeBlocks(
		builder,
		blocks.filter((block) => block.dictionary === null),
	);
	const dictionaries = encodeBlocks(
		builder,
		blocks.filter((block) => block.dictionary !== null),
	);
	Footer.startFooter(builder);
	Footer.addVersion(builder, MetadataVersion.V5);
	Footer.addSchema(builder, schema);
	Footer.addDictionaries(builder, dictionaries);
	Footer.addRecordBatches(builder, recordBatches);
	Footer.finishFooterBuffer(builder, Footer.endFooter(builder));
	return builder.asUint8Array();
}

function encodeBlocks(builder: Builder, blocks: readonly BatchBlock[]): number {
	Footer.startRecordBatchesVector(builder, blocks.length);
	for (const { offset, metadataLength, bodyLength } of blocks.toReversed()) {
		Block.createBlock(
			builder,
			BigInt(offset),
			metadataLength,
			BigInt(bodyLength),
		);
	}
	return builder.endVector();
}
