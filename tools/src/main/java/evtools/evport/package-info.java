/**
 * evport: archives buckets, and reads archives.
 *
 * <pre>
 *   servers ──► fetch, bucket by bucket, oldest first ──┐
 *   store directory ──► bucket by bucket, oldest first ─┤
 *   stream ──► sort ──► cut into buckets ───────────────┴─► segment, read back ──► manifest     (in)
 *
 *   manifests ──► segments that overlap the range, merged ──► filter ──► one sorted stream      (out)
 * </pre>
 *
 * <p>May use cli, lib-format, lib-sort, {@link evtools.pipe}, {@link evtools.fetch},
 * {@link evtools.transport}, {@link evtools.store}, {@link evtools.archive} and {@link evtools.sealing}.
 */
@NullMarked
package evtools.evport;

import org.jspecify.annotations.NullMarked;
