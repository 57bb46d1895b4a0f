/**
 * The number types of AssemblyScript, for the sources of the kernels, which are compiled twice: to WebAssembly, where these
 * are what their names say, and to JavaScript, where all are numbers. So a kernel must compute the same with either:
 * whole numbers stay within 32 bits, and what is a float of 32 bits is only ever loaded and stored, never computed with.
 */
declare type i32 = number;
declare type f64 = number;
/** An address: a place in memory, in bytes, unsigned. */
declare type usize = number;
/** Gradient and hessian of a row, side by side in one register. */
declare type v128 = number;
