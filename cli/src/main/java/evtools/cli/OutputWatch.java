package evtools.cli;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Sees that the reader of standard output has gone although nothing is written: a tool that follows quiet logs would
 * otherwise outlive its pipeline until the next line. Asks poll(2), for which Java has no other way. Loads the foreign
 * function interface, so not for the way to the first byte.
 *
 * <pre>
 *  struct pollfd   0  4  fd = 1    4  2  events = 0    6  2  revents
 * </pre>
 */
final class OutputWatch {
    private static final int STANDARD_OUTPUT = 1;
    private static final long REVENTS_OFFSET = 6;
    /** POLLERR: of a pipe, no reader is left. */
    private static final int ERROR_BIT = 0x08;

    private final MethodHandle poll;
    private final MemorySegment descriptor;

    @SuppressWarnings("restricted")
    OutputWatch() {
        Linker linker = Linker.nativeLinker();
        SymbolLookup symbols = linker.defaultLookup();
        poll = linker.downcallHandle(
                symbols.findOrThrow("poll"),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT));
        descriptor = Arena.ofAuto()
                .allocate(MemoryLayout.structLayout(
                        ValueLayout.JAVA_INT, ValueLayout.JAVA_SHORT, ValueLayout.JAVA_SHORT));
        descriptor.set(ValueLayout.JAVA_INT, 0, STANDARD_OUTPUT);
    }

    /** Whether nobody can read any more what would be written now. */
    boolean readerGone() {
        try {
            int ready = (int) poll.invokeExact(descriptor, 1L, 0);
            return ready > 0 && (descriptor.get(ValueLayout.JAVA_SHORT, REVENTS_OFFSET) & ERROR_BIT) != 0;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
