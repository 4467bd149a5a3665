/**
 * evgrep: finds events, with grep's options and exit codes.
 *
 * <pre>
 *   FILE… ──► FrameWalk ──► Unit ──► UnitSearcher ──► InOrderSearch ───► Delivery ──► ContextTracker ──► Results
 *             frames by     one      filter, pattern  TimeOrderSearch    -m, joined   -A -B -C          events, lines,
 *             header        frame    by Workers       one order          long lines                     counts, names
 * </pre>
 *
 * <p>A unit is one frame: what many threads search at once, and what is brought back into order. Its lines that begin
 * or end in other frames are put together by {@link evtools.evgrep.LineJoiner}.
 *
 * <p>{@link evtools.evgrep.pattern} is the pattern engine and knows nothing of events. May use cli, lib-format,
 * {@link evtools.pipe} and, for inputs that are servers, fetch and what that needs.
 */
@NullMarked
package evtools.evgrep;

import org.jspecify.annotations.NullMarked;
