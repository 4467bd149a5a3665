/**
 * Events, frames and streams of frames: what every tool reads and writes.
 *
 * <p>May use the JDK and the codecs (LZ4, zstd); knows nothing of command lines, files or networks.
 */
@NullMarked
package evtools.format;

import org.jspecify.annotations.NullMarked;
