/**
 * Blocks of a segment: events in columns, grouped by template. The archive form, also what a frame of codec columnar
 * holds; specified in {@code docs/FORMAT.md} section 8.
 *
 * <pre>
 *   row payload ──► BlockEncoder ──► block ──► SegmentBlock ──► rows again, or only the columns one asks for
 *
 *   block   | header 96 B | filter | meta | text | vocabulary | small streams | stream | stream | …
 *
 *   meta         sources (host, _src), templates, and for each slot of a template how its column is written
 *   text         app and text of all templates
 *   vocabulary   the entries of the dictionaries, but for those of many ids, which have streams
 *   streams      template and point of each row, source by source; then the columns, in byte planes
 *
 *   row ──► place in source-major order ──► template, ordinal ──► value of each slot
 *        └─ sorted blocks: by the points of all sources; others: a stream says each row's source
 * </pre>
 *
 * <p>May use {@link evtools.format}, {@link evtools.format.event}, {@link evtools.format.token} and zstd; knows nothing
 * of frames.
 */
@NullMarked
package evtools.format.segment;

import org.jspecify.annotations.NullMarked;
