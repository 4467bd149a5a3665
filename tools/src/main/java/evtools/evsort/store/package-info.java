/**
 * evsort's store mode: what a lone server has stored, sorted by time. For cron.
 *
 * <pre>
 *   --store DIR ──► buckets that are due ─┬─► --archive DIR: a segment each, addenda       (evtools.sealing)
 *                                         └─► else: frames by their bounds, merged ──► one sorted stream
 *   --compact   ──► segments and addenda of a bucket ──► one segment that replaces them    (evtools.archive)
 * </pre>
 *
 * <p>May use cli, lib-format, lib-sort, {@link evtools.pipe}, {@link evtools.archive}, {@link evtools.sealing} and
 * {@link evtools.store}.
 */
@NullMarked
package evtools.evsort.store;

import org.jspecify.annotations.NullMarked;
