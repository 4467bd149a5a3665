package evtools.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Finds out which standard streams are terminals, as a bitset of descriptors. */
final class Terminals {
    /**
     * Set by the launcher, which can ask the system ({@code [ -t 1 ]}) where Java can't: the descriptors that are
     * terminals, such as {@code "02"}; empty for none.
     */
    static final String PROPERTY = "evtools.terminals";

    private Terminals() {}

    static int ofProcess() {
        String told = System.getProperty(PROPERTY);
        int found = 0;
        for (int fd = 0; fd <= 2; fd++) {
            boolean terminal = told != null ? told.indexOf('0' + fd) >= 0 : isTerminalDevice(fd);
            if (terminal) {
                found |= 1 << fd;
            }
        }
        return found;
    }

    private static boolean isTerminalDevice(int fd) {
        try {
            String device =
                    Files.readSymbolicLink(Path.of("/proc/self/fd/" + fd)).toString();
            return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty") || device.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException notToBeKnown) {
            return false;
        }
    }
}
