/**
 * evmerge: merges sorted streams.
 *
 * <pre>
 *   FILE ─┐
 *   FILE ─┼─► loser tree ──► duplicates out ──► one sorted stream
 *   FILE ─┘   frames that overlap nothing pass undecoded
 * </pre>
 *
 * <p>May use cli, lib-format, lib-sort, {@link evtools.pipe} and, for inputs that are servers, fetch and what that
 * needs.
 */
@NullMarked
package evtools.evmerge;

import org.jspecify.annotations.NullMarked;
