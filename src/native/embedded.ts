/**
 * The native files inside the executable: importing one as a file gives its
 * path there. Only the executable loads this module; in a checkout the files
 * need not be built yet.
 */
import faissNode from "../../dist/native/faiss-node.node" with { type: "file" };
import library from "../../dist/native/libarrowshelf.so" with { type: "file" };
import openmp from "../../dist/native/libgomp.so.1" with { type: "file" };

export const embeddedFiles: Readonly<Record<string, string>> = {
	"libarrowshelf.so": library,
	"libgomp.so.1": openmp,
	"faiss-node.node": faissNode,
};
