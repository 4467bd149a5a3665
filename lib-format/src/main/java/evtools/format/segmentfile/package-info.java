/**
 * Segments: files of columnar blocks that are found from their end; specified in {@code docs/FORMAT.md} section 8.
 *
 * <pre>
 *   | frame: block | frame: block | … | index frame: an entry per block | trailer: index frame of fixed length |
 *                                        ▲                                  │
 *                                        └──────────────────────────────────┘ where it begins
 *
 *   SegmentFileWriter ──► file ──► SegmentIndex (from the end, or by walking headers) ──► SegmentBlock
 * </pre>
 *
 * <p>All of it is a valid stream of frames: readers that go from the front skip index and trailer. May use
 * {@link evtools.format.frame}, {@link evtools.format.segment} and {@link evtools.format.event}.
 */
@NullMarked
package evtools.format.segmentfile;

import org.jspecify.annotations.NullMarked;
