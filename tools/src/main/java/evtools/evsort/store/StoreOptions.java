package evtools.evsort.store;

import evtools.cli.TimePoint;
import evtools.cli.UserError;
import evtools.format.Point;
import evtools.sealing.DueRule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of the store mode alone. A picocli mixin. */
public final class StoreOptions {
    @Option(
            names = "--store",
            paramLabel = "DIR",
            description = "Take what a server has stored in this directory (several with commas) instead of a stream: "
                    + "all buckets that ended a --hold-down ago (default then: 15m). The server may be running.")
    private @Nullable String store;

    @Option(
            names = "--archive",
            paramLabel = "DIR",
            description = "Make a segment of each of those buckets in this archive, the same as evport's, and of what "
                    + "comes later another one. What is archived already is left alone. The directory is made if it is "
                    + "missing.")
    private @Nullable String archive;

    @Option(
            names = "--compact",
            description = "Make one segment of each bucket of --archive that has several, after the store's buckets if "
                    + "--store is given too; with --level N, of all that were written at another level.")
    private boolean compact;

    @Option(
            names = "--environment",
            paramLabel = "NAME",
            description = "With --archive: name of the cluster. Default: the store's, else default.")
    private @Nullable String environment;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "With --store or --compact: leave out buckets that ended before TIME.")
    private @Nullable TimePoint since;

    @Option(
            names = "--until",
            paramLabel = "TIME",
            description = "With --store or --compact: leave out buckets that begin at TIME or later.")
    private @Nullable TimePoint until;

    @Option(
            names = "--max-buckets",
            paramLabel = "N",
            description = "With --archive: end after N buckets were written, the oldest ones.")
    private int maxBuckets = Integer.MAX_VALUE;

    @Option(
            names = "--dry-run",
            description = "With --archive: print the buckets that would be archived, and how many frames.")
    private boolean dryRun;

    @Option(
            names = {"-v", "--verbose"},
            description = "With --archive: a line on standard error for each bucket.")
    private boolean verbose;

    /** Whether they ask for the store mode. */
    public boolean isGiven() {
        return store != null || archive != null || compact;
    }

    /** Whether nothing is written to standard output or a file. */
    public boolean isArchiving() {
        return archive != null;
    }

    /** Refuses options that mean nothing with, or without, others. */
    public void check() {
        if (!isGiven() && (environment != null || since != null || until != null || dryRun || verbose || isLimited())) {
            throw UserError.usage("--since, --until, --environment, --max-buckets, --dry-run and -v go with --store");
        }
        if (archive == null && (compact || environment != null || dryRun || verbose || isLimited())) {
            throw UserError.usage("--archive is missing: --compact, --environment, --max-buckets, --dry-run and -v "
                    + "are about an archive");
        }
        if (store == null && archive != null && !compact) {
            throw UserError.usage("--store is missing: what is to be archived?");
        }
        if (compact && dryRun) {
            throw UserError.usage("--dry-run doesn't go with --compact");
        }
        if (maxBuckets < 1) {
            throw UserError.usage("--max-buckets: expected 1 or more, not " + maxBuckets);
        }
    }

    private boolean isLimited() {
        return maxBuckets != Integer.MAX_VALUE;
    }

    /** The store's directories; none if there is none. */
    List<Path> roots() {
        List<Path> roots = new ArrayList<>();
        if (store != null) {
            for (String root : store.split(",", -1)) {
                Path path = Path.of(root);
                if (!Files.isDirectory(path)) {
                    throw UserError.in(root, Files.exists(path) ? "not a directory" : "No such file or directory");
                }
                roots.add(path);
            }
        }
        return roots;
    }

    @Nullable
    String archive() {
        return archive;
    }

    @Nullable
    String environment() {
        return environment;
    }

    boolean isCompact() {
        return compact;
    }

    boolean isDryRun() {
        return dryRun;
    }

    boolean isVerbose() {
        return verbose;
    }

    int maxBuckets() {
        return maxBuckets;
    }

    /** Which buckets are due. */
    DueRule rule(long holdDownSeconds, long nowNanos) {
        long from = since == null ? Long.MIN_VALUE : Point.epochSeconds(since.resolve(nowNanos));
        long to = until == null ? Long.MAX_VALUE : Point.epochSeconds(until.resolve(nowNanos));
        return new DueRule(holdDownSeconds, from, to, true);
    }
}
