package evtools.evsort.store;

import evtools.archive.Archive;
import evtools.archive.ArchiveBucket;
import evtools.archive.DirectoryObjectStore;
import evtools.archive.SegmentShape;
import evtools.cli.ExitCode;
import evtools.cli.Stdio;
import evtools.cli.UserError;
import evtools.pipe.EventOutput;
import evtools.sealing.ArchivePlace;
import evtools.sealing.BucketExport;
import evtools.sealing.DueRule;
import evtools.sealing.StoreSealing;
import evtools.store.StoreReader;
import evtools.store.SystemDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Carries {@link StoreOptions} out. For one run. */
public final class StoreMode {
    /** The hold-down unless the user says otherwise. */
    public static final long HOLD_DOWN_SECONDS = 15 * 60;

    private final Stdio io;
    private final StoreOptions options;
    private final Settings settings;

    /**
     * What other options of evsort say.
     *
     * @param holdDownSeconds what late events are waited for
     * @param memoryBytes for frames
     * @param temporaryDirectory where more goes
     * @param level of zstd for segments; null: not given
     * @param stats whether counters are printed
     */
    public record Settings(
            long holdDownSeconds,
            long memoryBytes,
            Path temporaryDirectory,
            @Nullable Integer level,
            boolean stats) {}

    /** Opens the output of a stream, when it is known that there is one. */
    @FunctionalInterface
    public interface Output {
        EventOutput open() throws IOException;
    }

    public StoreMode(Stdio io, StoreOptions options, Settings settings) {
        this.io = io;
        this.options = options;
        this.settings = settings;
    }

    /** Does it all; returns the exit code. */
    public int run(Output output) throws IOException {
        StoreReader store = store();
        String archive = options.archive();
        DueRule rule = options.rule(settings.holdDownSeconds(), io.clock().epochNanos());
        if (archive != null) {
            return archive(store, rule, ArchivePlace.directoryOrUrl(archive));
        }
        if (store == null) {
            throw new IllegalStateException("neither store nor archive");
        }
        try (EventOutput out = output.open()) {
            StoreStream stream = new StoreStream(io, store, rule, settings);
            return stream.run(out) ? ExitCode.DAMAGED : ExitCode.OK;
        }
    }

    private @Nullable StoreReader store() throws IOException {
        List<Path> roots = options.roots();
        if (roots.isEmpty()) {
            return null;
        }
        StoreReader store = StoreReader.open(new SystemDisk(), roots);
        if (store == null) {
            throw UserError.in(roots.getFirst().toString(), "not a store: no file evstore in it");
        }
        return store;
    }

    private int archive(@Nullable StoreReader store, DueRule rule, Path directory) throws IOException {
        String environment = environment(store);
        if (store == null && !Files.isDirectory(directory)) {
            throw UserError.in(directory.toString(), "No such file or directory");
        }
        Integer level = settings.level();
        SegmentShape shape = SegmentShape.sealing().within(settings.memoryBytes());
        try (DirectoryObjectStore objects = options.isDryRun()
                ? DirectoryObjectStore.openForReading(directory, new SecureRandom())
                : DirectoryObjectStore.open(directory, true, new SecureRandom())) {
            if (!options.isDryRun()) {
                objects.removeStale(io.clock().epochNanos() / 1_000_000);
            }
            Archive archive =
                    new Archive(objects, environment, level == null ? shape : shape.withLevel(level.intValue()));
            BucketExport export =
                    new BucketExport(io, archive, Set.of(), options.isDryRun()).verbose(options.isVerbose());
            boolean damaged = store != null
                    && new StoreSealing(io, store, rule, settings.memoryBytes(), settings.temporaryDirectory())
                            .exportTo(export, options.maxBuckets());
            if (options.isCompact()) {
                compact(archive, export, rule, level != null);
            }
            if (settings.stats()) {
                export.printStats();
            }
            return damaged ? ExitCode.DAMAGED : ExitCode.OK;
        }
    }

    private void compact(Archive archive, BucketExport export, DueRule rule, boolean evenOne) throws IOException {
        for (ArchiveBucket bucket : archive.buckets()) {
            if (export.writtenCount() >= options.maxBuckets()) {
                return;
            }
            if (rule.isWanted(bucket)) {
                export.fold(bucket, evenOne);
            }
        }
    }

    private String environment(@Nullable StoreReader store) {
        String given = options.environment();
        String ofStore = store == null ? "default" : store.identity().environment();
        if (store != null && given != null && !given.equals(ofStore)) {
            throw new UserError(options.roots().getFirst() + ": store of another environment (expected '" + given
                    + "', found '" + ofStore + "')");
        }
        return given == null ? ofStore : given;
    }
}
