/**
 * evgrep: finds events, with grep's options and exit codes.
 *
 * <pre>
 *   FILE… ──► LineAssembler ──► EventFilter ──► EventMatcher ──► ContextTracker ──► Results
 *             parts of long     --since --host  pattern against   -A -B -C -m       events, lines, parts of
 *             lines joined      --where …       message or raw                      lines, counts, names
 * </pre>
 *
 * <p>{@link evtools.evgrep.pattern} is the pattern engine and knows nothing of events. May use cli, lib-format and
 * {@link evtools.pipe}.
 */
@NullMarked
package evtools.evgrep;

import org.jspecify.annotations.NullMarked;
