/** A program that does nothing, for what starting one costs. */
export {};
