/**
 * evgrep's pattern engine: grep's patterns over bytes. Knows nothing of events; uses the JDK only.
 *
 * <pre>
 * patterns ──► PosixParser ──► Node ──┬─► Literals ──► ByteSearch   a string: eight places at a time
 *              (basic, extended)      ├─► Nfa ──► LazyDfa           no back-references: linear time
 *                                     │             └─► Reach       of lines of which only pieces are known
 *                                     └─► JavaSyntax                back-references, -P: bounded steps
 * </pre>
 *
 * Text is UTF-8; bytes that are not are no characters and match only themselves, see {@link
 * evtools.evgrep.pattern.RawBytes}.
 * Matches are leftmost-longest as POSIX wants (with {@code java.util.regex}: leftmost, Perl's choice).
 */
@NullMarked
package evtools.evgrep.pattern;

import org.jspecify.annotations.NullMarked;
