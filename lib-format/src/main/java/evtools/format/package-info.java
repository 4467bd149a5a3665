/**
 * The evtools event format: the primitives that all of its parts share. {@code docs/FORMAT.md} is the specification.
 *
 * <pre>
 *   stream ──► frame ──► event ──► form        each package knows only those to its right
 * </pre>
 *
 * <p>Uses the JDK; packages below it also use the LZ4 and zstd codecs. Knows nothing of command lines, files or
 * networks: bytes come from {@link java.io.InputStream}s and go to {@link java.io.OutputStream}s.
 *
 * <p>All integers in the format are big-endian and unsigned. Points and frame ids are 64-bit unsigned numbers held in
 * {@code long}s: compare them with {@link java.lang.Long#compareUnsigned}.
 */
@NullMarked
package evtools.format;

import org.jspecify.annotations.NullMarked;
