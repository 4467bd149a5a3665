/**
 * Frames: the unit of transfer, storage and de-duplication. A header that says what is inside, and a payload that is
 * compressed once and then only copied.
 *
 * <pre>
 *   FrameWriter ──► | header 96 B | stored payload | header | stored payload | … ──► FrameReader
 *                     crc of itself  crc in header                               resynchronises after damage
 * </pre>
 *
 * <p>Specified in {@code docs/FORMAT.md}, section 4. May use {@link evtools.format}, {@link evtools.format.event} and
 * {@link evtools.format.segment}, LZ4 and zstd.
 */
@NullMarked
package evtools.format.frame;

import org.jspecify.annotations.NullMarked;
