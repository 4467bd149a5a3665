package evtools.evsend;

import evtools.cli.FailureText;
import evtools.cli.Stdio;
import evtools.cli.UserError;
import evtools.store.Disk;
import evtools.store.Spool;
import evtools.store.StoreListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Finds the spool to use. */
final class SpoolDirectories {
    private static final int MAX_DEFAULTS = 256;

    private final Stdio io;
    private final String environment;
    private final int bucketWidthSeconds;
    private final RandomGenerator random;
    private final StoreListener listener;
    private final Disk disk;

    SpoolDirectories(
            Stdio io,
            Disk disk,
            String environment,
            int bucketWidthSeconds,
            RandomGenerator random,
            StoreListener listener) {
        this.io = io;
        this.disk = disk;
        this.environment = environment;
        this.bucketWidthSeconds = bucketWidthSeconds;
        this.random = random;
        this.listener = listener;
    }

    /** Opens the spool that the user named; or, if none, the first in the user's state directory that is not in use. */
    Spool open(@Nullable Path named) {
        if (named != null) {
            Spool spool = tryOpen(named);
            if (spool == null) {
                throw new UserError(named + ": spool is in use by another evsend")
                        .withHint("give each evsend a --spool of its own");
            }
            return spool;
        }
        Path parent = stateDirectory().resolve("evtools").resolve("spool");
        for (int i = 1; i <= MAX_DEFAULTS; i++) {
            Spool spool = tryOpen(parent.resolve(fileName(environment) + "-" + bucketWidthSeconds + "s." + i));
            if (spool != null) {
                return spool;
            }
        }
        throw new UserError(parent + ": all " + MAX_DEFAULTS + " spools are in use")
                .withHint("name another with --spool");
    }

    private @Nullable Spool tryOpen(Path directory) {
        try {
            return Spool.open(disk, directory, environment, bucketWidthSeconds, random, listener);
        } catch (IOException e) {
            throw new UserError("--spool: " + FailureText.of(e), e);
        }
    }

    private Path stateDirectory() {
        String state = io.env("XDG_STATE_HOME");
        if (state != null && state.startsWith("/")) {
            return Path.of(state);
        }
        String home = io.env("HOME");
        if (home == null || home.isEmpty()) {
            throw new UserError("no place for the spool: HOME is not set").withHint("name a directory with --spool");
        }
        return Path.of(home, ".local", "state");
    }

    private static String fileName(String environment) {
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < environment.length(); i++) {
            char c = environment.charAt(i);
            boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
            name.append(plain ? String.valueOf(c) : "_" + Integer.toHexString(c));
        }
        return name.toString();
    }
}
